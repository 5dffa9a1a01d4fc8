import { describe, expect, test } from "vitest";
import { dueTimes, readSchedule } from "../../src/diagnosis/cron";

/** When a schedule is due next after a moment, or what is wrong with it. */
function next(text: string, after: string, zone?: string): string | undefined {
  const schedule = readSchedule(text);
  if (schedule === undefined) return "cannot be read";
  const times = dueTimes(schedule, Date.parse(after), Date.parse(after), zone);
  if (times === undefined) return "unknown zone";
  return times.next === undefined ? "never" : new Date(times.next).toISOString().replace(":00.000Z", "Z");
}

/** A Thursday. */
const start = "2026-01-01T12:00:00Z";

describe("the next time of a schedule", () => {
  test.each<readonly [schedule: string, after: string, expected: string]>([
    ["* * * * *", start, "2026-01-01T12:01Z"],
    ["* * * * *", "2026-01-01T12:00:30Z", "2026-01-01T12:01Z"],
    ["*/5 * * * *", start, "2026-01-01T12:05Z"],
    ["0 3 * * *", start, "2026-01-02T03:00Z"],
    ["30 12 * * *", start, "2026-01-01T12:30Z"],
    ["5/20 * * * *", start, "2026-01-01T12:05Z"],
    ["5/20 * * * *", "2026-01-01T12:45:00Z", "2026-01-01T13:05Z"],
    ["0 9-17/4 * * *", start, "2026-01-01T13:00Z"],
    ["0,15,30 1,13 * * *", start, "2026-01-01T13:00Z"],
    ["0 3 1 * *", start, "2026-02-01T03:00Z"],
    ["0 3 31 * *", "2026-02-01T00:00:00Z", "2026-03-31T03:00Z"],
    ["0 3 29 2 *", start, "2028-02-29T03:00Z"],
    ["0 0 31 2 *", start, "never"],
    ["0 3 * jan,JUL *", "2026-02-01T00:00:00Z", "2026-07-01T03:00Z"],
    ["0 3 * * mon-fri", "2026-01-02T12:00:00Z", "2026-01-05T03:00Z"],
    ["0 3 * * 0", start, "2026-01-04T03:00Z"],
    ["0 3 ? * SAT", start, "2026-01-03T03:00Z"],
    // A day of the month or a weekday: one of the two is enough, unless one is free.
    ["0 3 13 * fri", start, "2026-01-02T03:00Z"],
    ["0 3 */2 * mon", start, "2026-01-03T03:00Z"],
    ["0 3 */1 * mon", start, "2026-01-05T03:00Z"],
    ["@hourly", start, "2026-01-01T13:00Z"],
    ["@daily", start, "2026-01-02T00:00Z"],
    ["@midnight", start, "2026-01-02T00:00Z"],
    ["@weekly", start, "2026-01-04T00:00Z"],
    ["@monthly", start, "2026-02-01T00:00Z"],
    ["@yearly", start, "2027-01-01T00:00Z"],
    ["@annually", start, "2027-01-01T00:00Z"],
    ["@every 1h30m", start, "2026-01-01T13:30Z"],
    ["  0   3 * * * ", start, "2026-01-02T03:00Z"],
  ])("%s after %s", (schedule, after, expected) => {
    expect(next(schedule, after)).toBe(expected);
  });

  test.each([
    "61 * * * *",
    "* * * *",
    "* * * * * *",
    "* 24 * * *",
    "0 0 0 * *",
    "0 3 * * 7",
    "0 3 * * 1-7",
    "5-1 * * * *",
    "*/0 * * * *",
    "0 3 * foo *",
    "@sometimes",
    "@every soon",
    "",
    ",",
    "a".repeat(1000),
  ])("%s cannot be read", (schedule) => {
    expect(next(schedule, start)).toBe("cannot be read");
  });
});

describe("a schedule in a time zone", () => {
  test.each<readonly [name: string, schedule: string, after: string, zone: string, expected: string]>([
    ["in winter", "0 3 * * *", start, "Europe/Berlin", "2026-01-02T02:00Z"],
    ["in summer", "0 3 * * *", "2026-07-01T12:00:00Z", "Europe/Berlin", "2026-07-02T01:00Z"],
    ["whose day has begun already", "0 3 * * *", "2026-01-01T17:00:00Z", "Asia/Tokyo", "2026-01-01T18:00Z"],
    ["of half an hour", "0 3 * * *", start, "Asia/Kolkata", "2026-01-01T21:30Z"],
    ["that the schedule names itself", "TZ=Asia/Tokyo 0 3 * * *", start, "Europe/Berlin", "2026-01-01T18:00Z"],
    ["CRON_TZ", "CRON_TZ=Asia/Tokyo 0 3 * * *", start, "UTC", "2026-01-01T18:00Z"],
    ["that nobody knows", "0 3 * * *", start, "Europe/Berln", "unknown zone"],
    // The clocks go from 2:00 to 3:00 on 29 March, and from 3:00 to 2:00 on 25 October.
    ["an hour that is left out", "30 2 * * *", "2026-03-29T00:00:00Z", "Europe/Berlin", "2026-03-30T00:30Z"],
    ["the hour after it", "30 3 * * *", "2026-03-29T00:00:00Z", "Europe/Berlin", "2026-03-29T01:30Z"],
    ["an hour that is repeated", "30 2 * * *", "2026-10-25T00:00:00Z", "Europe/Berlin", "2026-10-25T00:30Z"],
    ["its second time", "30 2 * * *", "2026-10-25T00:30:00Z", "Europe/Berlin", "2026-10-25T01:30Z"],
    ["each quarter of it", "*/15 * * * *", "2026-10-25T00:45:00Z", "Europe/Berlin", "2026-10-25T01:00Z"],
  ])("%s", (_, schedule, after, zone, expected) => {
    expect(next(schedule, after, zone)).toBe(expected);
  });
});

describe("when a schedule was due last", () => {
  const last = (text: string, since: string, now: string): string | undefined => {
    const schedule = readSchedule(text);
    const found = schedule && dueTimes(schedule, Date.parse(since), Date.parse(now))?.last;
    return found === undefined ? undefined : new Date(found).toISOString();
  };
  test.each<readonly [string, string, string, string | undefined]>([
    ["*/5 * * * *", start, "2026-01-01T12:13:20Z", "2026-01-01T12:10:00.000Z"],
    ["*/5 * * * *", start, "2026-01-01T12:10:00Z", "2026-01-01T12:10:00.000Z"],
    ["*/5 * * * *", start, "2026-01-01T12:04:00Z", undefined],
    ["* * * * *", "2020-01-01T00:00:00Z", "2026-01-01T12:00:30Z", "2026-01-01T12:00:00.000Z"],
    ["0 3 1 1 *", "2020-01-01T04:00:00Z", "2026-06-01T00:00:00Z", "2026-01-01T03:00:00.000Z"],
    ["0 0 29 2 *", "2020-01-01T04:00:00Z", "2026-06-01T00:00:00Z", "2024-02-29T00:00:00.000Z"],
    ["@every 1h", start, "2026-01-01T15:30:00Z", "2026-01-01T15:00:00.000Z"],
    ["@every 1h", start, "2026-01-01T12:30:00Z", undefined],
  ])("%s since %s, seen at %s", (schedule, since, now, expected) => {
    expect(last(schedule, since, now)).toBe(expected);
  });
});
