import { describe, expect, test } from "vitest";
import { changesSinceHealthy, diagnose, trafficOf, wantedLogs } from "../../src/diagnosis";
import { headline } from "../../src/render";
import { sentenceOf } from "../../src/story";
import { lookAfter } from "../support/look";
import {
  at,
  chain,
  container,
  deepest,
  endpoint,
  event,
  merge,
  moment,
  service,
  slice,
  snapshotOf,
  terminated,
  told,
  unscheduledPod,
  waiting,
  type Raw,
  type SnapshotOptions,
} from "../support/objects";
import { controllerRevision, ordinalPod, statefulSet, updating } from "../support/workloads";

const look = lookAfter(20);

const notReady: readonly Raw[] = [
  { type: "PodScheduled", status: "True", lastTransitionTime: at(0) },
  { type: "Ready", status: "False", reason: "ContainersNotReady", lastTransitionTime: at(0) },
];
const crashing = (ordinal: number, revision?: string): Raw =>
  ordinalPod(ordinal, { status: { conditions: notReady, containerStatuses: [terminated(3)] } }, revision);
const starting = (ordinal: number, revision?: string): Raw =>
  ordinalPod(
    ordinal,
    { status: { phase: "Pending", conditions: notReady, containerStatuses: [waiting("ContainerCreating")] } },
    revision,
  );
const leaving = (ordinal: number, patch: Raw = {}): Raw =>
  ordinalPod(ordinal, merge({ metadata: { deletionTimestamp: at(40), deletionGracePeriodSeconds: 30 } }, patch));
const coming = (replicas: number, ready: number): Raw => ({
  status: { replicas, readyReplicas: ready, availableReplicas: ready, updatedReplicas: replicas },
});
const onDelete: Raw = { spec: { updateStrategy: { type: "OnDelete", rollingUpdate: undefined } } };
const parallel: Raw = { spec: { podManagementPolicy: "Parallel" } };
const partition = (n: number): Raw => ({ spec: { updateStrategy: { rollingUpdate: { partition: n } } } });
const all = (...objects: readonly Raw[]): readonly Raw[] => objects;

describe("a StatefulSet", () => {
  type Row = readonly [name: string, objects: readonly Raw[], expected: string];
  test.each<Row>([
    [
      "is settled",
      [statefulSet(), ordinalPod(0), ordinalPod(1), ordinalPod(2)],
      "Current healthy Ready: 3 of 3 Pods ready",
    ],
    [
      "is scaled to zero",
      [statefulSet({ spec: { replicas: 0 }, ...coming(0, 0) })],
      "Current healthy ScaledToZero: scaled to zero, no Pod wanted",
    ],
    [
      "was changed and its status is of the last generation",
      [statefulSet({ metadata: { generation: 2, creationTimestamp: at(15) } })],
      "InProgress waiting NotObserved: generation 2 not observed yet (the controller is at 1)",
    ],
    [
      "brings its Pods up one after the other",
      [statefulSet(coming(2, 1)), ordinalPod(0), starting(1)],
      "InProgress waiting RollingOut: 1 of 3 Pods ready, 1 waits for db-1 ← db-1: volumes and network are being set up",
    ],
    [
      "has a first Pod that crashes and holds up the others",
      [statefulSet(coming(1, 0)), crashing(0)],
      "InProgress may-heal OrdinalBlocks: 0 of 3 Pods ready, 2 wait for db-0 ← db-0 crashes ← container web exited 3",
    ],
    [
      "brings its Pods up together with Parallel: nobody waits for the one that crashes",
      [statefulSet(merge(parallel, coming(3, 2))), crashing(0), ordinalPod(1), ordinalPod(2)],
      "InProgress may-heal PodsNotReady: 2 of 3 Pods ready ← db-0 crashes ← container web exited 3",
    ],
    [
      "folds Pods with one cause",
      [statefulSet(merge(parallel, coming(3, 0))), crashing(0), crashing(1), crashing(2)],
      "InProgress may-heal PodsNotReady: 0 of 3 Pods ready ← 3 of 3 Pods crash ← container web exited 3",
    ],
    [
      "counts as ready although a Pod crashes",
      [statefulSet(), ordinalPod(0), ordinalPod(1), crashing(2)],
      "InProgress may-heal PodsNotReady: 2 of 3 Pods ready ← db-2 crashes ← container web exited 3",
    ],
    [
      "starts at another ordinal than 0",
      [statefulSet(merge({ spec: { ordinals: { start: 5 } } }, coming(1, 0))), crashing(5)],
      "InProgress may-heal OrdinalBlocks: 0 of 3 Pods ready, 2 wait for db-5 ← db-5 crashes ← container web exited 3",
    ],
    [
      "waits for minReadySeconds",
      [
        statefulSet({ spec: { minReadySeconds: 30 }, status: { availableReplicas: 0 } }),
        ordinalPod(0),
        ordinalPod(1),
        ordinalPod(2),
      ],
      "InProgress waiting RollingOut: 3 of 3 Pods ready, available after 30 s (minReadySeconds)",
    ],
    [
      "is being scaled down",
      [statefulSet({ spec: { replicas: 2 } }), ordinalPod(0), ordinalPod(1), leaving(2)],
      "InProgress waiting RollingOut: 2 of 2 Pods ready, 1 more than wanted ← db-2: being deleted: container web runs on after SIGTERM, is killed 30 s after the request",
    ],
    [
      "is being scaled to zero",
      [statefulSet({ spec: { replicas: 0 }, ...coming(1, 1) }), ordinalPod(0)],
      "InProgress waiting RollingOut: scaling down, 1 Pod left",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects))).toBe(expected);
  });
});

