import { readConditions, type Condition } from "./conditions";
import { readLabelSelector, type LabelSelector } from "./label-selector";
import type { ObjectMeta } from "./meta";
import { readPodTemplate, type PodTemplate } from "./pod-spec";
import { integer, record, text, textOrInteger } from "./raw";

/** Defaults of the apps/v1 API are filled in: RollingUpdate, one node at a time. */
export interface DaemonSet {
  readonly apiVersion: string;
  readonly kind: "DaemonSet";
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly selector: LabelSelector | undefined;
    readonly template: PodTemplate;
    /** RollingUpdate or OnDelete. */
    readonly updateStrategy: string;
    readonly maxUnavailable: string | number;
    readonly minReadySeconds: number;
  };
  readonly status: {
    readonly observedGeneration: number | undefined;
    /** Nodes that should run a Pod. */
    readonly desired: number;
    /** Of these, nodes that have one. */
    readonly current: number;
    readonly updated: number;
    readonly ready: number;
    readonly available: number;
    /** Nodes that run a Pod and should not. */
    readonly misscheduled: number;
    readonly conditions: readonly Condition[];
  };
}

export function readDaemonSet(apiVersion: string, metadata: ObjectMeta, raw: unknown): DaemonSet {
  const object = record(raw);
  const spec = record(object["spec"]);
  const status = record(object["status"]);
  const strategy = record(spec["updateStrategy"]);
  return {
    apiVersion,
    kind: "DaemonSet",
    metadata,
    spec: {
      selector: readLabelSelector(spec["selector"]),
      template: readPodTemplate(spec["template"]),
      updateStrategy: text(strategy["type"]) ?? "RollingUpdate",
      maxUnavailable: textOrInteger(record(strategy["rollingUpdate"])["maxUnavailable"]) ?? 1,
      minReadySeconds: integer(spec["minReadySeconds"]) ?? 0,
    },
    status: {
      observedGeneration: integer(status["observedGeneration"]),
      desired: integer(status["desiredNumberScheduled"]) ?? 0,
      current: integer(status["currentNumberScheduled"]) ?? 0,
      updated: integer(status["updatedNumberScheduled"]) ?? 0,
      ready: integer(status["numberReady"]) ?? 0,
      available: integer(status["numberAvailable"]) ?? 0,
      misscheduled: integer(status["numberMisscheduled"]) ?? 0,
      conditions: readConditions(status["conditions"]),
    },
  };
}
