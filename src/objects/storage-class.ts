import type { ObjectMeta } from "./meta";
import { annotation, flag, record, text } from "./raw";

export interface StorageClass {
  readonly apiVersion: string;
  readonly kind: "StorageClass";
  readonly metadata: ObjectMeta;
  readonly provisioner: string | undefined;
  /** Immediate when the object does not say. */
  readonly volumeBindingMode: string;
  readonly allowVolumeExpansion: boolean;
  readonly isDefault: boolean;
}

export function readStorageClass(apiVersion: string, metadata: ObjectMeta, raw: unknown): StorageClass {
  const object = record(raw);
  return {
    apiVersion,
    kind: "StorageClass",
    metadata,
    provisioner: text(object["provisioner"]),
    volumeBindingMode: text(object["volumeBindingMode"]) ?? "Immediate",
    allowVolumeExpansion: flag(object["allowVolumeExpansion"]) ?? false,
    isDefault:
      annotation(raw, "storageclass.kubernetes.io/is-default-class") === "true" ||
      annotation(raw, "storageclass.beta.kubernetes.io/is-default-class") === "true",
  };
}
