import { describe, expect, test } from "vitest";
import { headline } from "../../src/render";
import { lookAfter } from "../support/look";
import { at, event, merge, told, type Raw, type SnapshotOptions } from "../support/objects";
import { cronJob, jobWith, scheduledJob } from "../support/workloads";

const look = lookAfter(400);

const ran = (more: Raw = {}): Raw => ({ status: { lastScheduleTime: at(300), ...more } });
const success = jobWith("Complete", "CompletionsReached", "", { succeeded: 1, completionTime: at(312) }, 312);
const failure = jobWith("Failed", "BackoffLimitExceeded", "", { failed: 1 }, 312);
const about = (reason: string, message: string, seconds: number): Raw =>
  event("CronJob", "backup", reason, message, seconds);

describe("a CronJob", () => {
  type Row = readonly [name: string, objects: readonly Raw[], expected: string];
  test.each<Row>([
    [
      "exists",
      [cronJob()],
      "Current healthy Scheduled: runs at */5 * * * *, next 2026-01-01 12:10 UTC, has not run yet",
    ],
    [
      "has a time zone",
      [cronJob({ spec: { schedule: "0 3 * * *", timeZone: "Europe/Berlin" } })],
      "Current healthy Scheduled: runs at 0 3 * * * Europe/Berlin, next 2026-01-02 02:00 UTC, has not run yet",
    ],
    [
      "ran well",
      [cronJob(ran({ lastSuccessfulTime: at(312) })), scheduledJob(1, 0, success), scheduledJob(2, 300, success)],
      "Current healthy Scheduled: runs at */5 * * * *, next 2026-01-01 12:10 UTC, last Job backup-2 complete",
    ],
    [
      "runs",
      [
        cronJob(ran({ active: [{ kind: "Job", name: "backup-2" }] })),
        scheduledJob(1, 0, failure),
        scheduledJob(2, 300),
      ],
      "Current healthy Scheduled: runs at */5 * * * *, next 2026-01-01 12:10 UTC, Job backup-2 runs",
    ],
    [
      "runs twice at a time",
      [
        cronJob(ran({ active: [{ name: "backup-1" }, { name: "backup-2" }] })),
        scheduledJob(1, 0),
        scheduledJob(2, 300),
      ],
      "Current healthy Scheduled: runs at */5 * * * *, next 2026-01-01 12:10 UTC, 2 Jobs run (backup-1, backup-2)",
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
      "Current healthy Scheduled: runs at */5 * * * *, next 2026-01-01 12:10 UTC, Job backup-1 runs, a start was left out meanwhile (concurrencyPolicy Forbid)",
    ],
    [
      "has a last Job that failed",
      [cronJob(ran({ lastSuccessfulTime: at(12) })), scheduledJob(1, 0, success), scheduledJob(2, 300, failure)],
      "InProgress may-heal LastJobFailed: its last Job failed; last success 2026-01-01 12:00 UTC ← gave up after 1 failed Pod (backoffLimit 6), its Pod is gone",
    ],
    [
      "has lost its last Job",
      [cronJob(ran())],
      "Current healthy Scheduled: runs at */5 * * * *, next 2026-01-01 12:10 UTC, last ran 2026-01-01 12:05 UTC, its Job is gone",
    ],
    [
      "keeps no Jobs and went well",
      [cronJob(ran({ lastSuccessfulTime: at(312) }))],
      "Current healthy Scheduled: runs at */5 * * * *, next 2026-01-01 12:10 UTC, last ran 2026-01-01 12:05 UTC with success",
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
        cronJob({ spec: { schedule: "0 3 * * *", timeZone: "Europe/Berlin" } }),
        about("UnknownTimeZone", 'invalid timeZone: "Europe/Berln": unknown time zone Europe/Berln', 5),
      ],
      "Current healthy Scheduled: runs at 0 3 * * * Europe/Berlin, next 2026-01-02 02:00 UTC, has not run yet",
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
      "InProgress may-heal MissSchedule: missed its time at */5 * * * * (startingDeadlineSeconds 10), next 2026-01-01 12:10 UTC",
    ],
    [
      "missed its time before the last start",
      [
        cronJob(ran({ lastSuccessfulTime: at(312) })),
        about("MissSchedule", "Missed scheduled time to start a job: …", 200),
      ],
      "Current healthy Scheduled: runs at */5 * * * *, next 2026-01-01 12:10 UTC, last ran 2026-01-01 12:05 UTC with success",
    ],
    [
      "missed too many times, and has started a Job for all of them",
      [
        cronJob({ status: { lastScheduleTime: at(300), lastSuccessfulTime: at(352) } }),
        about("TooManyMissedTimes", "too many missed start times. Set or decrease …", 350),
        about("SuccessfulCreate", "Created job backup-2", 350),
      ],
      "Current healthy Scheduled: runs at */5 * * * *, next 2026-01-01 12:10 UTC, last ran 2026-01-01 12:05 UTC with success",
    ],
    [
      "is of a schedule that cannot be read here, of which its controller says nothing",
      [cronJob({ spec: { schedule: "5 4 * * L" } })],
      "Current healthy Scheduled: runs at 5 4 * * L, has not run yet",
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

describe("the next time of a CronJob", () => {
  const daily = (more: Raw = {}): Raw => cronJob(merge({ spec: { schedule: "0 3 * * *" } }, more));
  test.each<readonly [name: string, object: Raw, expected: string]>([
    ["is told", daily(), "next 2026-01-02 03:00 UTC"],
    ["is that of its zone", daily({ spec: { timeZone: "Asia/Tokyo" } }), "next 2026-01-01 18:00 UTC"],
    ["of a macro", cronJob({ spec: { schedule: "@daily" } }), "next 2026-01-02 00:00 UTC"],
    [
      "of a pause counts from the last start",
      cronJob({ spec: { schedule: "@every 4h" } }),
      "next 2026-01-01 16:00 UTC",
    ],
    [
      "is that of UTC where the last start was",
      daily({ status: { lastScheduleTime: "2026-01-01T03:00:00Z", lastSuccessfulTime: "2026-01-01T03:01:00Z" } }),
      "next 2026-01-02 03:00 UTC",
    ],
  ])("%s", (_, object, expected) => {
    expect(look([object], 5).message).toContain(expected);
  });

  test.each<readonly [name: string, object: Raw]>([
    [
      "the last start shows that its controller's clock is another",
      daily({ status: { lastScheduleTime: "2025-12-31T02:00:00Z", lastSuccessfulTime: "2025-12-31T02:01:00Z" } }),
    ],
    ["the zone is not known here", daily({ spec: { timeZone: "Mars/Olympus" } })],
    ["there is none", cronJob({ spec: { schedule: "0 0 31 2 *" } })],
    ["it is suspended", daily({ spec: { suspend: true } })],
  ])("is not told where %s", (_, object) => {
    expect(look([object], 5).message).not.toContain("next");
  });

  test("is when it is looked at again, if that is near", () => {
    expect(look([cronJob()], 5).until).toBe("2026-01-01T12:05:00.000Z");
    expect(look([daily()], 5).until).toBeUndefined();
  });
});

describe("a CronJob whose time has passed without a Job", () => {
  const started = { lastScheduleTime: at(0), lastSuccessfulTime: at(12) };
  test.each<readonly [name: string, object: Raw, seconds: number, expected: string]>([
    ["is in time for a minute", cronJob({ status: started }), 359, "Current healthy Scheduled"],
    [
      "has a controller that is silent after that",
      cronJob({ status: started }),
      360,
      "InProgress may-heal ControllerSilent: was due 2026-01-01 12:05 UTC, and no Job was started for over 60 s",
    ],
    [
      "has missed it when its deadline is over",
      cronJob({ spec: { startingDeadlineSeconds: 30 }, status: started }),
      360,
      "InProgress may-heal MissSchedule: missed its time 2026-01-01 12:05 UTC (startingDeadlineSeconds 30), next 2026-01-01 12:10 UTC",
    ],
    [
      "waits for the Job that runs",
      cronJob({ spec: { concurrencyPolicy: "Forbid" }, status: { ...started, active: [{ name: "backup-1" }] } }),
      400,
      "Current healthy Scheduled",
    ],
    ["may have another clock", cronJob(), 400, "Current healthy Scheduled"],
    [
      "counts by the zone that it states",
      cronJob({ spec: { timeZone: "Etc/UTC" } }),
      360,
      "InProgress may-heal ControllerSilent",
    ],
    ["is suspended", cronJob({ spec: { suspend: true }, status: started }), 400, "InProgress suspended Suspended"],
  ])("%s", (_, object, seconds, expected) => {
    expect(told(look([object], seconds))).toMatch(new RegExp(`^${expected.replace(/[()]/g, "\\$&")}`));
  });
});

describe("what happened before the operation", () => {
  test("a failed Job is history: mentioned, no problem", () => {
    const objects = [cronJob(ran()), scheduledJob(2, 300, failure)];
    expect(told(look(objects, 500, { started: at(400) }))).toBe(
      "Current healthy Scheduled: runs at */5 * * * *, next 2026-01-01 12:10 UTC, last Job backup-2 failed",
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
      "Current healthy Scheduled: runs at */5 * * * *, next 2026-01-01 12:10 UTC, last ran 2026-01-01 12:05 UTC with success",
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
