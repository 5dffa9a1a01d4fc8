import { describe, expect, test } from "vitest";
import { diagnose, type Diagnosis, type LogExcerpt } from "../../src/diagnosis";
import { renderBlock, verdictSentence } from "../../src/render";
import { at, logOf, merge, moment, pod, running, snapshotOf, type Raw } from "../support/objects";
import { cronJob, endedJobPod, job, jobPod, jobWith, scheduledJob } from "../support/workloads";

const look = (objects: readonly Raw[], seconds = 20, logs: readonly LogExcerpt[] = []): Diagnosis =>
  diagnose(snapshotOf(objects, { logs }), moment(seconds));
const complete = job(jobWith("Complete", "CompletionsReached", "", { succeeded: 1, completionTime: at(12) }));
const gaveUp = job(
  jobWith("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit", { failed: 1 }),
);
const log = logOf(["error: no table"], { pod: "migrate-a", container: "migrate" });

describe("the verdict on work that ends does not speak of ready", () => {
  test.each<readonly [string, readonly Raw[], string]>([
    ["a Job that is complete", [complete], "Job migrate is complete: 1 of 1 completion in 12 s"],
    ["a Job that runs", [job(), jobPod()], "Job migrate is not complete yet: 0 of 1 completion, 1 Pod runs"],
    ["a Job that failed", [gaveUp, endedJobPod("migrate-a", 1, 9)], "Job migrate failed: container migrate exited 1"],
    [
      "a Job that is about to fail",
      [job(jobWith("FailureTarget", "BackoffLimitExceeded", "", { failed: 1 })), endedJobPod("migrate-a", 1, 9)],
      "Job migrate will not become complete: container migrate exited 1",
    ],
    [
      "a Job that is suspended",
      [job(merge({ spec: { suspend: true } }, { status: { active: 0 } }))],
      "Job migrate is suspended: 0 of 1 completion",
    ],
    [
      "a CronJob",
      [cronJob()],
      "CronJob backup is scheduled: runs at */5 * * * *, next 2026-01-01 12:05 UTC, has not run yet",
    ],
    [
      "a CronJob whose last Job failed",
      [
        cronJob({ status: { lastScheduleTime: at(5) } }),
        scheduledJob(
          1,
          5,
          merge({ spec: { activeDeadlineSeconds: 60 } }, jobWith("Failed", "DeadlineExceeded", "", {}, 15)),
        ),
      ],
      "CronJob backup is in trouble: Job backup-1 stopped after activeDeadlineSeconds 60 with 0 of 1 completion",
    ],
    [
      "a Pod with an ephemeral container",
      [pod("web-1-a", { status: { ephemeralContainerStatuses: [{ name: "debug", state: { running: {} } }] } })],
      "Pod web-1-a is ready: ephemeral container debug runs",
    ],
    [
      "a Pod that is being deleted",
      [pod("web-1-a", { metadata: { deletionTimestamp: at(40), deletionGracePeriodSeconds: 30 } })],
      "Pod web-1-a is being deleted: container web runs on after SIGTERM, is killed 30 s after the request",
    ],
  ])("%s", (_, objects, sentence) => {
    expect(verdictSentence(look(objects))).toBe(sentence);
  });
});

describe("the block of a Job", () => {
  test("has the log of the Pod that failed", () => {
    const diagnosis = look([gaveUp, endedJobPod("migrate-a", 1, 9)], 20, [log]);
    expect(renderBlock(diagnosis, { logs: [log] })).toBe(
      [
        'Job migrate failed: container migrate exited 1: "error: no table"',
        "",
        "  why      gave up after 1 failed Pod (backoffLimit 6)",
        "  log      migrate-a/migrate, last line",
        "             error: no table",
        "  try      kubectl -n prod logs migrate-a -c migrate",
        "           kubectl -n prod describe job migrate",
      ].join("\n"),
    );
  });
  test("never has the log of somebody else's Pod", () => {
    const foreign = logOf(["fatal: not mine"], { pod: "agent-x", container: "agent" });
    const starting = jobPod("migrate-a", { status: { containerStatuses: [running({ name: "migrate" })] } });
    expect(renderBlock(look([gaveUp, starting]), { logs: [foreign] })).not.toContain("not mine");
  });
});
