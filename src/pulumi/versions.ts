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
 * The version of the CLI if it is older than that. Asked of the engine, and undefined where the engine
 * or the SDK does not know the question. Never rejects.
 */
export async function oldCli(engine: Engine): Promise<string | undefined> {
  try {
    const request = new RequirePulumiVersionRequest();
    request.setPulumiVersionRange(`>=${oldest}`);
    return await new Promise((resolve) => {
      engine.requirePulumiVersion(request, (error) => {
        resolve(/version v?(\S+) does not satisfy/.exec(error?.message ?? "")?.[1]);
      });
    });
  } catch {
    return undefined;
  }
}

/** What is too old, and what is needed instead. A CLI that is not known to be old lacks the hooks. */
export function versionsNeeded(cli: string | undefined, sdk: string = version): string {
  const found = [
    ...(cli === undefined ? [] : [`the Pulumi CLI is ${cli}`]),
    ...(isOldSdk(sdk) ? [`@pulumi/pulumi is ${sdk}`] : []),
  ];
  return `${found.join(" and ") || "the Pulumi CLI is too old"}, ${oldest} or newer is needed`;
}

const partsOf = (text: string): readonly number[] =>
  text
    .replace(/^v|[-+].*$/g, "")
    .split(".")
    .map(Number);
