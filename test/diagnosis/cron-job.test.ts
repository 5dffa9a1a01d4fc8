import { describe, expect, test } from "vitest";
import { diagnose, type Diagnosis } from "../../src/diagnosis";
import { headline } from "../../src/render";
import { at, event, merge, moment, snapshotOf, told, type Raw, type SnapshotOptions } from "../support/objects";
import { cronJob, jobWith, scheduledJob } from "../support/workloads";

function look(objects: readonly Raw[], seconds = 400, options: SnapshotOptions = {}): Diagnosis {
  return diagnose(snapshotOf(objects, options), moment(seconds));
}

const ran = (more: Raw = {}): Raw => ({ status: { lastScheduleTime: at(300), ...more } });
const success = jobWith("Complete", "CompletionsReached", "", { succeeded: 1, completionTime: at(312) }, 312);
const failure = jobWith("Failed", "BackoffLimitExceeded", "", { failed: 1 }, 312);
const about = (reason: string, message: string, seconds: number): Raw =>
  event("CronJob", "backup", reason, message, seconds);

describe("a CronJob", () => {
  type Row = readonly [name: string, objects: readonly Raw[], expected: string];
  test.each<Row>([
    ["exists", [cronJob()], "Current healthy Scheduled: runs at */5 * * * *, has not run yet"],
    [
      "has a time zone",
      [cronJob({ spec: { timeZone: "Europe/Berlin" } })],
      "Current healthy Scheduled: runs at */5 * * * * Europe/Berlin, has not run yet",
    ],
    [
      "ran well",
      [cronJob(ran({ lastSuccessfulTime: at(312) })), scheduledJob(1, 0, success), scheduledJob(2, 300, success)],
      "Current healthy Scheduled: runs at */5 * * * *, last Job backup-2 complete",
    ],
    [
      "runs",
      [
        cronJob(ran({ active: [{ kind: "Job", name: "backup-2" }] })),
        scheduledJob(1, 0, failure),
        scheduledJob(2, 300),
      ],
      "Current healthy Scheduled: runs at */5 * * * *, Job backup-2 runs",
    ],
    [
      "runs twice at a time",
      [
        cronJob(ran({ active: [{ name: "backup-1" }, { name: "backup-2" }] })),
        scheduledJob(1, 0),
        scheduledJob(2, 300),
      ],
      "Current healthy Scheduled: runs at */5 * * * *, 2 Jobs run (backup-1, backup-2)",
    ],
    [
      "left out a start because the last Job still runs",
      [
        cronJob(merge({ spec: { concurrencyPolicy: "Forbid" } }, ran({ active: [{ name: "backup-1" }] }))),
        scheduledJob(1, 0),
        about(
          "JobAlreadyActive",
          "Not starting job because prior execution is running and concurrency policy is Forbid",
          300,
        ),
      ],
      "Current healthy Scheduled: runs at */5 * * * *, Job backup-1 runs, a start was left out meanwhile (concurrencyPolicy Forbid)",
    ],
    [
      "has a last Job that failed",
      [cronJob(ran({ lastSuccessfulTime: at(12) })), scheduledJob(1, 0, success), scheduledJob(2, 300, failure)],
      "InProgress may-heal LastJobFailed: its last Job failed; last success 2026-01-01 12:00 UTC ← gave up after 1 failed Pod (backoffLimit 6), its Pod is gone",
    ],
    [
      "has lost its last Job",
      [cronJob(ran())],
      "Current healthy Scheduled: runs at */5 * * * *, last ran 2026-01-01 12:05 UTC, its Job is gone",
    ],
    [
      "keeps no Jobs and went well",
      [cronJob(ran({ lastSuccessfulTime: at(312) }))],
      "Current healthy Scheduled: runs at */5 * * * *, last ran 2026-01-01 12:05 UTC with success",
    ],
    [
      "is suspended",
      [cronJob(merge({ spec: { suspend: true } }, ran())), scheduledJob(2, 300, success)],
      "InProgress suspended Suspended: suspended, last Job backup-2 complete",
    ],
    [
      "has a time zone that nobody knows",
      [
        cronJob({ spec: { timeZone: "Europe/Berln" } }),
        about("UnknownTimeZone", 'invalid timeZone: "Europe/Berln": unknown time zone Europe/Berln', 5),
      ],
      'InProgress will-not-heal UnknownTimeZone: timeZone "Europe/Berln" is unknown, no Job is started',
    ],
    [
      "had a time zone that nobody knew",
      [
        cronJob({ spec: { timeZone: "Europe/Berlin" } }),
        about("UnknownTimeZone", 'invalid timeZone: "Europe/Berln": unknown time zone Europe/Berln', 5),
      ],
      "Current healthy Scheduled: runs at */5 * * * * Europe/Berlin, has not run yet",
    ],
    [
      "has a schedule that cannot be read",
      [
        cronJob({ spec: { schedule: "61 * * * *" } }),
        about("UnparseableSchedule", 'unparseable schedule: "61 * * * *"', 5),
      ],
      'InProgress will-not-heal UnparseableSchedule: schedule "61 * * * *" cannot be read, no Job is started',
    ],
    [
      "missed its time",
      [
        cronJob({ spec: { startingDeadlineSeconds: 10 } }),
        about("MissSchedule", "Missed scheduled time to start a job: …", 350),
      ],
      "InProgress may-heal MissSchedule: missed its time at */5 * * * * (startingDeadlineSeconds 10)",
    ],
    [
      "missed its time before the last start",
      [
        cronJob(ran({ lastSuccessfulTime: at(312) })),
        about("MissSchedule", "Missed scheduled time to start a job: …", 200),
      ],
      "Current healthy Scheduled: runs at */5 * * * *, last ran 2026-01-01 12:05 UTC with success",
    ],
    [
      "may not create its Job",
      [
        cronJob(),
        about(
          "FailedCreate",
          'Error creating job: jobs.batch "backup-1" is forbidden: exceeded quota: q, requested: count/jobs.batch=1, used: count/jobs.batch=2, limited: count/jobs.batch=2',
          300,
        ),
      ],
      "InProgress will-not-heal QuotaExceeded: its Job cannot be created ← quota q allows 2 jobs.batch, 2 exist",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects))).toBe(expected);
  });
});

