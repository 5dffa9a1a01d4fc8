import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  changesSinceHealthy,
  diagnose,
  trafficOf,
  usersSentence,
  wantedLogs,
  type Diagnosis,
  type Snapshot,
} from "../../src/diagnosis";
import {
  at,
  container,
  deployment,
  ended,
  endpoint,
  event,
  logOf,
  moment,
  pod,
  podEvent,
  podWith,
  podWithInit,
  readinessProbe,
  replicaSet,
  running,
  service,
  slice,
  snapshotOf,
  terminated,
  unscheduledPod,
  waiting,
  type Raw,
} from "../support/objects";
import { everyClusterKind } from "../support/cluster-objects";
import { everyReferringKind } from "../support/referring-objects";
import { everyWorkload } from "../support/workloads";

/** One object of every kind and state that some rule reads. */
const world: readonly Raw[] = [
  deployment({ spec: { progressDeadlineSeconds: 5, minReadySeconds: 3 } }),
  replicaSet({
    status: {
      replicas: 1,
      conditions: [
        {
          type: "ReplicaFailure",
          status: "True",
          reason: "FailedCreate",
          message: 'pods "x" is forbidden: exceeded quota: q, requested: cpu=80m, used: cpu=80m, limited: cpu=100m',
        },
      ],
    },
  }),
  podWith(
    waiting("CrashLoopBackOff", "back-off 10s restarting", { restartCount: 3, lastState: { terminated: ended(137) } }),
    { container: { livenessProbe: readinessProbe, resources: { limits: { memory: "16Mi" } } } },
  ),
  {
    ...podWith(running({ ready: false, restartCount: 1, lastState: { terminated: terminated(3) } }), {
      container: { readinessProbe, startupProbe: readinessProbe },
    }),
    metadata: {
      name: "running",
      namespace: "prod",
      labels: { app: "web" },
      deletionTimestamp: at(90),
      finalizers: ["a/b"],
    },
  },
  { ...podWithInit(terminated(1)), metadata: { name: "init", namespace: "prod", labels: { app: "web" } } },
  {
    ...unscheduledPod(
      {
        reason: "Unschedulable",
        message:
          "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint {a: b}. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
      },
      { containers: [container({ resources: { requests: { cpu: "64" } } })] },
    ),
    metadata: { name: "big", namespace: "prod", labels: { app: "web" } },
  },
  {
    ...pod("over", { status: { phase: "Failed", reason: "Evicted", message: "low" } }),
    metadata: { name: "over", namespace: "prod", labels: { app: "web" } },
  },
  podEvent("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 404", 3, { count: 5 }),
  podEvent("Killing", "Container web failed liveness probe, will be restarted", 3),
  podEvent("FailedMount", 'MountVolume.SetUp failed for volume "tls" : secret "x" not found', 3),
  podEvent("Failed", "Failed to pull image: rpc error: code = NotFound desc = not found, I say", 3),
  event("ReplicaSet", "web-1", "FailedCreate", "Error creating", 3),
  service({ spec: { type: "LoadBalancer", ports: [{ port: 80, targetPort: "http" }] } }),
  service({ spec: { selector: { app: "wbe" } } }, "typo"),
  slice([endpoint("web-1-a"), endpoint("gone", false)]),
  ...everyWorkload,
  ...everyReferringKind,
  ...everyClusterKind,
  {
    apiVersion: "example.com/v1",
    kind: "Database",
    metadata: { name: "db", namespace: "prod", generation: 3 },
    status: { observedGeneration: 2, conditions: [{ type: "Ready", status: "False", reason: "Failed" }] },
  },
];

const junk = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    [],
    {},
    "",
    0,
    -1,
    true,
    [null],
    [[]],
    { a: null },
    Number.MAX_SAFE_INTEGER,
    1e300,
    Number.NaN,
    "constructor",
    "__proto__",
    "9999-99-99T99:99:99Z",
    "+275760-09-13T00:00:00Z",
    "-271821-04-20T00:00:00Z",
    "\u0000\u202e<{%reset%}>\n",
    "x".repeat(5000),
  ),
  fc.string(),
  fc.integer(),
);

type Path = readonly (string | number)[];

function pathsIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, item]) =>
    pathsIn(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return path.length === 0 ? inner : [path, ...inner];
}

function replaced(value: unknown, path: Path, item: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return item;
  if (Array.isArray(value))
    return value.map((entry: unknown, index) => (index === key ? replaced(entry, rest, item) : entry));
  if (typeof value !== "object" || value === null) return value;
  return { ...(value as Raw), [key]: replaced((value as Raw)[key], rest, item) };
}

