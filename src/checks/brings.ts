import { isBuiltIn, type GroupKind } from "./kind";

/** What may come of something that the declaration does not show: only these kinds, or all but these. */
export type Brings = { readonly only: readonly string[] } | { readonly allBut: readonly string[] };

export function doesBring(brings: Brings, kind: string): boolean {
  return "only" in brings ? brings.only.includes(kind) : !brings.allBut.includes(kind);
}

export const everything: Brings = { allBut: [] };
const allButPods: Brings = { allBut: ["Pod"] };
const nothing: Brings = { only: [] };
const pods: Brings = { only: ["Pod"] };
const secrets: Brings = { only: ["Secret"] };

/**
 * What custom resources make, by group or group/Kind, as far as it is known: most of these are
 * routes, certificates, policies and scalers. All others may be an operator's, which can bring
 * anything.
 */
const known: Readonly<Record<string, Brings>> = {
  "acme.cert-manager.io": { only: ["Service", "Ingress"] },
  "apps.kruise.io": pods,
  "apps.openshift.io/DeploymentConfig": pods,
  "argoproj.io/CronWorkflow": pods,
  "argoproj.io/Rollout": pods,
  "argoproj.io/Workflow": pods,
  "autoscaling.k8s.io": nothing,
  "bitnami.com/SealedSecret": secrets,
  "cert-manager.io": secrets,
  "cilium.io": nothing,
  "cloud.google.com": nothing,
  "configuration.konghq.com": nothing,
  "crd.projectcalico.org": nothing,
  "elbv2.k8s.aws": nothing,
  "external-secrets.io": { only: ["Secret", "ConfigMap"] },
  "externaldns.k8s.io": nothing,
  "gateway.envoyproxy.io": nothing,
  "gateway.networking.k8s.io/BackendTLSPolicy": nothing,
  "gateway.networking.k8s.io/Gateway": { only: ["Deployment", "Pod", "Service"] },
  "gateway.networking.k8s.io/GatewayClass": nothing,
  "gateway.networking.k8s.io/GRPCRoute": nothing,
  "gateway.networking.k8s.io/HTTPRoute": nothing,
  "gateway.networking.k8s.io/ReferenceGrant": nothing,
  "gateway.networking.k8s.io/TCPRoute": nothing,
  "gateway.networking.k8s.io/TLSRoute": nothing,
  "gateway.networking.k8s.io/UDPRoute": nothing,
  "getambassador.io": nothing,
  "karpenter.k8s.aws": nothing,
  "karpenter.sh": nothing,
  "keda.sh/ClusterTriggerAuthentication": nothing,
  "keda.sh/ScaledJob": pods,
  "keda.sh/ScaledObject": { only: ["HorizontalPodAutoscaler"] },
  "keda.sh/TriggerAuthentication": nothing,
  "kyverno.io": allButPods,
  "linkerd.io": nothing,
  "metallb.io": nothing,
  "monitoring.coreos.com/PodMonitor": nothing,
  "monitoring.coreos.com/Probe": nothing,
  "monitoring.coreos.com/PrometheusRule": nothing,
  "monitoring.coreos.com/ServiceMonitor": nothing,
  "networking.gke.io": nothing,
  "networking.istio.io": nothing,
  "policy.linkerd.io": nothing,
  "projectcalico.org": nothing,
  "secrets-store.csi.x-k8s.io": secrets,
  "security.istio.io": nothing,
  "snapshot.storage.k8s.io": nothing,
  "telemetry.istio.io": nothing,
  "traefik.containo.us": nothing,
  "traefik.io": nothing,
  "vpcresources.k8s.aws": nothing,
  "wgpolicyk8s.io": nothing,
};

/** What objects of a kind bring that the declaration does not show. Kubernetes' own bring nothing: their Pods are seen by their templates. */
export function broughtBy({ group, key }: GroupKind): Brings {
  if (isBuiltIn(group)) return nothing;
  for (const name of [key, group]) {
    const brings = Object.hasOwn(known, name) ? known[name] : undefined;
    if (brings !== undefined) return brings;
  }
  return everything;
}

/** Is it known that objects of that kind make no Pods behind one's back? */
export function makesNoPods(kind: GroupKind): boolean {
  return !doesBring(broughtBy(kind), "Pod");
}

/** Custom resources that put their objects into other namespaces than their own. */
const delivers: ReadonlySet<string> = new Set([
  "argoproj.io/Application",
  "argoproj.io/ApplicationSet",
  "helm.cattle.io/HelmChart",
  "helm.toolkit.fluxcd.io/HelmRelease",
  "kustomize.toolkit.fluxcd.io/Kustomization",
  "operator.istio.io/IstioOperator",
]);

export function deliversAnywhere({ key }: GroupKind): boolean {
  return delivers.has(key);
}
