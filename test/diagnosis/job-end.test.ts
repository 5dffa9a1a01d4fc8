import { describe, expect, test } from "vitest";
import { diagnose, wantedLogs } from "../../src/diagnosis";
import { lookAfter } from "../support/look";
import { at, chain, event, merge, moment, snapshotOf, told, type Raw } from "../support/objects";
import { endedJobPod, job, jobPod, jobPodWithoutImage, jobWith } from "../support/workloads";

const look = lookAfter(20);
const created = (name: string, seconds = 1): Raw =>
  event("Job", "migrate", "SuccessfulCreate", `Created pod: ${name}`, seconds, { type: "Normal" });

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
    expect(chain(look([deadline, jobPodWithoutImage]))).toBe(
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
