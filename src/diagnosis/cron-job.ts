import { nameOf, type CronJob, type Event, type Job } from "../objects";
import { creationFailure } from "./creation-failures";
import { diagnoseOverdue, dueOf, lookAgain, minute, nextText } from "./cron-due";
import type { Diagnosis } from "./diagnosis";
import { eventEvidence, eventsOf, latestEvent } from "./events";
import { diagnoseDeletion } from "./generic";
import { diagnoseJob } from "./job";
import { kubectl } from "./kubectl";
import { ownedBy } from "./owned";
import { isComplete, type Scene } from "./scene";
import { earliest, latest, timeOf } from "./time";
import { unseenKinds } from "./unseen";
import { isProblem, verdict } from "./verdict";
import { counted, listed, phrase, quoted } from "./wording";

/**
 * A CronJob: as asked for as soon as it exists and is not suspended. What keeps it from starting Jobs
 * is a problem of its own; a last Job that failed is one too, unless it is older than the operation:
 * then it is history and only mentioned. A schedule without a time zone counts in that of
 * kube-controller-manager, which is taken for UTC unless the last start shows another.
 * Source: syncCronJob and its events in pkg/controller/cronjob/cronjob_controllerv2.go.
 */
export function diagnoseCronJob(cronJob: CronJob, scene: Scene): Diagnosis {
  return (
    diagnoseDeletion(cronJob, scene) ??
    diagnoseHindrance(cronJob, scene) ??
    diagnoseSuspension(cronJob, scene) ??
    diagnoseJobs(cronJob, scene)
  );
}

const timesOf = ({ spec }: CronJob): string => {
  const zone = spec.timeZone === undefined ? "" : ` ${phrase(spec.timeZone, 40)}`;
  return `${phrase(spec.schedule, 40)}${zone}`;
};

/** What stops every start: a time zone or schedule that cannot be read. Events older than the last start don't count. */
function diagnoseHindrance(cronJob: CronJob, scene: Scene): Diagnosis | undefined {
  const { spec, status, metadata } = cronJob;
  const lastStart = timeOf(status.lastScheduleTime);
  const isLater = (event: Event | undefined): event is Event =>
    event !== undefined && (lastStart === undefined || (timeOf(event.lastTime) ?? 0) > lastStart);
  const events = eventsOf(scene, cronJob);
  const zone = latestEvent(events, "UnknownTimeZone");
  if (isLater(zone) && spec.timeZone !== undefined && zone.message.includes(spec.timeZone)) {
    return verdict(cronJob, "UnknownTimeZone", `timeZone ${quoted(spec.timeZone, 40)} is unknown, no Job is started`, {
      since: timeOf(zone.firstTime),
      evidence: [eventEvidence(cronJob, zone)],
    });
  }
  const schedule = latestEvent(events, "UnparseableSchedule", "InvalidSchedule");
  if (isLater(schedule) && schedule.message.includes(spec.schedule)) {
    return verdict(
      cronJob,
      "UnparseableSchedule",
      `schedule ${quoted(spec.schedule, 40)} cannot be read, no Job is started`,
      { since: timeOf(schedule.firstTime), evidence: [eventEvidence(cronJob, schedule)] },
    );
  }
  if (spec.suspend) return undefined;
  const refusal = creationFailure(cronJob, scene);
  if (refusal !== undefined)
    return verdict(cronJob, refusal.reason, "its Job cannot be created", {
      outlook: refusal.outlook,
      because: [refusal],
    });
  const missed = latestEvent(events, "MissSchedule", "TooManyMissedTimes");
  if (!isLater(missed) || hasStartedSince(cronJob, missed, scene)) return undefined;
  const deadline =
    spec.startingDeadlineSeconds === undefined ? "" : ` (startingDeadlineSeconds ${spec.startingDeadlineSeconds})`;
  return verdict(
    cronJob,
    "MissSchedule",
    `missed its time at ${timesOf(cronJob)}${deadline}${nextText(dueOf(cronJob, scene))}`,
    {
      since: timeOf(missed.lastTime),
      evidence: [eventEvidence(cronJob, missed)],
      actions: [
        {
          text: "start a Job by hand",
          command: kubectl(
            metadata.namespace,
            "create",
            "job",
            `${metadata.name}-now`,
            `--from=cronjob/${metadata.name}`,
          ),
        },
      ],
    },
  );
}

/** After too many missed times one Job is started all the same. */
function hasStartedSince(cronJob: CronJob, missed: Event, scene: Scene): boolean {
  const starts = [
    ...eventsOf(scene, cronJob).map(({ reason, lastTime }) =>
      reason === "SuccessfulCreate" ? timeOf(lastTime) : undefined,
    ),
    ...ownedBy("Job", cronJob, scene).map(createdAt),
  ];
  return (latest(...starts) ?? 0) >= (timeOf(missed.lastTime) ?? 0);
}

