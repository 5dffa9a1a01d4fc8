import type * as pulumi from "@pulumi/pulumi";
import { withHooks } from "./hooks";
import { objectType } from "./resource-identity";
import { isTraceable } from "./traceable";
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
      const type = objectType(args.type);
      if (type === undefined) return undefined;
      tracing.register(args);
      if (!isTraceable(type.kind)) return undefined;
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
