import { describe, expect, test } from "vitest";
import { look } from "../support/look";
import {
  type Raw,
  at,
  merge,
  container,
  readinessProbe,
  pod,
  podWith,
  podWithInit,
  unscheduledPod,
  running,
  waiting,
  terminated,
  ended,
  podEvent,
  type SnapshotOptions,
  logOf,
  told,
  deepest,
} from "../support/objects";

type Row = readonly [name: string, objects: readonly Raw[], seconds: number, expected: string];

describe("a Pod on its way", () => {
  test.each<Row>([
    ["ready", [pod()], 5, "Current healthy Ready: ready"],
    ["completed", [pod("web-1-a", { status: { phase: "Succeeded" } })], 5, "Current healthy Completed: completed"],
    ["not scheduled yet", [unscheduledPod({})], 1, "InProgress waiting Scheduling: waits for the scheduler"],
    [
      "no scheduler answers",
      [unscheduledPod({})],
      16,
      "InProgress may-heal SchedulerSilent: cannot be scheduled ← no scheduler has looked at it for over 15 s",
    ],
    [
      "held by a gate",
      [unscheduledPod({ reason: "SchedulingGated" }, { schedulingGates: [{ name: "a.io/q" }] })],
      1,
      "InProgress suspended SchedulingGated: held by scheduling gate a.io/q",
    ],
    [
      "being prepared",
      [podWith(waiting("ContainerCreating"), { phase: "Pending" })],
      1,
      "InProgress waiting Preparing: volumes and network are being set up on node lab",
    ],
    [
      "pulling",
      [
        podWith(waiting("ContainerCreating"), { phase: "Pending" }),
        podEvent("Pulling", 'Pulling image "lab.local/web:1"', 1, { type: "Normal" }),
      ],
      2,
      "InProgress waiting Pulling: pulling lab.local/web:1",
    ],
    [
      "pulled and starting",
      [
        podWith(waiting("ContainerCreating"), { phase: "Pending" }),
        podEvent("Pulling", "Pulling", 1),
        podEvent("Pulled", "Pulled", 2),
      ],
      2,
      "InProgress waiting Starting: starting container web",
    ],
    [
      "running, not reported ready",
      [podWith(running({ ready: false }))],
      2,
      "InProgress waiting Starting: container web runs, not reported ready yet",
    ],
    [
      "waits for its first probe",
      [podWith(running({ ready: false }), { container: { readinessProbe } })],
      2,
      "InProgress waiting AwaitingReadiness: container web runs, readiness GET :8080/ not passed yet",
    ],
    [
      "waits for its startup probe",
      [
        podWith(running({ ready: false, started: false }), {
          container: { startupProbe: readinessProbe, readinessProbe },
        }),
      ],
      2,
      "InProgress waiting AwaitingReadiness: container web runs, startup GET :8080/ not passed yet",
    ],
    [
      "an init container runs",
      [podWithInit({ state: { running: { startedAt: at(1) } } })],
      2,
      "InProgress waiting Initializing: init container migrate runs",
    ],
    [
      "an init container is done",
      [podWithInit({ state: { terminated: ended(0) }, ready: true })],
      2,
      "InProgress waiting Starting: starting container web",
    ],
    [
      "waits for a readiness gate",
      [
        pod("web-1-a", {
          spec: { readinessGates: [{ conditionType: "a.io/g" }] },
          status: {
            conditions: [
              { type: "Ready", status: "False" },
              { type: "ContainersReady", status: "True" },
            ],
          },
        }),
      ],
      5,
      "InProgress waiting ReadinessGate: containers ready, waits for readiness gate a.io/g",
    ],
    [
      "unknown phase",
      [merge(podWith(waiting("ContainerCreating")), { status: { phase: "Dreaming" } })],
      5,
      "Unknown unknown Unclear: phase Dreaming",
    ],
  ])("%s", (_, objects, seconds, expected) => {
    expect(told(look(objects, seconds))).toBe(expected);
  });
});

