import { groupOf } from "../objects/ref";

/** What a Pulumi type token says about a Kubernetes object: `kubernetes:apps/v1:Deployment`. */
export interface TypedKind extends GroupKind {
  readonly apiVersion: string;
  /** `DeploymentPatch`: changes an object that somebody else owns. */
  readonly patch: boolean;
}

export interface GroupKind {
  readonly group: string;
  readonly kind: string;
  /** "apps/Deployment", "/Service": what tables and indexes are keyed by, since the versions of a group are the same objects. */
  readonly key: string;
}

const token = /^kubernetes:([^:]+):([^:]+)$/;

/** The kind of a resource of the Kubernetes provider, undefined for all other resources and for the provider's components. */
export function kindOf(type: string): TypedKind | undefined {
  if (!kinds.has(type)) kinds.set(type, readKind(type));
  return kinds.get(type);
}

/** A program has few types for its many resources: each is read once. */
const kinds = new Map<string, TypedKind | undefined>();

function readKind(type: string): TypedKind | undefined {
  const match = token.exec(type);
  const [, module, stated] = match ?? [];
  if (module === undefined || stated === undefined || !module.includes("/") || componentModule.test(module))
    return undefined;
  const apiVersion = module.startsWith("core/") ? module.slice("core/".length) : module;
  const group = groupOf(apiVersion);
  const patch = stated.endsWith("Patch") && stated !== "Patch" && isBuiltIn(group);
  const kind = patch ? stated.slice(0, -"Patch".length) : stated;
  return { apiVersion, group, kind, key: `${group}/${kind}`, patch };
}

/** The kind of an object that says so itself, as manifests do. */
export function typedKind(apiVersion: string, kind: string): TypedKind {
  const group = groupOf(apiVersion);
  return { apiVersion, group, kind, key: `${group}/${kind}`, patch: false };
}

/** Charts, YAML and kustomize folders: components whose objects are their children, and the Helm release, which has none. */
const componentModule = /^(?:helm\.sh|yaml|kustomize)(?:\/|$)/;

export const isHelmRelease = (type: string): boolean => /^kubernetes:helm\.sh\/v\d+:Release$/.test(type);

/** A component of the Kubernetes provider: `kubernetes:helm.sh/v4:Chart`, `kubernetes:yaml:ConfigFile`, `kubernetes:kustomize/v2:Directory`. */
export function isProviderComponent(type: string): boolean {
  const module = token.exec(type)?.[1];
  return module !== undefined && componentModule.test(module) && !isHelmRelease(type);
}

const builtIn: ReadonlySet<string> = new Set([
  "",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "apps",
  "auditregistration.k8s.io",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "extensions",
  "flowcontrol.apiserver.k8s.io",
  "internal.apiserver.k8s.io",
  "meta",
  "networking.k8s.io",
  "node.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "settings.k8s.io",
  "storage.k8s.io",
  "storagemigration.k8s.io",
]);

/** Is it an API group of Kubernetes itself, whose kinds are known not to make Pods behind one's back? */
export function isBuiltIn(group: string): boolean {
  return builtIn.has(group);
}

/** Kinds of Kubernetes itself, and of the Gateway API, whose objects are in no namespace. */
const clusterWide: ReadonlySet<string> = new Set([
  "/Namespace",
  "/Node",
  "/PersistentVolume",
  "admissionregistration.k8s.io/MutatingAdmissionPolicy",
  "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding",
  "admissionregistration.k8s.io/MutatingWebhookConfiguration",
  "admissionregistration.k8s.io/ValidatingAdmissionPolicy",
  "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding",
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
  "apiextensions.k8s.io/CustomResourceDefinition",
  "apiregistration.k8s.io/APIService",
  "certificates.k8s.io/CertificateSigningRequest",
  "flowcontrol.apiserver.k8s.io/FlowSchema",
  "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration",
  "gateway.networking.k8s.io/GatewayClass",
  "networking.k8s.io/IngressClass",
  "node.k8s.io/RuntimeClass",
  "policy/PodSecurityPolicy",
  "rbac.authorization.k8s.io/ClusterRole",
  "rbac.authorization.k8s.io/ClusterRoleBinding",
  "resource.k8s.io/DeviceClass",
  "scheduling.k8s.io/PriorityClass",
  "storage.k8s.io/CSIDriver",
  "storage.k8s.io/CSINode",
  "storage.k8s.io/StorageClass",
  "storage.k8s.io/VolumeAttachment",
]);

/** Is an object of that kind in no namespace? Of custom resources it is not known: they count as being in one. */
export function isClusterWide({ key }: GroupKind): boolean {
  return clusterWide.has(key);
}
