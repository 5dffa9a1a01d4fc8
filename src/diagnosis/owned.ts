import { isKind, type Known, type KubeObject } from "../objects";
import type { Scene } from "./scene";

/**
 * The objects of a kind that this one controls. By uid; where a recording has no uids, by the
 * owner reference's kind and name.
 */
export function ownedBy<K extends "Pod" | "ReplicaSet" | "ControllerRevision" | "Job">(
  kind: K,
  owner: KubeObject,
  { objects }: Scene,
): readonly Known[K][] {
  const { uid, name, namespace } = owner.metadata;
  if (uid !== undefined)
    return objects.ownedBy(kind, uid).filter((object: KubeObject) => object.metadata.namespace === namespace);
  return objects
    .all(kind, namespace ?? "")
    .filter((object: KubeObject) =>
      object.metadata.ownerReferences.some(
        (reference) => reference.controller && reference.kind === owner.kind && reference.name === name,
      ),
    );
}

/** The Pods that count towards a workload's replicas: neither over nor being deleted (IsPodActive of kube-controller-manager). */
export function isActive(object: KubeObject): boolean {
  if (object.metadata.deletionTimestamp !== undefined || !isKind(object, "Pod")) return false;
  return object.status.phase !== "Failed" && object.status.phase !== "Succeeded";
}
