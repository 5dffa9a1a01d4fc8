import { describe, expect, test } from "vitest";
import { diagnose, wantedLogs, type Diagnosis } from "../../src/diagnosis";
import { headline } from "../../src/render";
import { sentenceOf } from "../../src/story";
import {
  at,
  chain,
  container,
  event,
  merge,
  moment,
  readinessProbe,
  running,
  snapshotOf,
  told,
  waiting,
  type Raw,
  type SnapshotOptions,
} from "../support/objects";
import { endedJobPod, job, jobPod, jobWith } from "../support/workloads";

function look(objects: readonly Raw[], seconds = 20, options: SnapshotOptions = {}): Diagnosis {
  return diagnose(snapshotOf(objects, options), moment(seconds));
}

const badImage = jobPod("migrate-a", {
  spec: { containers: [container({ name: "migrate", image: "app:nope" })] },
  status: {
    phase: "Pending",
    conditions: [],
    containerStatuses: [waiting("ErrImagePull", "app:nope: not found", { name: "migrate" })],
  },
});
const status = (fields: Raw): Raw => ({ status: fields });
const created = (name: string, seconds = 1): Raw =>
  event("Job", "migrate", "SuccessfulCreate", `Created pod: ${name}`, seconds, { type: "Normal" });

describe("a Job that runs", () => {
  type Row = readonly [name: string, objects: readonly Raw[], expected: string];
  test.each<Row>([
    ["is under way, not Current", [job(), jobPod()], "InProgress waiting Running: 0 of 1 completion, 1 Pod runs"],
    [
      "was not looked at yet",
      [merge(job({ metadata: { creationTimestamp: at(15) } }), { status: undefined })],
      "InProgress waiting NotObserved: its controller has not looked at it yet",
    ],
    [
      "is not looked at for ten seconds",
      [merge(job(), { status: undefined })],
      "InProgress may-heal ControllerSilent: its controller has not looked at it for over 10 s",
    ],
    [
      "is managed by another controller that is silent",
      [merge(job({ spec: { managedBy: "kueue.x-k8s.io/multikueue" } }), { status: undefined })],
      "InProgress may-heal ControllerSilent: its controller kueue.x-k8s.io/multikueue has not looked at it for over 10 s",
    ],
    [
      "has a Pod on its way",
      [
        job(),
        jobPod("migrate-a", {
          status: {
            phase: "Pending",
            conditions: [],
            containerStatuses: [waiting("ContainerCreating", undefined, { name: "migrate" })],
          },
        }),
      ],
      "InProgress waiting Running: 0 of 1 completion ← 1 of 1 Pod: volumes and network are being set up on node lab",
    ],
    [
      "cannot pull its image",
      [job(), badImage],
      "InProgress will-not-heal PodsNotReady: 0 of 1 completion ← 1 of 1 Pod cannot pull an image ← image app:nope does not exist",
    ],
    [
      "need not be ready, only succeed",
      [
        job(),
        jobPod("migrate-a", {
          spec: { containers: [container({ name: "migrate", readinessProbe })] },
          status: {
            conditions: [{ type: "Ready", status: "False" }],
            containerStatuses: [running({ name: "migrate", ready: false })],
          },
        }),
        event("Pod", "migrate-a", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 404", 5, {
          count: 9,
        }),
      ],
      "InProgress waiting Running: 0 of 1 completion, 1 Pod runs",
    ],
    [
      "has done a part",
      [
        job(merge({ spec: { completions: 5, parallelism: 2 } }, status({ succeeded: 2, active: 2 }))),
        endedJobPod("migrate-a", 0, 5),
        endedJobPod("migrate-b", 0, 6),
        jobPod("migrate-c"),
        jobPod("migrate-d"),
      ],
      "InProgress waiting Running: 2 of 5 completions, 2 Pods run",
    ],
    [
      "is a work queue",
      [
        job(merge({ spec: { completions: undefined, parallelism: 2 } }, status({ active: 2 }))),
        jobPod("a"),
        jobPod("b"),
      ],
      "InProgress waiting Running: no Pod has succeeded yet, 2 Pods run",
    ],
    [
      "is about to be complete",
      [
        job(jobWith("SuccessCriteriaMet", "CompletionsReached", "", { succeeded: 1, active: 0 })),
        endedJobPod("migrate-a", 0, 12),
        endedJobPod("migrate-b", 137, 13),
      ],
      "InProgress waiting Running: 1 of 1 completion, the other Pods are being ended",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects))).toBe(expected);
  });
});

