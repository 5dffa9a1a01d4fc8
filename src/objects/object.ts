import { readAPIService, type APIService } from "./api-service";
import { readControllerRevision, type ControllerRevision } from "./controller-revision";
import { readCronJob, type CronJob } from "./cron-job";
import { readCustomResourceDefinition, type CustomResourceDefinition } from "./custom-resource-definition";
import { readDaemonSet, type DaemonSet } from "./daemon-set";
import { readEndpoints } from "./endpoints";
import { readEvent, type Event } from "./event";
import { readJob, type Job } from "./job";
import { readMeta, type ObjectMeta } from "./meta";
import { readNamespace, type Namespace } from "./namespace";
import { readNode, type Node } from "./node";
import { readOther, type OtherObject } from "./other";
import { readPod, type Pod } from "./pod";
import { readIngress, type Ingress } from "./ingress";
import { readIngressClass, type IngressClass } from "./ingress-class";
import { readHttpRoute, type HTTPRoute } from "./http-route";
import { readGateway, readGatewayClass, type Gateway, type GatewayClass } from "./gateway";
import { readReferenceGrant, type ReferenceGrant } from "./reference-grant";
import { readPersistentVolumeClaim, type PersistentVolumeClaim } from "./persistent-volume-claim";
import { readPersistentVolume, type PersistentVolume } from "./persistent-volume";
import { readStorageClass, type StorageClass } from "./storage-class";
import { readHorizontalPodAutoscaler, type HorizontalPodAutoscaler } from "./horizontal-pod-autoscaler";
import { readPodDisruptionBudget, type PodDisruptionBudget } from "./pod-disruption-budget";
import { readResourceQuota, type ResourceQuota } from "./resource-quota";
import { readLimitRange, type LimitRange } from "./limit-range";
import { readSecret, type Secret } from "./secret";
import { record, text } from "./raw";
import { readEndpointSlice, readService, type EndpointSlice, type Service } from "./service";
import { readStatefulSet, type StatefulSet } from "./stateful-set";
import {
  readMutatingWebhookConfiguration,
  readValidatingWebhookConfiguration,
  type MutatingWebhookConfiguration,
  type ValidatingWebhookConfiguration,
} from "./webhook-configuration";
import { readDeployment, readReplicaSet, type Deployment, type ReplicaSet } from "./workloads";

/** The kinds that have a reader of their own, by API group and kind. */
interface Known {
  Pod: Pod;
  ReplicaSet: ReplicaSet;
  Deployment: Deployment;
  StatefulSet: StatefulSet;
  DaemonSet: DaemonSet;
  ControllerRevision: ControllerRevision;
  Job: Job;
  CronJob: CronJob;
  Service: Service;
  EndpointSlice: EndpointSlice;
  Event: Event;
  Node: Node;
  Namespace: Namespace;
  APIService: APIService;
  CustomResourceDefinition: CustomResourceDefinition;
  ValidatingWebhookConfiguration: ValidatingWebhookConfiguration;
  MutatingWebhookConfiguration: MutatingWebhookConfiguration;
  Ingress: Ingress;
  IngressClass: IngressClass;
  HTTPRoute: HTTPRoute;
  Gateway: Gateway;
  GatewayClass: GatewayClass;
  ReferenceGrant: ReferenceGrant;
  PersistentVolumeClaim: PersistentVolumeClaim;
  PersistentVolume: PersistentVolume;
  StorageClass: StorageClass;
  HorizontalPodAutoscaler: HorizontalPodAutoscaler;
  PodDisruptionBudget: PodDisruptionBudget;
  ResourceQuota: ResourceQuota;
  LimitRange: LimitRange;
  Secret: Secret;
}
export type KnownKind = keyof Known;
export type KubeObject = Known[KnownKind] | OtherObject;

type Reader<T> = (apiVersion: string, metadata: ObjectMeta, raw: unknown) => T;

