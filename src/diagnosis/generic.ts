import { findCondition, type Condition, type KubeObject, type OtherObject } from "../objects";
import { diagnoseDeletion } from "./deletion";
import type { Diagnosis, Status } from "./diagnosis";
import { conditionEvidence, eventEvidence, eventsOf } from "./events";
import { describe } from "./kubectl";
import type { Reason } from "./reasons";
import { diagnoseByRule } from "./user-rules";
import { isProblem, verdict } from "./verdict";
import type { Scene } from "./scene";
import { latest, timeOf } from "./time";
import { phrase } from "./wording";

export { diagnoseDeletion } from "./deletion";

/** How long a controller may take to look at a new generation before that is told as a problem. */
const controllerPatienceMs = 10_000;
/** How soon a controller usually says its first word about a new object. */
const silenceMs = 5000;
/** How long a single condition may speak of an older generation before nobody can say what is so. */
const conditionPatienceMs = 60_000;

/**
 * The order for a kind without rules of its own: deletion, generation, declared rules, conditions,
 * phase. With a problem comes the last warning about the object, which often says more.
 */
export function diagnoseOther(object: KubeObject, scene: Scene): Diagnosis {
  const diagnosis = diagnoseState(object, scene);
  if (!isProblem(diagnosis) || diagnosis.status === "Terminating") return diagnosis;
  const warning = eventsOf(scene, object).findLast(({ type }) => type === "Warning");
  if (warning === undefined) return diagnosis;
  return { ...diagnosis, evidence: [...diagnosis.evidence, eventEvidence(object, warning)] };
}

function diagnoseState(object: KubeObject, scene: Scene): Diagnosis {
  const conditions = "conditions" in object ? object.conditions : [];
  const observed = "observedGeneration" in object ? object.observedGeneration : undefined;
  const other = "fields" in object ? object : undefined;
  return (
    diagnoseDeletion(object, scene) ??
    diagnoseGeneration(object, observed, false, scene) ??
    (other === undefined ? undefined : diagnoseByRule(other, scene)) ??
    diagnoseByConditions(object, conditions, scene) ??
    (other === undefined ? undefined : (diagnoseByPhase(other) ?? diagnoseSilence(other, scene))) ??
    verdict(object, "Ready", "exists")
  );
}

/**
 * A status that speaks of an older spec says nothing about this one (kstatus: LatestGenerationNotObserved).
 * `expected` is for kinds whose controller always sets observedGeneration: there its absence means "not yet".
 */
export function diagnoseGeneration(
  object: KubeObject,
  observed: number | undefined,
  expected: boolean,
  scene: Scene,
): Diagnosis | undefined {
  const { generation, creationTimestamp } = object.metadata;
  if (generation === undefined || (observed === undefined ? !expected : observed >= generation)) return undefined;
  const since = latest(timeOf(creationTimestamp), scene.started, lastWordOf(object));
  const patience = since === undefined ? undefined : since + controllerPatienceMs;
  if (patience !== undefined && scene.now >= patience) {
    return verdict(
      object,
      "ControllerSilent",
      `its controller has not looked at generation ${generation} for over 10 s`,
      {
        since,
        actions: [
          describe({ kind: object.kind, namespace: object.metadata.namespace ?? "", name: object.metadata.name }),
        ],
      },
    );
  }
  const at = observed === undefined || observed === 0 ? "" : ` (the controller is at ${observed})`;
  return verdict(object, "NotObserved", `generation ${generation} not observed yet${at}`, { since, until: patience });
}

/** When a controller last changed a condition of the object: since then at most it has been silent. */
function lastWordOf(object: KubeObject): number | undefined {
  const { conditions = [] } =
    "conditions" in object
      ? object
      : "status" in object && "conditions" in object.status
        ? object.status
        : { conditions: [] };
  return latest(
    ...conditions.flatMap(({ lastTransitionTime, lastUpdateTime }) => [
      timeOf(lastTransitionTime),
      timeOf(lastUpdateTime),
    ]),
  );
}

const errorReason =
  /Fail|Error|^Err[A-Z]|Invalid|Denied|NotFound|Missing|Forbidden|Unauthorized|Conflict|Rejected|Timeout|TimedOut/i;

/** Does the condition speak of the present generation, as far as it says of which? */
export function isFresh({ observedGeneration }: Condition, { metadata: { generation } }: KubeObject): boolean {
  return observedGeneration === undefined || generation === undefined || observedGeneration >= generation;
}

/** True when all is well, in the order in which they are told when they are not. Ready comes last: it sums up. */
const wellWhenTrue = ["Accepted", "Established", "Installed", "Synced", "Programmed", "Available", "Healthy", "Ready"];

/**
 * A kind without rules of its own, by its conditions: kstatus's Stalled, Reconciling and Ready, and
 * what else users take them to say: Failed, Degraded, Synced, Progressing, Available, Accepted,
 * Programmed, Established. A condition that speaks of an older generation says nothing. Two things
 * overrule Ready, against kstatus: Degraded, and Synced that is False for an error (the change was
 * refused and what is ready is the state before). Undefined where no condition says anything.
 */
