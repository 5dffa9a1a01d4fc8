import { declare, type DeclaredObject } from "./declared";
import { Declaration, type DeclarationOptions } from "./declaration";
import { kindOf } from "./kind";
import { opaqueResource, type OpaqueSource } from "./opaque";
import { clusterOf, type Cluster } from "./place";
import type { StackResource } from "./stack-resource";

/**
 * What a stack's resources declare. Of a resource that is not known at all (its provider does not
 * run yet) everything counts as unknown, so that it hides no other.
 */
export function declareStack(
  resources: readonly StackResource[],
  options: Omit<DeclarationOptions, "opaque"> = {},
): Declaration {
  const objects: DeclaredObject[] = [];
  const opaque: OpaqueSource[] = [];
  const clusters = new Map<string | undefined, Cluster>();
  const parents = new Set(resources.map(({ parentUrn }) => parentUrn));
  const providersAreGiven = resources.some(({ provider }) => provider !== undefined);
  for (const resource of resources) {
    const { urn, name, tree, read, dependencies = {} } = resource;
    const cluster = clusters.get(resource.provider?.urn) ?? clusterOf(resource.provider);
    clusters.set(resource.provider?.urn, cluster);
    const kind = kindOf(resource.type);
    if (kind !== undefined) {
      objects.push(declare({ id: urn, kind, tree, cluster, label: name, origin: { urn }, read, dependencies }));
      continue;
    }
    const hidden = opaqueResource(resource, { cluster, hasChildren: parents.has(urn), providersAreGiven });
    if (hidden !== undefined) opaque.push(hidden);
  }
  return new Declaration(objects, { ...options, opaque });
}
