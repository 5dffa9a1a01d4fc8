import * as pulumi from "@pulumi/pulumi";
import * as sdkState from "@pulumi/pulumi/runtime/state";

/** What happens to one resource, as its hooks tell it. `failed` may take up to two seconds. */
export interface HookListener {
  began(args: pulumi.ResourceHookArgs): void;
  done(args: pulumi.ResourceHookArgs): void | Promise<void>;
  failed(args: pulumi.ErrorHookArgs): Promise<void>;
  /** Holds the step until its object is ready; rejects with why it is not. */
  settle(args: pulumi.ResourceHookArgs): Promise<void>;
  /** One of the above threw: a fault of ours, to be told once and never to be felt. */
  faulted(urn: string, error: unknown): void;
}

interface HookFeatures {
  readonly supportsResourceHooks?: boolean;
  readonly supportsErrorHooks?: boolean;
}

const prefix = "pulumi-kubespy/v1";

/** Do this CLI and SDK have all the hooks that tracing needs (CLI and SDK 3.245 or newer have)? */
export function supportsHooks(): boolean {
  try {
    // Not declared by the SDK, and the only way to know before a hook is made: making one fails the resource.
    const { getStore } = sdkState as unknown as { getStore?: () => HookFeatures };
    const store = getStore?.();
    return store?.supportsResourceHooks === true && store.supportsErrorHooks === true;
  } catch {
    return false;
  }
}

/**
 * The one set of hooks of a deployment, attached to every traced resource. They have fixed names,
 * because names are kept in the state of the stack, and are shared, because two anonymous hooks
 * of resources with the same name collide. There are no delete hooks: they would make
 * `pulumi destroy` demand --run-program.
 *
 * The before hooks hold up the step while they run, so they only start things. The error hook
 * always answers "no retry". None ever fails a deployment.
 */
export function createHooks(listener: HookListener): pulumi.ResourceHookBinding {
  const options = { ignoreErrors: true };
  const guarded =
    <A extends { readonly urn: string }>(run: (args: A) => void | Promise<void>) =>
    async (args: A): Promise<void> => {
      try {
        await run(args);
      } catch (error) {
        listener.faulted(args.urn, error);
      }
    };
  const began = guarded<pulumi.ResourceHookArgs>((args) => {
    listener.began(args);
  });
  const done = guarded<pulumi.ResourceHookArgs>((args) => listener.done(args));
  const failed = guarded<pulumi.ErrorHookArgs>((args) => listener.failed(args));
  return {
    beforeCreate: [new pulumi.ResourceHook(`${prefix}:beforeCreate`, began, options)],
    beforeUpdate: [new pulumi.ResourceHook(`${prefix}:beforeUpdate`, began, options)],
    afterCreate: [new pulumi.ResourceHook(`${prefix}:afterCreate`, done, options)],
    afterUpdate: [new pulumi.ResourceHook(`${prefix}:afterUpdate`, done, options)],
    onError: [
      new pulumi.ErrorHook(`${prefix}:onError`, async (args) => {
        await failed(args);
        return false;
      }),
    ],
  };
}

/**
 * The hook of resources that are to be ready before the step is done. The only one that fails a
 * step, because it was asked to. It runs after the others.
 */
export function createSettleHook(listener: HookListener): pulumi.ResourceHookBinding {
  const settle = new pulumi.ResourceHook(`${prefix}:settle`, (args) => listener.settle(args));
  return { afterCreate: [settle], afterUpdate: [settle] };
}

/** The hooks of a resource together with ours, each once. */
export function withHooks(
  own: pulumi.ResourceHookBinding | undefined,
  ours: pulumi.ResourceHookBinding,
): pulumi.ResourceHookBinding {
  const join = <T>(a: readonly T[] | undefined, b: readonly T[] | undefined): T[] => [
    ...(a ?? []),
    ...(b ?? []).filter((hook) => !(a ?? []).includes(hook)),
  ];
  return {
    ...own,
    beforeCreate: join(own?.beforeCreate, ours.beforeCreate),
    beforeUpdate: join(own?.beforeUpdate, ours.beforeUpdate),
    afterCreate: join(own?.afterCreate, ours.afterCreate),
    afterUpdate: join(own?.afterUpdate, ours.afterUpdate),
    onError: join(own?.onError, ours.onError),
  };
}
