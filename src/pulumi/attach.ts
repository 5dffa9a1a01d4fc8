import type * as pulumi from "@pulumi/pulumi";
import { isLeftAlone } from "./annotations";
import { withHooks } from "./hooks";
import { withoutProviderWait } from "./provider-wait";
import { hasRemoteChildren } from "./remote-children";
import { identityOf, objectType } from "./resource-identity";
import { limitOf, settleOf, type Settle } from "./settle-setting";
import { isRelease } from "./traceable";
import type { Tracing } from "./tracing";

/**
 * A transformation that attaches a deployment's hooks to Kubernetes resources. Not a transform:
 * those pass options through the engine and back, which turns unset ones such as
 * deleteBeforeReplace into explicit ones. Everything but the hooks stays as it is, and the wait of
 * the provider where we are asked to do the waiting. The type alone says what is an object: the SDK
 * does not know yet whether the resource is a component.
 */
export function attachTo(tracing: Tracing, given: Settle | undefined): pulumi.ResourceTransformation {
  return (args): pulumi.ResourceTransformationResult | undefined => {
    const settle = settleOf(args, given);
    const isToldOf = !isLeftAlone(args.name, args.props);
    try {
      if (hasRemoteChildren(args.type)) tracing.remoteChildren.expect(args, settle);
      if (!isRelease(args.type) && objectType(args.type) === undefined) return undefined;
      tracing.following.register(args, isToldOf);
      if (!isToldOf || !tracing.following.follows(args.type)) return undefined;
      const hooks = withHooks(args.opts.hooks, tracing.hooks);
      if (settle === false) return { props: args.props, opts: { ...args.opts, hooks } };
      const identity = identityOf(args.type, args.name, args.opts.parent);
      const settling = tracing.holdUntilReady(identity, limitOf(settle, args.props, args.opts));
      return {
        props: withoutProviderWait(args.type, args.props) as pulumi.Inputs,
        opts: { ...args.opts, hooks: withHooks(hooks, settling) },
      };
    } catch (error) {
      tracing.faulted("", error);
      return undefined;
    }
  };
}

/** What previews have to know of it: the inputs that the update will have. */
export function attachToPreview(given: Settle | undefined): pulumi.ResourceTransformation {
  return (args): pulumi.ResourceTransformationResult | undefined => {
    if (isLeftAlone(args.name, args.props) || settleOf(args, given) === false) return undefined;
    return { props: withoutProviderWait(args.type, args.props) as pulumi.Inputs, opts: args.opts };
  };
}
