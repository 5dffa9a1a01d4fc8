import {
  countIndexes,
  findCondition,
  refOf,
  type Condition,
  type Event,
  type Job,
  type ObjectRef,
  type Pod,
} from "../objects";
import type { Action, Diagnosis } from "./diagnosis";
import { conditionEvidence, eventsOf, shorten } from "./events";
import { foldPods } from "./fold";
import { foldFailed } from "./job-pods";
import { doneText, failedIndexesText } from "./job-text";
import { describe } from "./kubectl";
import { tellingLine } from "./log-line";
import { isActive, ownedBy } from "./owned";
import { diagnosePod } from "./pod";
import type { Reason } from "./reasons";
import type { Scene } from "./scene";
import { rfc3339, spanText, timeOf } from "./time";
import { unseenKinds } from "./unseen";
import { isProblem, verdict } from "./verdict";
import { counted, phrase, quoted } from "./wording";

/**
 * A Job that is over, or about to be: complete, or failed with the reason that it gives. The
 * conditions decide, but only those that are True. FailureTarget comes first, while its last Pods
 * are still ending. Undefined for a Job that goes on.
 */
export function diagnoseJobEnd(job: Job, scene: Scene): Diagnosis | undefined {
  const isTrue = (type: string): Condition | undefined => {
    const condition = findCondition(job.status.conditions, type);
    return condition?.status === "True" ? condition : undefined;
  };
  const complete = isTrue("Complete");
  if (complete !== undefined) return diagnoseCompletion(job, complete, scene);
  const failed = isTrue("Failed");
  const failure = failed ?? isTrue("FailureTarget");
  return failure === undefined ? undefined : diagnoseFailure(job, failure, failed !== undefined, scene);
}

function diagnoseCompletion(job: Job, condition: Condition, scene: Scene): Diagnosis {
  const { startTime, completionTime } = job.status;
  const start = timeOf(startTime);
  const end = timeOf(completionTime) ?? timeOf(condition.lastTransitionTime);
  const took = start === undefined || end === undefined ? "" : ` in ${spanText(end - start)}`;
  const early = condition.reason === "SuccessPolicy" ? " by its successPolicy" : "";
  const removal = removalOf(job, end, scene);
  const after =
    removal === undefined ? "" : `, deleted ${spanText((job.spec.ttlSecondsAfterFinished ?? 0) * 1000)} after its end`;
  return verdict(job, "CompletionsReached", `complete${early}, ${doneText(job)}${took}${after}`, {
    since: end,
    until: removal,
  });
}

const reasonsOfJobs: Readonly<Record<string, Reason>> = {
  BackoffLimitExceeded: "BackoffLimitExceeded",
  DeadlineExceeded: "DeadlineExceeded",
  PodFailurePolicy: "PodFailurePolicy",
  MaxFailedIndexesExceeded: "MaxFailedIndexesExceeded",
  FailedIndexes: "FailedIndexes",
};

function diagnoseFailure(job: Job, condition: Condition, isOver: boolean, scene: Scene): Diagnosis {
  const reason = Object.hasOwn(reasonsOfJobs, condition.reason ?? "")
    ? (reasonsOfJobs[condition.reason ?? ""] ?? "JobFailed")
    : "JobFailed";
  const end = timeOf(condition.lastTransitionTime);
  const removal = isOver ? removalOf(job, end, scene) : undefined;
  const failed = ownedBy("Pod", job, scene).filter(({ status }) => status.phase === "Failed");
  const because = causesOf(job, failed, scene);
  // A Pod that was ended because its time was over has no failure of its own to tell of.
  const isSilent = because.length === 0 && job.status.failed > 0 && reason !== "DeadlineExceeded";
  const lost = isSilent ? `, ${job.status.failed === 1 ? "its Pod is" : "its Pods are"} gone` : "";
  return verdict(job, reason, `${failureText(job, reason, condition, failed.length)}${lost}`, {
    status: isOver ? "Failed" : "InProgress",
    outlook: "will-not-heal",
    because,
    evidence: [conditionEvidence(job, condition)],
    actions: [...removalAction(removal), describe(refOf(job))],
    since: end,
    until: removal,
  });
}

function failureText(job: Job, reason: Reason, condition: Condition, seen: number): string {
  const { spec, status } = job;
  const words = shorten(condition.message ?? "");
  switch (reason) {
    case "BackoffLimitExceeded": {
      // The last failure is counted a moment after the decision.
      const failed = Math.max(status.failed, seen);
      const tries = failed > 0 ? ` after ${counted(failed, "failed Pod")}` : "";
      const limit = spec.backoffLimit === undefined ? "" : ` (backoffLimit ${spec.backoffLimit})`;
      return `gave up${tries}${limit}`;
    }
    case "DeadlineExceeded":
      return `stopped after activeDeadlineSeconds ${spec.activeDeadlineSeconds ?? "?"} with ${doneText(job)}`;
    case "PodFailurePolicy": {
      const rule =
        /^Container (\S{1,63}) for pod \S{1,600} failed with exit code (\d{1,6}) matching (\w{1,40}) rule at index (\d{1,4})/.exec(
          words,
        );
      if (rule === null) return `ended by its podFailurePolicy${words === "" ? "" : `: ${phrase(words)}`}`;
      const [, container = "", code = "", action = "", index = ""] = rule;
      return `ended by its podFailurePolicy: container ${container} failed with exit code ${code} (${action}, rule ${index})`;
    }
    case "MaxFailedIndexesExceeded":
      return `${failedIndexesText(job)}, more than maxFailedIndexes ${spec.maxFailedIndexes ?? "?"}`;
    case "FailedIndexes":
      return countIndexes(status.failedIndexes) > 0 ? failedIndexesText(job) : "indexes failed";
    default:
      return words === ""
        ? `failed${condition.reason === undefined ? "" : ` (${phrase(condition.reason, 40)})`}`
        : `failed: ${quoted(words, 80)}`;
  }
}

