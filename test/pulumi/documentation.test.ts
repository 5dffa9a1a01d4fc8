import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { resolveOptions, variableOf, type TraceOptions } from "../../src/pulumi/options";
import { isTraceable } from "../../src/pulumi/traceable";

const page = readFileSync(path.resolve(__dirname, "../../docs/trace-all.md"), "utf8");

describe("docs/trace-all.md", () => {
  const rows = new Map(
    [...page.matchAll(/^\| `(\w+)` \| (?:`(\w+)`)? ?\| (\S+) \|/gm)].map(([, name = "", variable]) => [name, variable]),
  );

  test("has a row for each option, with its variable", () => {
    expect(Object.fromEntries(rows)).toEqual(variableOf);
  });

  test("names the defaults", () => {
    const { logLines, heartbeatMs, quiet, check } = resolveOptions();
    for (const [name, value] of Object.entries({
      logLines,
      heartbeatSeconds: heartbeatMs / 1000,
      quiet,
      check,
    } satisfies TraceOptions)) {
      expect(page).toMatch(new RegExp(`^\\| \`${name}\` \\| \`\\w+\` \\| \`${String(value)}\` \\|`, "m"));
    }
  });

  test("names each kind that is followed", () => {
    const kinds = /^Kinds: ([^.]*)\./m.exec(page)?.[1]?.split(/,\s+/) ?? [];
    const groups: Readonly<Record<string, string>> = {
      Pod: "v1",
      Service: "v1",
      PersistentVolumeClaim: "v1",
      Job: "batch/v1",
      CronJob: "batch/v1",
      Ingress: "networking.k8s.io/v1",
      HTTPRoute: "gateway.networking.k8s.io/v1",
      Gateway: "gateway.networking.k8s.io/v1",
      HorizontalPodAutoscaler: "autoscaling/v2",
      PodDisruptionBudget: "policy/v1",
    };
    expect(kinds.length).toBeGreaterThan(10);
    expect(kinds.filter((kind) => !isTraceable({ apiVersion: groups[kind] ?? "apps/v1", kind }))).toEqual([]);
  });
});
