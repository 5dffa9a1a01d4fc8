import { describe, expect, test } from "vitest";
import { diagnose, type Diagnosis } from "../../src/diagnosis";
import {
  type Raw,
  moment,
  container,
  unscheduledPod,
  podEvent,
  type SnapshotOptions,
  snapshotOf,
  told,
  deepest,
} from "../support/objects";

/** The diagnosis of a Pod and the events about it, so many seconds after the start. */
function look(objects: readonly Raw[], seconds = 5, options: SnapshotOptions = {}): Diagnosis {
  return diagnose(snapshotOf(objects, options), moment(seconds));
}

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
      "may-heal Unschedulable: cannot be scheduled ← 5 nodes refused: 2 had untolerated taint {gpu: yes}, 3 too little cpu (needs 500m CPU)",
    ],
    [
      "a node selector",
      refused(`0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. ${unhelpful}`),
      1,
      "may-heal Unschedulable: cannot be scheduled ← the only node refused: didn't match Pod's node affinity/selector",
    ],
    [
      "no room for more Pods",
      refused(
        "0/1 nodes are available: 1 Too many pods. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
      ),
      1,
      "may-heal Unschedulable: cannot be scheduled ← not enough pods: no node takes more Pods",
    ],
    [
      "a claim that is missing",
      refused('0/1 nodes are available: persistentvolumeclaim "data" not found. not found'),
      1,
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
      11,
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

  test("the largest node is named where nodes are followed", () => {
    const node = { apiVersion: "v1", kind: "Node", metadata: { name: "n1" }, status: { allocatable: { cpu: "8" } } };
    const objects = [
      ...refused(`0/1 nodes are available: 1 Insufficient cpu. ${unhelpful}`, asks({ cpu: "64" })),
      node,
    ];
    expect(deepest(look(objects)).message).toBe("needs 64 CPU, more than the only node has (the largest 8)");
  });
});
