import { readConditions, type Condition } from "./conditions";
import type { ObjectMeta } from "./meta";
import { readPodTemplate, type PodTemplate } from "./pod-spec";
import { flag, integer, record, text } from "./raw";

/** Defaults of the batch/v1 API are filled in, except where their absence has a meaning of its own. */
export interface Job {
  readonly apiVersion: string;
  readonly kind: "Job";
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly parallelism: number;
    /** Absent: a work queue, which is done when one Pod has succeeded and all have ended. */
    readonly completions: number | undefined;
    readonly isIndexed: boolean;
    /** Absent with backoffLimitPerIndex: each index has its own. */
    readonly backoffLimit: number | undefined;
    readonly backoffLimitPerIndex: number | undefined;
    readonly maxFailedIndexes: number | undefined;
    readonly activeDeadlineSeconds: number | undefined;
    readonly ttlSecondsAfterFinished: number | undefined;
    readonly suspend: boolean;
    /** Absent: kube-controller-manager runs it. */
    readonly managedBy: string | undefined;
    readonly template: PodTemplate;
  };
  readonly status: {
    readonly startTime: string | undefined;
    readonly completionTime: string | undefined;
    readonly active: number;
    /** Of the active ones. */
    readonly ready: number;
    readonly terminating: number;
    readonly succeeded: number;
    readonly failed: number;
    /** "0,3-5": indexes as the API writes them. */
    readonly completedIndexes: string | undefined;
    readonly failedIndexes: string | undefined;
    readonly conditions: readonly Condition[];
  };
}

/** What batch/v1 sets where backoffLimitPerIndex is used: no limit for the Job as a whole. */
const noLimit = 2 ** 31 - 1;

export function readJob(apiVersion: string, metadata: ObjectMeta, raw: unknown): Job {
  const object = record(raw);
  const spec = record(object["spec"]);
  const status = record(object["status"]);
  const backoffLimitPerIndex = integer(spec["backoffLimitPerIndex"]);
  const backoffLimit = integer(spec["backoffLimit"]) ?? (backoffLimitPerIndex === undefined ? 6 : noLimit);
  const managedBy = text(spec["managedBy"]);
  return {
    apiVersion,
    kind: "Job",
    metadata,
    spec: {
      parallelism: integer(spec["parallelism"]) ?? 1,
      completions: completionsOf(spec["completions"], spec["parallelism"]),
      isIndexed: text(spec["completionMode"]) === "Indexed",
      backoffLimit: backoffLimit >= noLimit ? undefined : backoffLimit,
      backoffLimitPerIndex,
      maxFailedIndexes: integer(spec["maxFailedIndexes"]),
      activeDeadlineSeconds: integer(spec["activeDeadlineSeconds"]),
      ttlSecondsAfterFinished: integer(spec["ttlSecondsAfterFinished"]),
      suspend: flag(spec["suspend"]) ?? false,
      managedBy: managedBy === "kubernetes.io/job-controller" ? undefined : managedBy,
      template: readPodTemplate(spec["template"]),
    },
    status: {
      startTime: text(status["startTime"]),
      completionTime: text(status["completionTime"]),
      active: integer(status["active"]) ?? 0,
      ready: integer(status["ready"]) ?? 0,
      terminating: integer(status["terminating"]) ?? 0,
      succeeded: integer(status["succeeded"]) ?? 0,
      failed: integer(status["failed"]) ?? 0,
      completedIndexes: text(status["completedIndexes"]),
      failedIndexes: text(status["failedIndexes"]),
      conditions: readConditions(status["conditions"]),
    },
  };
}

/** SetDefaults_Job of pkg/apis/batch/v1: one completion if neither is given, none (a work queue) if only parallelism is. */
function completionsOf(completions: unknown, parallelism: unknown): number | undefined {
  return integer(completions) ?? (integer(parallelism) === undefined ? 1 : undefined);
}

/** How many indexes "0,3-5" names; 0 for nothing, and what cannot be read is left out. */
export function countIndexes(indexes: string | undefined): number {
  return rangesOf(indexes).reduce((count, { first, last }) => count + Math.max(1, last - first + 1), 0);
}

/** Is the index one of "0,3-5"? */
export function hasIndex(indexes: string | undefined, index: number): boolean {
  return rangesOf(indexes).some(({ first, last }) => index >= first && index <= last);
}

function rangesOf(indexes: string | undefined): readonly { readonly first: number; readonly last: number }[] {
  return (indexes ?? "")
    .slice(0, 100_000)
    .split(",")
    .flatMap((part) => {
      const [, first, last] = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(part.trim()) ?? [];
      return first === undefined ? [] : [{ first: Number(first), last: Number(last ?? first) }];
    });
}
