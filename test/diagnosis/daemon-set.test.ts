import { describe, expect, test } from "vitest";
import { changesSinceHealthy } from "../../src/diagnosis";
import { headline } from "../../src/render";
import { lookAfter } from "../support/look";
import {
  at,
  chain,
  container,
  event,
  merge,
  snapshotOf,
  terminated,
  told,
  waiting,
  type Raw,
  type SnapshotOptions,
} from "../support/objects";
import { controllerRevision, daemonSet, nodePod } from "../support/workloads";

const look = lookAfter(20);

const notReady: readonly Raw[] = [
  { type: "PodScheduled", status: "True", lastTransitionTime: at(0) },
  { type: "Ready", status: "False", reason: "ContainersNotReady", lastTransitionTime: at(0) },
];
const crashing = (node: string, revision?: string): Raw =>
  nodePod(node, { status: { conditions: notReady, containerStatuses: [terminated(3)] } }, revision);
const starting = (node: string): Raw =>
  nodePod(node, {
    status: { phase: "Pending", conditions: notReady, containerStatuses: [waiting("ContainerCreating")] },
  });
const refused = (node: string, message: string, spec: Raw = {}): Raw =>
  nodePod(node, {
    spec: { nodeName: undefined, ...spec },
    status: {
      phase: "Pending",
      startTime: undefined,
      containerStatuses: undefined,
      conditions: [
        { type: "PodScheduled", status: "False", reason: "Unschedulable", message, lastTransitionTime: at(0) },
      ],
    },
  });
const counts = (ready: number, more: Raw = {}): Raw => ({
  status: { numberReady: ready, numberAvailable: ready, ...more },
});
const none: Raw = {
  status: { desiredNumberScheduled: 0, currentNumberScheduled: 0, updatedNumberScheduled: 0, numberReady: 0 },
};
const onDelete: Raw = { spec: { updateStrategy: { type: "OnDelete", rollingUpdate: undefined } } };

describe("a DaemonSet", () => {
  type Row = readonly [name: string, objects: readonly Raw[], expected: string];
  test.each<Row>([
    [
      "is settled",
      [daemonSet(), nodePod("n1"), nodePod("n2"), nodePod("n3")],
      "Current healthy Ready: 3 of 3 Pods ready",
    ],
    [
      "has no node to run on",
      [daemonSet(none)],
      "Current healthy NoNodeMatches: no node takes its Pods, no Pod wanted",
    ],
    [
      "has a node selector that no node matches",
      [daemonSet(merge(none, { spec: { template: { spec: { nodeSelector: { "kubernetes.io/os": "windows" } } } } }))],
      "Current healthy NoNodeMatches: no node matches kubernetes.io/os=windows, no Pod wanted",
    ],
    [
      "leaves the nodes that it ran on",
      [daemonSet(merge(none, { status: { numberMisscheduled: 2 } }))],
      "InProgress waiting RollingOut: no node takes its Pods, 2 Pods left",
    ],
    [
      "runs on a node that should have none",
      [daemonSet({ status: { numberMisscheduled: 1 } }), nodePod("n1"), nodePod("n2"), nodePod("n3")],
      "Current healthy Ready: 3 of 3 Pods ready, 1 more on nodes that should have none",
    ],
    [
      "was not looked at yet",
      [merge(daemonSet({ metadata: { creationTimestamp: at(15) } }), { status: undefined })],
      "InProgress waiting NotObserved: generation 1 not observed yet",
    ],
    [
      "comes up on all nodes alike: told once, without a node",
      [daemonSet(counts(0)), starting("n1"), starting("n2"), starting("n3")],
      "InProgress waiting RollingOut: 0 of 3 Pods ready ← 3 of 3 Pods: volumes and network are being set up",
    ],
    [
      "crashes on one node",
      [daemonSet(counts(2)), nodePod("n1"), crashing("n2"), nodePod("n3")],
      "InProgress may-heal PodsNotReady: 2 of 3 Pods ready ← 1 of 3 Pods (n2) crashes ← container web exited 3",
    ],
    [
      "crashes on two nodes",
      [daemonSet(counts(1)), nodePod("n1"), crashing("n2"), crashing("n3")],
      "InProgress may-heal PodsNotReady: 1 of 3 Pods ready ← 2 of 3 Pods (n2, n3) crash ← container web exited 3",
    ],
    [
      "crashes everywhere",
      [daemonSet(counts(0)), crashing("n1"), crashing("n2"), crashing("n3")],
      "InProgress may-heal PodsNotReady: 0 of 3 Pods ready ← 3 of 3 Pods crash ← container web exited 3",
    ],
    [
      "finds no room on a node: the others are no news",
      [
        daemonSet(counts(2)),
        nodePod("n1"),
        nodePod("n2"),
        refused(
          "n3",
          "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.",
          { containers: [container({ resources: { requests: { cpu: "2" } } })] },
        ),
      ],
      "InProgress may-heal PodsNotReady: 2 of 3 Pods ready ← 1 of 3 Pods (n3) cannot be scheduled ← node n3 refused: too little cpu (needs 2)",
    ],
    [
      "has a Pod that its node evicted, until there is another",
      [
        daemonSet(counts(2)),
        nodePod("n1"),
        nodePod("n2"),
        nodePod("n3", {
          status: {
            phase: "Failed",
            reason: "Evicted",
            message: "The node was low on resource: memory.",
            conditions: [],
          },
        }),
      ],
      "InProgress may-heal PodsNotReady: 2 of 3 Pods ready ← 1 of 3 Pods (n3) evicted ← the node was low on resource: memory",
    ],
    [
      "waits for minReadySeconds",
      [
        daemonSet({ spec: { minReadySeconds: 30 }, status: { numberAvailable: 0 } }),
        nodePod("n1"),
        nodePod("n2"),
        nodePod("n3"),
      ],
      "InProgress waiting RollingOut: 3 of 3 Pods ready, available after 30 s (minReadySeconds)",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects))).toBe(expected);
  });
});

