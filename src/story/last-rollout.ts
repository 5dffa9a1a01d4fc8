import {
  findCondition,
  type DaemonSet,
  type Deployment,
  type ObjectView,
  type ObjectRef,
  type StatefulSet,
} from "../objects";
import { isReadyPod, newestReplicaSet, revisionLabel, updateRevisionOf } from "./rollout-pods";

/** StatefulSets and DaemonSets have no deadline: what took longer was most likely a Pod that was replaced since. */
const longestMs = 600_000;

/**
 * How long the latest rollout of a workload took that was over before `before`. Undefined for other
 * kinds, while a rollout is under way, and where the times cannot be those of one rollout.
 */
export function lastRolloutMs(objects: ObjectView, root: ObjectRef, before: number): number | undefined {
  switch (root.kind) {
    case "Deployment":
      return ofDeployment(objects, objects.findKnown("Deployment", root.namespace, root.name), before);
    case "StatefulSet":
      return ofSet(objects, objects.findKnown("StatefulSet", root.namespace, root.name), before);
    case "DaemonSet":
      return ofSet(objects, objects.findKnown("DaemonSet", root.namespace, root.name), before);
    default:
      return undefined;
  }
}

/** The revisions that a ReplicaSet was before it was taken up again, as after a rollback. */
const historyAnnotation = "deployment.kubernetes.io/revision-history";

/**
 * From the creation of its ReplicaSet to the moment at which the controller called it available;
 * undefined where a ReplicaSet was taken up again.
 * Sources: syncRolloutStatus of kubernetes/pkg/controller/deployment/progress.go, which sets
 * NewReplicaSetAvailable once; SetNewReplicaSetAnnotations of deployment/util/deployment_util.go.
 */
function ofDeployment(objects: ObjectView, deployment: Deployment | undefined, before: number): number | undefined {
  if (deployment === undefined) return undefined;
  const condition = findCondition(deployment.status.conditions, "Progressing");
  if (condition?.reason !== "NewReplicaSetAvailable") return undefined;
  const newest = newestReplicaSet(objects, deployment);
  if (newest?.metadata.annotations[historyAnnotation] !== undefined) return undefined;
  const longest = deployment.spec.progressDeadlineSeconds * 1000;
  return between(newest?.metadata.creationTimestamp, Date.parse(condition.lastUpdateTime ?? ""), before, longest);
}

/** From the creation of its revision to the moment at which the last of its Pods became ready. */
function ofSet(objects: ObjectView, set: StatefulSet | DaemonSet | undefined, before: number): number | undefined {
  if (set?.metadata.uid === undefined) return undefined;
  const hash = updateRevisionOf(objects, set);
  const revision = objects
    .ownedBy("ControllerRevision", set.metadata.uid)
    .find(({ metadata }) => hash !== undefined && metadata.labels[revisionLabel] === hash);
  const pods = objects.ownedBy("Pod", set.metadata.uid);
  const isOver = pods.every((pod) => isReadyPod(pod) && pod.metadata.labels[revisionLabel] === hash);
  if (revision === undefined || pods.length === 0 || !isOver) return undefined;
  const ready = pods.map(({ status }) =>
    Date.parse(findCondition(status.conditions, "Ready")?.lastTransitionTime ?? ""),
  );
  return between(revision.metadata.creationTimestamp, Math.max(...ready), before, longestMs);
}

function between(from: string | undefined, ended: number, before: number, longest: number): number | undefined {
  const took = ended - Date.parse(from ?? "");
  return took >= 0 && took <= longest && ended < before ? took : undefined;
}
