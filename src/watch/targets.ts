import type { ObjectRef } from "../objects";
import type { WatchTarget } from "./change";

const followed = [
  { apiVersion: "apps/v1", kind: "Deployment", plural: "deployments" },
  { apiVersion: "apps/v1", kind: "ReplicaSet", plural: "replicasets" },
  { apiVersion: "v1", kind: "Pod", plural: "pods" },
  { apiVersion: "v1", kind: "Service", plural: "services" },
  { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", plural: "endpointslices" },
  { apiVersion: "v1", kind: "Event", plural: "events" },
] as const;

const rootGroups: Readonly<Record<string, string>> = {
  Deployment: "apps",
  ReplicaSet: "apps",
  Pod: "",
  Service: "",
  EndpointSlice: "discovery.k8s.io",
};

/**
 * What to follow so that a root object can be diagnosed: the same six kinds of its namespace for
 * every root, so that any number of roots in a namespace share six watches. Nothing for a kind that
 * is not diagnosed. Without a namespace: in all namespaces (callers fill in the default namespace).
 */
export function targetsFor(root: Pick<ObjectRef, "apiVersion" | "kind" | "namespace">): readonly WatchTarget[] {
  const slash = root.apiVersion.indexOf("/");
  const group = slash < 0 ? "" : root.apiVersion.slice(0, slash);
  if (!Object.hasOwn(rootGroups, root.kind) || rootGroups[root.kind] !== group) return [];
  return followed.map((target) => ({ ...target, namespace: root.namespace }));
}
