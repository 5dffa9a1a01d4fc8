import { countIndexes, hasIndex, type Job, type Pod } from "../objects";
import type { Diagnosis, Outlook } from "./diagnosis";
import { foldPods } from "./fold";
import { isActive, ownedBy } from "./owned";
import { diagnosePod } from "./pod";
import { diagnoseEnd } from "./pod-end";
import { viewOf } from "./pod-view";
import { isComplete, type Scene } from "./scene";
import { latest, timeOf } from "./time";
import { isProblem } from "./verdict";
import { counted } from "./wording";

/** The pauses before a failed Pod is replaced. Source: backoff_utils.go and job_controller.go of pkg/controller/job. */
const firstBackOffMs = 10_000;
const longestBackOffMs = 600_000;

/** The pause before a failed Pod is replaced. */
export interface JobRetry {
  readonly afterMs: number;
  /** When it is over; undefined while other Pods of the Job run, and where the failure has no time. */
  readonly at: number | undefined;
  /** Where each index has a pause of its own: the one that comes first, and how many there are. */
  readonly index?: number;
  readonly indexes?: number;
}

/** The Pods of a Job that is not over. */
export interface JobPods {
  /** Pods that failed since the last one that succeeded. */
  readonly failures: number;
  /** Active Pods whose containers run and have no problem; undefined where Pods cannot be seen. */
  readonly running: number | undefined;
  readonly retry: JobRetry | undefined;
  readonly because: readonly Diagnosis[];
}

/**
 * What the Pods of a running Job say. A Pod of a Job need not be ready, only succeed: a readiness
 * probe that fails is no problem here. Failed Pods are told as long as no success came after them.
 */
export function podsOfJob(job: Job, scene: Scene): JobPods {
  const { spec, status } = job;
  const pods = ownedBy("Pod", job, scene);
  const isSeen = isComplete(scene, "Pod", job.metadata.namespace);
  const lastSuccess = latest(...pods.filter(({ status: { phase } }) => phase === "Succeeded").map(endOf));
  const succeeded = new Set(pods.filter(({ status: { phase } }) => phase === "Succeeded").map(indexOf));
  const over = pods.filter(
    ({ metadata, status: { phase } }) => phase === "Failed" && metadata.deletionTimestamp === undefined,
  );
  const isFinal = countIndexes(status.failedIndexes) > 0;
  const isOpen = (pod: Pod): boolean => {
    const index = indexOf(pod);
    if (isFinal) return true;
    // An index that has failed is not made good by another one's success.
    if (spec.isIndexed && index !== undefined)
      return !succeeded.has(index) && !hasIndex(status.completedIndexes, index);
    return lastSuccess === undefined ? status.succeeded === 0 : (endOf(pod) ?? lastSuccess) > lastSuccess;
  };
  const failed = over.filter(isOpen);
  const failures = failed.length > 0 ? Math.max(failed.length, status.succeeded === 0 ? status.failed : 0) : 0;
  const gone = failed.length === 0 && status.failed > 0 && status.succeeded === 0 ? status.failed : 0;
  const active = pods.filter(isActive).map((pod) => ({ pod, diagnosis: diagnosePod(pod, scene) }));
  const troubled = active.filter(
    ({ pod, diagnosis }) =>
      diagnosis.reason !== "ReadinessProbeFailing" && (isProblem(diagnosis) || pod.status.phase !== "Running"),
  );
  return {
    failures: failures + gone,
    running: isSeen
      ? active.filter(({ pod, diagnosis }) => pod.status.phase === "Running" && !isInTrouble(diagnosis)).length
      : undefined,
    retry:
      spec.backoffLimitPerIndex === undefined
        ? retryOf(failed, failures, status.active > 0)
        : retryOfIndexes(
            failed.filter((pod) => countIn(pod, "failure-count") < (spec.backoffLimitPerIndex ?? 0)),
            active.map(({ pod }) => pod),
          ),
    because: [
      ...foldFailed(failed, scene).map((diagnosis) => (isFinal ? diagnosis : withOutlook(diagnosis, "may-heal"))),
      ...foldPods(
        troubled.map(({ diagnosis }) => diagnosis),
        Math.max(1, status.active),
      ),
    ],
  };
}

