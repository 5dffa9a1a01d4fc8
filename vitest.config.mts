import { defineConfig } from "vitest/config";
import { LongestFirst } from "./scripts/longest-first.ts";

export default defineConfig({
  test: {
    reporters: ["default", "./scripts/summary-reporter.ts"],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.e2e.test.ts"],
          testTimeout: 20_000,
          maxWorkers: 3,
        },
      },
      {
        // With the real CLI, provider and cluster: they wait far more than they compute.
        test: {
          name: "e2e",
          include: ["test/**/*.e2e.test.ts"],
          testTimeout: 240_000,
          // A machine that stalls for seconds is no finding about the product; a second failure is.
          retry: 2,
          hookTimeout: 240_000,
          sequence: { groupOrder: 1 },
          maxWorkers: 4,
        },
      },
    ],
  },
});
