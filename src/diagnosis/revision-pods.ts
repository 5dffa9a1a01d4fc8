import {
  isKind,
  type ControllerRevision,
  type DaemonSet,
  type KubeObject,
  type Pod,
  type StatefulSet,
} from "../objects";
import { ownedBy } from "./owned";
import type { Scene } from "./scene";

/** The label by which StatefulSet and DaemonSet controllers say of which template a Pod was made. */
const label = "controller-revision-hash";

/**
 * The templates that a StatefulSet or DaemonSet has had, the present one first. A rollback makes an
 * old one the present one by giving it the highest number. Empty where they cannot be seen.
 * Source: getStatefulSetRevisions and constructHistory of pkg/controller/{statefulset,daemon}.
 */
export function controllerRevisions(set: StatefulSet | DaemonSet, scene: Scene): readonly ControllerRevision[] {
  return [...ownedBy("ControllerRevision", set, scene)].sort((a, b) => b.revision - a.revision);
}

/** The template that this Pod was made of: a StatefulSet's label is the revision's whole name, a DaemonSet's its hash. */
export function controllerRevisionOf(
  { metadata }: Pod,
  revisions: readonly ControllerRevision[],
): ControllerRevision | undefined {
  const hash = metadata.labels[label];
  return hash === undefined
    ? undefined
    : revisions.find(({ metadata: { name, labels } }) => name === hash || labels[label] === hash);
}

/** Was the Pod made of another template than the present one? False where that cannot be told. */
export function isOfOldRevision(pod: Pod, set: StatefulSet | DaemonSet, scene: Scene): boolean {
  const hash = pod.metadata.labels[label];
  if (hash === undefined) return false;
  if (set.kind === "StatefulSet") {
    const { updateRevision } = set.status;
    return updateRevision !== undefined && hash !== updateRevision;
  }
  const revisions = controllerRevisions(set, scene);
  return revisions.length > 0 && controllerRevisionOf(pod, revisions) !== revisions[0];
}

/** A StatefulSet or DaemonSet, whose Pods carry the revision that they were made of. */
export function hasControllerRevisions(object: KubeObject): object is StatefulSet | DaemonSet {
  return isKind(object, "StatefulSet") || isKind(object, "DaemonSet");
}
