import {
  declareStack,
  isEmpty,
  isHelmRelease,
  kindOf,
  type Declaration,
  type PodTemplatePaths,
  type ProviderInputs,
  type StackResource,
  type Tree,
} from "../checks";
import { secretTextsIn, treeOf } from "./unwrap";

/** What the policy SDK says of a resource, as far as it is read here. */
export interface GivenResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly props: unknown;
  readonly provider?: { readonly urn: string; readonly name: string; readonly props: unknown } | undefined;
  readonly parent?: { readonly urn: string } | undefined;
  readonly opts?: { readonly parent?: string } | undefined;
  readonly propertyDependencies?: Readonly<Record<string, readonly { readonly urn: string }[]>>;
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
  /** Resources whose marks were not read yet. */
  private marked: unknown[] = [];
  private readonly told = new Map<string, string>();
  private latest: string | undefined;
  private undecidedBy: string | undefined;
  private declared:
    { readonly kinds: string; readonly given: readonly GivenResource[]; readonly declaration: Declaration } | undefined;

  remember({ urn, type, props }: Pick<GivenResource, "urn" | "type" | "props">): void {
    if (this.declared !== undefined) this.forget();
    // One policy after the other is given the same resource.
    if (this.latest === urn) return;
    this.latest = urn;
    this.inputs.set(urn, keptOf(type, props));
  }

  /** A resource that comes after a whole stack begins another run. */
  private forget(): void {
    this.declared = undefined;
    this.latest = undefined;
    this.undecidedBy = undefined;
    this.told.clear();
  }

  /** What the other policies have told already. */
  toldByOthers(policy: string): ReadonlySet<string> {
    return new Set([...this.told].filter(([, by]) => by !== policy).map(([cause]) => cause));
  }

  rememberTold(policy: string, causes: readonly string[]): void {
    for (const cause of causes) if (!this.told.has(cause)) this.told.set(cause, policy);
  }

  /** What could not be decided is said in one line, by the first policy that is asked to. */
  mayTellUndecided(policy: string): boolean {
    this.undecidedBy ??= policy;
    return this.undecidedBy === policy;
  }

  /** `props` are as a remediation sees them, with the SDK's marks. They are read once there is something to report. */
  rememberMarked(props: unknown): void {
    this.marked.push(props);
  }

  /** The texts that the program marked as secret. */
  get secretTexts(): Iterable<string> {
    for (const props of this.marked) for (const text of secretTextsIn(treeOf(props))) this.secrets.add(text);
    this.marked = [];
    return this.secrets;
  }

  /** What the whole stack declares. The SDK hands the same stack to each policy: it is read once. */
  declaration(given: readonly GivenResource[], podTemplates: PodTemplatePaths): Declaration {
    const kinds = JSON.stringify(podTemplates);
    if (this.declared?.kinds !== kinds || this.inputs.size === 0 || !isSameStack(this.declared.given, given))
      this.declared = { kinds, given, declaration: declareStack(this.resources(given), { podTemplates }) };
    return this.declared.declaration;
  }

  /** The stack's resources as the rules read them. */
  private resources(given: readonly GivenResource[]): readonly StackResource[] {
    const watched = given.some(({ urn }) => this.inputs.has(urn));
    const providers = new Map<string | undefined, ProviderInputs | undefined>();
    return given.map((resource) => {
      const { provider } = resource;
      if (!providers.has(provider?.urn)) providers.set(provider?.urn, providerOf(resource));
      const inputs = this.inputs.get(resource.urn);
      const outputs = leanTree(resource.type, treeOf(resource.props));
      const read = watched && inputs === undefined && kindOf(resource.type) !== undefined;
      return stackResource(resource, isEmpty(outputs) ? (inputs ?? {}) : outputs, providers.get(provider?.urn), read);
    });
  }
}

/** That it is no other run's is known from elsewhere: resources pass by before a stack is complete. */
function isSameStack(one: readonly GivenResource[], other: readonly GivenResource[]): boolean {
  return one.length === other.length && one[0]?.urn === other[0]?.urn && one.at(-1)?.urn === other.at(-1)?.urn;
}

/** A resource by itself, as a resource policy sees it: its inputs. */
export function stackResource(
  resource: GivenResource,
  tree: Tree,
  provider = providerOf(resource),
  read = false,
): StackResource {
  const { urn, type, name, propertyDependencies = {} } = resource;
  const dependencies: Record<string, readonly string[]> = {};
  for (const property of Object.keys(propertyDependencies))
    dependencies[property] = (propertyDependencies[property] ?? []).map((one) => one.urn);
  return {
    urn,
    type,
    name,
    tree,
    provider,
    parentUrn: resource.parent?.urn ?? resource.opts?.parent,
    read,
    dependencies,
  };
}

function providerOf({ provider }: GivenResource): ProviderInputs | undefined {
  if (provider === undefined) return undefined;
  return { urn: provider.urn, name: provider.name, tree: treeOf(provider.props) };
}

/** Do the rules read a resource of that type? Those of other clouds are only noted, not kept. */
export function isReadLater(type: string): boolean {
  return kindOf(type) !== undefined || isHelmRelease(type);
}

/** ConfigMaps and Secrets are read for the names of their keys only: their values are not kept. */
export const isConfig = (type: string): boolean =>
  type === "kubernetes:core/v1:ConfigMap" || type === "kubernetes:core/v1:Secret";

function keptOf(type: string, props: unknown): Tree {
  return isReadLater(type) ? leanTree(type, treeOf(props)) : {};
}

const dataFields: readonly string[] = ["data", "stringData", "binaryData"];

function leanTree(type: string, tree: Tree): Tree {
  if (!isConfig(type)) return tree;
  let lean = tree;
  for (const name of dataFields) if (Object.hasOwn(tree, name)) lean = { ...lean, [name]: keysOnly(tree[name]) };
  return lean;
}

function keysOnly(data: unknown): unknown {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return data;
  return Object.fromEntries(Object.keys(data).map((key) => [key, ""]));
}
