import { describe, expect, test } from "vitest";
import { ObjectStore, readObject, type ObjectRef } from "../../src/objects";
import { phasesOf } from "../../src/story";
import { goDuration } from "../../src/story/phases";

const namespace = "prod";
const created = "2026-01-14T05:00:00Z";
const at = (seconds: number): string => new Date(Date.parse(created) + seconds * 1000).toISOString();

interface PodTimes {
  readonly name: string;
  readonly scheduled?: number;
  readonly started?: number;
  readonly ready?: number;
  readonly restarts?: number;
  readonly pulls?: readonly string[];
}

function storeWith(pods: readonly PodTimes[]): ObjectStore {
  const store = new ObjectStore();
  const put = (raw: unknown): void => {
    const object = readObject(raw);
    if (object !== undefined) store.put(object);
  };
  const owner = (kind: string, name: string): object => ({
    apiVersion: "apps/v1",
    kind,
    name,
    uid: name,
    controller: true,
  });
  put({ kind: "Deployment", metadata: { name: "web", namespace, uid: "web" } });
  for (const revision of ["1", "2"]) {
    put({
      kind: "ReplicaSet",
      metadata: {
        name: `web-${revision}`,
        namespace,
        uid: `web-${revision}`,
        annotations: { "deployment.kubernetes.io/revision": revision },
        ownerReferences: [owner("Deployment", "web")],
      },
    });
  }
  for (const { name, scheduled, started, ready, restarts = 0, pulls = [] } of pods) {
    const conditions = [
      ...(scheduled === undefined ? [] : [{ type: "PodScheduled", status: "True", lastTransitionTime: at(scheduled) }]),
      ...(ready === undefined ? [] : [{ type: "Ready", status: "True", lastTransitionTime: at(ready) }]),
    ];
    const state = started === undefined ? {} : { running: { startedAt: at(started) } };
    put({
      kind: "Pod",
      metadata: {
        name,
        namespace,
        uid: name,
        creationTimestamp: created,
        ownerReferences: [owner("ReplicaSet", name.startsWith("old") ? "web-1" : "web-2")],
      },
      status: { conditions, containerStatuses: [{ name: "web", restartCount: restarts, state }] },
    });
    pulls.forEach((message, index) => {
      put({
        kind: "Event",
        metadata: { name: `${name}.${String(index)}`, namespace },
        reason: "Pulled",
        message,
        involvedObject: { kind: "Pod", namespace, name, uid: name },
      });
    });
  }
  return store;
}

const deployment: ObjectRef = { apiVersion: "apps/v1", kind: "Deployment", namespace, name: "web" };
const pulled = (how: string): string => `Successfully pulled image "lab.local/web:1" in ${how}`;

describe("how long each part of coming up took", () => {
  test.each<[string, readonly PodTimes[], object]>([
    [
      "comes from conditions, the container's start and the kubelet's pull",
      [
        {
          name: "a",
          scheduled: 1,
          started: 4,
          ready: 9,
          pulls: [pulled("1.2s (1.2s including waiting). Image size: 5 bytes.")],
        },
      ],
      { scheduled: 1000, pulled: 1200, started: 1800, ready: 5000 },
    ],
    [
      "counts the waiting for other pulls",
      [{ name: "a", scheduled: 0, started: 5, ready: 5, pulls: [pulled("850ms (3.4s including waiting)")] }],
      { scheduled: 0, pulled: 3400, started: 1600, ready: 0 },
    ],
    [
      "adds the pulls of several containers",
      [{ name: "a", scheduled: 0, started: 9, ready: 9, pulls: [pulled("2s"), pulled("1m0.5s")] }],
      { scheduled: 0, pulled: 62_500, started: 0, ready: 0 },
    ],
    [
      "leaves out the pull when the image was there",
      [
        {
          name: "a",
          scheduled: 0,
          started: 1,
          ready: 2,
          pulls: ['Container image "web:1" already present on machine'],
        },
      ],
      { scheduled: 0, started: 1000, ready: 1000 },
    ],
    [
      "is that of the slowest Pod",
      [
        { name: "a", scheduled: 0, started: 1, ready: 2 },
        { name: "b", scheduled: 3, started: 5, ready: 20 },
      ],
      { scheduled: 3000, started: 2000, ready: 15_000 },
    ],
    [
      "is not that of an older revision's Pods",
      [
        { name: "old", scheduled: 100, started: 200, ready: 300 },
        { name: "a", scheduled: 0, started: 1, ready: 2 },
      ],
      { scheduled: 0, started: 1000, ready: 1000 },
    ],
    [
      "has no start where the container was restarted",
      [{ name: "a", scheduled: 1, started: 60, ready: 61, restarts: 2 }],
      { scheduled: 1000 },
    ],
    ["is empty while no Pod is ready", [{ name: "a", scheduled: 1, started: 2 }], {}],
    ["is empty without Pods", [], {}],
  ])("%s", (_, pods, expected) => {
    expect(phasesOf(storeWith(pods), deployment)).toEqual(expected);
  });

  test("is not that of Pods that were there before", () => {
    const store = storeWith([{ name: "a", scheduled: 1, started: 3, ready: 5 }]);
    expect(phasesOf(store, deployment, at(0))).toEqual({ scheduled: 1000, started: 2000, ready: 2000 });
    expect(phasesOf(store, deployment, at(1))).toEqual({});
  });
});

describe("durations as Go prints them", () => {
  test.each([
    ["1.2s", 1200],
    ["850ms", 850],
    ["1m2.5s", 62_500],
    ["1h0m1s", 3_601_000],
    ["12.5µs", 0.0125],
    ["soon", undefined],
    ["", undefined],
    ["12", undefined],
  ])("%s", (text, ms) => {
    if (ms === undefined) expect(goDuration(text)).toBeUndefined();
    else expect(goDuration(text)).toBeCloseTo(ms);
  });
});
