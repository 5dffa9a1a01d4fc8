import { describe, expect, test } from "vitest";
import { diagnose, type Snapshot } from "../../src/diagnosis";
import { renderSummary } from "../../src/render";
import { figuresOf, rolloutPods, sentenceOf, shownPods, tell, untold } from "../../src/story";
import { stillSentence } from "../../src/story/still-sentence";
import {
  at,
  container,
  endpoint,
  merge,
  moment,
  service,
  slice,
  snapshotOf,
  terminated,
  type Raw,
} from "../support/objects";
import {
  controllerRevision,
  cronJob,
  daemonSet,
  endedJobPod,
  job,
  jobPod,
  jobWith,
  nodePod,
  ordinalPod,
  statefulSet,
  updating,
} from "../support/workloads";

const names = (pods: readonly { readonly metadata: { readonly name: string } }[]): readonly string[] =>
  pods.map(({ metadata }) => metadata.name);
const firstLine = (snapshot: Snapshot, seconds: number): string | undefined => {
  const now = moment(seconds);
  return tell(untold, snapshot, diagnose(snapshot, now), now).tellings[0]?.line;
};
const crashing = (ordinal: number, revision?: string): Raw =>
  ordinalPod(
    ordinal,
    {
      status: {
        conditions: [
          { type: "PodScheduled", status: "True" },
          { type: "Ready", status: "False" },
        ],
        containerStatuses: [terminated(3)],
      },
    },
    revision,
  );
const headless = [
  service({ spec: { selector: { app: "db" }, clusterIP: "None", ports: [{ port: 5432 }] } }, "db"),
  slice([endpoint("db-0"), endpoint("db-1"), endpoint("db-2")], {
    metadata: { name: "db-slice", labels: { "kubernetes.io/service-name": "db" } },
  }),
];

describe("a StatefulSet's figures", () => {
  const canary = snapshotOf([statefulSet(updating(1, 2)), ordinalPod(0), ordinalPod(1), crashing(2, "db-r2")]);
  test("count the Pods of both revisions: each place has one", () => {
    expect(figuresOf(canary.objects, canary.root)).toEqual({ pods: { ready: 2, wanted: 3 }, revision: "db-r2" });
  });
  test("the rollout brings up those of the new revision, all are shown", () => {
    expect(names(rolloutPods(canary.objects, canary.root))).toEqual(["db-2"]);
    expect(names(shownPods(canary.objects, canary.root))).toEqual(["db-0", "db-1", "db-2"]);
  });
  test("Pods without the label are all of the rollout", () => {
    const bare = snapshotOf([statefulSet(), ordinalPod(0, { metadata: { labels: undefined } })]);
    expect(names(rolloutPods(bare.objects, bare.root))).toEqual(["db-0"]);
  });
});

describe("a DaemonSet's figures", () => {
  const objects = [
    daemonSet({ status: { updatedNumberScheduled: 1 } }),
    nodePod("n1", {}, "r2"),
    nodePod("n2"),
    nodePod("n3"),
  ];
  test("the new revision is that of the highest number", () => {
    const seen = snapshotOf([...objects, controllerRevision("DaemonSet", 1), controllerRevision("DaemonSet", 2)]);
    expect(names(rolloutPods(seen.objects, seen.root))).toEqual(["agent-n1"]);
    expect(figuresOf(seen.objects, seen.root)).toEqual({ pods: { ready: 3, wanted: 3 }, revision: "r2" });
  });
  test("without revisions all Pods are of the rollout", () => {
    const unseen = snapshotOf(objects);
    expect(names(rolloutPods(unseen.objects, unseen.root))).toEqual(["agent-n1", "agent-n2", "agent-n3"]);
  });
});

describe("what is told first", () => {
  test.each<readonly [string, readonly Raw[], number, string]>([
    [
      "of a StatefulSet that is ready, with its Service",
      [statefulSet(), ordinalPod(0), ordinalPod(1), ordinalPod(2), ...headless],
      10,
      "ready: 3 of 3 Pods, Service db → 3 endpoints; started 1 s, ready 1 s",
    ],
    [
      "of a StatefulSet held up by its first Pod",
      [
        statefulSet({ status: { replicas: 1, readyReplicas: 0, availableReplicas: 0, updatedReplicas: 1 } }),
        crashing(0),
      ],
      10,
      "0 of 3 Pods ready, 2 wait for db-0: db-0 crashes: container web exited 3",
    ],
    [
      "of a StatefulSet of which one Pod crashes",
      [statefulSet(), ordinalPod(0), ordinalPod(1), crashing(2)],
      10,
      "2 of 3 Pods ready: db-2 crashes: container web exited 3",
    ],
    [
      "of a DaemonSet that is ready",
      [daemonSet(), nodePod("n1"), nodePod("n2"), nodePod("n3")],
      10,
      "ready: 3 of 3 Pods; started 1 s, ready 1 s",
    ],
    [
      "of a DaemonSet without nodes",
      [daemonSet({ status: { desiredNumberScheduled: 0, currentNumberScheduled: 0 } })],
      10,
      "ready: no node takes its Pods, no Pod wanted",
    ],
    ["of a Job that runs", [job(), jobPod()], 10, "0 of 1 completion, 1 Pod runs"],
    [
      "of a Job that is complete",
      [
        job(jobWith("Complete", "CompletionsReached", "", { succeeded: 1, completionTime: at(12) })),
        endedJobPod("migrate-a", 0, 12),
      ],
      20,
      "complete, 1 of 1 completion in 12 s",
    ],
    ["of a CronJob", [cronJob()], 10, "runs at */5 * * * *, next 2026-01-01 12:05 UTC, has not run yet"],
  ])("%s", (_, objects, seconds, line) => {
    expect(firstLine(snapshotOf(objects), seconds)).toBe(line);
  });
});

describe("the heartbeat says what comes next by itself", () => {
  const still = (objects: readonly Raw[], seconds: number): string => {
    const snapshot = snapshotOf(objects);
    const now = moment(seconds);
    return stillSentence(snapshot, diagnose(snapshot, now), 15_000, now.getTime());
  };
  test("the next try of a Job", () => {
    expect(still([job({ status: { active: 0, failed: 2 } }), endedJobPod("migrate-a", 1, 15)], 20)).toBe(
      "still 0 of 1 completion after 15 s, 2 Pods failed (backoffLimit 6), the next Pod comes after a back-off of 20 s: container migrate exited 1; next try in 15 s",
    );
  });
  test("the deadline of a Job", () => {
    expect(still([job({ spec: { activeDeadlineSeconds: 60 } }), jobPod()], 20)).toBe(
      "still, after 15 s: 0 of 1 completion, 1 Pod runs; deadline in 40 s",
    );
  });
});

describe("the summary", () => {
  test("counts places of a StatefulSet and says who holds them up", () => {
    const snapshot = snapshotOf([
      statefulSet(updating(1, 2)),
      ordinalPod(0),
      ordinalPod(1),
      merge(crashing(2, "db-r2"), { spec: { containers: [container()] } }),
    ]);
    const diagnosis = diagnose(snapshot, moment(20));
    const figures = figuresOf(snapshot.objects, snapshot.root);
    expect(renderSummary([{ name: "db", diagnoses: [diagnosis], figures }], 20_000)).toBe(
      "kubespy: 1 application, failing (20 s)\n  db  failing ✗  2 of 3 Pods: container web exited 3",
    );
    expect(sentenceOf(diagnosis)).toBe(
      "2 of 3 Pods ready, 1 of 3 updated, 2 wait for db-2: db-2 crashes: container web exited 3",
    );
  });
});
