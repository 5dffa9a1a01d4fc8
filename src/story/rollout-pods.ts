import type { Deployment, EndpointSlice, ObjectView, Pod, ReplicaSet, ObjectRef } from "../objects";
import { findCondition } from "../objects";

const revisionAnnotation = "deployment.kubernetes.io/revision";

/** The number that the Deployment controller gave this rollout; undefined before it looked at it. */
export function revisionOf(object: Deployment | ReplicaSet): string | undefined {
  return object.metadata.annotations[revisionAnnotation];
}

/** The ReplicaSet with the highest revision: the one that a rollout is bringing up. */
export function newestReplicaSet(objects: ObjectView, deployment: Deployment): ReplicaSet | undefined {
  const { uid } = deployment.metadata;
  if (uid === undefined) return undefined;
  let newest: ReplicaSet | undefined;
  for (const replicaSet of objects.ownedBy("ReplicaSet", uid)) {
    if (newest === undefined || Number(revisionOf(replicaSet) ?? 0) > Number(revisionOf(newest) ?? 0))
      newest = replicaSet;
  }
  return newest;
}

/** Ready to serve: the Ready condition is True and it is not on its way out. */
export function isReadyPod(pod: Pod): boolean {
  return (
    pod.metadata.deletionTimestamp === undefined && findCondition(pod.status.conditions, "Ready")?.status === "True"
  );
}

/** The Pods that the root comes up with: of a Deployment those of its newest revision, of a Service those behind its endpoints. */
export function rolloutPods(objects: ObjectView, root: ObjectRef): readonly Pod[] {
  switch (root.kind) {
    case "Pod":
      return definite(objects.findKnown("Pod", root.namespace, root.name));
    case "ReplicaSet":
      return podsOf(objects, objects.findKnown("ReplicaSet", root.namespace, root.name));
    case "Deployment": {
      const deployment = objects.findKnown("Deployment", root.namespace, root.name);
      return deployment === undefined ? [] : podsOf(objects, newestReplicaSet(objects, deployment));
    }
    case "Service": {
      const names = new Set(targetsOf(objects.slicesOf(root.name, root.namespace)));
      return names.size === 0 ? [] : objects.podsIn(root.namespace).filter((pod) => names.has(pod.metadata.name));
    }
    default:
      return [];
  }
}

function podsOf(objects: ObjectView, owner: ReplicaSet | undefined): readonly Pod[] {
  return owner?.metadata.uid === undefined ? [] : objects.ownedBy("Pod", owner.metadata.uid);
}

function targetsOf(slices: readonly EndpointSlice[]): readonly string[] {
  return slices.flatMap((slice) =>
    slice.endpoints.flatMap(({ targetRef }) => (targetRef?.kind === "Pod" ? [targetRef.name] : [])),
  );
}

function definite<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}
