import { describe, expect } from "vitest";
import { test } from "../support/lab-test";
import { lines } from "../support/rollout";
import { kept } from "../support/told";
import type { Run } from "../support/up";

const errors = (run: Run): string => lines(kept(run).filter(({ severity }) => severity === "error"));

describe("settle", () => {
  test("fails what will not heal at once, holds what depends on it, and lets go when it is repaired", async ({
    open,
  }) => {
    const stack = open(
      { scenario: "imagename", timeout: "600", dependent: "true" },
      { environment: { KUBESPY_SETTLE: "true" } },
    );
    const first = await stack.up();
    expect(first.exitCode, first.output).not.toBe(0);
    expect(errors(first)).toMatch(/Deployment web will not become ready: 2 of 2 Pods .*image name/);
    expect(first.seconds).toBeLessThan(120);
    const after = (): Promise<string> =>
      stack.kubectl("-n", stack.namespace, "get", "configmap", "after", "--ignore-not-found");
    expect(await after()).toBe("");

    // Pulumi has nothing to do for the Deployment any more: its state says that it was created.
    const second = await stack.up();
    expect(second.exitCode, second.output).not.toBe(0);
    expect(errors(second)).toContain('"after" is held back: it depends on Deployment web, which is not ready');
    expect(await after()).toBe("");

    const repaired = await stack.up({ config: { scenario: "healthy" } });
    expect(repaired.exitCode, repaired.output).toBe(0);
    expect(errors(repaired)).toBe("");
    expect(await after()).toContain("after");
  });

  test("an update without changes that leaves a Service without Pods fails", async ({ open }) => {
    const stack = open({ scenario: "selector" }, { environment: { KUBESPY_SETTLE: "20" } });
    const run = await stack.up();
    expect(run.exitCode, run.output).not.toBe(0);
    expect(errors(run)).toMatch(/Service web will not become ready: selects app=wbe/);
  });
});