function diagnoseSuspension(cronJob: CronJob, scene: Scene): Diagnosis | undefined {
  const { spec, metadata } = cronJob;
  if (!spec.suspend) return undefined;
  return verdict(cronJob, "Suspended", `suspended, ${historyText(cronJob, lastJobOf(cronJob, scene), scene)}`, {
    actions: [
      {
        text: "let it start Jobs again",
        command: kubectl(
          metadata.namespace,
          "patch",
          "cronjob",
          metadata.name,
          "--type=merge",
          "-p",
          '{"spec":{"suspend":false}}',
        ),
      },
    ],
  });
}

interface LastJob {
  readonly job: Job;
  readonly diagnosis: Diagnosis;
}

/** The Job that was made last. */
function lastJobOf(cronJob: CronJob, scene: Scene): LastJob | undefined {
  const jobs = ownedBy("Job", cronJob, scene);
  const last = latest(...jobs.map(createdAt));
  const job = jobs.find((each) => createdAt(each) === last);
  return job === undefined ? undefined : { job, diagnosis: diagnoseJob(job, scene) };
}

const createdAt = ({ metadata }: Job): number => timeOf(metadata.creationTimestamp) ?? 0;

function diagnoseJobs(cronJob: CronJob, scene: Scene): Diagnosis {
  const { status, metadata } = cronJob;
  const last = lastJobOf(cronJob, scene);
  const unseen = unseenKinds(cronJob, ["Job"], scene);
  const [gap] = unseen;
  if (last === undefined && gap !== undefined && !knowsSuccess(cronJob)) {
    // It exists and may be as asked for; how its Jobs fare is what cannot be told.
    return gap.reason === "Looking" ? gap : verdict(cronJob, "NotVisible", gap.message, { actions: gap.actions });
  }
  const isHistory = last !== undefined && scene.started !== undefined && createdAt(last.job) < scene.started;
  if (last !== undefined && !isHistory && isProblem(last.diagnosis)) {
    const isOver = last.diagnosis.status === "Failed";
    const success =
      status.lastSuccessfulTime === undefined ? "" : `; last success ${minuteOf(status.lastSuccessfulTime)}`;
    return verdict(cronJob, "LastJobFailed", `its last Job ${isOver ? "failed" : "is in trouble"}${success}`, {
      because: [last.diagnosis],
      since: timeOf(last.diagnosis.since),
      actions: [
        {
          text: "try again without waiting for the next time",
          command: kubectl(
            metadata.namespace,
            "create",
            "job",
            `${metadata.name}-again`,
            `--from=cronjob/${metadata.name}`,
          ),
        },
      ],
    });
  }
  const due = dueOf(cronJob, scene);
  const history = historyText(cronJob, last, scene);
  return (
    diagnoseOverdue(cronJob, due, scene) ??
    verdict(cronJob, "Scheduled", `runs at ${timesOf(cronJob)}${nextText(due)}, ${history}`, {
      since: timeOf(status.lastScheduleTime),
      until: earliest(last === undefined ? undefined : untilOf(last), lookAgain(due, scene)),
    })
  );
}

const untilOf = ({ diagnosis }: LastJob): number | undefined => timeOf(diagnosis.until);

/** The status says by itself that the last start went well: no Job needs to be seen. */
function knowsSuccess({ status }: CronJob): boolean {
  const start = timeOf(status.lastScheduleTime);
  if (start === undefined) return status.active.length === 0;
  const success = timeOf(status.lastSuccessfulTime);
  return status.active.length === 0 && success !== undefined && success >= start;
}

/** "has not run yet", "Job backup-29 runs", "last Job backup-29 complete", "last Job backup-29 failed". */
function historyText(cronJob: CronJob, last: LastJob | undefined, scene: Scene): string {
  const { status, metadata } = cronJob;
  const skipped = skippedText(cronJob, scene);
  if (status.active.length > 1)
    return `${counted(status.active.length, "Job")} run (${listed(status.active, 2)})${skipped}`;
  if (last === undefined) {
    const [active] = status.active;
    if (active !== undefined) return `Job ${active} runs${skipped}`;
    if (status.lastScheduleTime === undefined) return "has not run yet";
    const word = isComplete(scene, "Job", metadata.namespace) && !knowsSuccess(cronJob) ? ", its Job is gone" : "";
    return `last ran ${minuteOf(status.lastScheduleTime)}${knowsSuccess(cronJob) ? " with success" : word}`;
  }
  const { diagnosis, job } = last;
  const name = nameOf({ kind: "Job", name: job.metadata.name });
  if (diagnosis.status === "Current") return `last ${name} complete`;
  if (diagnosis.status === "Failed") return `last ${name} failed`;
  if (diagnosis.outlook === "suspended") return `${name} is suspended`;
  return `${name} runs${skipped}`;
}

/** Forbid leaves a time out while the last Job still runs: normal, but worth a word. */
function skippedText(cronJob: CronJob, scene: Scene): string {
  const event = latestEvent(eventsOf(scene, cronJob), "JobAlreadyActive");
  return event === undefined ? "" : ", a start was left out meanwhile (concurrencyPolicy Forbid)";
}

/** "2026-01-01 12:00 UTC" of an RFC 3339 time; a time that cannot be read is shown as it is. */
function minuteOf(time: string): string {
  const at = timeOf(time);
  return at === undefined ? phrase(time, 20) : minute(at);
}
