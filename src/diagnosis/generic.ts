import { findCondition, type Condition, type KubeObject } from "../objects";
import type { Diagnosis } from "./diagnosis";
import { conditionEvidence } from "./events";
import { describe } from "./kubectl";
import { isProblem, verdict } from "./verdict";
import type { Scene } from "./scene";
import { latest, timeOf } from "./time";
import { listed, phrase } from "./wording";

/** How long a controller may take to look at a new generation before that is told as a problem. */
const controllerPatienceMs = 10_000;
/** How long finalizers may take before a deletion counts as stuck. */
const finalizerPatienceMs = 30_000;

/** An object that is being deleted, of any kind but Pod. */
export function diagnoseDeletion(object: KubeObject, scene: Scene): Diagnosis | undefined {
  const deleted = timeOf(object.metadata.deletionTimestamp);
  if (object.metadata.deletionTimestamp === undefined) return undefined;
  const { finalizers } = object.metadata;
  const waitsFor = finalizers.length === 0 ? "" : `, waits for finalizer ${listed(finalizers)}`;
  const patience = deleted === undefined ? undefined : deleted + finalizerPatienceMs;
  if (patience !== undefined && scene.now > patience && finalizers.length > 0) {
    return verdict(object, "StuckTerminating", `still being deleted${waitsFor}`, {
      status: "Terminating",
      since: deleted,
      actions: [describe({ kind: object.kind, ...object.metadata, namespace: object.metadata.namespace ?? "" })],
    });
  }
  return verdict(object, "Terminating", `being deleted${waitsFor}`, {
    status: "Terminating",
    since: deleted,
    until: finalizers.length > 0 ? patience : undefined,
  });
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
  const since = latest(timeOf(creationTimestamp), scene.started);
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

const errorReason = /Fail|Error|Invalid|Denied|NotFound|Missing|Forbidden/i;

/**
 * A kind without rules of its own, by its conditions (kstatus: Stalled, Reconciling, Ready; without
 * any of them what exists is Current).
 */
export function diagnoseByConditions(object: KubeObject, conditions: readonly Condition[]): Diagnosis {
  const stalled = findCondition(conditions, "Stalled");
  if (stalled?.status === "True") return byCondition(object, stalled, "Stalled", { status: "Failed" });
  const reconciling = findCondition(conditions, "Reconciling");
  if (reconciling?.status === "True") return byCondition(object, reconciling, "Reconciling");
  const ready = findCondition(conditions, "Ready");
  if (ready === undefined) return verdict(object, "Ready", "exists");
  if (ready.status === "True") return byCondition(object, ready, "Ready");
  const failed = ready.status === "False" && errorReason.test(ready.reason ?? "");
  return byCondition(object, ready, failed ? "NotReady" : "Reconciling");
}

function byCondition(
  object: KubeObject,
  condition: Condition,
  reason: "Stalled" | "Reconciling" | "Ready" | "NotReady",
  details: { readonly status?: "Failed" } = {},
): Diagnosis {
  const state = condition.status === "True" ? condition.type : `${condition.type} is ${condition.status}`;
  const why = [condition.message, condition.reason].find((text) => text !== undefined && text.trim() !== "");
  const message = reason === "Ready" ? "ready" : why === undefined ? state : `${phrase(why)} (${state})`;
  const told = verdict(object, reason, message, {
    ...details,
    evidence: [conditionEvidence(object, condition)],
    since: timeOf(condition.lastTransitionTime),
  });
  return isProblem(told) ? { ...told, actions: [describe(told.object)] } : told;
}
