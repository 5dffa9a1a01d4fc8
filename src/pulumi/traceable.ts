import { ruleFor, type Diagnosis, type ReadinessRule } from "../diagnosis";
import { targetsFor } from "../watch";
import { objectType } from "./resource-identity";

/**
 * Kinds that come up over time and can get stuck: they have a story of their own. Everything else
 * (a ConfigMap, a Namespace) is done when the API server has it, and gets no line.
 */
const kinds: ReadonlySet<string> = new Set([
  "Pod",
  "ReplicaSet",
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "CronJob",
  "Service",
  "Ingress",
  "HTTPRoute",
  "Gateway",
  "PersistentVolumeClaim",
  "HorizontalPodAutoscaler",
  "PodDisruptionBudget",
]);

interface ObjectType {
  readonly apiVersion: string;
  readonly kind: string;
}

/** They stand beside a workload, which works without them: only a problem of theirs is worth a line. */
const beside: ReadonlySet<string> = new Set(["CronJob", "HorizontalPodAutoscaler", "PodDisruptionBudget"]);

export function isTraceable({ apiVersion, kind }: ObjectType): boolean {
  return kinds.has(kind) && targetsFor({ apiVersion, kind, namespace: "" }).length > 0;
}

export function isBeside(kind: string): boolean {
  return beside.has(kind);
}

/** A budget whose Pods are in trouble: it only repeats what their workload tells. */
export function isEcho({ object, because }: Diagnosis): boolean {
  return object.kind === "PodDisruptionBudget" && because.length > 0;
}

/** A Helm release: one resource, whose objects are found in the cluster. */
export function isRelease(type: string): boolean {
  return type === "kubernetes:helm.sh/v3:Release";
}

/** A kind of somebody else's whose state can be read by a rule: the program's own, or one that the package brings. */
export function isCustom(object: ObjectType, rules: readonly ReadinessRule[]): boolean {
  return !isTraceable(object) && ruleFor(object, rules) !== undefined;
}

/** Does a resource of this type get hooks and lines? */
export function isFollowed(type: string, rules: readonly ReadinessRule[]): boolean {
  if (isRelease(type)) return true;
  const object = objectType(type);
  return object !== undefined && (isTraceable(object) || isCustom(object, rules));
}
