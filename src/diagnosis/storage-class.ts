import type { StorageClass } from "../objects";
import type { Diagnosis } from "./diagnosis";
import { diagnoseDeletion } from "./generic";
import type { Scene } from "./scene";
import { verdict } from "./verdict";

/** A StorageClass has no state; what it does is told. Whether its provisioner runs shows only at a claim. */
export function diagnoseStorageClass(storageClass: StorageClass, scene: Scene): Diagnosis {
  const deletion = diagnoseDeletion(storageClass, scene);
  if (deletion !== undefined) return deletion;
  const { provisioner, volumeBindingMode, isDefault, allowVolumeExpansion } = storageClass;
  const words = [
    provisioner ?? "no provisioner",
    volumeBindingMode === "WaitForFirstConsumer" ? "binds at first use" : "binds at once",
    ...(allowVolumeExpansion ? ["volumes can grow"] : []),
    ...(isDefault ? ["the default"] : []),
  ];
  return verdict(storageClass, "Ready", words.join(", "));
}