test("a long preparation without Events stays open, and says why", () => {
  const object = podWith(waiting("ContainerCreating"), { phase: "Pending" });
  const coverage: SnapshotOptions = { coverage: (kind) => (kind === "Event" ? { gap: "403 as alice" } : "complete") };
  expect(told(look([object], 10, coverage))).toBe(
    "InProgress waiting Preparing: volumes and network are being set up on node lab",
  );
  expect(told(look([object], 31, coverage))).toBe(
    "InProgress unknown Preparing: volumes and network are being set up on node lab ← Events in prod cannot be seen (403 as alice)",
  );
});

describe("a Pod that ends", () => {
  const ending = { deletionTimestamp: at(30), deletionGracePeriodSeconds: 30 };
  test.each<Row>([
    ["being deleted", [pod("web-1-a", { metadata: ending })], 4, "Terminating waiting Terminating: being deleted"],
    [
      "over its grace period",
      [pod("web-1-a", { metadata: ending })],
      41,
      "Terminating may-heal StuckTerminating: still being deleted, node lab has not ended it",
    ],
    [
      "held by a finalizer",
      [pod("web-1-a", { metadata: { ...ending, finalizers: ["example.com/guard"] } })],
      41,
      "Terminating may-heal StuckTerminating: still being deleted, waits for finalizer example.com/guard",
    ],
    [
      "evicted",
      [
        pod("web-1-a", {
          status: { phase: "Failed", reason: "Evicted", message: "The node was low on resource: memory. " },
        }),
      ],
      5,
      "Failed may-heal Evicted: evicted ← the node was low on resource: memory",
    ],
    [
      "refused by its node",
      [
        pod("web-1-a", {
          status: { phase: "Failed", reason: "NodeAffinity", message: "Pod was rejected", containerStatuses: [] },
        }),
      ],
      5,
      "Failed may-heal NodeRefused: node lab refused it (NodeAffinity): Pod was rejected",
    ],
    [
      "failed for good",
      [
        pod("web-1-a", {
          spec: { restartPolicy: "Never" },
          status: { phase: "Failed", containerStatuses: [terminated(1)] },
        }),
      ],
      5,
      "Failed will-not-heal PodFailed: failed ← container web exited 1",
    ],
    [
      "on a lost node",
      [pod("web-1-a", { status: { reason: "NodeLost" } })],
      5,
      "Unknown may-heal NodeNotReady: node lab does not answer",
    ],
    [
      "on a node that stopped reporting",
      [
        pod("web-1-a", {
          status: {
            conditions: [
              { type: "Ready", status: "False" },
              { type: "ContainersReady", status: "True" },
            ],
          },
        }),
        podEvent("NodeNotReady", "Node is not ready", 4),
      ],
      5,
      "InProgress may-heal NodeNotReady: node lab is not ready",
    ],
  ])("%s", (_, objects, seconds, expected) => {
    expect(told(look(objects, seconds))).toBe(expected);
  });
});

describe("what is said besides", () => {
  test("every problem has an outlook of the catalogue, evidence and a command with its namespace", () => {
    const diagnosis = deepest(look([podWith(terminated(3))], 5, { logs: [logOf(["panic: no db"])] }));
    expect(diagnosis.evidence.map(({ type }) => type)).toEqual(["container", "log"]);
    expect(diagnosis.actions.map(({ command }) => command)).toEqual(["kubectl -n prod logs web-1-a -c web"]);
    expect(diagnosis.since).toBe(at(2).replace("Z", ".000Z"));
  });
  test("an odd name is quoted in commands", () => {
    const odd = podWith(terminated(3), { name: "a; rm -rf /" });
    expect(deepest(look([odd])).actions[0]?.command).toBe("kubectl -n prod logs 'a; rm -rf /' -c web");
  });
  test("two broken containers are both told, what will not heal first", () => {
    const objects = [
      pod("web-1-a", {
        spec: { containers: [container(), container({ name: "side", image: "side:nope" })] },
        status: {
          conditions: [{ type: "Ready", status: "False" }],
          containerStatuses: [terminated(3), { ...waiting("ErrImagePull", "side:nope: not found"), name: "side" }],
        },
      }),
    ];
    expect(look(objects).because.map(({ message }) => message)).toEqual([
      "image side:nope does not exist",
      "container web exited 3",
    ]);
  });
});
