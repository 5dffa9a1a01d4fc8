import type { ObjectRef } from "../objects";
import { isUnknown, unknown } from "../wiring";
import { kindOf, type TypedKind } from "./kind";
import { opaqueSourceOf } from "./opaque";
import { clusterOf, namespaceOf, type Cluster, type Place } from "./place";
import { podLabelsOf } from "./pod-labels";
import type { StackResource } from "./stack-resource";
import { field, isEmpty, labelsField, textField } from "./tree";
import type { OpaqueSource, PlacedSource, SelectingService, Wires } from "./wires";

/**
 * Sorts a stack's resources by what they are to a selector: Services that select, Pods and
 * workloads, and what brings Pods that the stack does not show. Of a resource that is not known at
 * all (its provider does not run yet) everything counts as unknown, so that it hides no other.
 */
export function toWires(resources: readonly StackResource[]): Wires {
  const services: SelectingService[] = [];
  const sources: PlacedSource[] = [];
  const opaque: OpaqueSource[] = [];
  const clusters = new Map<string | undefined, Cluster>();
  const parents = new Set(resources.map(({ parentUrn }) => parentUrn));
  const providersAreGiven = resources.some(({ provider }) => provider !== undefined);
  for (const resource of resources) {
    const cluster = clusters.get(resource.provider?.urn) ?? clusterOf(resource.provider);
    clusters.set(resource.provider?.urn, cluster);
    const place: Place = { cluster, namespace: isEmpty(resource.tree) ? unknown : namespaceOf(resource.tree, cluster) };
    const kind = kindOf(resource.type);
    const service = kind && serviceOf(resource, kind, place);
    const source = kind && sourceOf(resource, kind, place);
    if (service !== undefined) services.push(service);
    if (source !== undefined) sources.push(source);
    const hasChildren = parents.has(resource.urn);
    const hidden = opaqueSourceOf(resource, {
      cluster,
      place,
      isSource: source !== undefined,
      hasChildren,
      providersAreGiven,
    });
    if (hidden !== undefined) opaque.push(hidden);
  }
  return { services, sources, opaque };
}

/** A Service that this stack creates and that selects Pods; one without a selector or with an external name has none to find. */
function serviceOf(resource: StackResource, kind: TypedKind, place: Place): SelectingService | undefined {
  if (kind.group !== "" || kind.kind !== "Service" || kind.patch || resource.read) return undefined;
  const { urn, tree } = resource;
  const type = textField(tree, "spec", "type");
  if (type === "ExternalName") return undefined;
  const stated = isUnknown(type) || isEmpty(tree) ? unknown : field(tree, "spec", "selector");
  if (stated === undefined) return undefined;
  const selector = isUnknown(stated) ? unknown : labelsField(tree, "spec", "selector");
  if (!isUnknown(selector) && Object.keys(selector).length === 0) return undefined;
  return { urn, ref: refOf(resource, kind, place), place, selector };
}

function sourceOf(resource: StackResource, kind: TypedKind, place: Place): PlacedSource | undefined {
  if (kind.patch) return undefined;
  const { urn, tree } = resource;
  const stated = podLabelsOf(kind, tree);
  if (stated === undefined) return undefined;
  const ref = refOf(resource, kind, place);
  if (isEmpty(tree)) return { urn, ref, place, labels: unknown };
  if (kind.kind === "Pod") return { urn, ref, place, labels: stated };
  return { urn, ref, place, labels: stated, ownLabels: labelsField(tree, "metadata", "labels") };
}

/** By the object's name; by the resource's where Pulumi makes the name up or it is not known yet. */
function refOf({ name, tree }: StackResource, { apiVersion, kind }: TypedKind, { namespace }: Place): ObjectRef {
  const own = textField(tree, "metadata", "name");
  const autonamed = field(tree, "metadata", "annotations", "pulumi.com/autonamed") === "true";
  return {
    apiVersion,
    kind,
    ...(typeof namespace === "string" ? { namespace } : {}),
    name: typeof own === "string" && own !== "" && !autonamed ? own : name,
  };
}
