import { unknown } from "../wiring";
import { deliversAnywhere, isHelmRelease, isProviderComponent, kindOf, makesNoPods } from "./kind";
import type { Cluster, Place } from "./place";
import { concernsPods } from "./pod-labels";
import type { StackResource } from "./stack-resource";
import { isEmpty, textField } from "./tree";
import type { OpaqueSource } from "./wires";

export interface Surroundings {
  readonly cluster: Cluster;
  readonly place: Place;
  /** It shows the labels of its Pods. */
  readonly isSource: boolean;
  readonly hasChildren: boolean;
  /** Does any resource name its provider? Then one without is a component. */
  readonly providersAreGiven: boolean;
}

/**
 * Does the resource bring Pods that the stack does not show: a Helm release, a chart whose objects
 * are not known yet, an operator's custom resource, a patch or a `.get()` of what others deployed?
 * Undefined when it does not.
 */
export function opaqueSourceOf(resource: StackResource, surroundings: Surroundings): OpaqueSource | undefined {
  const { cluster, place } = surroundings;
  const anywhere: Place = { cluster, namespace: undefined };
  const found = (what: string, at: Place): OpaqueSource => ({ urn: resource.urn, what, place: at });
  if (isHelmRelease(resource.type)) return found(`the Helm release ${resource.name}`, releasePlace(resource, cluster));
  const kind = kindOf(resource.type);
  if (kind === undefined) {
    if (surroundings.hasChildren || !isComponent(resource, surroundings.providersAreGiven)) return undefined;
    return found(`${resource.name} (${resource.type}), whose objects are not known yet`, anywhere);
  }
  const name = `${kind.kind} ${resource.name}`;
  if (kind.kind.endsWith("List") && makesNoPods(kind)) return found(`the objects of ${name}`, anywhere);
  if (resource.read && (concernsPods(kind) || !makesNoPods(kind)))
    return found(`${name}, which is looked up in the cluster`, place);
  if (kind.patch && concernsPods(kind)) return found(`${name}, which patches an object of somebody else`, place);
  if (makesNoPods(kind) || surroundings.isSource) return undefined;
  const stated = textField(resource.tree, "metadata", "namespace");
  const wide = deliversAnywhere(kind) || stated === undefined || isEmpty(resource.tree);
  return found(`the operator behind ${name}`, wide ? anywhere : place);
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
