import { isHelmRelease, kindOf, makesNoPods } from "./kind";
import type { ProviderInputs } from "./place";
import { concernsPods } from "./pod-labels";
import type { StackResource } from "./stack-resource";
import { isEmpty, treeOf, type Tree } from "./tree";

/** What the policy SDK says of a resource, as far as it is read here. */
export interface GivenResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly props: unknown;
  readonly provider?: ProviderInputs | undefined;
  readonly parent?: { readonly urn: string } | undefined;
  readonly opts?: { readonly parent?: string } | undefined;
}

/**
 * What passed by while the program ran. A resource policy sees each resource's inputs, before the
 * stack policy gets to see outputs: where a provider cannot run yet (its cluster is part of the same
 * preview) the outputs are empty and the inputs serve; a resource that never passed by is a `.get()`.
 * One pack serves one run in a process of its own, so this lives as long as the module.
 */
export class Memory {
  private readonly inputs = new Map<string, Tree>();
  private readonly secrets = new Set<string>();

  remember(resource: Pick<GivenResource, "urn" | "type" | "props">): void {
    this.inputs.set(resource.urn, isReadLater(resource.type) ? treeOf(resource.props) : {});
  }

  rememberSecrets(values: Iterable<string>): void {
    for (const value of values) this.secrets.add(value);
  }

  /** The texts that the program marked as secret. */
  get secretTexts(): Iterable<string> {
    return this.secrets;
  }

  /** The stack's resources as the rules read them. */
  resources(given: readonly GivenResource[]): readonly StackResource[] {
    const watched = given.some(({ urn }) => this.inputs.has(urn));
    return given.map((resource) => {
      const { urn, type, name, provider } = resource;
      const outputs = treeOf(resource.props);
      const inputs = this.inputs.get(urn);
      return {
        urn,
        type,
        name,
        tree: isEmpty(outputs) ? (inputs ?? {}) : outputs,
        provider,
        parentUrn: resource.parent?.urn ?? resource.opts?.parent,
        read: watched && inputs === undefined && kindOf(type) !== undefined,
      };
    });
  }
}

/** Do the rules read a resource of that type? ConfigMaps, Secrets and what belongs to other clouds are only noted, not kept. */
export function isReadLater(type: string): boolean {
  const kind = kindOf(type);
  return kind === undefined ? isHelmRelease(type) : concernsPods(kind) || !makesNoPods(kind);
}
