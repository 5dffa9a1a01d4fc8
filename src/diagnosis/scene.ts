import type { ObjectView } from "../objects";
import type { Coverage, Snapshot } from "./snapshot";
import { timeOf } from "./time";

/** What every rule gets beside its object: the snapshot, and the moment as a number. */
export interface Scene {
  readonly objects: ObjectView;
  readonly snapshot: Snapshot;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** When the operation began, floored to the second: the API's own times have no fractions. */
  readonly started: number | undefined;
  /** The Services that are being explained already: a webhook may be asked about its own Pods. */
  readonly within?: readonly string[];
}

export function sceneOf(snapshot: Snapshot, now: Date): Scene {
  const started = timeOf(snapshot.started);
  return {
    objects: snapshot.objects,
    snapshot,
    now: now.getTime(),
    started: started === undefined ? undefined : Math.floor(started / 1000) * 1000,
  };
}

/** Of several kinds in a namespace: the first that is not complete, with its coverage. */
export function firstUnseen(
  scene: Scene,
  namespace: string | undefined,
  kinds: readonly string[],
): { readonly kind: string; readonly coverage: Exclude<Coverage, "complete"> } | undefined {
  for (const kind of kinds) {
    const coverage = scene.snapshot.coverage(kind, namespace);
    if (coverage !== "complete") return { kind, coverage };
  }
  return undefined;
}

export function isComplete(scene: Scene, kind: string, namespace: string | undefined): boolean {
  return scene.snapshot.coverage(kind, namespace) === "complete";
}
