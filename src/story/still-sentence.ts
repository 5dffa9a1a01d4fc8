import type { Diagnosis, Snapshot } from "../diagnosis";
import { findCondition } from "../objects";
import { deepestCause, linksOf } from "./chain";
import { duration, timeLeft, wholeSeconds } from "./duration";
import { isRestarting } from "./problem";
import { clausesOf } from "./said";
import { joined, partsOf } from "./sentence";

/**
 * `still 1 of 2 Pods ready after 33 s: container web: readiness GET :8080/ → connection refused; progress
 * deadline in 9 min 27 s`: how long, what holds it up, and what happens next by itself.
 */
export function stillSentence(
  snapshot: Snapshot,
  diagnosis: Diagnosis,
  forMs: number,
  now: number,
  lastTimeMs?: number,
): string {
  const [root = "", ...causes] = partsOf(linksOf(diagnosis));
  // How long it took when it went well is no comparison for what goes wrong.
  const isCompared = lastTimeMs !== undefined && diagnosis.outlook === "waiting";
  const after = `after ${duration(forMs)}${isCompared ? ` (last time ${wholeSeconds(lastTimeMs)})` : ""}`;
  const next = nextStep(snapshot, diagnosis, now);
  if (causes.length === 0) return `still, ${after}: ${root}${next}`;
  const [state = "", ...more] = clausesOf(root);
  const why = causes.reduce((sentence, cause) => joined(sentence, cause, ": "), "");
  return `still ${state} ${after}${more.join("")}: ${why}${next}`;
}

/** What happens next by itself, as a clause; "" when nothing is known to. */
export function nextStep(snapshot: Snapshot, diagnosis: Diagnosis, now: number): string {
  const cause = deepestCause(diagnosis);
  // While the container runs again, `until` is when it has proven itself, and no start.
  const isBackingOff = cause.evidence.some(
    (evidence) => evidence.type === "container" && evidence.state === "CrashLoopBackOff",
  );
  const start = isRestarting(diagnosis) && isBackingOff ? Date.parse(cause.until ?? "") : Number.NaN;
  if (start > now) return `; next start in ${timeLeft(start - now)}`;
  // The only `until` of a failing readiness probe: the liveness probe fails as well.
  const kill = cause.reason === "ReadinessProbeFailing" ? Date.parse(cause.until ?? "") : Number.NaN;
  if (kill > now) return `; killed in ${timeLeft(kill - now)}`;
  const due = Date.parse(diagnosis.until ?? "");
  const what = dueWords(snapshot, diagnosis);
  if (what !== undefined && due > now) return `; ${what} in ${timeLeft(due - now)}`;
  const deadline = progressDeadline(snapshot);
  return deadline === undefined || deadline <= now ? "" : `; progress deadline in ${timeLeft(deadline - now)}`;
}

/** What the time of `until` means, where it is the next thing to happen: a Job's next try or its deadline, a Pod's end. */
function dueWords({ objects }: Snapshot, { object, reason, until }: Diagnosis): string | undefined {
  if (reason === "SigtermIgnored") return "killed";
  const job = object.kind === "Job" ? objects.findKnown("Job", object.namespace, object.name) : undefined;
  if (job === undefined || until === undefined) return undefined;
  const { activeDeadlineSeconds } = job.spec;
  const end = Date.parse(job.status.startTime ?? "") + (activeDeadlineSeconds ?? Number.NaN) * 1000;
  if (Date.parse(until) === end) return "deadline";
  const isNext = job.status.active === 0 || job.spec.backoffLimitPerIndex !== undefined;
  return reason === "Retrying" && isNext ? "next try" : undefined;
}

/** What a Deployment without a deadline states: the largest number of the API's type. */
const noDeadlineSeconds = 2 ** 31 - 1;

/**
 * When the Deployment controller reports the rollout as failed if nothing moves. Source:
 * DeploymentTimedOut of pkg/controller/deployment/util: from the Progressing condition's last update.
 */
function progressDeadline({ objects, root }: Snapshot): number | undefined {
  const deployment =
    root.kind === "Deployment" ? objects.findKnown("Deployment", root.namespace, root.name) : undefined;
  if (deployment === undefined || deployment.spec.progressDeadlineSeconds >= noDeadlineSeconds) return undefined;
  const progressing = findCondition(deployment.status.conditions, "Progressing");
  const from = Date.parse(progressing?.lastUpdateTime ?? "");
  if (progressing?.status !== "True" || progressing.reason === "NewReplicaSetAvailable" || Number.isNaN(from))
    return undefined;
  return from + deployment.spec.progressDeadlineSeconds * 1000;
}
