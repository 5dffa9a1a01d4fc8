import type { Manifest, Situation, Step } from "./situations/situation.ts";

/** How a kind is listed, and what one has to see beside it to understand it. */
export interface RecordedKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly isClusterScoped: boolean;
  readonly beside: readonly string[];
}

const namespaced = (apiVersion: string, kind: string, plural: string, ...beside: readonly string[]): RecordedKind => ({
  apiVersion,
  kind,
  plural,
  isClusterScoped: false,
  beside,
});
const clusterScoped = (
  apiVersion: string,
  kind: string,
  plural: string,
  ...beside: readonly string[]
): RecordedKind => ({ ...namespaced(apiVersion, kind, plural, ...beside), isClusterScoped: true });

/** What `kubespy record` follows for every object. */
const usual = ["Deployment", "ReplicaSet", "Pod", "Service", "EndpointSlice", "Event"];

const rows = [
  namespaced("apps/v1", "Deployment", "deployments"),
  namespaced("apps/v1", "ReplicaSet", "replicasets"),
  namespaced("apps/v1", "StatefulSet", "statefulsets", "ControllerRevision", "PersistentVolumeClaim"),
  namespaced("apps/v1", "DaemonSet", "daemonsets", "ControllerRevision", "Node"),
  namespaced("apps/v1", "ControllerRevision", "controllerrevisions"),
  namespaced("batch/v1", "Job", "jobs"),
  namespaced("batch/v1", "CronJob", "cronjobs", "Job"),
  namespaced("v1", "Pod", "pods"),
  namespaced("v1", "Service", "services"),
  namespaced("v1", "Event", "events"),
  namespaced("discovery.k8s.io/v1", "EndpointSlice", "endpointslices"),
  namespaced("v1", "PersistentVolumeClaim", "persistentvolumeclaims", "PersistentVolume", "StorageClass"),
  clusterScoped("v1", "PersistentVolume", "persistentvolumes", "PersistentVolumeClaim", "StorageClass"),
  clusterScoped("storage.k8s.io/v1", "StorageClass", "storageclasses"),
  namespaced("networking.k8s.io/v1", "Ingress", "ingresses", "IngressClass", "Secret"),
  clusterScoped("networking.k8s.io/v1", "IngressClass", "ingressclasses"),
  namespaced("gateway.networking.k8s.io/v1", "HTTPRoute", "httproutes", "Gateway", "ReferenceGrant"),
  namespaced("gateway.networking.k8s.io/v1", "Gateway", "gateways", "GatewayClass"),
  namespaced("gateway.networking.k8s.io/v1beta1", "ReferenceGrant", "referencegrants"),
  clusterScoped("gateway.networking.k8s.io/v1", "GatewayClass", "gatewayclasses"),
  namespaced("v1", "Secret", "secrets"),
  namespaced("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
  namespaced("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets"),
  namespaced("v1", "ResourceQuota", "resourcequotas"),
  namespaced("v1", "LimitRange", "limitranges"),
  clusterScoped("v1", "Namespace", "namespaces"),
  clusterScoped("v1", "Node", "nodes"),
  clusterScoped("apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions"),
  clusterScoped("apiregistration.k8s.io/v1", "APIService", "apiservices"),
  clusterScoped("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations"),
];

/** Kinds that have no namespace and are not recorded. */
const unrecordedClusterScoped = [
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "PriorityClass",
  "RuntimeClass",
];

const rowOf = (kind: string): RecordedKind | undefined => rows.find((row) => row.kind === kind);

export const kindOf = (object: Manifest): string => String(object["kind"]);
export const nameOf = (object: Manifest): string => String((object["metadata"] as Manifest)["name"]);
export const isClusterScoped = (kind: string): boolean =>
  rowOf(kind)?.isClusterScoped ?? unrecordedClusterScoped.includes(kind);

const appliedIn = (steps: readonly Step[]): readonly Manifest[] =>
  steps.flatMap((step) => (step.type === "apply" ? step.objects : []));

/** Every object that a situation makes; one that it makes twice, twice. */
export const objectsOf = ({ before = [], steps }: Situation): readonly Manifest[] => [
  ...appliedIn(before),
  ...appliedIn(steps),
];

/** The kinds to follow for a situation: the usual six, those it makes, and what explains those. Throws for a kind that is not in the table. */
export function followedKinds(situation: Situation): readonly RecordedKind[] {
  const { root, follow = [] } = situation;
  const named = [
    ...usual,
    ...(root.custom === undefined ? [root.kind] : []),
    ...follow,
    ...objectsOf(situation)
      .map(kindOf)
      .filter((kind) => rowOf(kind) !== undefined),
  ];
  const found = new Map<string, RecordedKind>();
  const add = (kind: string): void => {
    if (found.has(kind)) return;
    const row = rowOf(kind);
    if (row === undefined) throw new Error(`${situation.name}: kind ${kind} is not in the table of kinds`);
    found.set(kind, row);
    row.beside.forEach(add);
  };
  named.forEach(add);
  const { custom, kind } = root;
  if (custom !== undefined) found.set(kind, namespaced(custom.apiVersion, kind, custom.plural));
  return [...found.values()];
}

/** The apiVersion of a situation's root. */
export function rootApiVersion({ root }: Situation): string {
  return root.custom?.apiVersion ?? rowOf(root.kind)?.apiVersion ?? "";
}
