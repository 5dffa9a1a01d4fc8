import { UsageError } from "./command";
import { didYouMean, listed } from "./suggestion";

/** A kind that can be traced, with every name that kubectl takes for it. */
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

/** The kind that was meant: any letter case, singular, plural or short, with or without its group ("deployments.apps"). */
export function kindNamed(typed: string): { readonly kind: string; readonly apiVersion: string } {
  const [name = "", ...groupAndVersion] = typed.toLowerCase().split(".");
  const known = kinds.find(({ names, group }) => names.includes(name) && isGroup(groupAndVersion, group));
  if (known !== undefined) return { kind: known.kind, apiVersion: known.apiVersion };
  const suggestion = didYouMean(
    typed.toLowerCase(),
    kinds.flatMap(({ names }) => names),
  );
  throw new UsageError(`"${typed}" is not a kind that can be traced (${shortNames} are)${suggestion}`);
}

/** "apps", "v1.apps" or nothing of apps; "v1" or nothing of the core group. */
function isGroup(parts: readonly string[], group: string): boolean {
  const version = parts[0] !== undefined && /^v\d/.test(parts[0]) ? 1 : 0;
  const named = parts.slice(version).join(".");
  return named === "" || named === group;
}

export interface Target {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** `deploy web`, `deploy web api`, `deploy/web svc/web`: what one names objects with. Throws {@link UsageError}. */
export function targetsIn(command: string, operands: readonly string[]): readonly Target[] {
  const example = `kubespy ${command} deploy/web`;
  const [first, ...names] = operands;
  if (first === undefined) throw new UsageError(`${command} needs a kind and a name: ${example}`);
  if (operands.some((operand) => operand.includes("/"))) return operands.map((operand) => slashed(operand, example));
  const kind = kindNamed(first);
  if (names.length === 0) throw new UsageError(`${command} ${first} needs a name: kubespy ${command} ${first}/NAME`);
  return names.map((name) => ({ ...kind, name }));
}

function slashed(operand: string, example: string): Target {
  const [kind = "", name = "", ...more] = operand.split("/");
  if (kind === "" || name === "" || more.length > 0) {
    const hint = more.length > 0 ? "; the namespace goes into --namespace" : "";
    throw new UsageError(`"${operand}" is not KIND/NAME, as in ${example}${hint}`);
  }
  return { ...kindNamed(kind), name };
}
