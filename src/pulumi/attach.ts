import type * as pulumi from "@pulumi/pulumi";
import { withHooks } from "./hooks";
import { hasRemoteChildren } from "./remote-children";
import { objectType } from "./resource-identity";
import { isRelease } from "./traceable";
import type { Tracing } from "./tracing";

/**
 * A transformation that attaches a deployment's hooks to Kubernetes resources. Not a transform:
 * those pass options through the engine and back, which turns unset ones such as
 * deleteBeforeReplace into explicit ones. Everything but the hooks stays as it is. The type alone
 * says what is an object: the SDK does not know yet whether the resource is a component.
 */
export function attachTo(tracing: Tracing): pulumi.ResourceTransformation {
  return (args): pulumi.ResourceTransformationResult | undefined => {
    try {
      if (hasRemoteChildren(args.type)) tracing.remoteChildren.expect(args);
      if (!isRelease(args.type) && objectType(args.type) === undefined) return undefined;
      tracing.following.register(args);
      if (!tracing.following.follows(args.type)) return undefined;
      return {
        props: args.props,
        opts: { ...args.opts, hooks: withHooks(args.opts.hooks, tracing.hooks) },
      };
    } catch (error) {
      tracing.faulted("", error);
      return undefined;
    }
  };
}
