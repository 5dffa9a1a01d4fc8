import { describe, expect, test } from "vitest";
import { look } from "../support/look";
import {
  at,
  merge,
  deployment,
  unready,
  replicaSet,
  pod,
  service,
  type SnapshotOptions,
  told,
} from "../support/objects";
import { none, two } from "../support/web-pods";

describe("a selector that no Pod has", () => {
  const wbe = service({ spec: { selector: { app: "wbe" } } });
  test("a misspelling is told after three seconds, with what was meant", () => {
    const objects = [wbe, none, deployment(), replicaSet(), ...two];
    expect(told(look(objects, 2))).toBe("InProgress waiting NoPodsYet: no Pod has app=wbe yet");
    expect(look(objects, 2).until).toBe(at(3).replace("Z", ".000Z"));
    const diagnosis = look(objects, 3);
    expect(told(diagnosis)).toBe(
      "InProgress will-not-heal SelectorMatchesNothing: selects app=wbe, no Pod has it; Deployment web has app=web",
    );
    expect(diagnosis.actions[0]?.text).toBe('in the selector of Service web: { app: "web" }');
  });
  test("a bare Pod can be what was meant", () => {
    const bare = pod("web", { metadata: { ownerReferences: [] } });
    expect(look([wbe, none, bare], 4).message).toBe("selects app=wbe, no Pod has it; Pod web has app=web");
  });
  test("a misspelt key", () => {
    const selector = service({ spec: { selector: { app: undefined, apps: "web" } } });
    expect(look([selector, none, deployment()], 4).message).toBe(
      "selects apps=web, no Pod has it; Deployment web has app=web",
    );
  });
  test("labels that stand on the Deployment and not on its Pods", () => {
    const labelled = deployment({ metadata: { labels: { tier: "front" } } });
    const selector = service({ spec: { selector: { app: undefined, tier: "front" } } });
    expect(look([selector, none, labelled], 4).message).toBe(
      "selects tier=front, no Pod has it; Deployment web has it on itself, not on its Pod template",
    );
  });

  describe("is no mistake as long as the workload may still come", () => {
    const api = deployment({
      metadata: { name: "api", uid: "uid-api" },
      spec: { template: { metadata: { labels: { app: "api" } } } },
    });
    test("an empty namespace, for as long as it takes", () => {
      expect(told(look([service(), none], 600))).toBe("InProgress waiting NoPodsYet: no Pod has app=web yet");
    });
    test("another application is there: only after a minute, and it may heal", () => {
      expect(look([service(), none, api], 30).outlook).toBe("waiting");
      expect(told(look([service(), none, api], 60))).toBe(
        "InProgress may-heal SelectorMatchesNothing: selects app=web, no Pod has it; nearest: Deployment api has app=api",
      );
    });
    test("nobody looks at StatefulSets, and one of them may have the labels: that cannot be told", () => {
      const coverage: SnapshotOptions["coverage"] = (kind) =>
        kind === "StatefulSet" || kind === "DaemonSet" ? { gap: "not watched" } : "complete";
      const diagnosis = look([service(), none, api], 60, { coverage });
      expect(told(diagnosis)).toBe(
        "Unknown unknown NoPodsYet: no Pod has app=web; nearest: Deployment api has app=api; StatefulSets and DaemonSets are not looked at",
      );
      expect(diagnosis.actions[0]?.command).toBe("kubectl -n prod get statefulsets,daemonsets --show-labels");
      expect(look([service(), none, api], 30, { coverage }).outlook).toBe("waiting");
    });
    test("a similar name that another Service selects is that one's", () => {
      const web2 = service({ spec: { selector: { app: "web2" } } }, "web2");
      const objects = [web2, none, deployment(), service()];
      expect(
        look(objects, 30, { root: { apiVersion: "v1", kind: "Service", namespace: "prod", name: "web2" } }).outlook,
      ).toBe("waiting");
    });
    test("the workload is there and its Pods are not", () => {
      const fresh = deployment({ status: { replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0 } });
      expect(told(look([service(), none, fresh], 30))).toBe(
        "InProgress waiting NoPodsYet: no Pod has app=web yet ← 0 of 2 Pods ready",
      );
    });
  });

  test("its Pods are being deleted", () => {
    const leaving = two.map((one) => merge(one, { metadata: { deletionTimestamp: at(30) } }));
    expect(told(look([service(), none, ...leaving]))).toBe(
      "InProgress waiting NoPodsYet: no endpoints: its 2 Pods are being deleted",
    );
  });
  test("the workload's Pods cannot be created", () => {
    const set = replicaSet({
      status: {
        replicas: 0,
        readyReplicas: 0,
        availableReplicas: 0,
        conditions: [
          {
            type: "ReplicaFailure",
            status: "True",
            reason: "FailedCreate",
            message: 'pods "x" is forbidden: exceeded quota: q, requested: pods=1, used: pods=5, limited: pods=5',
          },
        ],
      },
    });
    const objects = [service(), none, deployment(merge(unready, { status: { replicas: 0, updatedReplicas: 0 } })), set];
    expect(told(look(objects))).toBe(
      "InProgress will-not-heal NoReadyEndpoints: no ready endpoints ← 0 of 2 Pods ready ← 2 of 2 Pods cannot be created ← quota q allows 5 Pods, 5 exist",
    );
  });
  test("the workload is scaled to zero", () => {
    const zero = deployment({
      spec: { replicas: 0 },
      status: { replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0 },
    });
    expect(told(look([service(), none, zero]))).toBe(
      "InProgress suspended NoPodsYet: no endpoints: Deployment web is scaled to zero",
    );
  });
});
