import * as pulumi from "@pulumi/pulumi";
import { attachTo, attachToPreview } from "./attach";
import { currentTracing, isPreview } from "./deployment";
import { resolveOptions, type TraceOptions } from "./options";

/**
 * A component around the Kubernetes resources of one application. It has a row of its own in
 * `pulumi up`, and what happens to its resources is told on that row, where no message of the
 * provider takes its place.
 *
 * ```ts
 * const web = new Traced("web", (opts) => {
 *   const deployment = new k8s.apps.v1.Deployment("web", { spec }, opts);
 *   const service = new k8s.core.v1.Service("web", { spec: { selector, ports } }, opts);
 *   return { deployment, service };
 * });
 * export const address = web.resources.service.spec.clusterIP;
 * ```
 *
 * A team's own component can extend it and pass the function to `super`. Like `traceAll` it does
 * nothing but group in previews and under mocks, and never changes the outcome of a deployment.
 */
export class Traced<Resources extends object = object> extends pulumi.ComponentResource {
  /** What the function returned, types and all. */
  readonly resources: Resources;

  /**
   * @param name The component's name: its row, and its line in the summary.
   * @param make Creates the resources; the options it is given make them children of this component.
   * @param opts Options of the component; providers are passed on to the children.
   * @param tracing Options of the tracing. They count if this is the first thing traced in the program;
   *   `settle` counts for the resources of this component.
   */
  constructor(
    name: string,
    make: (opts: pulumi.CustomResourceOptions) => Resources,
    opts: pulumi.ComponentResourceOptions = {},
    tracing?: TraceOptions,
  ) {
    const current = currentTracing(tracing);
    const { settle } = resolveOptions(tracing, process.env);
    const attach =
      current === undefined ? (isPreview() ? attachToPreview(settle) : undefined) : attachTo(current, settle);
    super("pulumi-kubespy:index:Traced", name, {}, attach === undefined ? opts : withTransformation(opts, attach));
    current?.following.program.addComponent(this);
    this.resources = make({ parent: this });
    this.registerOutputs({ children: idsOf(this.resources) });
  }
}

function withTransformation(
  opts: pulumi.ComponentResourceOptions,
  transformation: pulumi.ResourceTransformation,
): pulumi.ComponentResourceOptions {
  return { ...opts, transformations: [...(opts.transformations ?? []), transformation] };
}

/** Outputs that resolve when the children are there: they keep the component's row open until then. */
function idsOf(resources: object): readonly pulumi.Output<string>[] {
  return Object.values(resources).flatMap((value: unknown) => {
    if (pulumi.CustomResource.isInstance(value)) return [value.id];
    // A chart or a YAML group has its URN when the provider has made all of its objects.
    return pulumi.ComponentResource.isInstance(value) ? [value.urn] : [];
  });
}
