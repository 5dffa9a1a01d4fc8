import { isKind, type Known, type KnownKind, type KubeObject, type ObjectRef } from "../objects";
import { diagnoseDeployment } from "./deployment";
import type { Diagnosis } from "./diagnosis";
import { diagnoseEndpointSlice } from "./endpoint-slice";
import { diagnoseByConditions, diagnoseDeletion, diagnoseGeneration } from "./generic";
import { diagnosePod } from "./pod";
import { diagnoseReplicaSet } from "./replica-set";
import { sceneOf, type Scene } from "./scene";
import { diagnoseService } from "./service";
import type { Snapshot } from "./snapshot";
import { verdict } from "./verdict";

/**
 * What state the snapshot's root is in at `now`, why, whether it will heal, and what to do.
 *
 * Pure and total: the same snapshot and time give the same answer, and odd data gives an answer
 * with what could be read, never an exception. It does not fetch, wait or remember; when the answer
 * changes by time alone, `until` says when to ask again. Statuses are kstatus's; a status that does
 * not speak of the present generation is never taken for Current.
 */
export function diagnose(snapshot: Snapshot, now: Date): Diagnosis {
  const scene = sceneOf(snapshot, now);
  const root = scene.objects.find(snapshot.root);
  return root === undefined ? diagnoseAbsence(snapshot.root, scene) : diagnoseObject(root, scene);
}

/** The kinds with rules of their own. A kind is added with one file and one row here. */
const rules = [
  row("Pod", diagnosePod),
  row("ReplicaSet", diagnoseReplicaSet),
  row("Deployment", diagnoseDeployment),
  row("Service", diagnoseService),
  row("EndpointSlice", diagnoseEndpointSlice),
];

/** The order of the rules: the kind's own; else deletion, generation, conditions. */
function diagnoseObject(object: KubeObject, scene: Scene): Diagnosis {
  for (const rule of rules) {
    const diagnosis = rule(object, scene);
    if (diagnosis !== undefined) return diagnosis;
  }
  const conditions = "conditions" in object ? object.conditions : [];
  const observed = "observedGeneration" in object ? object.observedGeneration : undefined;
  return (
    diagnoseDeletion(object, scene) ??
    diagnoseGeneration(object, observed, false, scene) ??
    diagnoseByConditions(object, conditions)
  );
}

function diagnoseAbsence(root: ObjectRef, scene: Scene): Diagnosis {
  const coverage = scene.snapshot.coverage(root.kind, root.namespace);
  const place = root.namespace === undefined ? "in the cluster" : `in namespace ${root.namespace}`;
  if (coverage === "pending") return verdict(root, "Looking", "looking for it");
  if (coverage !== "complete") return verdict(root, "NotVisible", `cannot be seen ${place} (${coverage.gap})`);
  return verdict(root, "NotFound", `not ${place}`, { status: "NotFound" });
}

/** A rule of one kind, safe to ask about any object. A foreign group's kind of the same name is none of its. */
function row<K extends KnownKind>(
  kind: K,
  rule: (object: Known[K], scene: Scene) => Diagnosis,
): (object: KubeObject, scene: Scene) => Diagnosis | undefined {
  return (object, scene) => (isKind(object, kind) ? rule(object, scene) : undefined);
}
