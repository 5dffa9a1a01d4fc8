import { readConditions, type Condition } from "./conditions";
import { readLabelSelector, type LabelSelector } from "./label-selector";
import type { ObjectMeta } from "./meta";
import { annotation, record, stringMap, text, texts } from "./raw";

export interface PersistentVolumeClaim {
  readonly apiVersion: string;
  readonly kind: "PersistentVolumeClaim";
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly accessModes: readonly string[];
    /** Absent: the default class. Empty: volumes without a class only, nothing is provisioned. */
    readonly storageClassName: string | undefined;
    readonly volumeName: string | undefined;
    /** Filesystem when the object does not say. */
    readonly volumeMode: string;
    readonly storage: string | undefined;
    readonly selector: LabelSelector | undefined;
  };
  /** The node that the scheduler chose for the first Pod: from then on a volume is made for it. */
  readonly selectedNode: string | undefined;
  readonly status: {
    readonly phase: string | undefined;
    readonly storage: string | undefined;
    readonly conditions: readonly Condition[];
  };
}

export function readPersistentVolumeClaim(
  apiVersion: string,
  metadata: ObjectMeta,
  raw: unknown,
): PersistentVolumeClaim {
  const object = record(raw);
  const spec = record(object["spec"]);
  const status = record(object["status"]);
  return {
    apiVersion,
    kind: "PersistentVolumeClaim",
    metadata,
    spec: {
      accessModes: texts(spec["accessModes"]),
      storageClassName: text(spec["storageClassName"]) ?? annotation(raw, "volume.beta.kubernetes.io/storage-class"),
      volumeName: text(spec["volumeName"]) || undefined,
      volumeMode: text(spec["volumeMode"]) ?? "Filesystem",
      storage: stringMap(record(spec["resources"])["requests"])?.["storage"],
      selector: readLabelSelector(spec["selector"]),
    },
    selectedNode: annotation(raw, "volume.kubernetes.io/selected-node"),
    status: {
      phase: text(status["phase"]),
      storage: stringMap(status["capacity"])?.["storage"],
      conditions: readConditions(status["conditions"]),
    },
  };
}
