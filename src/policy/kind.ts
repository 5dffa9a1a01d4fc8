import { groupOf } from "../objects";

/** What a Pulumi type token says about a Kubernetes object: `kubernetes:apps/v1:Deployment`. */
export interface TypedKind {
  readonly apiVersion: string;
  readonly group: string;
  readonly kind: string;
  /** `DeploymentPatch`: changes an object that somebody else owns. */
  readonly patch: boolean;
}

const token = /^kubernetes:([^:]+):([^:]+)$/;

/** The kind of a resource of the Kubernetes provider, undefined for all other resources and for the provider's components. */
export function kindOf(type: string): TypedKind | undefined {
  const match = token.exec(type);
  const [, module, kind] = match ?? [];
  if (module === undefined || kind === undefined || !module.includes("/") || componentModule.test(module))
    return undefined;
  const apiVersion = module.startsWith("core/") ? module.slice("core/".length) : module;
  const group = groupOf(apiVersion);
  const patch = kind.endsWith("Patch") && kind !== "Patch" && isBuiltIn(group);
  return { apiVersion, group, kind: patch ? kind.slice(0, -"Patch".length) : kind, patch };
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

/**
 * Custom resources that make no Pods of their own, by group or group/Kind: routes, certificates,
 * policies, scalers. All others may be an operator's, whose Pods do not stand in the stack.
 */
const podless: ReadonlySet<string> = new Set([
  "acme.cert-manager.io",
  "autoscaling.k8s.io",
  "bitnami.com/SealedSecret",
  "cert-manager.io",
  "cilium.io",
  "cloud.google.com",
  "configuration.konghq.com",
  "crd.projectcalico.org",
  "elbv2.k8s.aws",
  "external-secrets.io",
  "externaldns.k8s.io",
  "gateway.networking.k8s.io/BackendTLSPolicy",
  "gateway.networking.k8s.io/GatewayClass",
  "gateway.networking.k8s.io/GRPCRoute",
  "gateway.networking.k8s.io/HTTPRoute",
  "gateway.networking.k8s.io/ReferenceGrant",
  "gateway.networking.k8s.io/TCPRoute",
  "gateway.networking.k8s.io/TLSRoute",
  "gateway.networking.k8s.io/UDPRoute",
  "getambassador.io",
  "karpenter.k8s.aws",
  "karpenter.sh",
  "keda.sh/ClusterTriggerAuthentication",
  "keda.sh/ScaledObject",
  "keda.sh/TriggerAuthentication",
  "kyverno.io",
  "linkerd.io",
  "metallb.io",
  "monitoring.coreos.com/PodMonitor",
  "monitoring.coreos.com/Probe",
  "monitoring.coreos.com/PrometheusRule",
  "monitoring.coreos.com/ServiceMonitor",
  "networking.gke.io",
  "networking.istio.io",
  "policy.linkerd.io",
  "projectcalico.org",
  "secrets-store.csi.x-k8s.io",
  "security.istio.io",
  "snapshot.storage.k8s.io",
  "telemetry.istio.io",
  "traefik.containo.us",
  "traefik.io",
  "vpcresources.k8s.aws",
  "wgpolicyk8s.io",
]);

export function makesNoPods({ group, kind }: Pick<TypedKind, "group" | "kind">): boolean {
  return isBuiltIn(group) || podless.has(group) || podless.has(`${group}/${kind}`);
}

/** Custom resources that put their Pods into other namespaces than their own. */
const delivers: ReadonlySet<string> = new Set([
  "argoproj.io/Application",
  "argoproj.io/ApplicationSet",
  "helm.cattle.io/HelmChart",
  "helm.toolkit.fluxcd.io/HelmRelease",
  "kustomize.toolkit.fluxcd.io/Kustomization",
  "operator.istio.io/IstioOperator",
]);

export function deliversAnywhere({ group, kind }: Pick<TypedKind, "group" | "kind">): boolean {
  return delivers.has(`${group}/${kind}`);
}
