import * as pulumi from "@pulumi/pulumi";
import * as sdkState from "@pulumi/pulumi/runtime/state";
import { AsyncResource } from "node:async_hooks";

/**
 * Is this a program of a host that goes on when it is over: an inline program of the Automation API?
 * Each of those has a state of its own in the SDK, a program with a process of its own has the global one.
 */
export function isInlineProgram(): boolean {
  const { getLocalStore } = sdkState as unknown as { getLocalStore?: () => unknown };
  return getLocalStore?.() !== undefined;
}

/**
 * Ends the program as failed, with an error on a resource's row. The SDK counts the errors that it
 * logs, and lets the run of an inline program fail for them: the host's exit code is none of our
 * business. A process of the program's own ends with the code that the SDK itself ends with after an
 * error that has been told, so that the CLI adds nothing. To be called where the program runs: what
 * it gives can be called from anywhere.
 */
export function failureOf(host: Pick<NodeJS.Process, "exitCode">): (urn: string, why: string) => Promise<void> {
  const isInline = isInlineProgram();
  return AsyncResource.bind((urn: string, why: string): Promise<void> => {
    if (!isInline) host.exitCode = 32;
    return pulumi.log.error(why, { urn: pulumi.output(urn) } as unknown as pulumi.Resource);
  });
}
