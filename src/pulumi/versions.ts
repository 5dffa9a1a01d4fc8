import type * as pulumi from "@pulumi/pulumi";
import { RequirePulumiVersionRequest } from "@pulumi/pulumi/proto/engine_pb";
import { version } from "@pulumi/pulumi/version";

type Engine = NonNullable<ReturnType<typeof pulumi.runtime.getEngine>>;

/**
 * The oldest Pulumi CLI and SDK that are traced. Error hooks are there since 3.218; of all errors, not
 * only of objects that exist and are not ready, the engine tells since 3.244, and since 3.245 the SDK
 * no longer loses the hook where a program merges options. Source: pulumi/pulumi's changelog.
 */
export const oldest = "3.245.0";

/** Is the SDK of this program older than that? Pre-releases count as the version that they precede. */
export function isOldSdk(found: string = version): boolean {
  const [major = 0, minor = 0, patch = 0] = partsOf(found);
  const [oldMajor = 0, oldMinor = 0, oldPatch = 0] = partsOf(oldest);
  return (major - oldMajor || minor - oldMinor || patch - oldPatch) < 0;
}

/**
 * Is the CLI older than that? Asked of the engine, and false where it does not know: the CLI has told
 * by then that it has error hooks.
 */
export function isOldCli(engine: Engine): Promise<boolean> {
  const request = new RequirePulumiVersionRequest();
  request.setPulumiVersionRange(`>=${oldest}`);
  return new Promise((resolve) => {
    engine.requirePulumiVersion(request, (error) => {
      resolve(error !== null && /does not satisfy/.test(error.message));
    });
  });
}

const partsOf = (text: string): readonly number[] =>
  text
    .replace(/^v|[-+].*$/g, "")
    .split(".")
    .map(Number);
