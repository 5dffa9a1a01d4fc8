import { readConditions, type Condition } from "./conditions";
import { readLabelSelector, type LabelSelector } from "./label-selector";
import type { ObjectMeta } from "./meta";
import { readPodTemplate, type PodTemplate } from "./pod-spec";
import { flag, integer, record, text, textOrInteger } from "./raw";

/** Defaults of the apps/v1 API are filled in: 1 replica, RollingUpdate, 600 s progress deadline. */
export interface Deployment {
  readonly apiVersion: string;
  readonly kind: "Deployment";
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly replicas: number;
    readonly selector: LabelSelector | undefined;
    readonly template: PodTemplate;
    readonly strategy: string;
    readonly maxUnavailable: string | number | undefined;
    readonly maxSurge: string | number | undefined;
    readonly paused: boolean;
    readonly minReadySeconds: number;
    readonly progressDeadlineSeconds: number;
  };
  readonly status: {
    readonly observedGeneration: number | undefined;
    readonly replicas: number;
    readonly updatedReplicas: number;
    readonly readyReplicas: number;
    readonly availableReplicas: number;
    readonly unavailableReplicas: number;
    readonly conditions: readonly Condition[];
  };
}

export interface ReplicaSet {
  readonly apiVersion: string;
  readonly kind: "ReplicaSet";
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly replicas: number;
    readonly selector: LabelSelector | undefined;
    readonly template: PodTemplate;
    readonly minReadySeconds: number;
  };
  readonly status: {
    readonly observedGeneration: number | undefined;
    readonly replicas: number;
    readonly readyReplicas: number;
    readonly availableReplicas: number;
    readonly conditions: readonly Condition[];
  };
}

export function readDeployment(apiVersion: string, metadata: ObjectMeta, raw: unknown): Deployment {
  const object = record(raw);
  const spec = record(object["spec"]);
  const status = record(object["status"]);
  const strategy = record(spec["strategy"]);
  const rolling = record(strategy["rollingUpdate"]);
  return {
    apiVersion,
    kind: "Deployment",
    metadata,
    spec: {
      replicas: integer(spec["replicas"]) ?? 1,
      selector: readLabelSelector(spec["selector"]),
      template: readPodTemplate(spec["template"]),
      strategy: text(strategy["type"]) ?? "RollingUpdate",
      maxUnavailable: textOrInteger(rolling["maxUnavailable"]),
      maxSurge: textOrInteger(rolling["maxSurge"]),
      paused: flag(spec["paused"]) ?? false,
      minReadySeconds: integer(spec["minReadySeconds"]) ?? 0,
      progressDeadlineSeconds: integer(spec["progressDeadlineSeconds"]) ?? 600,
    },
    status: {
      observedGeneration: integer(status["observedGeneration"]),
      replicas: integer(status["replicas"]) ?? 0,
      updatedReplicas: integer(status["updatedReplicas"]) ?? 0,
      readyReplicas: integer(status["readyReplicas"]) ?? 0,
      availableReplicas: integer(status["availableReplicas"]) ?? 0,
      unavailableReplicas: integer(status["unavailableReplicas"]) ?? 0,
      conditions: readConditions(status["conditions"]),
    },
  };
}

export function readReplicaSet(apiVersion: string, metadata: ObjectMeta, raw: unknown): ReplicaSet {
  const object = record(raw);
  const spec = record(object["spec"]);
  const status = record(object["status"]);
  return {
    apiVersion,
    kind: "ReplicaSet",
    metadata,
    spec: {
      replicas: integer(spec["replicas"]) ?? 1,
      selector: readLabelSelector(spec["selector"]),
      template: readPodTemplate(spec["template"]),
      minReadySeconds: integer(spec["minReadySeconds"]) ?? 0,
    },
    status: {
      observedGeneration: integer(status["observedGeneration"]),
      replicas: integer(status["replicas"]) ?? 0,
      readyReplicas: integer(status["readyReplicas"]) ?? 0,
      availableReplicas: integer(status["availableReplicas"]) ?? 0,
      conditions: readConditions(status["conditions"]),
    },
  };
}
