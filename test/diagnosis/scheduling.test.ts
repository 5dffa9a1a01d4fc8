import { describe, expect, test } from "vitest";
import { wantedKinds, type Coverage } from "../../src/diagnosis";
import { look } from "../support/look";
import {
  at,
  type Raw,
  merge,
  container,
  pod,
  unscheduledPod,
  podEvent,
  podWith,
  terminated,
  ended,
  told,
  deepest,
} from "../support/objects";

describe("what the scheduler says", () => {
  const refused = (message: string, spec: Raw = {}): readonly Raw[] => [
    unscheduledPod({ reason: "Unschedulable", message }, spec),
  ];
  const asks = (requests: Raw): Raw => ({ containers: [container({ resources: { requests } })] });
  const unhelpful = "preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
  test.each<readonly [string, readonly Raw[], number, string]>([
    [
      "asks for more than any node has",
      refused(
        `0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, ${unhelpful}`,
        asks({ cpu: "64" }),
      ),
      1,
      "will-not-heal Unschedulable: cannot be scheduled ← needs 64 CPU, more than the only node has",
    ],
    [
      "fits when others leave",
      refused(
        "0/3 nodes are available: 3 Insufficient memory. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
        asks({ memory: "2Gi" }),
      ),
      1,
      "may-heal Unschedulable: cannot be scheduled ← needs 2Gi memory: too little free on 3 nodes",
    ],
    [
      "several reasons",
      refused(
        "0/5 nodes are available: 2 node(s) had untolerated taint {gpu: yes}, 3 Insufficient cpu. preemption: 0/5 nodes are available: 5 Preemption is not helpful for scheduling.",
        asks({ cpu: "500m" }),
      ),
      1,
      "may-heal Unschedulable: cannot be scheduled ← 5 nodes refused: 2 tainted gpu=yes, 3 too little cpu (needs 500m CPU)",
    ],
    [
      "a node selector",
      refused(`0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. ${unhelpful}`, {
        nodeSelector: { disktype: "ssd" },
      }),
      1,
      "may-heal Unschedulable: cannot be scheduled ← the only node refused: without label disktype=ssd",
    ],
    [
      "no room for more Pods",
      refused(
        "0/1 nodes are available: 1 Too many pods. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
      ),
      1,
      "may-heal Unschedulable: cannot be scheduled ← the only node takes no more Pods",
    ],
    [
      "a claim that may be on its way",
      refused('0/1 nodes are available: persistentvolumeclaim "data" not found. not found'),
      2,
      "waiting ClaimNotFound: cannot be scheduled ← PersistentVolumeClaim data does not exist in prod",
    ],
    [
      "a claim that is missing",
      refused('0/1 nodes are available: persistentvolumeclaim "data" not found. not found'),
      3,
      "may-heal ClaimNotFound: cannot be scheduled ← PersistentVolumeClaim data does not exist in prod",
    ],
    [
      "a claim that is just being bound",
      refused("0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found"),
      3,
      "waiting ClaimNotBound: cannot be scheduled ← a PersistentVolumeClaim is not bound to a volume",
    ],
    [
      "a claim that is not bound for long",
      refused("0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found"),
      20,
      "may-heal ClaimNotBound: cannot be scheduled ← a PersistentVolumeClaim is not bound to a volume",
    ],
    [
      "the autoscaler answers",
      [
        ...refused("0/1 nodes are available: 1 Insufficient cpu."),
        podEvent("TriggeredScaleUp", "pod triggered scale-up", 1, { type: "Normal" }),
      ],
      2,
      "waiting Unschedulable: cannot be scheduled ← no node has room; the autoscaler adds one",
    ],
    [
      "the autoscaler may not add a node",
      [
        ...refused("0/1 nodes are available: 1 Insufficient cpu."),
        podEvent("NotTriggerScaleUp", "pod didn't trigger scale-up: 1 max node group size reached", 1),
      ],
      2,
      "may-heal Unschedulable: cannot be scheduled ← not enough cpu: too little free on the only node; the autoscaler has as many nodes as it may",
    ],
    [
      "the autoscaler has no such node",
      [
        ...refused("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector."),
        podEvent("NotTriggerScaleUp", "pod didn't trigger scale-up: 1 node(s) didn't match Pod's node affinity", 1),
      ],
      2,
      "may-heal Unschedulable: cannot be scheduled ← the only node refused: outside its node affinity; the autoscaler adds no node for it",
    ],
    [
      "no sentence at all",
      [unscheduledPod({ reason: "Unschedulable" })],
      2,
      "may-heal Unschedulable: cannot be scheduled ← the scheduler gives no reason",
    ],
  ])("%s", (_, objects, seconds, expected) => {
    expect(told(look(objects, seconds))).toBe(`InProgress ${expected}`);
  });

  test("an init container's larger request counts, and sidecars are added", () => {
    const spec = {
      initContainers: [
        { name: "proxy", restartPolicy: "Always", resources: { requests: { cpu: "1" } } },
        { name: "migrate", resources: { requests: { cpu: "8" } } },
      ],
      containers: [container({ resources: { requests: { cpu: "2" } } })],
    };
    const objects = refused(
      "0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
      spec,
    );
    expect(deepest(look(objects)).message).toBe("needs 9 CPU, more than any of 3 nodes has");
  });
});

