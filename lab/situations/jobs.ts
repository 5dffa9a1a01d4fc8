import { event, job, jobSpec, shell } from "./objects.ts";
import { apply, patch, pause, until, type Manifest, type Situation } from "./situation.ts";

const root = { kind: "Job", name: "web" };
const broken = shell(`echo "error: table users does not exist"; exit 1`);
const runs = (name: string, shows: string, object: Manifest, seconds: number): Situation => ({
  name,
  shows,
  root,
  steps: [apply(object)],
  seconds,
});
const cronJob = (container: Manifest, spec: Manifest = {}): Manifest => ({
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "web" },
  spec: {
    schedule: "* * * * *",
    jobTemplate: { spec: jobSpec(container, { spec: { backoffLimit: 0 } }) },
    ...spec,
  },
});
const nightly = { kind: "CronJob", name: "web" };

/** Jobs and CronJobs. */
export const jobs: readonly Situation[] = [
  runs("job-complete", "A Job runs to its end", job(shell("sleep 2; echo done")), 9),
  runs("job-running", "A Job is still running", job(shell("echo working; sleep 1000")), 8),
  runs(
    "job-parallel",
    "A Job runs three Pods, two at a time",
    job(shell("sleep 2"), { spec: { completions: 3, parallelism: 2 } }),
    14,
  ),
  runs("job-suspended", "A Job is suspended from the start", job(shell("sleep 2"), { spec: { suspend: true } }), 4),
  {
    name: "job-suspended-later",
    shows: "A running Job is suspended",
    root,
    before: [apply(job(shell("sleep 1000"))), until("job/web", "jsonpath={.status.active}=1"), pause(2)],
    steps: [patch("job/web", { spec: { suspend: true } })],
    seconds: 7,
  },
  runs("job-retrying", "A Job has failed once and is tried again", job(broken, { spec: { backoffLimit: 3 } }), 16),
  runs("job-backoff-limit", "A Job has failed as often as it may", job(broken, { spec: { backoffLimit: 1 } }), 22),
  runs(
    "job-restarts-in-place",
    "A Job whose Pod is restarted by the kubelet has failed as often as it may",
    job(broken, { spec: { backoffLimit: 1 }, pod: { restartPolicy: "OnFailure" } }),
    22,
  ),
  runs(
    "job-deadline",
    "A Job takes longer than its deadline of five seconds",
    job(shell("sleep 1000"), { spec: { activeDeadlineSeconds: 5 } }),
    12,
  ),
  runs(
    "job-pod-failure-policy",
    "A Job is given up at an exit code for which its policy says so",
    job(shell("echo 'error: wrong schema'; exit 42"), {
      spec: {
        backoffLimit: 6,
        podFailurePolicy: {
          rules: [{ action: "FailJob", onExitCodes: { containerName: "web", operator: "In", values: [42] } }],
        },
      },
    }),
    9,
  ),
  runs(
    "job-indexed",
    "One index of an indexed Job fails as often as it may",
    job(shell(`echo "part $JOB_COMPLETION_INDEX"; test $JOB_COMPLETION_INDEX != 1`), {
      spec: { completions: 3, parallelism: 3, completionMode: "Indexed", backoffLimitPerIndex: 0 },
    }),
    9,
  ),
  runs(
    "job-max-failed-indexes",
    "More indexes of an indexed Job fail than it allows",
    job(shell(`echo "error: part $JOB_COMPLETION_INDEX is empty"; test $JOB_COMPLETION_INDEX = 0`), {
      spec: {
        completions: 3,
        parallelism: 3,
        completionMode: "Indexed",
        backoffLimitPerIndex: 0,
        maxFailedIndexes: 0,
      },
    }),
    9,
  ),
  runs(
    "job-indexed-retrying",
    "An index of an indexed Job has failed and is tried again after a pause of its own",
    job(shell(`echo "error: part $JOB_COMPLETION_INDEX is empty"; test $JOB_COMPLETION_INDEX = 0`), {
      spec: { completions: 2, parallelism: 2, completionMode: "Indexed", backoffLimitPerIndex: 3 },
    }),
    20,
  ),
  {
    name: "job-of-another-controller",
    shows: "A Job that another controller looks after has failed for a reason of that one's",
    root,
    steps: [
      apply(job(shell("sleep 1000"), { spec: { managedBy: "example.com/queue" } })),
      patch(
        "job/web",
        {
          status: {
            startTime: "2026-01-01T00:00:00Z",
            conditions: ["FailureTarget", "Failed"].map((type) => ({
              type,
              status: "True",
              reason: "QueueClosed",
              message: "the queue was closed before the Job's turn",
              lastTransitionTime: "2026-01-01T00:00:00Z",
              lastProbeTime: "2026-01-01T00:00:00Z",
            })),
          },
        },
        "status",
      ),
    ],
    seconds: 3,
    byHand: "the Job's status: that controller does not run",
  },
  runs(
    "job-success-policy",
    "A Job has succeeded with one of its indexes, which is what its policy asks for",
    job(shell("test $JOB_COMPLETION_INDEX = 0 || sleep 1000"), {
      spec: {
        completions: 2,
        parallelism: 2,
        completionMode: "Indexed",
        successPolicy: { rules: [{ succeededIndexes: "0" }] },
      },
    }),
    16,
  ),
  runs(
    "job-image-missing",
    "The image of a Job does not exist",
    job({ name: "web", image: "registry.lab.local/web:nope" }),
    12,
  ),
  runs(
    "job-unschedulable",
    "No node is large enough for the Pod of a Job",
    job(shell("sleep 2", { resources: { requests: { cpu: "64" } } })),
    7,
  ),
  {
    name: "cron-job",
    shows: "A CronJob makes its first Job, which runs to its end",
    root: nightly,
    steps: [apply(cronJob(shell("echo done")))],
    seconds: 70,
  },
  {
    name: "cron-job-fails",
    shows: "The last Job of a CronJob failed",
    root: nightly,
    steps: [apply(cronJob(broken))],
    seconds: 70,
  },
  {
    name: "cron-job-suspended",
    shows: "A CronJob is suspended",
    root: nightly,
    steps: [apply(cronJob(shell("echo done"), { suspend: true }))],
    seconds: 4,
  },
  {
    name: "cron-job-zone-unknown",
    shows: "The cluster's controllers do not know the time zone of a CronJob",
    root: nightly,
    steps: [
      apply(cronJob(shell("echo done"), { schedule: "0 3 * * *", timeZone: "Europe/Berlin" })),
      apply(
        event(
          "cron-job-zone-unknown",
          { apiVersion: "batch/v1", ...nightly },
          "UnknownTimeZone",
          'invalid timeZone: "Europe/Berlin": unknown time zone Europe/Berlin',
        ),
      ),
    ],
    seconds: 4,
    byHand: "the event: the API server takes no zone that it does not know itself",
  },
  {
    name: "cron-job-unreadable",
    shows: "The cluster's controllers cannot read the schedule of a CronJob",
    root: nightly,
    steps: [
      apply(cronJob(shell("echo done"), { schedule: "0 3 * * 1-5" })),
      apply(
        event(
          "cron-job-unreadable",
          { apiVersion: "batch/v1", ...nightly },
          "UnparseableSchedule",
          'unparseable schedule: "0 3 * * 1-5" : end of range (7) above maximum (6): 1-7',
        ),
      ),
    ],
    seconds: 4,
    byHand: "the event: the API server takes no schedule that it cannot read itself",
  },
  {
    name: "cron-job-missed",
    shows: "The cluster's controllers were late for a CronJob by more than its startingDeadlineSeconds",
    root: nightly,
    steps: [
      apply(cronJob(shell("echo done"), { schedule: "0 3 * * *", startingDeadlineSeconds: 10 })),
      apply(
        event(
          "cron-job-missed",
          { apiVersion: "batch/v1", ...nightly },
          "MissSchedule",
          "Missed scheduled time to start a job: Sun, 22 Nov 2026 03:00:00 UTC",
        ),
      ),
    ],
    seconds: 4,
    byHand: "the event",
  },
  {
    name: "cron-job-catches-up",
    shows: "A CronJob was not due for years, by its status, and starts one Job for all that it missed",
    root: nightly,
    before: [
      apply(cronJob(shell("echo done"), { suspend: true })),
      patch("cronjob/web", { status: { lastScheduleTime: "2020-01-01T00:00:00Z" } }, "status"),
    ],
    steps: [patch("cronjob/web", { spec: { suspend: false } })],
    seconds: 12,
    byHand: "the time of its last start",
  },
  {
    name: "cron-job-waits",
    shows: "A CronJob has not been due yet",
    root: nightly,
    steps: [apply(cronJob(shell("echo done"), { schedule: "0 3 1 1 *" }))],
    seconds: 4,
  },
];