describe("an update of a StatefulSet", () => {
  type Row = readonly [name: string, objects: readonly Raw[], expected: string];
  test.each<Row>([
    [
      "goes from the highest ordinal down",
      [statefulSet(updating(1, 2)), ordinalPod(0), ordinalPod(1), starting(2, "db-r2")],
      "InProgress waiting RollingOut: 2 of 3 Pods ready, 1 of 3 updated, 2 wait for db-2 ← db-2: volumes and network are being set up",
    ],
    [
      "waits for a new Pod that crashes",
      [statefulSet(updating(1, 2)), ordinalPod(0), ordinalPod(1), crashing(2, "db-r2")],
      "InProgress may-heal OrdinalBlocks: 2 of 3 Pods ready, 1 of 3 updated, 2 wait for db-2 ← db-2 crashes ← container web exited 3",
    ],
    [
      "is stopped by a broken Pod of the old revision (kubernetes#67250)",
      [statefulSet(updating(0, 2)), ordinalPod(0), ordinalPod(1), crashing(2)],
      "InProgress may-heal UpdateBlocked: db-2 of the old revision is broken and has to be deleted, 0 of 3 updated ← db-2 crashes ← container web exited 3",
    ],
    [
      "is not stopped by it with Parallel: the Pod is replaced",
      [statefulSet(merge(parallel, updating(0, 2))), ordinalPod(0), ordinalPod(1), crashing(2)],
      "InProgress may-heal OrdinalBlocks: 2 of 3 Pods ready, 0 of 3 updated, 2 wait for db-2 ← db-2 crashes ← container web exited 3",
    ],
    [
      "leaves a broken Pod below the partition as it is",
      [
        statefulSet(merge(partition(1), updating(2, 2))),
        crashing(0),
        ordinalPod(1, {}, "db-r2"),
        ordinalPod(2, {}, "db-r2"),
      ],
      "InProgress may-heal PodsNotReady: 2 of 3 Pods ready, 2 of 2 updated (partition 1) ← db-0 crashes ← container web exited 3",
    ],
    [
      "is done when the partition is reached",
      [statefulSet(merge(partition(2), updating(1, 3))), ordinalPod(0), ordinalPod(1), ordinalPod(2, {}, "db-r2")],
      "Current healthy Ready: 3 of 3 Pods ready, 1 of 1 updated (partition 2)",
    ],
    [
      "is under way until the partition is reached",
      [statefulSet(merge(partition(1), updating(1, 3))), ordinalPod(0), ordinalPod(1), ordinalPod(2, {}, "db-r2")],
      "InProgress waiting RollingOut: 3 of 3 Pods ready, 1 of 2 updated (partition 1)",
    ],
    [
      "reaches nobody with a partition above the replicas",
      [statefulSet(merge(partition(3), updating(0, 3))), ordinalPod(0), ordinalPod(1), ordinalPod(2)],
      "Current healthy Ready: 3 of 3 Pods ready, 0 of 0 updated (partition 3)",
    ],
    [
      "waits for people with OnDelete",
      [statefulSet(merge(onDelete, updating(1, 3))), ordinalPod(0), ordinalPod(1), ordinalPod(2, {}, "db-r2")],
      "InProgress suspended UpdateOnDelete: 3 of 3 Pods ready, 2 of the old revision until deleted (OnDelete)",
    ],
    [
      "is done with OnDelete when all were deleted, whatever the current revision says",
      [
        statefulSet(merge(onDelete, updating(3, 3))),
        ordinalPod(0, {}, "db-r2"),
        ordinalPod(1, {}, "db-r2"),
        ordinalPod(2, {}, "db-r2"),
      ],
      "Current healthy Ready: 3 of 3 Pods ready",
    ],
    [
      "never repairs a broken Pod with OnDelete",
      [statefulSet(merge(onDelete, updating(0, 2))), crashing(0), ordinalPod(1), ordinalPod(2)],
      "InProgress may-heal UpdateBlocked: db-0 of the old revision is broken and has to be deleted, 0 of 3 updated ← db-0 crashes ← container web exited 3",
    ],
    [
      "waits for the old Pod to be gone, since the new one has its name",
      [statefulSet(updating(0, 3)), ordinalPod(0), ordinalPod(1), leaving(2)],
      "InProgress waiting RollingOut: 2 of 3 Pods ready, 0 of 3 updated, 2 wait for db-2 ← db-2: being deleted: container web runs on after SIGTERM, is killed 30 s after the request",
    ],
    [
      "is stuck behind a Pod that its node does not end",
      [
        statefulSet(updating(0, 3)),
        ordinalPod(0),
        ordinalPod(1),
        leaving(2, { metadata: { deletionTimestamp: at(5) } }),
      ],
      "InProgress may-heal OrdinalBlocks: 2 of 3 Pods ready, 0 of 3 updated, 2 wait for db-2 ← db-2: still being deleted, node lab has not ended it",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects))).toBe(expected);
  });
  test("a broken Pod of the old revision comes with the command that lets the update go on", () => {
    const diagnosis = look([statefulSet(updating(0, 2)), ordinalPod(0), ordinalPod(1), crashing(2)]);
    expect(diagnosis.actions.map(({ command }) => command)).toEqual([
      "kubectl -n prod delete pod db-2",
      "kubectl -n prod rollout undo statefulset/db",
    ]);
  });
  test("OnDelete names a Pod to delete, the highest of the old revision", () => {
    const diagnosis = look([
      statefulSet(merge(onDelete, updating(1, 3))),
      ordinalPod(0),
      ordinalPod(1),
      ordinalPod(2, {}, "db-r2"),
    ]);
    expect(diagnosis.actions).toEqual([
      { text: "delete Pod db-1 to update it", command: "kubectl -n prod delete pod db-1" },
    ]);
  });
});

