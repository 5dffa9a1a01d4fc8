import { countIndexes, findCondition, type Job } from "../objects";
import { creationFailure } from "./creation-failures";
import type { Diagnosis } from "./diagnosis";
import { diagnoseDeletion } from "./generic";
import { diagnoseJobEnd } from "./job-end";
import { podsOfJob, type JobPods, type JobRetry } from "./job-pods";
import { doneText, failedIndexesText } from "./job-text";
import { describe, kubectl } from "./kubectl";
import { isComplete, type Scene } from "./scene";
import { earliest, spanText, timeOf } from "./time";
import { unseenKinds } from "./unseen";
import { isProblem, verdict, worstOutlook } from "./verdict";
import { counted, phrase } from "./wording";

/** How long a controller may take to look at a new Job before that is told as a problem. */
const controllerPatienceMs = 10_000;

/**
 * A Job: Current when it is complete, Failed when it has failed or is about to. A Job that runs is
 * under way and not Current (kstatus calls it Current): who makes a Job in a program waits for its
 * end, a migration before the application most often. Failed Pods count as a problem that may heal
 * until one succeeds after them or the Job gives up.
 * Source: syncJob and its conditions in pkg/controller/job/job_controller.go.
 */
export function diagnoseJob(job: Job, scene: Scene): Diagnosis {
  return diagnoseDeletion(job, scene) ?? diagnoseJobEnd(job, scene) ?? diagnoseHeld(job) ?? diagnoseRun(job, scene);
}

/** Suspended by itself or by a queue, or allowed no Pod at a time. */
function diagnoseHeld(job: Job): Diagnosis | undefined {
  const { metadata, spec } = job;
  if (!spec.suspend && spec.parallelism > 0) return undefined;
  const queue = metadata.labels["kueue.x-k8s.io/queue-name"];
  const held = spec.suspend
    ? queue === undefined
      ? "suspended"
      : `held back by queue ${phrase(queue, 40)}`
    : "parallelism is 0: no Pod is started";
  const condition = findCondition(job.status.conditions, "Suspended");
  return verdict(job, "Suspended", `${held}${spec.suspend ? " with" : ","} ${doneText(job)}`, {
    since: condition?.status === "True" ? timeOf(condition.lastTransitionTime) : undefined,
    actions: [
      spec.suspend
        ? {
            text: "let it run",
            command: kubectl(
              metadata.namespace,
              "patch",
              "job",
              metadata.name,
              "--type=merge",
              "-p",
              '{"spec":{"suspend":false}}',
            ),
          }
        : { text: "set spec.parallelism to 1 or more" },
    ],
  });
}

/** The condition may come before the count. */
function endingText(job: Job): string {
  return job.status.succeeded > 0
    ? `${doneText(job)}, the other Pods are being ended`
    : "has succeeded, its Pods are being ended";
}

function diagnoseRun(job: Job, scene: Scene): Diagnosis {
  const { spec, status, metadata } = job;
  const silence = diagnoseSilence(job, scene);
  if (silence !== undefined) return silence;
  // What the controller ends now it does not need any more: how that ends is no failure.
  if (findCondition(status.conditions, "SuccessCriteriaMet")?.status === "True")
    return verdict(job, "Running", endingText(job));
  const pods = podsOfJob(job, scene);
  const because = [...missingPods(job, scene), ...pods.because, ...unseenKinds(job, ["Pod"], scene)];
  const problems = because.filter(isProblem);
  const started = timeOf(status.startTime);
  const deadline =
    started === undefined || spec.activeDeadlineSeconds === undefined
      ? undefined
      : started + spec.activeDeadlineSeconds * 1000;
  const details = {
    status: "InProgress",
    because,
    since: started ?? timeOf(metadata.creationTimestamp),
    until: earliest(...[deadline, pods.retry?.at].filter((time) => time !== undefined && time > scene.now)),
  } as const;
  if (countIndexes(status.failedIndexes) > 0) {
    return verdict(job, "FailedIndexes", `${failedIndexesText(job)}, ${doneText(job)}`, {
      ...details,
      outlook: "will-not-heal",
      actions: [describe({ kind: "Job", ...metadata, namespace: metadata.namespace ?? "" })],
    });
  }
  const isRetry = pods.failures > 0;
  return verdict(
    job,
    isRetry ? "Retrying" : problems.length > 0 ? "PodsNotReady" : "Running",
    [doneText(job), isRetry ? failuresText(job) : "", runText(job, pods)].filter((part) => part !== "").join(", "),
    {
      ...details,
      outlook: isRetry
        ? worstOutlook(["may-heal", ...problems.map(({ outlook }) => outlook)], "may-heal")
        : worstOutlook(
            because.map(({ outlook }) => outlook),
            "waiting",
          ),
    },
  );
}