describe("what is asked for against what is free", () => {
  const refused = (message: string, requests: Raw): Raw =>
    unscheduledPod({ reason: "Unschedulable", message }, { containers: [container({ resources: { requests } })] });
  const node = (name: string, allocatable: Raw, spec: Raw = {}): Raw => ({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name },
    spec,
    status: { allocatable: { cpu: "2", memory: "8Gi", pods: "110", ...allocatable } },
  });
  /** A Pod of somebody else's on a node. */
  const neighbour = (name: string, nodeName: string, requests: Raw, more: Raw = {}): Raw =>
    merge(
      merge(pod(name), {
        metadata: { namespace: "other" },
        spec: { nodeName, containers: [container({ resources: { requests } })] },
      }),
      more,
    );
  const unhelpful = "preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
  const one =
    "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.";
  const three = one.replaceAll("0/1", "0/3").replaceAll(" 1 ", " 3 ");
  const cpu = (request: string): Raw => ({ cpu: request });

  type Row = readonly [name: string, objects: readonly Raw[], expected: string];
  test.each<Row>([
    [
      "of the only node",
      [refused(one, cpu("900m")), node("n1", {}), neighbour("a", "n1", cpu("1")), neighbour("b", "n1", cpu("700m"))],
      "needs 900m CPU: too little free on the only node (300m, 1.7 of 2 requested)",
    ],
    [
      "of several nodes the one with most",
      [
        refused(three, cpu("900m")),
        node("n1", {}),
        node("n2", {}),
        node("n3", {}),
        neighbour("a", "n1", cpu("1300m")),
        neighbour("b", "n2", cpu("2")),
        neighbour("c", "n3", cpu("1800m")),
      ],
      "needs 900m CPU: too little free on 3 nodes (at most 700m, 5.1 of 6 requested)",
    ],
    [
      "Pods that are over have given it back, those that are ending have not",
      [
        refused(one, cpu("900m")),
        node("n1", {}),
        neighbour("a", "n1", cpu("1500m"), { metadata: { deletionTimestamp: at(1) } }),
        neighbour("b", "n1", cpu("1"), { status: { phase: "Succeeded" } }),
      ],
      "needs 900m CPU: too little free on the only node (500m, 1.5 of 2 requested)",
    ],
    [
      "the overhead of a runtime and what a Pod asks for as a whole count",
      [
        refused(one, cpu("900m")),
        node("n1", {}),
        neighbour("a", "n1", cpu("100m"), { spec: { overhead: cpu("250m") } }),
        neighbour("b", "n1", cpu("100m"), { spec: { resources: { requests: cpu("1") } } }),
      ],
      "needs 900m CPU: too little free on the only node (650m, 1.4 of 2 requested)",
    ],
    [
      "memory in its own unit",
      [
        refused(one.replace("cpu", "memory"), { memory: "4Gi" }),
        node("n1", {}),
        neighbour("a", "n1", { memory: "6Gi" }),
      ],
      "needs 4Gi memory: too little free on the only node (2Gi, 6Gi of 8Gi requested)",
    ],
    [
      "the number of Pods",
      [refused("0/1 nodes are available: 1 Too many pods.", {}), node("n1", { pods: "1" }), neighbour("a", "n1", {})],
      "the only node takes no more Pods (1 of 1)",
    ],
    [
      "nothing where what is seen is not what the scheduler saw",
      [refused(one, cpu("900m")), node("n1", {}), neighbour("a", "n1", cpu("100m"))],
      "needs 900m CPU: too little free on the only node",
    ],
    [
      "a cordoned node is not refused for its size",
      [
        refused(one, cpu("900m")),
        node("n1", {}),
        node("n2", {}, { unschedulable: true }),
        neighbour("a", "n1", cpu("1500m")),
        neighbour("b", "n2", cpu("2")),
      ],
      "needs 900m CPU: too little free on the only node (500m, 1.5 of 2 requested)",
    ],
    [
      "the size of the only node, where even that is too little",
      [refused(`0/1 nodes are available: 1 Insufficient cpu. ${unhelpful}`, cpu("64")), node("n1", { cpu: "8" })],
      "needs 64 CPU, more than the only node has (8)",
    ],
    [
      "the size of the largest node",
      [
        refused(`0/2 nodes are available: 2 Insufficient cpu. ${unhelpful.replaceAll("1 Pre", "2 Pre")}`, cpu("64")),
        node("n1", { cpu: "8" }),
        node("n2", { cpu: "16" }),
      ],
      "needs 64 CPU, more than any of 2 nodes has (the largest 16)",
    ],
  ])("%s", (_, objects, expected) => {
    expect(deepest(look(objects)).message).toBe(expected);
  });

  test.each<readonly [string, (kind: string, place: string | undefined) => Coverage]>([
    ["nodes may not be listed", (kind) => (kind === "Node" ? { gap: "403 as alice" } : "complete")],
    [
      "Pods of other namespaces may not be listed",
      (kind, place) => (kind === "Pod" && place === undefined ? { gap: "403 as alice" } : "complete"),
    ],
  ])("is not told where %s", (_, coverage) => {
    const objects = [refused(one, cpu("900m")), node("n1", {}), neighbour("a", "n1", cpu("1500m"))];
    expect(deepest(look(objects, 5, { coverage })).message).toBe("needs 900m CPU: too little free on the only node");
  });
});

