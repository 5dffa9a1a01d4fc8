import { describe, expect, test } from "vitest";
import { diagnose } from "../../src/diagnosis";
import { node, nodeWith } from "../support/cluster-objects";
import {
  at,
  deployment,
  merge,
  moment,
  pod,
  podWith,
  replicaSet,
  snapshotOf,
  terminated,
  told,
  unready,
  type Raw,
} from "../support/objects";

describe("a Node", () => {
  test.each<readonly [string, Raw, string]>([
    ["is ready", node("n1"), "Current healthy Ready: ready"],
    [
      "is ready and cordoned",
      node("n1", {
        spec: { unschedulable: true, taints: [{ key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" }] },
      }),
      "Current healthy Ready: cordoned: no new Pods come",
    ],
    [
      "is ready with a taint",
      node("n1", { spec: { taints: [{ key: "gpu", value: "yes", effect: "NoSchedule" }] } }),
      "Current healthy Ready: tainted gpu:NoSchedule",
    ],
    [
      "has no network",
      nodeWith("n1", {
        type: "Ready",
        status: "False",
        reason: "KubeletNotReady",
        message:
          "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized",
        lastTransitionTime: at(0),
      }),
      "InProgress may-heal NodeNotReady: not ready: Network plugin returns error: cni plugin not initialized",
    ],
    [
      "does not report",
      nodeWith("n1", { type: "Ready", status: "Unknown", message: "Kubelet stopped posting node status." }),
      "InProgress may-heal NodeNotReady: its kubelet does not report any more",
    ],
    [
      "has not reported",
      node("n1", { status: { conditions: [] } }),
      "InProgress waiting Reconciling: its kubelet has not reported yet",
    ],
    [
      "has little disk",
      nodeWith("n1", { type: "DiskPressure", status: "True", reason: "KubeletHasDiskPressure" }),
      "InProgress may-heal NodePressure: DiskPressure: its disk is almost full: Pods are evicted and no new ones come",
    ],
    ["had little memory", nodeWith("n1", { type: "MemoryPressure", status: "False" }), "Current healthy Ready: ready"],
  ])("%s", (_, object, expected) => {
    expect(told(diagnose(snapshotOf([object]), moment(5)))).toBe(expected);
  });
});

describe("the node that broken Pods share", () => {
  const crashing = (name: string, nodeName: string): Raw =>
    merge(podWith(terminated(3), { name }), { spec: { nodeName } });
  const ready = (name: string, nodeName: string): Raw => merge(pod(name), { spec: { nodeName } });
  const three = { spec: { replicas: 3 }, status: { replicas: 3 } };
  const look = (objects: readonly Raw[], updatedReplicas = 3): string | undefined => {
    const root = deployment(merge(unready, merge(three, { status: { updatedReplicas } })));
    return diagnose(snapshotOf([root, replicaSet(three), ...objects]), moment(5)).because[0]?.message;
  };

  test.each<readonly [string, readonly Raw[], string]>([
    [
      "is named when others run elsewhere",
      [crashing("web-1-a", "n7"), crashing("web-1-b", "n7"), ready("web-1-c", "n8")],
      "2 of 3 Pods (all on n7) crash",
    ],
    [
      "is named with its trouble, even for one Pod",
      [
        nodeWith("n7", { type: "DiskPressure", status: "True" }),
        crashing("web-1-a", "n7"),
        ready("web-1-b", "n8"),
        ready("web-1-c", "n8"),
      ],
      "1 of 3 Pods (on n7: DiskPressure) crashes",
    ],
    [
      "tells nothing when all Pods are on it",
      [crashing("web-1-a", "n7"), crashing("web-1-b", "n7"), crashing("web-1-c", "n7")],
      "3 of 3 Pods crash",
    ],
    [
      "tells nothing of one Pod on a good node",
      [node("n7"), crashing("web-1-a", "n7"), ready("web-1-b", "n8"), ready("web-1-c", "n8")],
      "1 of 3 Pods crashes",
    ],
    [
      "tells nothing when they crash everywhere",
      [crashing("web-1-a", "n7"), crashing("web-1-b", "n8"), ready("web-1-c", "n9")],
      "2 of 3 Pods crash",
    ],
  ])("%s", (_, objects, expected) => {
    expect(look(objects)).toBe(expected);
  });

  test("is named of new Pods as of others", () => {
    const pods = [crashing("web-1-a", "n7"), crashing("web-1-b", "n7"), ready("web-1-c", "n8")];
    expect(look(pods, 2)).toBe("2 of 3 new Pods (all on n7) crash");
  });
});
