import type { ObjectMeta } from "./meta";
import { readNodeSelector, type NodeSelector } from "./node-selector";
import { annotation, optionalRecord, record, stringMap, text, texts } from "./raw";

export interface PersistentVolume {
  readonly apiVersion: string;
  readonly kind: "PersistentVolume";
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly storage: string | undefined;
    readonly accessModes: readonly string[];
    /** Empty: no class. */
    readonly storageClassName: string;
    /** Filesystem when the object does not say. */
    readonly volumeMode: string;
    readonly reclaimPolicy: string;
    /** The claim that has it, or that it is kept for (then without uid). */
    readonly claimRef:
      { readonly namespace: string | undefined; readonly name: string; readonly uid: string | undefined } | undefined;
    /** The nodes that reach it; empty: all. */
    readonly nodes: NodeSelector;
  };
  readonly status: {
    readonly phase: string | undefined;
    readonly reason: string | undefined;
    readonly message: string | undefined;
  };
}

export function readPersistentVolume(apiVersion: string, metadata: ObjectMeta, raw: unknown): PersistentVolume {
  const object = record(raw);
  const spec = record(object["spec"]);
  const status = record(object["status"]);
  const claim = optionalRecord(spec["claimRef"]);
  return {
    apiVersion,
    kind: "PersistentVolume",
    metadata,
    spec: {
      storage: stringMap(spec["capacity"])?.["storage"],
      accessModes: texts(spec["accessModes"]),
      storageClassName:
        text(spec["storageClassName"]) ?? annotation(raw, "volume.beta.kubernetes.io/storage-class") ?? "",
      volumeMode: text(spec["volumeMode"]) ?? "Filesystem",
      reclaimPolicy: text(spec["persistentVolumeReclaimPolicy"]) ?? "Retain",
      claimRef: claim && {
        namespace: text(claim["namespace"]),
        name: text(claim["name"]) ?? "",
        uid: text(claim["uid"]),
      },
      nodes: readNodeSelector(record(spec["nodeAffinity"])["required"]),
    },
    status: { phase: text(status["phase"]), reason: text(status["reason"]), message: text(status["message"]) },
  };
}