describe("what else is worth looking at", () => {
  const unhelpful = " preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
  test.each<readonly [string, Raw, readonly string[]]>([
    [
      "of a shortage the nodes and all Pods",
      unscheduledPod({ reason: "Unschedulable", message: "0/1 nodes are available: 1 Insufficient cpu." }),
      ["Node", "Pod"],
    ],
    [
      "of a Pod that is too large for any node the nodes",
      unscheduledPod({ reason: "Unschedulable", message: `0/1 nodes are available: 1 Insufficient cpu.${unhelpful}` }),
      ["Node"],
    ],
    [
      "of a node selector the nodes",
      unscheduledPod({
        reason: "Unschedulable",
        message: "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
      }),
      ["Node"],
    ],
    [
      "of a volume that is out of reach the volumes",
      unscheduledPod({
        reason: "Unschedulable",
        message: "0/1 nodes are available: 1 node(s) didn't match PersistentVolume's node affinity.",
      }),
      ["Node", "PersistentVolume"],
    ],
    [
      "of what the node's processor cannot run the nodes",
      podWith(terminated(255, { state: { terminated: ended(255, { message: "exec /app: exec format error" }) } })),
      ["Node"],
    ],
    ["of a Pod that has a node nothing", pod(), []],
  ])("%s", (_, object, expected) => {
    expect(wantedKinds(look([object]))).toEqual(expected);
  });
});