const readers: {
  readonly [K in KnownKind]: {
    readonly apiVersion: string;
    readonly groups: readonly string[];
    readonly read: Reader<Known[K]>;
  };
} = {
  Pod: { apiVersion: "v1", groups: [""], read: readPod },
  ReplicaSet: { apiVersion: "apps/v1", groups: ["apps", "extensions"], read: readReplicaSet },
  Deployment: { apiVersion: "apps/v1", groups: ["apps", "extensions"], read: readDeployment },
  StatefulSet: { apiVersion: "apps/v1", groups: ["apps"], read: readStatefulSet },
  DaemonSet: { apiVersion: "apps/v1", groups: ["apps", "extensions"], read: readDaemonSet },
  ControllerRevision: { apiVersion: "apps/v1", groups: ["apps"], read: readControllerRevision },
  Job: { apiVersion: "batch/v1", groups: ["batch"], read: readJob },
  CronJob: { apiVersion: "batch/v1", groups: ["batch"], read: readCronJob },
  Service: { apiVersion: "v1", groups: [""], read: readService },
  EndpointSlice: { apiVersion: "discovery.k8s.io/v1", groups: ["discovery.k8s.io"], read: readEndpointSlice },
  Event: { apiVersion: "v1", groups: ["", "events.k8s.io"], read: readEvent },
  Node: { apiVersion: "v1", groups: [""], read: readNode },
  Namespace: { apiVersion: "v1", groups: [""], read: readNamespace },
  APIService: { apiVersion: "apiregistration.k8s.io/v1", groups: ["apiregistration.k8s.io"], read: readAPIService },
  CustomResourceDefinition: {
    apiVersion: "apiextensions.k8s.io/v1",
    groups: ["apiextensions.k8s.io"],
    read: readCustomResourceDefinition,
  },
  ValidatingWebhookConfiguration: {
    apiVersion: "admissionregistration.k8s.io/v1",
    groups: ["admissionregistration.k8s.io"],
    read: readValidatingWebhookConfiguration,
  },
  MutatingWebhookConfiguration: {
    apiVersion: "admissionregistration.k8s.io/v1",
    groups: ["admissionregistration.k8s.io"],
    read: readMutatingWebhookConfiguration,
  },
  Ingress: { apiVersion: "networking.k8s.io/v1", groups: ["networking.k8s.io", "extensions"], read: readIngress },
  IngressClass: { apiVersion: "networking.k8s.io/v1", groups: ["networking.k8s.io"], read: readIngressClass },
  HTTPRoute: { apiVersion: "gateway.networking.k8s.io/v1", groups: ["gateway.networking.k8s.io"], read: readHttpRoute },
  Gateway: { apiVersion: "gateway.networking.k8s.io/v1", groups: ["gateway.networking.k8s.io"], read: readGateway },
  GatewayClass: {
    apiVersion: "gateway.networking.k8s.io/v1",
    groups: ["gateway.networking.k8s.io"],
    read: readGatewayClass,
  },
  ReferenceGrant: {
    apiVersion: "gateway.networking.k8s.io/v1beta1",
    groups: ["gateway.networking.k8s.io"],
    read: readReferenceGrant,
  },
  PersistentVolumeClaim: { apiVersion: "v1", groups: [""], read: readPersistentVolumeClaim },
  PersistentVolume: { apiVersion: "v1", groups: [""], read: readPersistentVolume },
  StorageClass: { apiVersion: "storage.k8s.io/v1", groups: ["storage.k8s.io"], read: readStorageClass },
  HorizontalPodAutoscaler: { apiVersion: "autoscaling/v2", groups: ["autoscaling"], read: readHorizontalPodAutoscaler },
  PodDisruptionBudget: { apiVersion: "policy/v1", groups: ["policy"], read: readPodDisruptionBudget },
  ResourceQuota: { apiVersion: "v1", groups: [""], read: readResourceQuota },
  LimitRange: { apiVersion: "v1", groups: [""], read: readLimitRange },
  Secret: { apiVersion: "v1", groups: [""], read: readSecret },
};

function isKnown(kind: string): kind is KnownKind {
  return Object.hasOwn(readers, kind);
}

/**
 * Reads one Kubernetes object from JSON. Never throws: a field of a wrong type counts as absent.
 * Old recordings leave out apiVersion: a known kind then gets its usual one. Gives undefined for
 * what is no object at all (no kind or no name).
 */
export function readObject(raw: unknown): KubeObject | undefined {
  const source = record(raw);
  const kind = text(source["kind"]);
  const metadata = readMeta(source["metadata"]);
  if (kind === undefined || kind === "" || metadata.name === "") return undefined;
  const apiVersion = text(source["apiVersion"]);
  if (kind === "Endpoints" && groupName(apiVersion ?? "") === "") return readEndpoints(metadata, raw);
  if (isKnown(kind)) {
    const reader = readers[kind];
    const group = apiVersion === undefined ? reader.groups[0] : groupName(apiVersion);
    if (reader.groups.includes(group ?? "")) {
      return reader.read(apiVersion ?? reader.apiVersion, metadata, raw);
    }
  }
  return readOther(apiVersion ?? "", kind, metadata, raw);
}

function groupName(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** The API groups in which a kind has been served: of one name in a namespace there is one object in each. */
export function groupsOfKind(kind: KnownKind): readonly string[] {
  return readers[kind].groups;
}

/** Is it of that kind, with all the fields its reader knows? A foreign group's kind of the same name is not. */
export function isKind<K extends KnownKind>(object: KubeObject, kind: K): object is Known[K] {
  return object.kind === kind && readers[kind].groups.includes(groupName(object.apiVersion));
}

export type { Known };
