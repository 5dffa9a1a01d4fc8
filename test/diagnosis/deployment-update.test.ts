import { describe, expect, test } from "vitest";
import { changesSinceHealthy, trafficOf, usersSentence } from "../../src/diagnosis";
import { look } from "../support/look";
import {
  type Raw,
  at,
  moment,
  merge,
  deployment,
  container,
  replicaSet,
  pod,
  service,
  slice,
  endpoint,
  snapshotOf,
  chain,
  told,
} from "../support/objects";
import { crashing, named, pulling } from "../support/web-pods";

describe("an update of a Deployment", () => {
  const update = (status: Raw, more: Raw = {}): Raw =>
    deployment(
      merge(
        {
          metadata: { generation: 2, annotations: { "deployment.kubernetes.io/revision": "8" } },
          status: { observedGeneration: 2, ...status },
        },
        more,
      ),
    );
  const before = replicaSet(
    {},
    { containers: [container({ image: "web:1.4", env: [{ name: "DB_HOST" }] })] },
    "web-1",
    "7",
  );
  const after = replicaSet(
    {
      metadata: { creationTimestamp: at(300_000) },
      spec: { replicas: 1 },
      status: { replicas: 1, readyReplicas: 0, availableReplicas: 0 },
    },
    { containers: [container({ image: "web:1.5" })] },
    "web-2",
    "8",
  );
  const fresh = (raw: Raw): Raw =>
    merge(raw, {
      metadata: {
        ownerReferences: [
          { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web-2", uid: "uid-web-2", controller: true },
        ],
      },
    });
  const old = [pod("web-1-a"), pod("web-1-b")];

  test("new Pods come while the old ones serve", () => {
    const objects = [
      update({ replicas: 3, updatedReplicas: 1, readyReplicas: 2, availableReplicas: 2 }),
      before,
      after,
      ...old,
      fresh(pulling("web-2-a")),
    ];
    expect(told(look(objects))).toBe(
      "InProgress waiting RollingOut: 0 of 2 new Pods ready ← 1 of 2 new Pods: volumes and network are being set up on node lab",
    );
  });
  test("old Pods are still there", () => {
    const objects = [
      update({ replicas: 3, updatedReplicas: 2, readyReplicas: 3, availableReplicas: 3 }),
      before,
      after,
      ...old,
      fresh(pod("web-2-a")),
      fresh(pod("web-2-b")),
    ];
    expect(told(look(objects))).toBe("InProgress waiting RollingOut: 2 of 2 new Pods ready, 1 old Pod left");
  });
  test("Recreate has ended the old Pods and made no new ones", () => {
    const objects = [
      update(
        { replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0 },
        { spec: { strategy: { type: "Recreate" } } },
      ),
      replicaSet({ spec: { replicas: 0 }, status: { replicas: 0, readyReplicas: 0 } }),
    ];
    expect(told(look(objects))).toBe("InProgress waiting RollingOut: 0 of 2 Pods ready");
  });
  test("Recreate waits for the old Pods to end", () => {
    const ending = { metadata: { deletionTimestamp: at(30) } };
    const objects = [
      update(
        { replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0 },
        { spec: { strategy: { type: "Recreate" } } },
      ),
      replicaSet({ spec: { replicas: 0 }, status: { replicas: 0, readyReplicas: 0 } }, {}, "web-1", "7"),
      ...old.map((one) => merge(one, ending)),
    ];
    expect(told(look(objects))).toBe("InProgress waiting RollingOut: 0 of 2 Pods ready, waits for 2 old Pods to end");
  });
  test("the new revision fails: the cause, the way back, what changed, who still serves", () => {
    const failing = fresh(named("web-2-a", crashing()));
    const objects = [
      update({ replicas: 3, updatedReplicas: 1, readyReplicas: 2, availableReplicas: 2 }),
      before,
      after,
      ...old,
      failing,
      service(),
      slice([endpoint("web-1-a"), endpoint("web-1-b"), endpoint("web-2-a", false)]),
    ];
    const diagnosis = look(objects, 300_010);
    expect(chain(diagnosis)).toBe("0 of 2 new Pods ready ← 1 of 2 new Pods crashes ← container web exited 3");
    expect(diagnosis.actions.map(({ command }) => command)).toEqual(["kubectl -n prod rollout undo deployment/web"]);
    const snapshot = snapshotOf(objects);
    expect(changesSinceHealthy(snapshot)).toEqual([
      "since revision 7 (healthy for 3 d): image web:1.4 → web:1.5",
      "env DB_HOST removed",
    ]);
    expect(usersSentence(snapshot)).toBe("not affected: revision 7 still serves with 2 of 2 Pods");
    expect(trafficOf(snapshot, snapshot.root, moment(0))).toMatchObject({ state: "up", ready: 2, total: 3 });
  });
  test("an old Pod's trouble is not the rollout's", () => {
    const objects = [
      update({ replicas: 3, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 }),
      before,
      after,
      crashing("web-1-a"),
      fresh(pod("web-2-a")),
      fresh(pod("web-2-b")),
    ];
    expect(look(objects).outlook).toBe("waiting");
  });
});
