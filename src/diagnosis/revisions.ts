import type { Deployment, ReplicaSet } from "../objects";
import { ownedBy } from "./owned";
import type { Scene } from "./scene";
import { timeOf } from "./time";

const annotation = "deployment.kubernetes.io/revision";

/** The rollout revision that the Deployment controller wrote on a Deployment or ReplicaSet. */
export function revisionOf({ metadata }: Deployment | ReplicaSet): number | undefined {
  const text = metadata.annotations[annotation];
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

/**
 * Its status counts Pods, none of them of the present template, and all are those of one ReplicaSet: that
 * is the last revision's, and the next one's is still to be made. Strategy Recreate ends the Pods first.
 */
function isReplaced({ status }: Deployment, older: readonly ReplicaSet[]): boolean {
  return status.replicas > 0 && status.updatedReplicas === 0 && older.every((set) => set.status.replicas === 0);
}

/** A Deployment's ReplicaSets: the one of the present revision, and the older ones, latest first. */
export interface Revisions {
  readonly present: ReplicaSet | undefined;
  readonly older: readonly ReplicaSet[];
}

/**
 * The present ReplicaSet carries the Deployment's own revision. Without annotations (old recordings)
 * it is the latest made. Only meaningful once the Deployment's generation is observed: before, the
 * latest ReplicaSet may still be the last template's.
 */
export function revisionsOf(deployment: Deployment, scene: Scene): Revisions {
  const latestFirst = [...ownedBy("ReplicaSet", deployment, scene)].sort(
    (a, b) =>
      (revisionOf(b) ?? 0) - (revisionOf(a) ?? 0) ||
      (timeOf(b.metadata.creationTimestamp) ?? 0) - (timeOf(a.metadata.creationTimestamp) ?? 0),
  );
  const revision = revisionOf(deployment);
  const present = revision === undefined ? latestFirst[0] : latestFirst.find((set) => revisionOf(set) === revision);
  const older = latestFirst.filter((set) => set !== present);
  return present !== undefined && isReplaced(deployment, older)
    ? { present: undefined, older: latestFirst }
    : { present, older };
}
