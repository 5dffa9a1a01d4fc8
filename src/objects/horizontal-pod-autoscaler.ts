import { readConditions, type Condition } from "./conditions";
import type { ObjectMeta } from "./meta";
import { integer, list, record, text } from "./raw";

export interface HorizontalPodAutoscaler {
  readonly apiVersion: string;
  readonly kind: "HorizontalPodAutoscaler";
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly scaleTargetRef: { readonly apiVersion: string; readonly kind: string; readonly name: string };
    /** 1 when the object does not say. */
    readonly minReplicas: number;
    readonly maxReplicas: number | undefined;
    /** What it scales by: "cpu" of a Resource or ContainerResource, else the metric's name or type. */
    readonly metrics: readonly string[];
  };
  readonly status: {
    readonly observedGeneration: number | undefined;
    readonly currentReplicas: number | undefined;
    readonly desiredReplicas: number | undefined;
    readonly conditions: readonly Condition[];
  };
}

function readMetric(raw: unknown): string {
  const metric = record(raw);
  const type = text(metric["type"]) ?? "";
  const source = record(metric[type.charAt(0).toLowerCase() + type.slice(1)]);
  return text(source["name"]) ?? text(record(source["metric"])["name"]) ?? type;
}

export function readHorizontalPodAutoscaler(
  apiVersion: string,
  metadata: ObjectMeta,
  raw: unknown,
): HorizontalPodAutoscaler {
  const object = record(raw);
  const spec = record(object["spec"]);
  const status = record(object["status"]);
  const target = record(spec["scaleTargetRef"]);
  const targetsCpu = integer(spec["targetCPUUtilizationPercentage"]) !== undefined;
  return {
    apiVersion,
    kind: "HorizontalPodAutoscaler",
    metadata,
    spec: {
      scaleTargetRef: {
        apiVersion: text(target["apiVersion"]) ?? "",
        kind: text(target["kind"]) ?? "",
        name: text(target["name"]) ?? "",
      },
      minReplicas: integer(spec["minReplicas"]) ?? 1,
      maxReplicas: integer(spec["maxReplicas"]),
      metrics: [...list(spec["metrics"], readMetric), ...(targetsCpu ? ["cpu"] : [])],
    },
    status: {
      observedGeneration: integer(status["observedGeneration"]),
      currentReplicas: integer(status["currentReplicas"]),
      desiredReplicas: integer(status["desiredReplicas"]),
      conditions: readConditions(status["conditions"]),
    },
  };
}
