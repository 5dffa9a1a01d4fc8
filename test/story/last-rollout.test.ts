import { describe, expect, test } from "vitest";
import { ObjectStore, readObject } from "../../src/objects";
import { lastRolloutMs } from "../../src/story";
import { at, deployment, merge, moment, namespace, replicaSet, type Raw } from "../support/objects";
import { controllerRevision, daemonSet, nodePod, ordinalPod, statefulSet } from "../support/workloads";

const web = { apiVersion: "apps/v1", kind: "Deployment", namespace, name: "web" };

function took(objects: readonly Raw[], before = 100, root = web): number | undefined {
  const store = new ObjectStore();
  for (const raw of objects) {
    const object = readObject(raw);
    if (object !== undefined) store.put(object);
  }
  return lastRolloutMs(store, root, moment(before).getTime());
}

const progressing = (reason: string, seconds: number): Raw => ({
  status: {
    conditions: [
      { type: "Progressing", status: "True", reason, lastUpdateTime: at(seconds), lastTransitionTime: at(0) },
    ],
  },
});

describe("how long the rollout before took", () => {
  test.each<readonly [string, readonly Raw[], number | undefined]>([
    [
      "from the ReplicaSet's creation to its availability",
      [deployment(progressing("NewReplicaSetAvailable", 12)), replicaSet()],
      12_000,
    ],
    ["is not known while it goes on", [deployment(progressing("ReplicaSetUpdated", 12)), replicaSet()], undefined],
    ["is not known of this one", [deployment(progressing("NewReplicaSetAvailable", 200)), replicaSet()], undefined],
    [
      "is not known where an old ReplicaSet was taken up again",
      [
        deployment({ ...progressing("NewReplicaSetAvailable", 12), spec: { progressDeadlineSeconds: 10 } }),
        replicaSet(),
      ],
      undefined,
    ],
    [
      "is not known after a rollback, which takes up the ReplicaSet of before",
      [
        deployment(progressing("NewReplicaSetAvailable", 12)),
        merge(replicaSet(), { metadata: { annotations: { "deployment.kubernetes.io/revision-history": "1" } } }),
      ],
      undefined,
    ],
    ["is not known of a Deployment that is not there", [], undefined],
  ])("%s", (_, objects, expected) => {
    expect(took(objects)).toBe(expected);
  });
});

describe("of a StatefulSet or DaemonSet", () => {
  /** A Pod of it that is ready since so many seconds after the start. */
  const since = (pod: Raw, seconds: number): Raw =>
    merge(pod, { status: { conditions: [{ type: "Ready", status: "True", lastTransitionTime: at(seconds) }] } });
  const db = { apiVersion: "apps/v1", kind: "StatefulSet", namespace, name: "db" };
  const agent = { apiVersion: "apps/v1", kind: "DaemonSet", namespace, name: "agent" };
  const set = statefulSet();
  const revision = controllerRevision("StatefulSet", 1);
  test.each<readonly [string, readonly Raw[], typeof db, number | undefined]>([
    [
      "it is the time from the revision to its last Pod",
      [set, revision, since(ordinalPod(0), 4), since(ordinalPod(1), 9), since(ordinalPod(2), 15)],
      db,
      15_000,
    ],
    [
      "as well of a DaemonSet",
      [daemonSet(), controllerRevision("DaemonSet", 1), since(nodePod("n1"), 4), since(nodePod("n2"), 7)],
      agent,
      7000,
    ],
    [
      "it is not known while Pods of the old revision are left",
      [
        statefulSet({ status: { updateRevision: "db-r2" } }),
        controllerRevision("StatefulSet", 2),
        since(ordinalPod(0), 4),
      ],
      db,
      undefined,
    ],
    [
      "it is not known while one is not ready",
      [set, revision, since(ordinalPod(0), 4), merge(ordinalPod(1), { status: { conditions: [] } })],
      db,
      undefined,
    ],
    ["it is not known where a Pod was replaced since", [set, revision, since(ordinalPod(0), 601)], db, undefined],
    ["it is not known of this one", [set, revision, since(ordinalPod(0), 120)], db, undefined],
    ["it is not known without its revisions", [set, since(ordinalPod(0), 4)], db, undefined],
  ])("%s", (_, objects, root, expected) => {
    expect(took(objects, 100, root)).toBe(expected);
  });
});
