import type { PersistentVolume } from "../objects";
import type { Diagnosis } from "./diagnosis";
import { placeOf } from "./faults";
import { diagnoseDeletion } from "./generic";
import { describe } from "./kubectl";
import type { Scene } from "./scene";
import { verdict } from "./verdict";
import { phrase, quoted } from "./wording";

/**
 * A PersistentVolume by its phase. Released with policy Retain is how data is kept: nobody gets the
 * volume until somebody decides.
 * Source: `PersistentVolumePhase` of the API, kubernetes/pkg/controller/volume/persistentvolume.
 */
export function diagnosePersistentVolume(volume: PersistentVolume, scene: Scene): Diagnosis {
  const deletion = diagnoseDeletion(volume, scene);
  if (deletion !== undefined) return deletion;
  const { spec, status } = volume;
  const size = spec.storage === undefined ? "" : ` (${spec.storage})`;
  const claim =
    spec.claimRef === undefined ? "a claim" : `claim ${spec.claimRef.name}${placeOf(spec.claimRef.namespace)}`;
  const look = [describe({ kind: "PersistentVolume", name: volume.metadata.name })];
  switch (status.phase) {
    case "Bound":
      return verdict(volume, "Ready", `bound to ${claim}${size}`);
    case "Available":
      return verdict(volume, "Ready", `free${spec.claimRef === undefined ? "" : `, kept for ${claim}`}${size}`);
    case "Released":
      return spec.reclaimPolicy === "Retain"
        ? verdict(volume, "VolumeReleased", `${claim} is gone; the data is kept, and no other claim gets it (Retain)`, {
            actions: [
              {
                text: "when the data is no longer needed, delete the volume and what stores it; to use it again, remove spec.claimRef",
              },
              ...look,
            ],
          })
        : verdict(volume, "Reconciling", `${claim} is gone, the volume is being reclaimed (${spec.reclaimPolicy})`);
    case "Failed": {
      const why = quoted(status.message ?? status.reason ?? "no reason given", 80);
      return verdict(volume, "VolumeFailed", `cannot be reclaimed (${spec.reclaimPolicy}): ${why}`, { actions: look });
    }
    case "Pending":
    case undefined:
      return verdict(volume, "Reconciling", "not available yet");
    default:
      return verdict(volume, "Unclear", `phase ${phrase(status.phase, 40)}`);
  }
}
