import * as pulumi from "@pulumi/pulumi";
import type { ProviderInputs, StackResource } from "../checks";
import { configured } from "./cluster-choice";
import { dependenciesIn, treeOf, type InTime } from "./check-values";

/** A resource of the program, remembered while it is constructed. */
interface Remembered {
  readonly resource: pulumi.Resource;
  readonly type: string;
  readonly name: string;
  readonly parent: pulumi.Resource | undefined;
  /** It is looked up with `.get()`. */
  readonly read: boolean;
  readonly dependencies: ReadonlyMap<string, ReadonlySet<pulumi.Resource>>;
}

/** What the SDK keeps in the same object as a resource's properties. */
const ownOfSdk: ReadonlySet<string> = new Set(["urn", "id"]);

const providerFields = ["kubeconfig", "context", "cluster", "clusterIdentifier", "namespace"] as const;

/**
 * The resources that a program registers, as the rules read them. Their properties are read when all
 * of them are registered: then they are what the provider's preview says, later transformations,
 * made-up names and namespaces included, or the inputs where no provider can run yet.
 */
export class ProgramResources {
  private readonly remembered: Remembered[] = [];
  private readonly providers = new Map<pulumi.ProviderResource, Promise<ProviderInputs>>();

  remember({ resource, type, name, props, opts }: pulumi.ResourceTransformationArgs): void {
    // The engine's own: the stack, providers.
    if (type.startsWith("pulumi:")) return;
    const read = (opts as pulumi.CustomResourceOptions).id !== undefined;
    this.remembered.push({ resource, type, name, parent: opts.parent, read, dependencies: dependenciesIn(props) });
  }

  /** All of them; undefined where a registration did not come through: without it the others cannot be judged. */
  async all(inTime: InTime): Promise<readonly StackResource[] | undefined> {
    const all = await Promise.all(this.remembered.map((one) => this.stackResource(one, inTime)));
    const registered = all.filter((one) => one !== undefined);
    return registered.length === all.length ? registered : undefined;
  }

  private async stackResource(one: Remembered, inTime: InTime): Promise<StackResource | undefined> {
    const { resource, type, name, parent, read, dependencies } = one;
    const urn = await urnOf(resource, inTime);
    if (urn === undefined) return undefined;
    const isKubernetes = type.startsWith("kubernetes:");
    const named = Object.entries(resource).filter(([key]) => !key.startsWith("__") && !ownOfSdk.has(key));
    return {
      urn,
      type,
      name,
      tree: isKubernetes ? await treeOf(Object.fromEntries(named), inTime) : {},
      provider: pulumi.CustomResource.isInstance(resource)
        ? await this.providerOf(resource, isKubernetes, inTime)
        : undefined,
      parentUrn: parent === undefined ? undefined : await urnOf(parent, inTime),
      read,
      dependencies: Object.fromEntries(
        await Promise.all(
          [...dependencies].map(async ([property, on]) => [property, await urnsOf(on, inTime)] as const),
        ),
      ),
    };
  }

  private async providerOf(
    resource: pulumi.CustomResource,
    isKubernetes: boolean,
    inTime: InTime,
  ): Promise<ProviderInputs> {
    // Which provider of another cloud it is does not matter here: only components have none.
    if (!isKubernetes) return { urn: "other", name: "other", tree: {} };
    const provider = resource.getProvider("kubernetes:core/v1:Pod");
    if (provider === undefined) return defaultProvider();
    const known = this.providers.get(provider) ?? readProvider(provider, inTime);
    this.providers.set(provider, known);
    return known;
  }
}

async function readProvider(provider: pulumi.ProviderResource, inTime: InTime): Promise<ProviderInputs> {
  const own = provider as unknown as Readonly<Record<string, unknown>>;
  const tree = await treeOf(Object.fromEntries(providerFields.map((name) => [name, own[name]])), inTime);
  return {
    urn: (await urnOf(provider, inTime)) ?? "unknown",
    name: (own as { readonly __name?: string }).__name ?? "unknown",
    tree,
  };
}

/** The provider that the engine makes for resources without one takes the stack's configuration. */
function defaultProvider(): ProviderInputs {
  const tree = Object.fromEntries(
    providerFields.flatMap((name) => {
      const value = configured(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return { urn: "default", name: "default", tree };
}

async function urnOf(resource: pulumi.Resource, inTime: InTime): Promise<string | undefined> {
  const urn = await inTime((resource.urn as unknown as { promise(): Promise<unknown> }).promise());
  return typeof urn === "string" && urn !== "" ? urn : undefined;
}

async function urnsOf(resources: ReadonlySet<pulumi.Resource>, inTime: InTime): Promise<readonly string[]> {
  const urns = await Promise.all([...resources].map((resource) => urnOf(resource, inTime)));
  return urns.filter((urn) => urn !== undefined);
}
