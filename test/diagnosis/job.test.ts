import { describe, expect, test } from "vitest";
import { headline } from "../../src/render";
import { sentenceOf } from "../../src/story";
import { lookAfter } from "../support/look";
import {
  at,
  container,
  event,
  merge,
  readinessProbe,
  running,
  told,
  waiting,
  type Raw,
  type SnapshotOptions,
} from "../support/objects";
import { endedJobPod, job, jobPod, jobPodWithoutImage, jobWith } from "../support/workloads";

const look = lookAfter(20);
const status = (fields: Raw): Raw => ({ status: fields });

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
      [job(), jobPodWithoutImage],
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
