import { describe, expect, test } from "vitest";
import { ObjectStore, readObject } from "../../src/objects";
import { lastRolloutMs } from "../../src/story";
import { at, deployment, moment, namespace, replicaSet, type Raw } from "../support/objects";

const root = { apiVersion: "apps/v1", kind: "Deployment", namespace, name: "web" };

function took(objects: readonly Raw[], before = 100): number | undefined {
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
    ["is not known of a Deployment that is not there", [], undefined],
  ])("%s", (_, objects, expected) => {
    expect(took(objects)).toBe(expected);
  });
});