describe("Pods of a StatefulSet that are not there", () => {
  const quota =
    'create Pod db-1 in StatefulSet db failed error: pods "db-1" is forbidden: exceeded quota: team-a, requested: requests.cpu=80m, used: requests.cpu=80m, limited: requests.cpu=100m';
  test("the API server refuses the next one", () => {
    const objects = all(statefulSet(coming(1, 1)), ordinalPod(0), event("StatefulSet", "db", "FailedCreate", quota, 3));
    expect(told(look(objects))).toBe(
      "InProgress will-not-heal OrdinalBlocks: 1 of 3 Pods ready, 1 waits for db-1 ← db-1 cannot be created ← quota team-a leaves 20m CPU (80m of 100m used), the Pod requests 80m",
    );
  });
  test("words that no rule knows are quoted without their preamble", () => {
    const words = 'create Claim data-db-0 Pod db-0 in StatefulSet db failed error: storageclass "x" is odd';
    const objects = all(statefulSet(coming(0, 0)), event("StatefulSet", "db", "FailedCreate", words, 3));
    expect(chain(look(objects))).toBe(
      "0 of 3 Pods ready, 2 wait for db-0 ← db-0 cannot be created ← the API server refuses: \"storageclass 'x' is odd\"",
    );
  });
  test("a creation that succeeded since is history", () => {
    const objects = all(
      statefulSet(coming(1, 1)),
      ordinalPod(0),
      event("StatefulSet", "db", "FailedCreate", quota, 3),
      event("StatefulSet", "db", "SuccessfulCreate", "create Pod db-0 in StatefulSet db successful", 4),
    );
    expect(told(look(objects))).toBe("InProgress waiting RollingOut: 1 of 3 Pods ready, 1 waits for db-1");
  });
  test("a Pod that waits for its claim names it", () => {
    const unbound = merge(
      unscheduledPod(
        {
          reason: "Unschedulable",
          message: "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.",
        },
        { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data-db-0" } }] },
      ),
      { metadata: ordinalPod(0)["metadata"] ?? {} },
    );
    expect(chain(look([statefulSet(coming(1, 0)), unbound]))).toBe(
      "0 of 3 Pods ready, 2 wait for db-0 ← db-0 cannot be scheduled ← PersistentVolumeClaim data-db-0 has no volume",
    );
  });
});

describe("what cannot be seen", () => {
  const forbidden: SnapshotOptions = { coverage: (kind) => (kind === "Pod" ? { gap: "403 as alice" } : "complete") };
  test("the counts hold without Pods", () => {
    expect(told(look([statefulSet()], 20, forbidden))).toBe("Current healthy Ready: 3 of 3 Pods ready");
  });
  test("why Pods are not ready stays open without Pods", () => {
    expect(told(look([statefulSet(coming(1, 0))], 20, forbidden))).toBe(
      "InProgress unknown RollingOut: 0 of 3 Pods ready ← Pods in prod cannot be seen (403 as alice)",
    );
  });
  test("before the first list of Pods", () => {
    expect(
      told(look([statefulSet(coming(1, 0))], 20, { coverage: (kind) => (kind === "Pod" ? "pending" : "complete") })),
    ).toBe("InProgress waiting RollingOut: 0 of 3 Pods ready ← looking for its Pods");
  });
});

describe("when it must be looked at again", () => {
  test("when minReadySeconds are over for the next Pod", () => {
    const objects = all(
      statefulSet({ spec: { minReadySeconds: 30 }, status: { availableReplicas: 0 } }),
      ordinalPod(0),
      ordinalPod(1),
      ordinalPod(2),
    );
    expect(look(objects).until).toBe("2026-01-01T12:00:32.000Z");
    expect(look(objects, 40).until).toBeUndefined();
  });
});

describe("how it reads", () => {
  const blocked = all(
    statefulSet(coming(1, 0)),
    ordinalPod(0, {
      spec: { containers: [container()] },
      status: {
        conditions: notReady,
        containerStatuses: [terminated(3, { state: { terminated: { exitCode: 3, message: "panic: no such table" } } })],
      },
    }),
  );
  test("one sentence along the chain", () => {
    expect(headline(look(blocked))).toBe(
      'StatefulSet db: 0 of 3 Pods ready, 2 wait for db-0 ← db-0 crashes ← container web exited 3: "panic: no such table"',
    );
    expect(sentenceOf(look(blocked))).toBe(
      '0 of 3 Pods ready, 2 wait for db-0: db-0 crashes: container web exited 3: "panic: no such table"',
    );
  });
  test("the log of the Pod that blocks is wanted", () => {
    const snapshot = snapshotOf(blocked);
    expect(
      wantedLogs(snapshot, diagnose(snapshot, moment(20))).map(({ pod, container: name }) => `${pod}/${name}`),
    ).toEqual(["db-0/web"]);
  });
  test("a missing headless Service is a hint, in trouble or not", () => {
    const said = (objects: readonly Raw[], options?: SnapshotOptions): readonly string[] =>
      (look(objects, 20, options).hints ?? []).map(({ object, message }) => `${object.name} ${message}`);
    const hint = ["db does not exist (serviceName): the Pods have no DNS names of their own"];
    expect(said(blocked)).toEqual(hint);
    expect(said([statefulSet(), ordinalPod(0), ordinalPod(1), ordinalPod(2)])).toEqual(hint);
    expect(said([...blocked, service({}, "db")])).toEqual([]);
    expect(said(blocked, { coverage: (kind) => (kind === "Service" ? "pending" : "complete") })).toEqual([]);
  });
});

describe("users of a StatefulSet", () => {
  const objects = all(
    statefulSet(updating(1, 2)),
    ordinalPod(0),
    ordinalPod(1),
    crashing(2, "db-r2"),
    controllerRevision("StatefulSet", 1),
    controllerRevision("StatefulSet", 2, { containers: [container({ image: "lab.local/web:2" })] }),
    service({ spec: { selector: { app: "db" }, ports: [{ port: 5432, targetPort: 8080 }] } }, "db"),
    slice([endpoint("db-0"), endpoint("db-1")], {
      metadata: { name: "db-slice", labels: { "kubernetes.io/service-name": "db" } },
    }),
  );
  test("are told how many Pods serve, and of which revision", () => {
    const snapshot = snapshotOf(objects);
    expect(trafficOf(snapshot, snapshot.root, moment(20)).sentence).toBe(
      "served by fewer: revision 1 still serves with 2 of 3 Pods",
    );
  });
  test("what changed since the revision that serves", () => {
    expect(changesSinceHealthy(snapshotOf(objects))).toEqual([
      "since revision 1: image lab.local/web:1 → lab.local/web:2",
    ]);
  });
  test("a deeper cause is a Pod's, not the StatefulSet's", () => {
    expect(deepest(look(objects)).object).toMatchObject({ kind: "Pod", name: "db-2" });
  });
});
