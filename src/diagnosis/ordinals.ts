import { findCondition, type Pod, type StatefulSet } from "../objects";
import type { Diagnosis } from "./diagnosis";
import { ownedBy } from "./owned";
import { diagnosePod } from "./pod";
import { isOfOldRevision } from "./revision-pods";
import type { Scene } from "./scene";
import { timeOf } from "./time";

/** One place of a StatefulSet: its Pod is always called the same, and there is at most one. */
export interface Ordinal {
  /** From 0, whatever spec.ordinals.start is: what a partition counts. */
  readonly index: number;
  /** The Pod's name, also while there is none. */
  readonly name: string;
  readonly pod: Pod | undefined;
  readonly diagnosis: Diagnosis | undefined;
  /** Ready, and for minReadySeconds. */
  readonly isAvailable: boolean;
  /** When it becomes available if nothing happens, for a Pod that is ready. */
  readonly availableAt: number | undefined;
  readonly isOld: boolean;
}

/** More than anybody runs, so that a mistyped replica count costs nothing. */
const most = 5000;

/** The places that should have a Pod, lowest first, and the Pods of places that should not. */
export function ordinalsOf(
  set: StatefulSet,
  scene: Scene,
): { readonly ordinals: readonly Ordinal[]; readonly surplus: readonly Pod[] } {
  const pods = new Map(ownedBy("Pod", set, scene).map((pod) => [pod.metadata.name, pod]));
  const ordinals: Ordinal[] = [];
  const wanted = Math.min(most, Math.max(0, Math.trunc(set.spec.replicas)));
  for (let index = 0; index < wanted; index++) {
    const name = `${set.metadata.name}-${set.spec.startOrdinal + index}`;
    const pod = pods.get(name);
    pods.delete(name);
    ordinals.push({ index, name, pod, ...stateOf(pod, set, scene) });
  }
  return { ordinals, surplus: [...pods.values()] };
}

function stateOf(
  pod: Pod | undefined,
  set: StatefulSet,
  scene: Scene,
): Pick<Ordinal, "diagnosis" | "isAvailable" | "availableAt" | "isOld"> {
  if (pod === undefined) return { diagnosis: undefined, isAvailable: false, availableAt: undefined, isOld: false };
  const diagnosis = diagnosePod(pod, scene);
  const isReady = diagnosis.status === "Current" && diagnosis.reason === "Ready";
  const since = timeOf(findCondition(pod.status.conditions, "Ready")?.lastTransitionTime);
  const availableAt =
    isReady && set.spec.minReadySeconds > 0 && since !== undefined
      ? since + set.spec.minReadySeconds * 1000
      : undefined;
  return {
    diagnosis,
    isAvailable: isReady && (availableAt === undefined || availableAt <= scene.now),
    availableAt,
    isOld: isOfOldRevision(pod, set, scene),
  };
}
