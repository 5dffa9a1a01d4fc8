import { declare, type DeclaredObject } from "./declared";
import { Declaration, type DeclarationOptions } from "./declaration";
import { kindOf } from "./kind";
import { opaqueResource, type OpaqueSource } from "./opaque";
import { clusterOf, type Cluster } from "./place";
import type { StackResource } from "./stack-resource";
import { field, type Tree } from "./tree";

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
  let parents: ReadonlySet<string | undefined> | undefined;
  let providersAreGiven: boolean | undefined;
  for (const resource of resources) {
    const { urn, name, tree, read, provider, dependencies } = resource;
    let cluster = clusters.get(provider?.urn);
    if (cluster === undefined) {
      cluster = clusterOf(provider);
      clusters.set(provider?.urn, cluster);
    }
    const kind = kindOf(resource.type);
    if (kind !== undefined) {
      objects.push(declare({ id: urn, kind, tree, cluster, label: name, origin: { urn }, read, dependencies }));
      continue;
    }
    parents ??= new Set(resources.map(({ parentUrn }) => parentUrn));
    providersAreGiven ??= resources.some((one) => one.provider !== undefined);
    const hidden = opaqueResource(resource, { cluster, hasChildren: parents.has(urn), providersAreGiven });
    if (hidden !== undefined) opaque.push(hidden);
  }
  return new Declaration(objects, { ...options, opaque });
}

/**
 * Can a rule of scope "object", or what is said of exemptions, concern an object with these
 * properties? No for most ConfigMaps, Secrets, accounts and roles: what is judged stands in a spec
 * or in a webhook.
 */
export function isJudgedAlone(tree: Tree): boolean {
  return (
    Object.hasOwn(tree, "spec") ||
    Object.hasOwn(tree, "webhooks") ||
    field(tree, "metadata", "annotations") !== undefined
  );
}
