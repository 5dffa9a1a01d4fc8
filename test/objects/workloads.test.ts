import { describe, expect, test } from "vitest";
import { countIndexes, hasIndex, isKind, readObject, type Known, type KnownKind } from "../../src/objects";

function read<K extends KnownKind>(kind: K, apiVersion: string, raw: object): Known[K] {
  const object = readObject({ apiVersion, kind, metadata: { name: "x" }, ...raw });
  if (object === undefined || !isKind(object, kind)) throw new Error(`${kind} was not read`);
  return object;
}

describe("defaults of the API where the object does not say", () => {
  test("a StatefulSet", () => {
    expect(read("StatefulSet", "apps/v1", {}).spec).toMatchObject({
      replicas: 1,
      podManagementPolicy: "OrderedReady",
      updateStrategy: "RollingUpdate",
      partition: 0,
      minReadySeconds: 0,
      startOrdinal: 0,
      claimTemplates: [],
    });
  });
  test("a StatefulSet of a cluster that knows no availableReplicas", () => {
    expect(read("StatefulSet", "apps/v1", { status: { readyReplicas: 2 } }).status.availableReplicas).toBe(2);
    expect(
      read("StatefulSet", "apps/v1", { status: { readyReplicas: 2, availableReplicas: 0 } }).status.availableReplicas,
    ).toBe(0);
  });
  test("a DaemonSet", () => {
    expect(read("DaemonSet", "apps/v1", {}).spec).toMatchObject({ updateStrategy: "RollingUpdate", maxUnavailable: 1 });
  });
  test.each<readonly [string, object, number | undefined]>([
    ["neither", {}, 1],
    ["completions only", { completions: 3 }, 3],
    ["parallelism only: a work queue", { parallelism: 2 }, undefined],
    ["both", { parallelism: 2, completions: 5 }, 5],
  ])("how often a Job has to succeed that gives %s", (_, spec, completions) => {
    expect(read("Job", "batch/v1", { spec }).spec.completions).toBe(completions);
  });
  test.each<readonly [string, object, number | undefined]>([
    ["nothing", {}, 6],
    ["a limit", { backoffLimit: 0 }, 0],
    ["a limit per index: none for the Job", { backoffLimitPerIndex: 2 }, undefined],
    ["both as the API server writes them", { backoffLimitPerIndex: 2, backoffLimit: 2147483647 }, undefined],
  ])("how often a Job may fail that gives %s", (_, spec, limit) => {
    expect(read("Job", "batch/v1", { spec }).spec.backoffLimit).toBe(limit);
  });
  test("Kubernetes' own Job controller is nobody special", () => {
    const managedBy = (name: string): string | undefined =>
      read("Job", "batch/v1", { spec: { managedBy: name } }).spec.managedBy;
    expect(managedBy("kubernetes.io/job-controller")).toBeUndefined();
    expect(managedBy("kueue.x-k8s.io/multikueue")).toBe("kueue.x-k8s.io/multikueue");
  });
});

describe("where things stand", () => {
  test("a CronJob's Pod template lies two levels down", () => {
    const spec = { jobTemplate: { spec: { template: { metadata: { labels: { app: "backup" } } } } } };
    expect(read("CronJob", "batch/v1", { spec }).spec.template.labels).toEqual({ app: "backup" });
  });
  test("a ControllerRevision keeps a Pod template, whose values of variables are not read", () => {
    const containers = [{ name: "web", image: "web:1", env: [{ name: "PASSWORD", value: "hunter2" }] }];
    const revision = read("ControllerRevision", "apps/v1", {
      revision: 3,
      data: { spec: { template: { spec: { containers } } } },
    });
    expect(revision.revision).toBe(3);
    expect(revision.template.spec.containers[0]).toMatchObject({ image: "web:1", envNames: ["PASSWORD"] });
    expect(JSON.stringify(revision)).not.toContain("hunter2");
  });
  test("the node to which a DaemonSet's Pod is bound", () => {
    const term = (...values: readonly string[]): object => ({
      matchFields: [{ key: "metadata.name", operator: "In", values }],
    });
    const pinned = (...nodeSelectorTerms: readonly object[]): string | undefined =>
      read("Pod", "v1", {
        spec: {
          affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
        },
      }).spec.pinnedNode;
    expect(pinned(term("n1"))).toBe("n1");
    expect(pinned(term("n1"), term("n1"))).toBe("n1");
    expect(pinned(term("n1", "n2"))).toBeUndefined();
    expect(pinned({ matchExpressions: [{ key: "zone", operator: "In", values: ["a"] }] })).toBeUndefined();
  });
  test("a foreign group's Job is none", () => {
    const object = readObject({ apiVersion: "batch.volcano.sh/v1alpha1", kind: "Job", metadata: { name: "x" } });
    expect(object !== undefined && isKind(object, "Job")).toBe(false);
  });
});

describe("indexes as the API writes them", () => {
  test.each([
    [undefined, 0],
    ["", 0],
    ["4", 1],
    ["0,3-5", 4],
    ["0-9,12", 11],
    ["5-3", 1],
    ["a,-1,1-,2", 1],
  ])("%s are %i", (indexes, count) => {
    expect(countIndexes(indexes)).toBe(count);
  });
  test.each([
    ["0,3-5", [0, 3, 4, 5]],
    ["7", [7]],
    ["", []],
    ["a,-1,1-,2", [2]],
    [undefined, []],
  ])("of %s each one is found, and no other", (indexes, all) => {
    expect(Array.from({ length: 9 }, (_, index) => index).filter((index) => hasIndex(indexes, index))).toEqual(all);
  });
});

describe("wrong types count as absent", () => {
  test.each<readonly [KnownKind, string]>([
    ["StatefulSet", "apps/v1"],
    ["DaemonSet", "apps/v1"],
    ["ControllerRevision", "apps/v1"],
    ["Job", "batch/v1"],
    ["CronJob", "batch/v1"],
  ])("%s", (kind, apiVersion) => {
    for (const junk of [null, [], "x", 7, { spec: 1 }]) {
      expect(() => read(kind, apiVersion, { spec: junk, status: junk, data: junk, revision: junk })).not.toThrow();
    }
  });
});