describe("a Pod of a Job", () => {
  test("that just failed has failed, and does not crash", () => {
    const justFailed = endedJobPod("migrate-a", 1, 15, { status: { phase: "Running" } });
    expect(told(look([job(), justFailed]))).toBe(
      "InProgress may-heal PodsNotReady: 0 of 1 completion ← 1 of 1 Pod failed ← container migrate exited 1",
    );
  });
  test("that its Job ended on purpose is no failure", () => {
    const ended = endedJobPod("migrate-a", 137, 15, {
      metadata: { deletionTimestamp: at(16), deletionGracePeriodSeconds: 1 },
    });
    expect(told(look([job({ spec: { parallelism: 1 } }), ended, jobPod("migrate-b")]))).toBe(
      "InProgress waiting Running: 0 of 1 completion, 1 Pod runs",
    );
  });
});

describe("a Job that tries again", () => {
  type Row = readonly [name: string, objects: readonly Raw[], expected: string];
  test.each<Row>([
    [
      "waits for its back-off",
      [job(status({ active: 0, failed: 1 })), endedJobPod("migrate-a", 1, 15)],
      "InProgress may-heal Retrying: 0 of 1 completion, 1 Pod failed (backoffLimit 6), the next Pod comes after a back-off of 10 s ← container migrate exited 1",
    ],
    [
      "has another Pod that runs",
      [
        job(status({ active: 1, failed: 2 })),
        endedJobPod("migrate-a", 1, 5),
        endedJobPod("migrate-b", 1, 15),
        jobPod("migrate-c"),
      ],
      "InProgress may-heal Retrying: 0 of 1 completion, 2 Pods failed (backoffLimit 6), 1 Pod runs ← container migrate exited 1",
    ],
    [
      "is fine again when a Pod succeeded after the failure",
      [
        job(merge({ spec: { completions: 3 } }, status({ active: 1, failed: 1, succeeded: 1 }))),
        endedJobPod("migrate-a", 1, 5),
        endedJobPod("migrate-b", 0, 15),
        jobPod("migrate-c"),
      ],
      "InProgress waiting Running: 1 of 3 completions, 1 Pod runs",
    ],
    [
      "has lost the Pods that failed",
      [job(status({ active: 1, failed: 2 })), jobPod("migrate-c")],
      "InProgress may-heal Retrying: 0 of 1 completion, 2 Pods failed (backoffLimit 6), 1 Pod runs",
    ],
    [
      "has an index that will not succeed: the Job fails in the end, the others go on",
      [
        job(
          merge(
            { spec: { completions: 10, parallelism: 3, completionMode: "Indexed", backoffLimitPerIndex: 1 } },
            status({ active: 1, failed: 4, succeeded: 3, completedIndexes: "0,2,3", failedIndexes: "1,4" }),
          ),
        ),
        jobPod("migrate-c"),
      ],
      "InProgress will-not-heal FailedIndexes: 2 of 10 indexes failed (1, 4), 3 of 10 indexes complete",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects))).toBe(expected);
  });
  test.each([
    ["once", 1, "2026-01-01T12:00:25.000Z"],
    ["twice", 2, "2026-01-01T12:00:35.000Z"],
    ["four times", 4, "2026-01-01T12:01:35.000Z"],
    ["ten times: never longer than 10 min", 10, "2026-01-01T12:10:15.000Z"],
  ])("after failing %s it says when it tries again", (_, failed, until) => {
    expect(look([job(status({ active: 0, failed })), endedJobPod("migrate-a", 1, 15)]).until).toBe(until);
  });
  test("a Job that is allowed indexes of its own says nothing of a common back-off", () => {
    const indexed = job(
      merge(
        { spec: { backoffLimit: undefined, backoffLimitPerIndex: 2, completionMode: "Indexed" } },
        status({ active: 0, failed: 1 }),
      ),
    );
    const diagnosis = look([indexed, endedJobPod("migrate-a", 1, 15)]);
    expect(diagnosis.message).toBe("0 of 1 index complete, 1 Pod failed (backoffLimitPerIndex 2)");
    expect(diagnosis.until).toBeUndefined();
  });
});