/** Nobody has looked at it: the controller sets startTime first of all. */
function diagnoseSilence(job: Job, scene: Scene): Diagnosis | undefined {
  const { metadata, spec, status } = job;
  if (status.startTime !== undefined || status.conditions.length > 0 || status.active > 0) return undefined;
  const since = timeOf(metadata.creationTimestamp);
  const patience = since === undefined ? undefined : since + controllerPatienceMs;
  const who = spec.managedBy === undefined ? "its controller" : `its controller ${phrase(spec.managedBy, 40)}`;
  if (patience !== undefined && scene.now >= patience) {
    return verdict(job, "ControllerSilent", `${who} has not looked at it for over 10 s`, {
      since,
      actions: [describe({ kind: "Job", ...metadata, namespace: metadata.namespace ?? "" })],
    });
  }
  return verdict(job, "NotObserved", `${who} has not looked at it yet`, { since, until: patience });
}

/** Pods that the API server refuses. */
function missingPods(job: Job, scene: Scene): readonly Diagnosis[] {
  const { spec, status, metadata } = job;
  if (!isComplete(scene, "Event", metadata.namespace)) return [];
  const left = spec.completions === undefined ? spec.parallelism : spec.completions - status.succeeded;
  const wanted = Math.min(spec.parallelism, left);
  const missing = wanted - status.active;
  const cause = missing > 0 ? creationFailure(job, scene) : undefined;
  if (cause === undefined) return [];
  return [
    verdict(job, cause.reason, `${missing} of ${counted(wanted, "Pod")} cannot be created`, {
      outlook: cause.outlook,
      because: [cause],
    }),
  ];
}

function failuresText({ spec, status }: Job): string {
  const limit =
    spec.backoffLimitPerIndex !== undefined
      ? ` (backoffLimitPerIndex ${spec.backoffLimitPerIndex})`
      : spec.backoffLimit !== undefined
        ? ` (backoffLimit ${spec.backoffLimit})`
        : "";
  return `${counted(Math.max(1, status.failed), "Pod")} failed${limit}`;
}

/** What goes on at this moment: "2 Pods run", "the next Pod comes after a back-off of 20 s", "1 Pod runs, index 3 comes again after a back-off of 10 s". */
function runText({ status }: Job, { running, retry }: JobPods): string {
  const again = retry === undefined ? "" : retryText(retry);
  if (status.active === 0 && again !== "") return again;
  const active = running === undefined ? counted(status.active, "Pod active", "Pods active") : runningText(running);
  const isOwn = retry?.index !== undefined;
  return [status.active === 0 ? "" : active, isOwn ? again : ""].filter((part) => part !== "").join(", ");
}

const runningText = (running: number): string => (running === 0 ? "" : counted(running, "Pod runs", "Pods run"));

function retryText({ afterMs, index, indexes = 1 }: JobRetry): string {
  const pause = `a back-off of ${spanText(afterMs)}`;
  if (index === undefined) return `the next Pod comes after ${pause}`;
  if (indexes === 1) return `index ${index} comes again after ${pause}`;
  return `${indexes} indexes come again, index ${index} first, after ${pause}`;
}
