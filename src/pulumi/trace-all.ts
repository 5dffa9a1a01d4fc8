import * as pulumi from "@pulumi/pulumi";
import { attachTo, attachToPreview } from "./attach";
import { checkProgram } from "./check-program";
import { currentTracing, isPreview } from "./deployment";
import { resolveOptions, type TraceOptions } from "./options";

/**
 * Follows every Kubernetes resource that the program creates from here on, and says in `pulumi up`
 * what happens to it: one live line on the resource's row, a verdict with the cause if it fails,
 * and at the end what is not ready although Pulumi called it done.
 *
 * Call it once, at the top of the program. It does nothing in previews (but for the option `check`),
 * under unit-test mocks and outside Pulumi. It never changes the outcome of a deployment unless the
 * option `settle` asks for it, and it only reads from the cluster, with the credentials that the provider uses.
 *
 * @throws TypeError for an option that does not exist or has a wrong value.
 */
export function traceAll(options?: TraceOptions): void {
  checkProgram(options);
  const tracing = currentTracing(options);
  const { settle } = resolveOptions(options, process.env);
  if (tracing !== undefined) pulumi.runtime.registerStackTransformation(attachTo(tracing, settle));
  else if (isPreview()) pulumi.runtime.registerStackTransformation(attachToPreview(settle));
}
