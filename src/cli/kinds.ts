import { listed } from "./suggestion";

/** A kind that is always there, with every name that kubectl takes for it: it takes no call to know it. */
interface KnownKind {
  readonly kind: string;
  readonly apiVersion: string;
  readonly group: string;
  /** The first is the usual short name. */
  readonly names: readonly string[];
}

const kinds: readonly KnownKind[] = [
  { kind: "Deployment", apiVersion: "apps/v1", group: "apps", names: ["deploy", "deployment", "deployments"] },
  { kind: "ReplicaSet", apiVersion: "apps/v1", group: "apps", names: ["rs", "replicaset", "replicasets"] },
  { kind: "StatefulSet", apiVersion: "apps/v1", group: "apps", names: ["sts", "statefulset", "statefulsets"] },
  { kind: "DaemonSet", apiVersion: "apps/v1", group: "apps", names: ["ds", "daemonset", "daemonsets"] },
  { kind: "Job", apiVersion: "batch/v1", group: "batch", names: ["job", "jobs"] },
  { kind: "CronJob", apiVersion: "batch/v1", group: "batch", names: ["cj", "cronjob", "cronjobs"] },
  { kind: "Pod", apiVersion: "v1", group: "", names: ["pod", "po", "pods"] },
  { kind: "Service", apiVersion: "v1", group: "", names: ["svc", "service", "services"] },
  {
    kind: "Ingress",
    apiVersion: "networking.k8s.io/v1",
    group: "networking.k8s.io",
    names: ["ing", "ingress", "ingresses"],
  },
  {
    kind: "HTTPRoute",
    apiVersion: "gateway.networking.k8s.io/v1",
    group: "gateway.networking.k8s.io",
    names: ["httproute", "httproutes"],
  },
  {
    kind: "Gateway",
    apiVersion: "gateway.networking.k8s.io/v1",
    group: "gateway.networking.k8s.io",
    names: ["gtw", "gateway", "gateways"],
  },
  {
    kind: "PersistentVolumeClaim",
    apiVersion: "v1",
    group: "",
    names: ["pvc", "persistentvolumeclaim", "persistentvolumeclaims"],
  },
  {
    kind: "HorizontalPodAutoscaler",
    apiVersion: "autoscaling/v2",
    group: "autoscaling",
    names: ["hpa", "horizontalpodautoscaler", "horizontalpodautoscalers"],
  },
  {
    kind: "PodDisruptionBudget",
    apiVersion: "policy/v1",
    group: "policy",
    names: ["pdb", "poddisruptionbudget", "poddisruptionbudgets"],
  },
  { kind: "ResourceQuota", apiVersion: "v1", group: "", names: ["quota", "resourcequota", "resourcequotas"] },
  { kind: "LimitRange", apiVersion: "v1", group: "", names: ["limits", "limitrange", "limitranges"] },
];

/** What one can type, for sentences: "deploy, rs, pod and svc". */
export const shortNames: string = listed(kinds.map(({ names }) => names[0] ?? ""));

/** Every name of these kinds, to suggest one. */
export const knownNames: readonly string[] = kinds.flatMap(({ names }) => names);

/** A kind as somebody typed it: `certificates`, `certificates.cert-manager.io`, `certificates.v1.cert-manager.io`. */
export interface TypedKind {
  /** Lower case, as all of it: kubectl does not mind the case either. */
  readonly name: string;
  readonly version: string | undefined;
  /** "" is the core group (`pods.v1.`); undefined: any. */
  readonly group: string | undefined;
}

export function readTypedKind(typed: string): TypedKind {
  const [name = "", ...rest] = typed.toLowerCase().split(".");
  const hasVersion = rest[0] !== undefined && /^v\d+(?:(?:alpha|beta)\d+)?$/.test(rest[0]);
  const group = rest.slice(hasVersion ? 1 : 0);
  return {
    name,
    version: hasVersion ? rest[0] : undefined,
    group: group.length === 0 ? undefined : group.join("."),
  };
}

/** One of the kinds that are always there: any letter case, singular, plural or short, with or without its group ("deployments.apps"). */
export function knownKind(typed: string): { readonly kind: string; readonly apiVersion: string } | undefined {
  const { name, group } = readTypedKind(typed);
  const known = kinds.find((one) => one.names.includes(name) && (group === undefined || group === one.group));
  return known === undefined ? undefined : { kind: known.kind, apiVersion: known.apiVersion };
}
