import { unknown } from "../wiring";
import { broughtBy, deliversAnywhere, everything, makesNoPods, type Brings } from "./brings";
import type { DeclaredObject } from "./declared";
import { isHelmRelease, isProviderComponent } from "./kind";
import type { Cluster, Place } from "./place";
import { concernsPods } from "./pod-template";
import type { StackResource } from "./stack-resource";
import { isEmpty, textField } from "./tree";

/** Something that brings objects which the declaration does not show, so that "nothing has it" cannot be said at its place. */
export interface OpaqueSource {
  /** The id of the resource or object. */
  readonly id: string;
  /** A part of a sentence: "the Helm release ingress". */
  readonly what: string;
  readonly place: Place;
  readonly brings: Brings;
}

/**
 * What an object brings that the declaration does not show: an operator's custom resource, a patch
 * or a `.get()` of what others deployed, a list. Undefined when it brings nothing. `showsPods`: its
 * Pods are seen by their template.
 */
export function opaqueObject(object: DeclaredObject, showsPods: boolean): OpaqueSource | undefined {
  const { kind, label, place, read, patch } = object;
  const isList = kind.endsWith("List") && makesNoPods(object);
  const brought = broughtBy(object);
  if (!isList && !read && !patch && "only" in brought && brought.only.length === 0) return undefined;
  const anywhere: Place = { cluster: place.cluster, namespace: undefined };
  const found = (what: string, at: Place, brings: Brings): OpaqueSource => ({ id: object.id, what, place: at, brings });
  const name = `${kind} ${label}`;
  if (isList) return found(`the objects of ${name}`, anywhere, everything);
  const own: Brings = { only: concernsPods(object) || !makesNoPods(object) ? ["Pod", kind] : [kind] };
  if (read) return found(`${name}, which is looked up in the cluster`, place, own);
  if (patch) return found(`${name}, which patches an object of somebody else`, place, own);
  const brings = showsPods ? withoutPods(brought) : brought;
  if ("only" in brings && brings.only.length === 0) return undefined;
  const stated = textField(object.tree, "metadata", "namespace");
  const wide = deliversAnywhere(object) || stated === undefined || isEmpty(object.tree);
  return found(`the operator behind ${name}`, wide ? anywhere : place, brings);
}

function withoutPods(brings: Brings): Brings {
  return "only" in brings
    ? { only: brings.only.filter((kind) => kind !== "Pod") }
    : { allBut: [...brings.allBut, "Pod"] };
}

export interface Surroundings {
  readonly cluster: Cluster;
  readonly hasChildren: boolean;
  /** Does any resource name its provider? Then one without is a component. */
  readonly providersAreGiven: boolean;
}

/** What a resource brings that is no Kubernetes object itself: a Helm release, a chart or component whose objects are not known yet. */
export function opaqueResource(resource: StackResource, surroundings: Surroundings): OpaqueSource | undefined {
  const { cluster, hasChildren, providersAreGiven } = surroundings;
  const { urn: id, type, name } = resource;
  if (isHelmRelease(type))
    return { id, what: `the Helm release ${name}`, place: releasePlace(resource, cluster), brings: everything };
  if (hasChildren || !isComponent(resource, providersAreGiven)) return undefined;
  return {
    id,
    what: `${name} (${type}), whose objects are not known yet`,
    place: { cluster, namespace: undefined },
    brings: everything,
  };
}

/** A component has no provider of its own, and neither have the engine's own resources. */
function isComponent({ type, provider }: StackResource, providersAreGiven: boolean): boolean {
  if (isProviderComponent(type)) return true;
  return (
    provider === undefined && providersAreGiven && !type.startsWith("pulumi:") && !type.startsWith("pulumi-kubespy:")
  );
}

function releasePlace({ tree }: StackResource, cluster: Cluster): Place {
  if (isEmpty(tree)) return { cluster, namespace: unknown };
  const stated = textField(tree, "namespace");
  return { cluster, namespace: stated === undefined || stated === "" ? cluster.defaultNamespace : stated };
}
