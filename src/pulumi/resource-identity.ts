import type * as pulumi from "@pulumi/pulumi";

/** The parts of a resource that the SDK keeps but does not declare. */
interface SdkResource {
  readonly __pulumiType?: string;
  readonly __name?: string;
  readonly __parentResource?: pulumi.Resource;
}

const stackType = "pulumi:pulumi:Stack";

/** "kubernetes:apps/v1:Deployment" → apiVersion and kind; undefined for what is no Kubernetes object (Helm releases, YAML groups). */
export function objectType(type: string): { readonly apiVersion: string; readonly kind: string } | undefined {
  const match = /^kubernetes:([^:]+):([A-Za-z0-9]+)$/.exec(type);
  const [, module, kind] = match ?? [];
  if (module === undefined || kind === undefined) return undefined;
  if (
    !/(^|\/)v\d+[a-z0-9]*$/.test(module) ||
    module.startsWith("helm.sh/") ||
    module.startsWith("yaml/") ||
    module.startsWith("kustomize/")
  ) {
    return undefined;
  }
  const apiVersion = module.startsWith("core/") ? module.slice("core/".length) : module;
  return { apiVersion, kind: kind.endsWith("Patch") ? kind.slice(0, -"Patch".length) : kind };
}

/**
 * What a URN says of a resource without its stack and project: the types of its parents and its
 * own, and its name. Hooks only get the URN, and the resource's own `urn` resolves too late.
 */
export function identityOf(type: string, name: string, parent: pulumi.Resource | undefined): string {
  const types = [type];
  for (
    let at = parent as SdkResource | undefined;
    at !== undefined;
    at = at.__parentResource as SdkResource | undefined
  ) {
    const parentType = at.__pulumiType;
    if (parentType === undefined || parentType === stackType) break;
    types.unshift(parentType);
  }
  return `${types.join("$")}::${name}`;
}

/** The same of a URN: everything after stack and project. */
export function identityInUrn(urn: string): string {
  return urn.split("::").slice(2).join("::");
}