describe("a Job that is over", () => {
  type Row = readonly [name: string, patch: Raw, pods: readonly Raw[], expected: string];
  const failed = [endedJobPod("migrate-a", 1, 5), endedJobPod("migrate-b", 1, 11)];
  test.each<Row>([
    [
      "is complete",
      jobWith("Complete", "CompletionsReached", "", { succeeded: 1, completionTime: at(12) }),
      [endedJobPod("migrate-a", 0, 12)],
      "Current healthy CompletionsReached: complete, 1 of 1 completion in 12 s",
    ],
    [
      "is complete by its success policy",
      merge(
        { spec: { completions: 5, completionMode: "Indexed" } },
        jobWith("Complete", "SuccessPolicy", "", { succeeded: 2, completedIndexes: "0-1", completionTime: at(12) }),
      ),
      [],
      "Current healthy CompletionsReached: complete by its successPolicy, 2 of 5 indexes complete in 12 s",
    ],
    [
      "is complete and soon deleted",
      merge(
        { spec: { ttlSecondsAfterFinished: 60 } },
        jobWith("Complete", "CompletionsReached", "", { succeeded: 1, completionTime: at(12) }),
      ),
      [],
      "Current healthy CompletionsReached: complete, 1 of 1 completion in 12 s, deleted 60 s after its end",
    ],
    [
      "gave up",
      jobWith("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit", { failed: 2 }),
      failed,
      "Failed will-not-heal BackoffLimitExceeded: gave up after 2 failed Pods (backoffLimit 6) ← container migrate exited 1",
    ],
    [
      "is about to give up while its last Pod ends",
      jobWith("FailureTarget", "BackoffLimitExceeded", "", { failed: 2, terminating: 1 }),
      failed,
      "InProgress will-not-heal BackoffLimitExceeded: gave up after 2 failed Pods (backoffLimit 6) ← container migrate exited 1",
    ],
    [
      "took too long",
      merge({ spec: { activeDeadlineSeconds: 10 } }, jobWith("Failed", "DeadlineExceeded", "")),
      [],
      "Failed will-not-heal DeadlineExceeded: stopped after activeDeadlineSeconds 10 with 0 of 1 completion",
    ],
    [
      "was ended by its podFailurePolicy",
      jobWith(
        "Failed",
        "PodFailurePolicy",
        "Container migrate for pod prod/migrate-b failed with exit code 42 matching FailJob rule at index 0",
        { failed: 1 },
      ),
      [],
      "Failed will-not-heal PodFailurePolicy: ended by its podFailurePolicy: container migrate failed with exit code 42 (FailJob, rule 0), its Pod is gone",
    ],
    [
      "was ended by its podFailurePolicy for a condition",
      jobWith(
        "Failed",
        "PodFailurePolicy",
        "Pod prod/migrate-b has condition DisruptionTarget matching FailJob rule at index 1",
      ),
      [],
      "Failed will-not-heal PodFailurePolicy: ended by its podFailurePolicy: Pod prod/migrate-b has condition DisruptionTarget matching FailJob rule at index 1",
    ],
    [
      "has more failed indexes than it may",
      merge(
        { spec: { completions: 10, completionMode: "Indexed", maxFailedIndexes: 3 } },
        jobWith("Failed", "MaxFailedIndexesExceeded", "", { failedIndexes: "0,3-5" }),
      ),
      [],
      "Failed will-not-heal MaxFailedIndexesExceeded: 4 of 10 indexes failed (0, 3-5), more than maxFailedIndexes 3",
    ],
    [
      "has failed indexes",
      merge(
        { spec: { completions: 10, completionMode: "Indexed" } },
        jobWith("Failed", "FailedIndexes", "", { failedIndexes: "1" }),
      ),
      [],
      "Failed will-not-heal FailedIndexes: 1 of 10 indexes failed (1)",
    ],
    [
      "failed for a reason of its own",
      jobWith("Failed", "Abandoned", "the queue is gone."),
      [],
      'Failed will-not-heal JobFailed: failed: "the queue is gone"',
    ],
    [
      "has a condition Failed that is False",
      merge(jobWith("Failed", "BackoffLimitExceeded", ""), {
        status: { active: 1, conditions: [{ type: "Failed", status: "False" }] },
      }),
      [jobPod()],
      "InProgress waiting Running: 0 of 1 completion, 1 Pod runs",
    ],
  ])("%s", (_, patch, pods, expected) => {
    expect(told(look([job(patch), ...pods]))).toBe(expected);
  });
  test("a Pod that was ended when the time was over has nothing to tell", () => {
    const patch = merge(
      { spec: { activeDeadlineSeconds: 10 } },
      jobWith("Failed", "DeadlineExceeded", "Job was active longer than specified deadline", { failed: 1 }),
    );
    expect(told(look([job(patch), created("migrate-a")]))).toBe(
      "Failed will-not-heal DeadlineExceeded: stopped after activeDeadlineSeconds 10 with 0 of 1 completion",
    );
  });
  test("Pods that are gone leave their last warning", () => {
    const deadline = job(merge({ spec: { activeDeadlineSeconds: 10 } }, jobWith("Failed", "DeadlineExceeded", "")));
    const warning = event("Pod", "migrate-a", "Failed", 'Failed to pull image "app:nope": not found', 8);
    expect(chain(look([deadline, created("migrate-a"), warning]))).toBe(
      "stopped after activeDeadlineSeconds 10 with 0 of 1 completion ← its Pod is gone; the last said of it: \"Failed to pull image 'app:nope': not found\"",
    );
    const later = event("Pod", "migrate-a", "BackOff", "Back-off pulling image", 9);
    expect(chain(look([deadline, created("migrate-a"), warning, later]))).toContain("Failed to pull image");
    const foreign = event("Pod", "other", "Failed", "Failed to pull", 8);
    expect(look([deadline, created("migrate-a"), foreign]).because).toEqual([]);
  });
  test("Pods that are gone are quoted from what was read of their log before", () => {
    const limit = job(jobWith("Failed", "BackoffLimitExceeded", "", { failed: 1 }));
    const logs = [
      { pod: "migrate-a", namespace: "prod", container: "migrate", previous: true, lines: ["error: no table"] },
    ];
    expect(chain(look([limit, created("migrate-a")], 20, { logs }))).toBe(
      'gave up after 1 failed Pod (backoffLimit 6) ← its Pod is gone; container migrate wrote last: "error: no table"',
    );
  });
  test("a Pod that could not start tells why its time ran out", () => {
    const deadline = job(
      merge({ spec: { activeDeadlineSeconds: 10 } }, jobWith("FailureTarget", "DeadlineExceeded", "")),
    );
    expect(chain(look([deadline, badImage]))).toBe(
      "stopped after activeDeadlineSeconds 10 with 0 of 1 completion ← 1 of 1 Pod cannot pull an image ← image app:nope does not exist",
    );
  });
  test("several causes are told apart", () => {
    const evicted = endedJobPod("migrate-c", 1, 9, {
      status: { reason: "Evicted", message: "The node was low on resource: memory." },
    });
    const diagnosis = look([job(jobWith("Failed", "BackoffLimitExceeded", "", { failed: 3 })), ...failed, evicted]);
    expect(diagnosis.because.map(({ message }) => message)).toEqual(["2 Pods failed", "1 Pod evicted"]);
  });
  test("is looked at again when it is to be deleted, and says until when its logs are there", () => {
    const patch = merge(
      { spec: { ttlSecondsAfterFinished: 60 } },
      jobWith("Failed", "BackoffLimitExceeded", "", { failed: 2 }),
    );
    const diagnosis = look([job(patch), ...failed]);
    expect(diagnosis.until).toBe("2026-01-01T12:01:12.000Z");
    expect(diagnosis.actions[0]?.text).toBe(
      "read the logs before 2026-01-01T12:01:12Z: then the Job and its Pods are deleted (ttlSecondsAfterFinished)",
    );
    expect(look([job(patch), ...failed], 90).until).toBeUndefined();
  });
  test("the log of a failed Pod is wanted", () => {
    const snapshot = snapshotOf([job(jobWith("Failed", "BackoffLimitExceeded", "", { failed: 2 })), ...failed]);
    expect(wantedLogs(snapshot, diagnose(snapshot, moment(20)))).toMatchObject([
      { pod: "migrate-a", container: "migrate", previous: false },
    ]);
  });
});