export function diagnoseByConditions(
  object: KubeObject,
  conditions: readonly Condition[],
  scene: Scene,
): Diagnosis | undefined {
  const fresh = conditions.filter((condition) => isFresh(condition, object));
  const has = (type: string, status: string): Condition | undefined => {
    const found = findCondition(fresh, type);
    return found?.status === status ? found : undefined;
  };
  const stalled = has("Stalled", "True");
  if (stalled !== undefined) return byCondition(object, stalled, "Stalled", "Failed");
  const failed = has("Failed", "True");
  if (failed !== undefined) return byCondition(object, failed, "Failed", "Failed");
  const reconciling = has("Reconciling", "True");
  if (reconciling !== undefined) return byCondition(object, reconciling, "Reconciling");
  const degraded = has("Degraded", "True");
  if (degraded !== undefined) return byCondition(object, degraded, "NotReady");
  const synced = has("Synced", "False");
  if (synced !== undefined && isError(synced)) return byCondition(object, synced, "NotReady");
  const ready = findCondition(fresh, "Ready");
  if (ready !== undefined) return judge(object, ready);
  const known = wellWhenTrue.flatMap((type) => findCondition(conditions, type) ?? []);
  const outdated = known.find((condition) => !isFresh(condition, object));
  if (outdated !== undefined) return diagnoseOutdated(object, outdated, scene);
  const unwell = known.find(({ status }) => status !== "True");
  if (unwell !== undefined) return judge(object, unwell);
  const progressing = findCondition(fresh, "Progressing");
  if (progressing?.status === "True" && !/Available$|Complete/.test(progressing.reason ?? ""))
    return byCondition(object, progressing, "Reconciling");
  if (progressing?.status === "False" && isError(progressing)) return byCondition(object, progressing, "NotReady");
  const well = known.at(-1);
  return well === undefined ? undefined : byCondition(object, well, "Ready");
}

const isError = ({ reason }: Condition): boolean => errorReason.test(reason ?? "");

function judge(object: KubeObject, condition: Condition): Diagnosis {
  if (condition.status === "True") return byCondition(object, condition, "Ready");
  return byCondition(
    object,
    condition,
    condition.status === "False" && isError(condition) ? "NotReady" : "Reconciling",
  );
}

function byCondition(
  object: KubeObject,
  condition: Condition,
  reason: Extract<Reason, "Stalled" | "Failed" | "Reconciling" | "Ready" | "NotReady">,
  status?: Status,
): Diagnosis {
  const state = condition.status === "True" ? condition.type : `${condition.type} is ${condition.status}`;
  const why = [condition.message, condition.reason].find((text) => text !== undefined && text.trim() !== "");
  const message =
    reason === "Ready"
      ? condition.type.toLowerCase()
      : why === undefined
        ? state
        : `${phrase(why, longestReason)} (${state})`;
  const told = verdict(object, reason, message, {
    ...(status === undefined ? {} : { status }),
    evidence: [conditionEvidence(object, condition)],
    since: timeOf(condition.lastTransitionTime),
  });
  return isProblem(told) ? { ...told, actions: [describe(told.object)] } : told;
}

/** Leaves room for the object's name and the condition in a headline. */
const longestReason = 80;

/**
 * The controller has seen the generation, or has no field to say so, and the condition that would
 * tell speaks of an older one. Some controllers only write it when it changes: after a while that is
 * unknown, and no problem.
 */
function diagnoseOutdated(object: KubeObject, condition: Condition, scene: Scene): Diagnosis {
  const { generation, creationTimestamp } = object.metadata;
  const since = latest(timeOf(creationTimestamp), scene.started);
  const patience = since === undefined ? undefined : since + conditionPatienceMs;
  const late = patience !== undefined && scene.now >= patience;
  const message = `${condition.type} speaks of generation ${condition.observedGeneration ?? "?"}, not of ${generation ?? "?"}`;
  return verdict(object, "NotObserved", message, {
    ...(late ? { outlook: "unknown" } : {}),
    since,
    until: late ? undefined : patience,
    evidence: [conditionEvidence(object, condition)],
  });
}

/**
 * A custom resource that was just made and has no status at all: its controller, if it has one, may
 * be about to speak. Kinds without a generation (ConfigMap and the like) have none.
 */
function diagnoseSilence(object: OtherObject, scene: Scene): Diagnosis | undefined {
  const { generation, creationTimestamp } = object.metadata;
  const spoke = object.conditions.length > 0 || Object.keys(object.fields).some((path) => path.startsWith("status."));
  const since = timeOf(creationTimestamp);
  if (generation === undefined || spoke || since === undefined || scene.now >= since + silenceMs) return undefined;
  return verdict(object, "NotObserved", "no status yet", { since, until: since + silenceMs });
}

const failedPhase = /^(failed|failure|error|degraded|invalid|lost|rejected|crashloopbackoff)$/i;
const passingPhase =
  /^(pending|creating|provisioning|initiali[sz]ing|starting|progressing|updating|upgrading|deploying|installing|reconciling|in ?progress|waiting|configuring|deleting|terminating)$/i;

/** The word in status.phase or status.state, where no condition says anything. */
function diagnoseByPhase(object: OtherObject): Diagnosis | undefined {
  const path = ["status.phase", "status.state"].find((name) => typeof object.fields[name] === "string");
  const phase = path === undefined ? "" : String(object.fields[path]).trim();
  if (path === undefined || phase === "") return undefined;
  const field = path.slice("status.".length);
  const why = ["status.message", "status.reason"]
    .map((name) => object.fields[name])
    .find((text) => typeof text === "string" && text.trim() !== "");
  const message =
    why === undefined
      ? `${field} ${phrase(phase, 60)}`
      : `${phrase(String(why), longestReason)} (${phrase(phase, 30)})`;
  if (failedPhase.test(phase)) {
    const told = verdict(object, "Failed", message, { status: "Failed" });
    return { ...told, actions: [describe(told.object)] };
  }
  if (passingPhase.test(phase)) return verdict(object, "Reconciling", message);
  if (/^unknown$/i.test(phase)) return verdict(object, "Unclear", message);
  return verdict(object, "Ready", `${field} ${phrase(phase, 60)}`);
}
