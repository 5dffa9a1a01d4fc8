import * as pulumi from "@pulumi/pulumi";
import { isLeftAlone } from "./annotations";
import { withHooks } from "./hooks";
import { identityInUrn, identityOf, objectType } from "./resource-identity";
import { annotatedSettle, limitOf, type Settle } from "./settle-setting";

/**
 * Charts, YAML groups and kustomize folders whose objects the provider itself registers, from a
 * process of its own: no transformation reaches those, only a transform does. (The v3 Chart and
 * the first version of the YAML classes make their objects in the program.)
 */
const remote = /^kubernetes:(?:helm\.sh\/v4:Chart|yaml\/v2:Config(?:File|Group)|kustomize\/v2:Directory)$/;

export function hasRemoteChildren(type: string): boolean {
  return remote.test(type);
}

/** An object that the provider registers for a component of the program. */
export interface RemoteChild {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly props: unknown;
  /** The component of the program that it comes from. */
  readonly component: pulumi.Resource;
}

/** What the SDK knows a secret by, where it hands over plain properties. Source: sdk/nodejs/runtime/rpc.ts. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

interface Expected {
  readonly component: pulumi.Resource;
  readonly settle: Settle;
}

/** The children of the components that the program told of, found among everything that is registered. */
export class RemoteChildren {
  private readonly components = new Map<string, Expected>();
  private listens = false;

  constructor(
    private readonly hooks: pulumi.ResourceHookBinding,
    private readonly follows: (type: string) => boolean,
    private readonly found: (child: RemoteChild, isToldOf: boolean) => void,
    private readonly faulted: (error: unknown) => void,
    /** The hooks of a child that is to be ready before it is done. */
    private readonly held: (identity: string, limitMs: number) => pulumi.ResourceHookBinding,
  ) {}

  /** A component of the program whose children the provider registers. Called while it is being constructed. */
  expect(args: pulumi.ResourceTransformationArgs, settle: Settle): void {
    this.components.set(identityOf(args.type, args.name, args.opts.parent), { component: args.resource, settle });
    if (this.listens) return;
    this.listens = true;
    // Only now: every registration of the program takes a call more once there is a transform.
    pulumi.runtime.registerResourceTransform((transformed) => this.look(transformed));
  }

  private async look(args: pulumi.ResourceTransformArgs): Promise<pulumi.ResourceTransformResult | undefined> {
    try {
      const parent = await parentUrn(args.opts.parent);
      const expected = parent === undefined ? undefined : this.components.get(identityInUrn(parent));
      if (parent === undefined || expected === undefined) return undefined;
      const { component } = expected;
      const urn = childUrn(parent, args.type, args.name);
      if (hasRemoteChildren(args.type)) this.components.set(identityInUrn(urn), expected);
      if (!args.custom || objectType(args.type) === undefined) return undefined;
      const isToldOf = !isLeftAlone(args.name, args.props);
      this.found({ urn, type: args.type, name: args.name, props: withSecrets(args.props), component }, isToldOf);
      if (!isToldOf || !this.follows(args.type)) return undefined;
      const settle = annotatedSettle(args.name, args.props) ?? expected.settle;
      const held = settle === false ? {} : this.held(identityInUrn(urn), limitOf(settle, args.props, args.opts));
      return { props: args.props, opts: withoutDamage(args.opts, withHooks(this.hooks, held)) };
    } catch (error) {
      this.faulted(error);
      return undefined;
    }
  }
}

/**
 * The options as they came, with our hooks. The SDK reads options that are not set as `false`, and
 * sends those back as if the program had said so: for a named object `deleteBeforeReplace: false`
 * would turn a replacement into "already exists".
 */
function withoutDamage(
  opts: pulumi.CustomResourceOptions,
  hooks: pulumi.ResourceHookBinding,
): pulumi.CustomResourceOptions {
  const { deleteBeforeReplace, protect, retainOnDelete, ...rest } = opts;
  return {
    ...rest,
    ...(deleteBeforeReplace === true ? { deleteBeforeReplace } : {}),
    ...(protect === true ? { protect } : {}),
    ...(retainOnDelete === true ? { retainOnDelete } : {}),
    hooks: withHooks(opts.hooks, hooks),
  };
}

async function parentUrn(parent: pulumi.Resource | undefined): Promise<string | undefined> {
  const urn = parent?.urn as unknown as { promise(): Promise<unknown> } | undefined;
  const value = await urn?.promise();
  return typeof value === "string" ? value : undefined;
}

/** urn:pulumi:STACK::PROJECT::TYPES::NAME, whose types are those of all parents and its own. */
function childUrn(parent: string, type: string, name: string): string {
  const [stack = "", project = "", types = ""] = parent.split("::");
  return [stack, project, `${types}$${type}`, name].join("::");
}

/** A transform is handed secrets as marked records: as outputs they are known for what they are. */
function withSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSecrets);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const record = value as Readonly<Record<string, unknown>>;
  if (record[signatureKey] === secretSignature) return pulumi.secret(withSecrets(record["value"]));
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, withSecrets(item)]));
}
