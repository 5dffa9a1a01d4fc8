import type { PersistentVolume, PersistentVolumeClaim } from "../objects";
import { parseQuantity } from "../objects/quantity";
import type { Answer } from "./answer";
import { labelSelectorMatches } from "./selector";

/** In what a volume does not suit a claim, the most telling first. */
export type VolumeMismatch = "taken" | "class" | "size" | "accessModes" | "volumeMode" | "selector";

/**
 * Could this volume be bound to this claim? It must be free (or kept for the claim), of the claim's
 * class, offer all its access modes, its volume mode and its labels, and be large enough. `className`
 * is the class after the cluster's default has been filled in, "" for none. A claim that names its
 * volume asks for no class or labels. Node affinity is the scheduler's to judge. Cannot tell: a size
 * that can't be read.
 * Source: `checkVolumeSatisfyClaim` of kubernetes/pkg/controller/volume/persistentvolume/pv_controller.go,
 * `FindMatchingVolume` of k8s.io/component-helpers/storage/volume.
 */
export function claimToVolume(
  { metadata, spec }: PersistentVolumeClaim,
  className: string,
  volume: PersistentVolume,
): Answer<PersistentVolume, VolumeMismatch> {
  const no = (value: VolumeMismatch): Answer<PersistentVolume, VolumeMismatch> => ({ answer: "no", value });
  const { claimRef } = volume.spec;
  const isIts =
    claimRef !== undefined &&
    claimRef.name === metadata.name &&
    claimRef.namespace === metadata.namespace &&
    (claimRef.uid === undefined || claimRef.uid === metadata.uid);
  if (spec.volumeName !== undefined && spec.volumeName !== volume.metadata.name) return no("class");
  if (volume.spec.storageClassName !== className) return no("class");
  const isFree = claimRef === undefined && (volume.status.phase ?? "Available") === "Available";
  if (!isIts && !isFree) return no("taken");
  const [wanted, has] = [parseQuantity(spec.storage), parseQuantity(volume.spec.storage)];
  if (wanted === undefined || has === undefined) return { answer: "cannot-tell", why: "a size cannot be read" };
  if (has < wanted) return no("size");
  if (!spec.accessModes.every((mode) => volume.spec.accessModes.includes(mode))) return no("accessModes");
  if (volume.spec.volumeMode !== spec.volumeMode) return no("volumeMode");
  if (spec.selector !== undefined && !labelSelectorMatches(spec.selector, volume.metadata.labels))
    return no("selector");
  return { answer: "yes", value: volume };
}
