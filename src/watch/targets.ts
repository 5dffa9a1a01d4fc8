import type { ClusterKind } from "../diagnosis/wanted-kinds";
import type { ObjectRef } from "../objects";
import type { WatchTarget } from "./change";
import { referringRoots } from "./referring-roots";

const followed = [
  { apiVersion: "apps/v1", kind: "Deployment", plural: "deployments" },
  { apiVersion: "apps/v1", kind: "ReplicaSet", plural: "replicasets" },
  { apiVersion: "v1", kind: "Pod", plural: "pods" },
  { apiVersion: "v1", kind: "Service", plural: "services" },
  { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", plural: "endpointslices" },
  { apiVersion: "v1", kind: "Event", plural: "events" },
] as const;

/** Where Events stand that are about the objects of a namespace; those about objects of the whole cluster are in "default". */
export const eventsIn = (namespace: string | undefined): WatchTarget => ({
  apiVersion: "v1",
  kind: "Event",
  plural: "events",
  namespace,
});

/** What the Pods of any workload are explained with: all roots of a namespace share these four. */
const shared = followed.filter(({ kind }) => kind !== "Deployment" && kind !== "ReplicaSet");

/** Workloads that bring kinds of their own: followed only where such a root is. */
const ownKinds: Readonly<Record<string, readonly Omit<WatchTarget, "namespace">[]>> = {
  StatefulSet: [
    { apiVersion: "apps/v1", kind: "StatefulSet", plural: "statefulsets" },
    { apiVersion: "apps/v1", kind: "ControllerRevision", plural: "controllerrevisions" },
    { apiVersion: "v1", kind: "PersistentVolumeClaim", plural: "persistentvolumeclaims" },
    ...shared,
  ],
  DaemonSet: [
    { apiVersion: "apps/v1", kind: "DaemonSet", plural: "daemonsets" },
    { apiVersion: "apps/v1", kind: "ControllerRevision", plural: "controllerrevisions" },
    ...shared,
  ],
  Job: [{ apiVersion: "batch/v1", kind: "Job", plural: "jobs" }, ...shared],
  CronJob: [
    { apiVersion: "batch/v1", kind: "CronJob", plural: "cronjobs" },
    { apiVersion: "batch/v1", kind: "Job", plural: "jobs" },
    ...shared,
  ],
};

const rootGroups: Readonly<Record<string, string>> = {
  Deployment: "apps",
  ReplicaSet: "apps",
  StatefulSet: "apps",
  DaemonSet: "apps",
  Job: "batch",
  CronJob: "batch",
  Pod: "",
  Service: "",
  EndpointSlice: "discovery.k8s.io",
};

/**
 * What to follow so that a root object can be diagnosed: the same six kinds of its namespace for
 * the roots of most kinds, so that any number of them in a namespace share six watches; a StatefulSet,
 * DaemonSet, Job or CronJob adds its own and shares the others. Nothing for a kind that is not
 * diagnosed. Without a namespace: in all namespaces (callers fill in the default namespace).
 */
export function targetsFor(root: Pick<ObjectRef, "apiVersion" | "kind" | "namespace">): readonly WatchTarget[] {
  const slash = root.apiVersion.indexOf("/");
  const group = slash < 0 ? "" : root.apiVersion.slice(0, slash);
  if (Object.hasOwn(referringRoots, root.kind)) return referringTargets(root, group);
  if (!Object.hasOwn(rootGroups, root.kind) || rootGroups[root.kind] !== group) return [];
  return (ownKinds[root.kind] ?? followed).map((target) => ({ ...target, namespace: root.namespace }));
}

/** A root that refers to others: its own kinds and theirs, beside what it shares with the workloads. */
function referringTargets(
  root: Pick<ObjectRef, "apiVersion" | "kind" | "namespace">,
  group: string,
): readonly WatchTarget[] {
  const rule = referringRoots[root.kind];
  if (rule?.group !== group) return [];
  const sharedKinds = { workloads: followed, events: followed.filter(({ kind }) => kind === "Event"), nothing: [] };
  return [...sharedKinds[rule.shared], ...rule.kinds].map((target) => ({
    // The Gateway API is installed in the version that the program names; Kubernetes' own are always there.
    apiVersion: target.kind === root.kind && group.startsWith("gateway.") ? root.apiVersion : target.apiVersion,
    kind: target.kind,
    plural: target.plural,
    namespace: "everywhere" in target ? undefined : root.namespace,
  }));
}

const system = "kube-system";

const nodes: WatchTarget = { apiVersion: "v1", kind: "Node", plural: "nodes", namespace: undefined };
const withPods: ReadonlySet<string> = new Set([
  "Deployment",
  "ReplicaSet",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "CronJob",
  "Pod",
]);

const plurals = { Node: "nodes", PersistentVolume: "persistentvolumes", Pod: "pods" } as const;

/** Kinds of the whole cluster that are followed once they explain something. What of it may not be watched is not missed. */
export function targetsEverywhere(kinds: readonly ClusterKind[]): readonly WatchTarget[] {
  return kinds.map((kind) => ({ apiVersion: "v1", kind, plural: plurals[kind], namespace: undefined }));
}

/**
 * What else says something of an object, for those who look at one. Of a workload: the nodes, to tell
 * what is free from what is asked for. Of a Service also what its traffic takes: the other workloads
 * whose Pods it could select, cluster DNS, kube-proxy or what is in its place. Nothing for other
 * kinds. What of it may not be watched is not missed.
 */
export function hintTargetsFor({ kind, namespace }: Pick<ObjectRef, "kind" | "namespace">): readonly WatchTarget[] {
  if (withPods.has(kind)) return [nodes];
  if (kind !== "Service") return [];
  const wanted = followed.filter((target) => ["Deployment", "Pod", "Service", "EndpointSlice"].includes(target.kind));
  return [
    ...wanted.map((target) => ({ ...target, namespace: system })),
    nodes,
    { apiVersion: "apps/v1", kind: "StatefulSet", plural: "statefulsets", namespace },
    { apiVersion: "apps/v1", kind: "DaemonSet", plural: "daemonsets", namespace },
  ];
}