const backOffMs = (failures: number): number =>
  Math.min(longestBackOffMs, firstBackOffMs * 2 ** Math.min(30, failures - 1));

/** One pause for the whole Job. */
function retryOf(failed: readonly Pod[], failures: number, isActive: boolean): JobRetry | undefined {
  if (failures === 0) return undefined;
  const afterMs = backOffMs(failures);
  const lastFailure = latest(...failed.map(endOf));
  return { afterMs, at: isActive || lastFailure === undefined ? undefined : lastFailure + afterMs };
}

/**
 * With backoffLimitPerIndex each index has a pause of its own, by the failures that its last Pod
 * counts. Source: getRemainingTimePerIndex and getIndexAbsoluteFailureCount of pkg/controller/job.
 */
function retryOfIndexes(failed: readonly Pod[], active: readonly Pod[]): JobRetry | undefined {
  const running = new Set(active.map(indexOf));
  const last = new Map<number, Pod>();
  for (const pod of failed) {
    const index = indexOf(pod);
    if (index === undefined || running.has(index)) continue;
    const known = last.get(index);
    if (known === undefined || (endOf(pod) ?? 0) > (endOf(known) ?? 0)) last.set(index, pod);
  }
  const retries = [...last].flatMap(([index, pod]): readonly (JobRetry & { readonly at: number })[] => {
    const afterMs = backOffMs(1 + countIn(pod, "failure-count") + countIn(pod, "ignored-failure-count"));
    const end = endOf(pod);
    return end === undefined ? [] : [{ afterMs, at: end + afterMs, index, indexes: last.size }];
  });
  const [first] = retries.sort((a, b) => a.at - b.at || (a.index ?? 0) - (b.index ?? 0));
  return first;
}

function countIn({ metadata }: Pod, name: string): number {
  const text = metadata.annotations[`batch.kubernetes.io/job-index-${name}`] ?? "";
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
}

/** Of a Pod of an indexed Job; undefined where its label is missing (before Kubernetes 1.28). */
function indexOf({ metadata }: Pod): number | undefined {
  const index = metadata.labels["batch.kubernetes.io/job-completion-index"];
  return index !== undefined && /^\d{1,10}$/.test(index) ? Number(index) : undefined;
}

const isInTrouble = (diagnosis: Diagnosis): boolean =>
  diagnosis.reason !== "ReadinessProbeFailing" && isProblem(diagnosis);

/**
 * Why Pods of a Job failed, one entry per cause. Where there is only one the Job has counted them
 * already: then the cause itself.
 */
export function foldFailed(failed: readonly Pod[], scene: Scene): readonly Diagnosis[] {
  const folded = foldPods(
    failed.map((pod) => diagnoseEnd(viewOf(pod, scene)) ?? diagnosePod(pod, scene)),
    failed.length,
    (group) => counted(group.length, "Pod"),
  );
  const [only] = folded;
  return folded.length === 1 && only?.reason === "PodFailed" && only.because.length > 0 ? only.because : folded;
}

/** When the last container of a Pod that is over ended. */
function endOf({ status }: Pod): number | undefined {
  return latest(
    ...[...status.initContainerStatuses, ...status.containerStatuses].map(({ state }) =>
      timeOf(state.terminated?.finishedAt),
    ),
  );
}

/** A Pod that failed does not heal, but the Job makes another: what is final for the one is not for the other. */
function withOutlook(diagnosis: Diagnosis, outlook: Outlook): Diagnosis {
  return { ...diagnosis, outlook, because: diagnosis.because.map((cause) => withOutlook(cause, outlook)) };
}