const allPaths = world.map((object) => pathsIn(object));
const mutation = fc
  .nat({ max: world.length - 1 })
  .chain((index) =>
    fc.record({ index: fc.constant(index), path: fc.constantFrom(...(allPaths[index] ?? [])), item: junk }),
  );

/** Some kinds are the whole cluster's. */
function placeOf(raw: Raw): { readonly namespace?: string } {
  const { namespace } = raw["metadata"] as { readonly namespace?: string };
  return namespace === undefined ? {} : { namespace };
}

const roots = world.map((raw) => ({
  apiVersion: String(raw["apiVersion"]),
  kind: String(raw["kind"]),
  ...placeOf(raw),
  name: String((raw["metadata"] as Raw)["name"]),
}));

const statuses = new Set(["InProgress", "Current", "Failed", "Terminating", "NotFound", "Unknown"]);

function checkAll(diagnosis: Diagnosis, now: number): void {
  expect(statuses).toContain(diagnosis.status);
  expect(diagnosis.message).not.toBe("");
  if (diagnosis.until !== undefined) expect(Date.parse(diagnosis.until)).toBeGreaterThan(now);
  if (diagnosis.status === "Current") expect(diagnosis.outlook).toBe("healthy");
  for (const cause of diagnosis.because) checkAll(cause, now);
}

function everything(snapshot: Snapshot, now: Date): void {
  const diagnosis = diagnose(snapshot, now);
  checkAll(diagnosis, now.getTime());
  wantedLogs(snapshot, diagnosis);
  trafficOf(snapshot, snapshot.root, now);
  usersSentence(snapshot);
  changesSinceHealthy(snapshot);
}

describe("odd data gives an answer, never an exception", () => {
  test("any field of any object replaced by anything", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(
        fc.array(mutation, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 400 }),
        (mutations, seconds) => {
          const objects = [...world];
          for (const { index, path, item } of mutations) objects[index] = replaced(objects[index], path, item) as Raw;
          const snapshot = snapshotOf(objects, { logs: [logOf(["panic: x"])] });
          for (const root of roots) everything({ ...snapshot, root }, moment(seconds));
        },
      ),
      { numRuns: 150 },
    );
  });
  test("objects without status, uid, times or apiVersion", () => {
    const bare = world.map((raw) => ({
      kind: raw["kind"],
      metadata: { name: (raw["metadata"] as Raw)["name"], namespace: "prod" },
      spec: raw["spec"],
    }));
    for (const root of roots) everything(snapshotOf(bare, { root }), moment(5));
  });
  test("unreadable times of the operation", () => {
    for (const started of ["", "yesterday", "0"]) everything(snapshotOf(world, { started }), moment(5));
  });
  test("a message of a megabyte takes no longer than a breath", () => {
    const long = "0/3 nodes are available: " + "1 Insufficient cpu, ".repeat(50_000);
    const objects = [
      unscheduledPod({ reason: "Unschedulable", message: long }),
      podEvent("FailedMount", "(".repeat(1_000_000), 1, { count: 9 }),
    ];
    const before = performance.now();
    for (let round = 0; round < 10; round++) diagnose(snapshotOf(objects), moment(5));
    expect(performance.now() - before).toBeLessThan(5000);
  });
});

describe("the same snapshot gives the same answer", () => {
  test("whatever the order in which the objects came", () => {
    const all = (objects: readonly Raw[]): readonly Diagnosis[] => {
      const snapshot = snapshotOf(objects);
      return roots.map((root) => diagnose({ ...snapshot, root }, moment(5)));
    };
    const expected = all(world);
    fc.assert(
      fc.property(fc.shuffledSubarray([...world], { minLength: world.length }), (objects) => {
        expect(all(objects)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });
  test("objects of another namespace change nothing", () => {
    const elsewhere = world
      .filter((raw) => raw["kind"] !== "Event" && placeOf(raw).namespace === "prod")
      .map((raw) => ({ ...raw, metadata: { ...(raw["metadata"] as Raw), namespace: "other", uid: undefined } }));
    for (const root of roots) {
      expect(diagnose(snapshotOf([...world, ...elsewhere], { root }), moment(5))).toEqual(
        diagnose(snapshotOf(world, { root }), moment(5)),
      );
    }
  });
  test("no argument is changed", () => {
    const deepFreeze = <T>(value: T): T => {
      if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
      return value;
    };
    for (const root of roots) {
      const snapshot = snapshotOf(world, { root });
      for (const object of [
        "Pod",
        "ReplicaSet",
        "Deployment",
        "Service",
        "EndpointSlice",
        "Event",
        "StatefulSet",
        "DaemonSet",
        "Job",
        "CronJob",
      ] as const)
        deepFreeze(snapshot.objects.all(object));
      expect(() => {
        everything(snapshot, moment(5));
      }).not.toThrow();
    }
  });
});
