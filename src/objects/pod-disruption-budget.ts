import { readConditions, type Condition } from "./conditions";
import { readLabelSelector, type LabelSelector } from "./label-selector";
import type { ObjectMeta } from "./meta";
import { integer, record, text, textOrInteger } from "./raw";

export interface PodDisruptionBudget {
  readonly apiVersion: string;
  readonly kind: "PodDisruptionBudget";
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly minAvailable: string | number | undefined;
    readonly maxUnavailable: string | number | undefined;
    readonly selector: LabelSelector | undefined;
    /** AlwaysAllow lets Pods go that are not ready, whatever the budget says. */
    readonly unhealthyPodEvictionPolicy: string | undefined;
  };
  readonly status: {
    readonly observedGeneration: number | undefined;
    readonly currentHealthy: number | undefined;
    readonly desiredHealthy: number | undefined;
    readonly disruptionsAllowed: number | undefined;
    readonly expectedPods: number | undefined;
    readonly conditions: readonly Condition[];
  };
}

export function readPodDisruptionBudget(apiVersion: string, metadata: ObjectMeta, raw: unknown): PodDisruptionBudget {
  const object = record(raw);
  const spec = record(object["spec"]);
  const status = record(object["status"]);
  return {
    apiVersion,
    kind: "PodDisruptionBudget",
    metadata,
    spec: {
      minAvailable: textOrInteger(spec["minAvailable"]),
      maxUnavailable: textOrInteger(spec["maxUnavailable"]),
      selector: readLabelSelector(spec["selector"]),
      unhealthyPodEvictionPolicy: text(spec["unhealthyPodEvictionPolicy"]),
    },
    status: {
      observedGeneration: integer(status["observedGeneration"]),
      currentHealthy: integer(status["currentHealthy"]),
      desiredHealthy: integer(status["desiredHealthy"]),
      disruptionsAllowed: integer(status["disruptionsAllowed"]),
      expectedPods: integer(status["expectedPods"]),
      conditions: readConditions(status["conditions"]),
    },
  };
}
