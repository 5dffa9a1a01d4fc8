import type {
  DaemonSet,
  Deployment,
  EndpointSlice,
  KubeObject,
  ObjectRef,
  ObjectView,
  Pod,
  ReplicaSet,
  StatefulSet,
} from "../objects";
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

/** By which StatefulSet and DaemonSet controllers say of which template a Pod was made. */
export const revisionLabel = "controller-revision-hash";

/**
 * The Pods that the root comes up with: of a Deployment, StatefulSet or DaemonSet those of its newest
 * revision, of a Service those behind its endpoints.
 */
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
    case "StatefulSet": {
      const set = objects.findKnown("StatefulSet", root.namespace, root.name);
      return set === undefined ? [] : ofRevision(podsOf(objects, set), updateRevisionOf(objects, set));
    }
    case "DaemonSet": {
      const set = objects.findKnown("DaemonSet", root.namespace, root.name);
      return set === undefined ? [] : ofRevision(podsOf(objects, set), updateRevisionOf(objects, set));
    }
    case "Job":
      return podsOf(objects, objects.findKnown("Job", root.namespace, root.name));
    case "Service": {
      const names = new Set(targetsOf(objects.slicesOf(root.name, root.namespace)));
      return names.size === 0 ? [] : objects.podsIn(root.namespace).filter((pod) => names.has(pod.metadata.name));
    }
    default:
      return [];
  }
}

/**
 * The Pods to show of a root: also those of an older revision where each has a place of its own, that
 * it keeps through an update (StatefulSet, DaemonSet).
 */
export function shownPods(objects: ObjectView, root: ObjectRef): readonly Pod[] {
  if (root.kind === "StatefulSet") return podsOf(objects, objects.findKnown("StatefulSet", root.namespace, root.name));
  if (root.kind === "DaemonSet") return podsOf(objects, objects.findKnown("DaemonSet", root.namespace, root.name));
  return root.kind === "Pod" ? [] : rolloutPods(objects, root);
}

/** What the label says on Pods of the present template: for a StatefulSet it is in the status, for a DaemonSet on its latest revision. */
export function updateRevisionOf(objects: ObjectView, set: StatefulSet | DaemonSet): string | undefined {
  if (set.kind === "StatefulSet") return set.status.updateRevision;
  if (set.metadata.uid === undefined) return undefined;
  const revisions = objects.ownedBy("ControllerRevision", set.metadata.uid);
  const newest = [...revisions].sort((a, b) => b.revision - a.revision)[0];
  return newest?.metadata.labels[revisionLabel];
}

/** All of them where it is not known which revision a Pod is of. */
function ofRevision(pods: readonly Pod[], revision: string | undefined): readonly Pod[] {
  if (revision === undefined || !pods.some(({ metadata }) => metadata.labels[revisionLabel] !== undefined)) return pods;
  return pods.filter(({ metadata }) => metadata.labels[revisionLabel] === revision);
}

function podsOf(objects: ObjectView, owner: KubeObject | undefined): readonly Pod[] {
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
