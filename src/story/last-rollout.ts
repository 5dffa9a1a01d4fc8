import { findCondition, type ObjectView, type ObjectRef } from "../objects";
import { newestReplicaSet } from "./rollout-pods";

/**
 * How long the latest rollout of a Deployment took that was over before `before`: from the creation
 * of its ReplicaSet to the moment at which the controller called it available. Undefined for other
 * kinds, while a rollout is under way, and where a ReplicaSet was taken up again (its creation is
 * older than the deadline allows). Source: syncRolloutStatus of
 * kubernetes/pkg/controller/deployment/progress.go, which sets NewReplicaSetAvailable once.
 */
export function lastRolloutMs(objects: ObjectView, root: ObjectRef, before: number): number | undefined {
  const deployment =
    root.kind === "Deployment" ? objects.findKnown("Deployment", root.namespace, root.name) : undefined;
  if (deployment === undefined) return undefined;
  const condition = findCondition(deployment.status.conditions, "Progressing");
  if (condition?.reason !== "NewReplicaSetAvailable") return undefined;
  const newest = newestReplicaSet(objects, deployment);
  if (newest === undefined) return undefined;
  const began = Date.parse(newest.metadata.creationTimestamp ?? "");
  const ended = Date.parse(condition.lastUpdateTime ?? "");
  const took = ended - began;
  const longest = deployment.spec.progressDeadlineSeconds * 1000;
  return took >= 0 && took <= longest && ended < before ? took : undefined;
}
