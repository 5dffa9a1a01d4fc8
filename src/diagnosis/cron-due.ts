import type { CronJob } from "../objects";
import { dueTimes, readSchedule, type DueTimes } from "./cron";
import type { Diagnosis } from "./diagnosis";
import type { Scene } from "./scene";
import { rfc3339, timeOf } from "./time";
import { verdict } from "./verdict";

/** So long after its time a Job may be started before that is told as a problem. */
const lateMs = 60_000;
/** A time that is farther away than this is not worth waking up for. */
const nearMs = 3_600_000;

/** When a CronJob is due, and whether that is certain. */
export interface Due extends DueTimes {
  /** The zone is stated, or the last start shows that it is UTC: without one the controller takes its own clock's. */
  readonly isCertain: boolean;
}

/**
 * When a CronJob was due last since its last start, and when it is next. Undefined where the schedule
 * or its zone cannot be read, and where the last start shows that the controller's clock, by which a
 * schedule without a zone counts, does not run in UTC.
 */
export function dueOf({ metadata, spec, status }: CronJob, scene: Scene): Due | undefined {
  const schedule = readSchedule(spec.schedule);
  const lastStart = timeOf(status.lastScheduleTime);
  const since = lastStart ?? timeOf(metadata.creationTimestamp);
  if (schedule === undefined || since === undefined) return undefined;
  const times = dueTimes(schedule, since, scene.now, spec.timeZone);
  if (times === undefined || spec.timeZone !== undefined || schedule.type === "every")
    return times && { ...times, isCertain: true };
  const fits = lastStart !== undefined && dueTimes(schedule, lastStart - 1, lastStart)?.last === lastStart;
  return lastStart !== undefined && !fits ? undefined : { ...times, isCertain: fits };
}

/** ", next 2026-01-02 03:00 UTC"; nothing where that is not known. */
export const nextText = (due: Due | undefined): string => (due?.next === undefined ? "" : `, next ${minute(due.next)}`);

/** Its time has come and gone, and no Job was started, as far as that is certain. */
export function diagnoseOverdue(cronJob: CronJob, due: Due | undefined, scene: Scene): Diagnosis | undefined {
  const { spec, status } = cronJob;
  if (due?.last === undefined || !due.isCertain || scene.now < due.last + lateMs) return undefined;
  // While a Job runs, its next time is left out.
  if (spec.concurrencyPolicy === "Forbid" && status.active.length > 0) return undefined;
  const { startingDeadlineSeconds: deadline } = spec;
  const at = minute(due.last);
  if (deadline !== undefined && scene.now >= due.last + deadline * 1000)
    return verdict(
      cronJob,
      "MissSchedule",
      `missed its time ${at} (startingDeadlineSeconds ${deadline})${nextText(due)}`,
      { since: due.last, until: nearOf(due.next, scene) },
    );
  return verdict(cronJob, "ControllerSilent", `was due ${at}, and no Job was started for over 60 s`, {
    since: due.last,
    until: nearOf(due.next, scene),
  });
}

/** When it has to be looked at again: at its next time, or when a start is late. */
export function lookAgain(due: Due | undefined, scene: Scene): number | undefined {
  const late = due?.last === undefined ? undefined : due.last + lateMs;
  return nearOf(late !== undefined && late > scene.now ? late : due?.next, scene);
}

const nearOf = (time: number | undefined, { now }: Scene): number | undefined =>
  time !== undefined && time > now && time - now <= nearMs ? time : undefined;

/** "2026-01-01 12:00 UTC". */
export const minute = (time: number): string => `${(rfc3339(time) ?? "").slice(0, 16).replace("T", " ")} UTC`;