describe("what happened before the operation", () => {
  test("a failed Job is history: mentioned, no problem", () => {
    const objects = [cronJob(ran()), scheduledJob(2, 300, failure)];
    expect(told(look(objects, 500, { started: at(400) }))).toBe(
      "Current healthy Scheduled: runs at */5 * * * *, last Job backup-2 failed",
    );
    expect(look(objects, 500, { started: at(200) }).reason).toBe("LastJobFailed");
  });
});

describe("what cannot be seen", () => {
  const options: SnapshotOptions = { coverage: (kind) => (kind === "Job" ? { gap: "403 as alice" } : "complete") };
  test("whether the last Job went well stays open", () => {
    expect(told(look([cronJob(ran())], 400, options))).toBe(
      "Unknown unknown NotVisible: Jobs in prod cannot be seen (403 as alice)",
    );
  });
  test("the status may say by itself that it did", () => {
    expect(told(look([cronJob(ran({ lastSuccessfulTime: at(312) }))], 400, options))).toBe(
      "Current healthy Scheduled: runs at */5 * * * *, last ran 2026-01-01 12:05 UTC with success",
    );
  });
  test("before the first list", () => {
    expect(told(look([cronJob(ran())], 400, { coverage: (kind) => (kind === "Job" ? "pending" : "complete") }))).toBe(
      "InProgress waiting Looking: looking for its Jobs",
    );
  });
});

test("the headline goes from the CronJob to the cause", () => {
  const objects = [cronJob(ran()), scheduledJob(2, 300, failure)];
  expect(headline(look(objects)).length).toBeLessThanOrEqual(120);
  expect(headline(look(objects))).toContain("CronJob backup: its last Job failed");
});