/** Why it failed: from the Pods that failed, else those that cannot start, else from what is known of Pods that are gone. */
function causesOf(job: Job, failed: readonly Pod[], scene: Scene): readonly Diagnosis[] {
  if (failed.length > 0) return foldFailed(failed, scene);
  const unseen = unseenKinds(job, ["Pod"], scene);
  if (unseen.length > 0) return unseen;
  const troubled = ownedBy("Pod", job, scene)
    .filter(isActive)
    .map((pod) => diagnosePod(pod, scene))
    .filter(isProblem);
  if (troubled.length > 0) return foldPods(troubled, troubled.length);
  const last = lastWords(job, scene);
  return last === undefined ? [] : [last];
}

/** What was read of a Pod that does not exist any more, or is being ended: its log, else the last warning about it. */
function lastWords(job: Job, scene: Scene): Diagnosis | undefined {
  const { namespace } = job.metadata;
  const names = new Set(eventsOf(scene, job).flatMap((event) => createdPod(event) ?? []));
  if (names.size === 0) return undefined;
  // A Pod that is being ended with its Job has nothing to say any more either.
  const gone = ownedBy("Pod", job, scene).length === 0 ? "its Pod is gone; " : "";
  const log = scene.snapshot.logs.find((each) => names.has(each.pod) && each.lines.length > 0);
  const line = tellingLine(log?.lines ?? []);
  if (log !== undefined && line !== undefined) {
    const pod = podNamed(log.pod, namespace);
    const { container, previous, lines } = log;
    return verdict(pod, "PodFailed", `${gone}container ${container} wrote last: ${quoted(line)}`, {
      evidence: [{ type: "log", object: pod, container, previous, lines }],
    });
  }
  const event = lastWarning(names, namespace, scene);
  if (event === undefined) return undefined;
  const pod = podNamed(event.regarding.name, namespace);
  const { reason = "", count } = event;
  const message = shorten(event.message);
  return verdict(
    pod,
    "PodFailed",
    `${gone}the last said of ${gone === "" ? "its Pod" : "it"}: ${quoted(message, 80)}`,
    {
      evidence: [
        {
          type: "event",
          object: pod,
          reason,
          message,
          count,
          ...(event.lastTime === undefined ? {} : { time: event.lastTime }),
        },
      ],
    },
  );
}

/** The Pod that an event SuccessfulCreate of a Job speaks of. */
function createdPod({ reason, message }: Event): string | undefined {
  return reason === "SuccessfulCreate" ? /^Created pod: (\S{1,253})$/.exec(message.slice(0, 400))?.[1] : undefined;
}

/** The latest warning about these Pods; one that says more than that something failed, if there is one. */
function lastWarning(names: ReadonlySet<string>, namespace: string | undefined, { objects }: Scene): Event | undefined {
  const warnings = objects
    .all("Event", namespace ?? "")
    .filter(({ type, regarding }) => type === "Warning" && regarding.kind === "Pod" && names.has(regarding.name));
  const telling = warnings.filter(({ message }) => !/^(Error|Back-off)\b/.test(message));
  return (telling.length > 0 ? telling : warnings).reduce<Event | undefined>(
    (a, b) => (a === undefined || lastTime(b) >= lastTime(a) ? b : a),
    undefined,
  );
}

function podNamed(name: string, namespace: string | undefined): ObjectRef {
  return { apiVersion: "v1", kind: "Pod", ...(namespace === undefined ? {} : { namespace }), name };
}

const lastTime = (event: Event): number => timeOf(event.lastTime) ?? 0;

/** When the Job and its Pods are deleted (ttlSecondsAfterFinished), if that is still to come. */
function removalOf({ spec }: Job, end: number | undefined, { now }: Scene): number | undefined {
  if (end === undefined || spec.ttlSecondsAfterFinished === undefined) return undefined;
  const at = end + spec.ttlSecondsAfterFinished * 1000;
  return at > now ? at : undefined;
}

function removalAction(at: number | undefined): readonly Action[] {
  const time = rfc3339(at);
  return time === undefined
    ? []
    : [
        {
          text: `read the logs before ${time.replace(/\.\d+Z$/, "Z")}: then the Job and its Pods are deleted (ttlSecondsAfterFinished)`,
        },
      ];
}
