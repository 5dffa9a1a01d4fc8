import type { ObjectRef } from "../objects";
import { ClusterUnreadable, eventsIn, targetsFor, type Cluster, type ClusterChoice, type WatchTarget } from "../watch";
import { UsageError } from "./command";
import { knownKind, knownNames } from "./kinds";
import type { Named } from "./operands";
import { ServedKinds } from "./served-kinds";
import { didYouMean } from "./suggestion";
import type { World } from "./world";

/** An object to follow, and what is followed for it. */
export interface Root {
  readonly ref: ObjectRef;
  readonly targets: readonly WatchTarget[];
}

/** Where the Events stand that are about objects of the whole cluster. */
const eventsOfCluster = "default";

/**
 * The objects that were named. Kinds that are always there take no call; any other is looked for among
 * what the API server serves. Throws {@link UsageError} for a kind that it does not have.
 */
async function rootsOf(named: readonly Named[], cluster: Cluster): Promise<readonly Root[]> {
  const served = new ServedKinds(cluster);
  const namespace = cluster.defaultNamespace;
  const roots: Root[] = [];
  for (const { kind, name } of named) {
    const known = knownKind(kind);
    if (known !== undefined) {
      const ref = { ...known, namespace, name };
      roots.push({ ref, targets: targetsFor(ref) });
      continue;
    }
    const { plural, isNamespaced, ...found } = await served.find(kind);
    const ref = { apiVersion: found.apiVersion, kind: found.kind, name, ...(isNamespaced ? { namespace } : {}) };
    roots.push({ ref, targets: targetsOf(ref, plural) });
  }
  return roots;
}

/** Its own kind and Events, unless more is known to belong to it. */
function targetsOf(ref: ObjectRef, plural: string): readonly WatchTarget[] {
  const { apiVersion, kind, namespace } = ref;
  const events = eventsIn(namespace ?? eventsOfCluster);
  const known = targetsFor(ref);
  if (known.length === 0) return [{ apiVersion, kind, plural, namespace }, events];
  return namespace === undefined ? [...known, events] : known;
}

/** The cluster, and the objects in it that were named. The caller closes it. Throws as {@link rootsOf} does, and ClusterUnreadable. */
export async function openRoots(
  named: readonly Named[],
  choice: ClusterChoice,
  world: Pick<World, "openCluster">,
): Promise<{ readonly cluster: Cluster; readonly roots: readonly Root[] }> {
  const cluster = await clusterFor(named, choice, world);
  try {
    return { cluster, roots: await rootsOf(named, cluster) };
  } catch (error) {
    cluster.close();
    throw error;
  }
}

/** A kind that is none of the usual ones may be a slip: where no cluster can tell, that is said as well. */
async function clusterFor(
  named: readonly Named[],
  choice: ClusterChoice,
  world: Pick<World, "openCluster">,
): Promise<Cluster> {
  try {
    return await world.openCluster(choice);
  } catch (error) {
    const unknown = named.find(({ kind }) => knownKind(kind) === undefined)?.kind ?? "";
    const nearest = didYouMean(unknown.toLowerCase(), knownNames);
    if (!(error instanceof ClusterUnreadable) || nearest === "") throw error;
    throw new UsageError(`"${unknown}" is no usual kind${nearest} (others only a cluster knows: ${error.message})`);
  }
}