describe("a Job that is held back", () => {
  type Row = readonly [name: string, patch: Raw, expected: string];
  test.each<Row>([
    [
      "is suspended",
      merge({ spec: { suspend: true } }, status({ active: 0, startTime: undefined })),
      "InProgress suspended Suspended: suspended with 0 of 1 completion",
    ],
    [
      "waits in a queue",
      merge(
        { spec: { suspend: true }, metadata: { labels: { "kueue.x-k8s.io/queue-name": "team-a" } } },
        status({ active: 0, startTime: undefined }),
      ),
      "InProgress suspended Suspended: held back by queue team-a with 0 of 1 completion",
    ],
    [
      "may have no Pod at a time",
      merge({ spec: { parallelism: 0 } }, status({ active: 0 })),
      "InProgress suspended Suspended: parallelism is 0: no Pod is started, 0 of 1 completion",
    ],
    [
      "was complete before it was suspended",
      merge(
        { spec: { suspend: true } },
        jobWith("Complete", "CompletionsReached", "", { succeeded: 1, completionTime: at(12) }),
      ),
      "Current healthy CompletionsReached: complete, 1 of 1 completion in 12 s",
    ],
  ])("%s", (_, patch, expected) => {
    expect(told(look([job(patch)]))).toBe(expected);
  });
});

