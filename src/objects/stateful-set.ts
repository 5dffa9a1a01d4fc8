import { readConditions, type Condition } from "./conditions";
import { readLabelSelector, type LabelSelector } from "./label-selector";
import type { ObjectMeta } from "./meta";
import { readPodTemplate, type PodTemplate } from "./pod-spec";
import { integer, list, record, text } from "./raw";

/** Defaults of the apps/v1 API are filled in: 1 replica from ordinal 0, OrderedReady, RollingUpdate without partition. */
export interface StatefulSet {
  readonly apiVersion: string;
  readonly kind: "StatefulSet";
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly replicas: number;
    readonly selector: LabelSelector | undefined;
    readonly template: PodTemplate;
    /** The headless Service that gives the Pods their DNS names. */
    readonly serviceName: string | undefined;
    /** OrderedReady or Parallel. */
    readonly podManagementPolicy: string;
    /** RollingUpdate or OnDelete. */
    readonly updateStrategy: string;
    /** Pods below start + partition keep the old revision. */
    readonly partition: number;
    readonly minReadySeconds: number;
    readonly startOrdinal: number;
    /** Names of the volumeClaimTemplates; Pod web-0 gets the claim NAME-web-0 of each. */
    readonly claimTemplates: readonly string[];
  };
  readonly status: {
    readonly observedGeneration: number | undefined;
    readonly replicas: number;
    readonly readyReplicas: number;
    readonly availableReplicas: number;
    readonly updatedReplicas: number;
    readonly currentRevision: string | undefined;
    readonly updateRevision: string | undefined;
    readonly conditions: readonly Condition[];
  };
}

export function readStatefulSet(apiVersion: string, metadata: ObjectMeta, raw: unknown): StatefulSet {
  const object = record(raw);
  const spec = record(object["spec"]);
  const status = record(object["status"]);
  const strategy = record(spec["updateStrategy"]);
  const readyReplicas = integer(status["readyReplicas"]) ?? 0;
  return {
    apiVersion,
    kind: "StatefulSet",
    metadata,
    spec: {
      replicas: integer(spec["replicas"]) ?? 1,
      selector: readLabelSelector(spec["selector"]),
      template: readPodTemplate(spec["template"]),
      serviceName: text(spec["serviceName"]),
      podManagementPolicy: text(spec["podManagementPolicy"]) ?? "OrderedReady",
      updateStrategy: text(strategy["type"]) ?? "RollingUpdate",
      partition: integer(record(strategy["rollingUpdate"])["partition"]) ?? 0,
      minReadySeconds: integer(spec["minReadySeconds"]) ?? 0,
      startOrdinal: integer(record(spec["ordinals"])["start"]) ?? 0,
      claimTemplates: list(
        spec["volumeClaimTemplates"],
        (claim) => text(record(record(claim)["metadata"])["name"]) ?? "",
      ),
    },
    status: {
      observedGeneration: integer(status["observedGeneration"]),
      replicas: integer(status["replicas"]) ?? 0,
      readyReplicas,
      // Not there before Kubernetes 1.22, where minReadySeconds did not exist either.
      availableReplicas: integer(status["availableReplicas"]) ?? readyReplicas,
      updatedReplicas: integer(status["updatedReplicas"]) ?? 0,
      currentRevision: text(status["currentRevision"]),
      updateRevision: text(status["updateRevision"]),
      conditions: readConditions(status["conditions"]),
    },
  };
}
