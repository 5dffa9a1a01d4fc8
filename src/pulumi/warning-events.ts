import type { Snapshot } from "../diagnosis";
import type { Event, KubeObject } from "../objects";
import { clean } from "../render";

const widest = 200;

/**
 * Warning Events that are new about an object and what it owns, as lines: `Pod web-7c9f-a: BackOff:
 * Back-off restarting failed container`. Each Event once, however often it is counted; those of before
 * the operation never. `told` is added to.
 */
export function newWarnings(
  { root, objects, started = "" }: Snapshot,
  kinds: ReadonlySet<string>,
  told: Set<string>,
): readonly string[] {
  const object = objects.find(root);
  if (object === undefined) return [];
  const since = Date.parse(started);
  const about = [object, ...ownedFrom(object, objects)].filter(({ kind }) => kinds.has(kind));
  return about.flatMap((one) =>
    objects.eventsAbout(one).flatMap((event) => {
      const key = event.metadata.uid ?? event.metadata.name;
      if (event.type !== "Warning" || told.has(key) || timeOf(event) < since) return [];
      told.add(key);
      return [clean(`${one.kind} ${one.metadata.name}: ${event.reason ?? "Warning"}: ${event.message}`, widest)];
    }),
  );
}

/** Deployments and CronJobs own through another kind. */
function ownedFrom({ metadata }: KubeObject, objects: Snapshot["objects"]): readonly KubeObject[] {
  const { uid } = metadata;
  if (uid === undefined) return [];
  const between = [...objects.ownedBy("ReplicaSet", uid), ...objects.ownedBy("Job", uid)];
  const pods = [uid, ...between.flatMap((object) => object.metadata.uid ?? [])].flatMap((owner) =>
    objects.ownedBy("Pod", owner),
  );
  return [...between, ...pods];
}

function timeOf({ lastTime, metadata }: Event): number {
  return Date.parse(lastTime ?? metadata.creationTimestamp ?? "");
}