describe("Pods of a Job that are not there", () => {
  const message =
    'Error creating: pods "migrate-x" is forbidden: exceeded quota: q, requested: pods=1, used: pods=4, limited: pods=4';
  test("the API server refuses them", () => {
    const objects = [job(status({ active: 0 })), event("Job", "migrate", "FailedCreate", message, 3)];
    expect(told(look(objects))).toBe(
      "InProgress will-not-heal PodsNotReady: 0 of 1 completion ← 1 of 1 Pod cannot be created ← quota q allows 4 Pods, 4 exist",
    );
  });
  test("Pods cannot be seen", () => {
    const options: SnapshotOptions = { coverage: (kind) => (kind === "Pod" ? { gap: "403 as alice" } : "complete") };
    expect(told(look([job()], 20, options))).toBe(
      "InProgress unknown Running: 0 of 1 completion, 1 Pod active ← Pods in prod cannot be seen (403 as alice)",
    );
    expect(told(look([job(jobWith("Failed", "BackoffLimitExceeded", "", { failed: 2 }))], 20, options))).toBe(
      "Failed will-not-heal BackoffLimitExceeded: gave up after 2 failed Pods (backoffLimit 6) ← Pods in prod cannot be seen (403 as alice)",
    );
  });
});

describe("the deadline", () => {
  test("is when a running Job must be looked at again", () => {
    const limited = job({ spec: { activeDeadlineSeconds: 60 } });
    expect(look([limited, jobPod()]).until).toBe("2026-01-01T12:01:00.000Z");
    expect(look([limited, jobPod()], 60).until).toBeUndefined();
  });
});

describe("how it reads", () => {
  const words = endedJobPod("migrate-a", 1, 15, {
    status: {
      containerStatuses: [
        {
          name: "migrate",
          restartCount: 0,
          state: {
            terminated: {
              exitCode: 1,
              reason: "Error",
              message: "duplicate column",
              startedAt: at(14),
              finishedAt: at(15),
            },
          },
        },
      ],
    },
  });
  test("a Job that gave up, in one sentence", () => {
    const told = look([job(jobWith("Failed", "BackoffLimitExceeded", "", { failed: 1 })), words]);
    expect(headline(told)).toBe(
      'Job migrate: gave up after 1 failed Pod (backoffLimit 6) ← container migrate exited 1: "duplicate column"',
    );
  });
  test("a Job that tries again, on its row", () => {
    const told = look([job(status({ active: 0, failed: 1 })), words]);
    expect(sentenceOf(told)).toBe(
      '0 of 1 completion, 1 Pod failed (backoffLimit 6), the next Pod comes after a back-off of 10 s: container migrate exited 1: "duplicate column"',
    );
    expect(headline(told).length).toBeLessThanOrEqual(120);
  });
});
