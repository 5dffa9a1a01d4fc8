import type { KubeObject } from "./object";

/** Which Kubernetes object: the identity that people type and that diagnoses carry. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
}

export function refOf(object: KubeObject): ObjectRef {
  const { namespace, name, uid } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(uid === undefined ? {} : { uid }),
  };
}

/** "Deployment web": kind and name, as sentences use it. */
export function nameOf(ref: Pick<ObjectRef, "kind" | "name">): string {
  return `${ref.kind} ${ref.name}`;
}

/** The API group of an apiVersion: "apps" of "apps/v1", "" of "v1". */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** One string per object, equal for equal kind, group, namespace and name (versions of a group are the same object). */
export function keyOf(ref: Pick<ObjectRef, "apiVersion" | "kind" | "namespace" | "name">): string {
  return `${groupOf(ref.apiVersion)}/${ref.kind}/${ref.namespace ?? ""}/${ref.name}`;
}
