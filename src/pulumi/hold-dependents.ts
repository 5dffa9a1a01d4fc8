import * as pulumi from "@pulumi/pulumi";

/**
 * Holds what depends on a resource that has no changes and is not ready: no hook runs for it, so
 * nothing but the registrations of its dependents can wait. A transform is the only place where
 * they can; it changes nothing. Called once, and only where something is to be waited for, since
 * with it every registration takes a call more.
 */
export function holdDependents(mayGoOn: (urn: string) => Promise<boolean>): void {
  pulumi.runtime.registerResourceTransform(async ({ name, opts }) => {
    for (const urn of await urnsOf(opts.dependsOn)) {
      if (await mayGoOn(urn)) continue;
      throw new Error(`"${name}" is held back: it depends on ${titleOf(urn)}, which is not ready`);
    }
    return undefined;
  });
}

/** A transform gets all that the engine knows a resource to depend on, as resources of which only the URN is known. */
async function urnsOf(dependsOn: unknown): Promise<readonly string[]> {
  if (!Array.isArray(dependsOn)) return [];
  const urns = await Promise.all(
    (dependsOn as readonly pulumi.Resource[]).map((resource) =>
      (resource.urn as unknown as { promise(): Promise<unknown> }).promise(),
    ),
  );
  return urns.filter((urn) => typeof urn === "string");
}

/** "Deployment web" of a URN. */
function titleOf(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  return `${types.slice(types.lastIndexOf(":") + 1)} ${name.join("::")}`;
}
