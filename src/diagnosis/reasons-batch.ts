import type { ReasonEntry } from "./reason-entry";

/** Reasons of work that ends: Job and CronJob. */
export const batchReasons = {
  Running: {
    severity: "info",
    outlook: "waiting",
    title: "The Job runs",
    example: "Job migrate: 0 of 1 completion, 1 Pod runs",
    explanation:
      "The Job's Pods are at work and nothing is wrong with them. The Job counts as under way until it is complete: whoever waits for a migration waits for its end, not for its start.",
    remedy: "Wait.",
    recognised:
      "None of the conditions Complete, Failed, FailureTarget and Suspended is True, and no Pod has a problem.",
  },
  Retrying: {
    severity: "warning",
    outlook: "may-heal",
    title: "A Pod of the Job failed, the Job tries again",
    example:
      'Job migrate: 0 of 1 completion, 2 Pods failed (backoffLimit 6), 1 Pod runs ← container migrate exited 1: "duplicate column"',
    explanation:
      "Pods of the Job failed and none has succeeded since. The Job makes new ones, after pauses that double from 10 s up to 10 min, until backoffLimit is used up.",
    remedy: "Read the log of the Pod that failed: the telling line is in the headline.",
    recognised:
      "status.failed is above 0, no Pod has succeeded after the last failure, and the Job is not over. Next try: the last failure's end plus 10 s, doubled for each failure.",
  },
  Suspended: {
    severity: "warning",
    outlook: "suspended",
    title: "Suspended",
    example: "Job migrate: suspended with 0 of 1 completion",
    explanation:
      "spec.suspend is true: the Job has no Pods, or the CronJob starts no Jobs, until it is taken away. Queueing systems such as Kueue hold Jobs back in this way. A Job with parallelism 0 is held back too.",
    remedy: "Set spec.suspend to false, unless somebody else does when it is the Job's turn.",
    recognised: "spec.suspend is true, or spec.parallelism is 0, and the Job is not over.",
  },
  CompletionsReached: {
    severity: "info",
    outlook: "healthy",
    title: "The Job is complete",
    example: "Job migrate: complete, 1 of 1 completion in 12 s",
    explanation: "As many Pods have succeeded as spec.completions or spec.successPolicy asks for.",
    remedy: "Nothing to do.",
    recognised: "The condition Complete is True.",
  },
  BackoffLimitExceeded: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The Job gave up after too many failures",
    example:
      'Job migrate: gave up after 7 failed Pods (backoffLimit 6) ← 7 of 7 Pods failed ← container migrate exited 1: "duplicate column"',
    explanation:
      "Pods failed more often than spec.backoffLimit allows (with restartPolicy OnFailure, containers were restarted that often). The Job makes no more Pods.",
    remedy:
      "Read the log of a failed Pod, correct the cause, and create the Job anew: a failed Job does not start again.",
    recognised: "The condition Failed or FailureTarget is True with reason BackoffLimitExceeded.",
  },
  DeadlineExceeded: {
    severity: "error",
    outlook: "will-not-heal",
    title: "Its time is over",
    example: "Job migrate: stopped after activeDeadlineSeconds 60 with 0 of 1 completion",
    explanation:
      "The Job or the Pod ran longer than its spec.activeDeadlineSeconds. The running Pods were ended, and nothing starts again.",
    remedy:
      "See what took so long; raise activeDeadlineSeconds, or leave it out. A Job has to be created anew to run again.",
    recognised:
      "The condition Failed or FailureTarget of a Job is True with reason DeadlineExceeded, or status.reason of a failed Pod is DeadlineExceeded.",
  },
  PodFailurePolicy: {
    severity: "error",
    outlook: "will-not-heal",
    title: "Ended by the Job's podFailurePolicy",
    example: "Job migrate: ended by its podFailurePolicy: container main failed with exit code 42 (FailJob, rule 0)",
    explanation: "A Pod failed in a way for which a rule of spec.podFailurePolicy says that the whole Job has failed.",
    remedy: "Read the log of the Pod that failed; the rule stands in spec.podFailurePolicy.rules.",
    recognised: "The condition Failed or FailureTarget is True with reason PodFailurePolicy.",
  },
  MaxFailedIndexesExceeded: {
    severity: "error",
    outlook: "will-not-heal",
    title: "More indexes failed than the Job allows",
    example: "Job load: 4 of 10 indexes failed (0, 3-5), more than maxFailedIndexes 3",
    explanation: "Each index has its own backoffLimitPerIndex; more of them failed than spec.maxFailedIndexes allows.",
    remedy: "Read the logs of the Pods of the failed indexes.",
    recognised: "The condition Failed or FailureTarget is True with reason MaxFailedIndexesExceeded.",
  },
  FailedIndexes: {
    severity: "error",
    outlook: "will-not-heal",
    title: "Indexes of the Job failed",
    example: "Job load: 2 of 10 indexes failed (1, 4)",
    explanation:
      "These indexes failed more often than backoffLimitPerIndex allows. The others run to their end, and then the Job counts as failed.",
    remedy: "Read the logs of the Pods of the failed indexes.",
    recognised: "The condition Failed is True with reason FailedIndexes, or status.failedIndexes is not empty.",
  },
  JobFailed: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The Job failed",
    example: 'Job migrate: failed: "stopped by its owner"',
    explanation: "The Job is over and says so with a reason of its own.",
    remedy: "Read the condition's message in the evidence.",
    recognised: "The condition Failed or FailureTarget is True with another reason than the known ones.",
  },
  Scheduled: {
    severity: "info",
    outlook: "healthy",
    title: "Waits for its next time",
    example: "CronJob backup: runs at */5 * * * *, next 2026-01-01 12:10 UTC, last Job backup-29212 complete",
    explanation:
      "A CronJob is as asked for as soon as it exists. Whether its Jobs succeed is said beside it. A schedule without timeZone counts by the clock of kube-controller-manager, which runs in UTC almost everywhere.",
    remedy: "Nothing to do.",
    recognised: "It exists, is not suspended, and nothing says that it cannot start its Jobs.",
  },
  LastJobFailed: {
    severity: "warning",
    outlook: "may-heal",
    title: "The last Job of the CronJob failed",
    example:
      'CronJob backup: its last Job failed ← Job backup-29212: gave up after 1 failed Pod (backoffLimit 0) ← container backup exited 1: "no space"',
    explanation: "The Job of the last scheduled time failed. The CronJob makes a new one at the next time.",
    remedy: "Follow the chain to the cause.",
    recognised:
      "The latest of the Jobs that the CronJob owns has failed or is in trouble. One that is older than the update does not count: it is only mentioned.",
  },
  UnknownTimeZone: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The CronJob's time zone is unknown",
    example: 'CronJob backup: timeZone "Europe/Berln" is unknown, no Job is started',
    explanation:
      "spec.timeZone names a time zone that kube-controller-manager does not know, so that nothing is started.",
    remedy: "Correct it: names are those of the IANA database, such as Europe/Berlin.",
    recognised: "A Warning event UnknownTimeZone on the CronJob.",
  },
  UnparseableSchedule: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The CronJob's schedule cannot be read",
    example: 'CronJob backup: schedule "61 * * * *" cannot be read, no Job is started',
    explanation: "spec.schedule is not a time table that kube-controller-manager can read, so that nothing is started.",
    remedy: "Correct it: five fields, minute hour day month weekday.",
    recognised: "A Warning event UnparseableSchedule or InvalidSchedule on the CronJob.",
  },
  MissSchedule: {
    severity: "warning",
    outlook: "may-heal",
    title: "A scheduled time was missed",
    example:
      "CronJob backup: missed its time 2026-01-01 12:05 UTC (startingDeadlineSeconds 10), next 2026-01-01 12:10 UTC",
    explanation:
      "A Job could not be started in time: the controller was down or slow for longer than startingDeadlineSeconds, or more than 100 times were missed.",
    remedy: "Raise startingDeadlineSeconds, or look at kube-controller-manager and at the cluster's clocks.",
    recognised:
      "An event MissSchedule or TooManyMissedTimes on the CronJob, and no Job was started since; or its schedule says that it was due more than 60 s ago, startingDeadlineSeconds is over, and its last start is older.",
  },
} as const satisfies Record<string, ReasonEntry>;
