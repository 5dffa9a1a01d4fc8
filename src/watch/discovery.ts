import type { ObjectRef } from "../objects";
import { toApiFailure } from "./api-failure";
import type { WatchTarget } from "./change";
import type { Cluster } from "./cluster";
import { servedResources } from "./served-resources";
import { eventsIn } from "./targets";

/**
 * What to follow for an object whose kind only the cluster knows: the kind itself, under the plural
 * that the API server gives for it, and the events of the namespace. Undefined while the cluster
 * does not serve the kind (its definition may be part of the same program); throws when it cannot be
 * asked. Source: `APIResourceList` of the discovery API (`/apis/GROUP/VERSION`).
 */
export async function discoverTargets(
  cluster: Cluster,
  { apiVersion, kind, namespace }: Pick<ObjectRef, "apiVersion" | "kind" | "namespace">,
): Promise<readonly WatchTarget[] | undefined> {
  const root = apiVersion.includes("/") ? "/apis" : "/api";
  const answer = await cluster.get(`${root}/${apiVersion}`).catch((error: unknown) => {
    if (toApiFailure(error).status === 404) return undefined;
    throw error;
  });
  const found = servedResources(answer?.json).find((resource) => resource.kind === kind);
  if (found === undefined) return undefined;
  const { plural, isNamespaced } = found;
  return [{ apiVersion, kind, plural, namespace: isNamespaced ? namespace : undefined }, eventsIn(namespace)];
}