describe("an update of a DaemonSet", () => {
  type Row = readonly [name: string, objects: readonly Raw[], expected: string];
  const revisions = [controllerRevision("DaemonSet", 1), controllerRevision("DaemonSet", 2)];
  test.each<Row>([
    [
      "is under way",
      [daemonSet({ status: { updatedNumberScheduled: 1 } }), nodePod("n1", {}, "r2"), nodePod("n2"), nodePod("n3")],
      "InProgress waiting RollingOut: 3 of 3 Pods ready, 1 of 3 updated",
    ],
    [
      "is held by maxUnavailable while the first new Pod crashes",
      [daemonSet(counts(2, { updatedNumberScheduled: 1 })), crashing("n1", "r2"), nodePod("n2"), nodePod("n3")],
      "InProgress may-heal PodsNotReady: 2 of 3 Pods ready, 1 of 3 updated (maxUnavailable 1 holds the others) ← 1 of 3 Pods (n1) crashes ← container web exited 3",
    ],
    [
      "goes on with a larger maxUnavailable",
      [
        daemonSet(
          merge(counts(2, { updatedNumberScheduled: 1 }), {
            spec: { updateStrategy: { rollingUpdate: { maxUnavailable: "50%" } } },
          }),
        ),
        crashing("n1", "r2"),
        nodePod("n2"),
        nodePod("n3"),
      ],
      "InProgress may-heal PodsNotReady: 2 of 3 Pods ready, 1 of 3 updated ← 1 of 3 Pods (n1) crashes ← container web exited 3",
    ],
    [
      "waits for people with OnDelete",
      [
        daemonSet(merge(onDelete, { status: { updatedNumberScheduled: 1 } })),
        nodePod("n1", {}, "r2"),
        nodePod("n2"),
        nodePod("n3"),
      ],
      "InProgress suspended UpdateOnDelete: 3 of 3 Pods ready, 2 of the old revision until deleted (OnDelete)",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look([...objects, ...revisions]))).toBe(expected);
  });
  test("OnDelete names a Pod to delete, as far as the revisions can be seen", () => {
    const objects = [
      daemonSet(merge(onDelete, { status: { updatedNumberScheduled: 1 } })),
      nodePod("n1", {}, "r2"),
      nodePod("n2"),
      nodePod("n3"),
    ];
    expect(look([...objects, ...revisions]).actions).toEqual([
      { text: "delete Pod agent-n2 to update it on node n2", command: "kubectl -n prod delete pod agent-n2" },
    ]);
    expect(look(objects).actions).toEqual([]);
  });
  test("what changed is told from the revisions that it keeps", () => {
    const objects = [
      daemonSet(counts(2, { updatedNumberScheduled: 1 })),
      crashing("n1", "r2"),
      nodePod("n2"),
      nodePod("n3"),
      controllerRevision("DaemonSet", 1),
      controllerRevision("DaemonSet", 2, { containers: [container({ image: "lab.local/web:2" })] }),
    ];
    expect(changesSinceHealthy(snapshotOf(objects))).toEqual([
      "since revision 1: image lab.local/web:1 → lab.local/web:2",
    ]);
  });
});

describe("Pods of a DaemonSet that are not there", () => {
  test("the API server refuses them", () => {
    const message =
      'Error creating: pods "agent-x" is forbidden: violates PodSecurity "baseline:latest": hostPath volumes (volume "host")';
    const objects = [
      daemonSet(counts(2)),
      nodePod("n1"),
      nodePod("n2"),
      event("DaemonSet", "agent", "FailedCreate", message, 3),
    ];
    expect(told(look(objects))).toBe(
      "InProgress will-not-heal PodsNotReady: 2 of 3 Pods ready ← 1 of 3 Pods cannot be created ← PodSecurity baseline: hostPath volumes",
    );
  });
});

describe("what cannot be seen", () => {
  test("without Pods the counts hold and the cause stays open", () => {
    const options: SnapshotOptions = {
      coverage: (kind) => (kind === "Pod" ? { gap: "403 as alice" } : "complete"),
    };
    expect(told(look([daemonSet()], 20, options))).toBe("Current healthy Ready: 3 of 3 Pods ready");
    expect(told(look([daemonSet(counts(1))], 20, options))).toBe(
      "InProgress unknown RollingOut: 1 of 3 Pods ready ← Pods in prod cannot be seen (403 as alice)",
    );
  });
});

test("the headline names the node", () => {
  const objects = [daemonSet(counts(2)), nodePod("n1"), crashing("n2"), nodePod("n3")];
  expect(headline(look(objects))).toBe(
    "DaemonSet agent: 2 of 3 Pods ready ← 1 of 3 Pods (n2) crashes ← container web exited 3",
  );
  expect(chain(look(objects))).toContain("(n2)");
});
