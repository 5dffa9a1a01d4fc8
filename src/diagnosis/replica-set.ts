import { findCondition, type Pod, type ReplicaSet } from "../objects";
import { creationFailure } from "./creation-failures";
import type { Diagnosis } from "./diagnosis";
import { foldPods, type PodNoun } from "./fold";
import { diagnoseDeletion, diagnoseGeneration } from "./generic";
import { foldHints } from "./kill-ahead";
import { byNode } from "./node";
import { isActive, ownedBy } from "./owned";
import { diagnosePod } from "./pod";
import { firstUnseen, type Scene } from "./scene";
import { isProblem, verdict, worstOutlook } from "./verdict";
import { timeOf } from "./time";
import { counted } from "./wording";

/** The Pods of a ReplicaSet at one moment, and what holds them up. */
export interface PodsOfSet {
  /** Ready and without any trouble. */
  readonly ready: number;
  /** Active Pods: neither over nor being deleted. */
  readonly existing: number;
  /** Pods were listed completely, so that the counts are true. */
  readonly complete: boolean;
  /** Why not all are ready, one entry per cause. */
  readonly because: readonly Diagnosis[];
  /** What is about to happen to those that are ready. */
  readonly hints: readonly Diagnosis[];
}

/** A ReplicaSet by itself: as many Pods as asked for, and all of them available. */
export function diagnoseReplicaSet(replicaSet: ReplicaSet, scene: Scene): Diagnosis {
  return (
    diagnoseDeletion(replicaSet, scene) ??
    diagnoseGeneration(replicaSet, replicaSet.status.observedGeneration, true, scene) ??
    diagnoseCounts(replicaSet, scene)
  );
}

function diagnoseCounts(replicaSet: ReplicaSet, scene: Scene): Diagnosis {
  const { spec, status } = replicaSet;
  if (spec.replicas === 0 && status.replicas === 0)
    return verdict(replicaSet, "ScaledToZero", "scaled to zero, no Pod wanted");
  const pods = podsOfSet([replicaSet], spec.replicas, scene);
  const settled =
    status.replicas === spec.replicas &&
    status.readyReplicas === spec.replicas &&
    status.availableReplicas === spec.replicas;
  const problems = pods.because.filter(isProblem);
  if (settled && problems.length === 0)
    return verdict(replicaSet, "Ready", `${status.readyReplicas} of ${counted(spec.replicas, "Pod")} ready`, {
      hints: pods.hints,
    });
  const message = `${pods.complete ? pods.ready : status.readyReplicas} of ${counted(spec.replicas, "Pod")} ready`;
  return verdict(replicaSet, problems.length > 0 ? "PodsNotReady" : "RollingOut", message, {
    outlook: worstOutlook(
      pods.because.map(({ outlook }) => outlook),
      "waiting",
    ),
    because: pods.because,
    hints: pods.hints,
  });
}

/** What is so with the Pods of these ReplicaSets (one, usually), of which there should be `wanted`. */
export function podsOfSet(
  replicaSets: readonly ReplicaSet[],
  wanted: number,
  scene: Scene,
  noun: PodNoun = "Pod",
): PodsOfSet {
  const namespace = replicaSets[0]?.metadata.namespace;
  const unseen = firstUnseen(scene, namespace, ["Pod"]);
  const pods = replicaSets.flatMap((replicaSet) => ownedBy("Pod", replicaSet, scene));
  const failures = replicaSets.flatMap((replicaSet) => missingPods(replicaSet, wanted, scene, noun));
  return { ...foldActive(pods, wanted, unseen === undefined, scene, failures, noun) };
}

/** Pods folded by cause; those that are over count only while too few others exist. */
export function foldActive(
  pods: readonly Pod[],
  wanted: number,
  complete: boolean,
  scene: Scene,
  failures: readonly Diagnosis[],
  noun: PodNoun = "Pod",
): PodsOfSet {
  const active = pods.filter(isActive).map((pod) => diagnosePod(pod, scene));
  const over =
    active.length >= wanted
      ? []
      : pods
          .filter(({ metadata, status }) => metadata.deletionTimestamp === undefined && status.phase === "Failed")
          .map((pod) => diagnosePod(pod, scene));
  return {
    ready: active.filter(({ status }) => status === "Current").length,
    existing: active.length,
    complete,
    because: [...failures, ...foldPods([...active, ...over], wanted, byNode(pods, wanted, scene, noun), noun)],
    hints: foldHints(active, wanted),
  };
}

/** Pods that are not created, and why. */
function missingPods(replicaSet: ReplicaSet, wanted: number, scene: Scene, noun: PodNoun): readonly Diagnosis[] {
  const { spec, status } = replicaSet;
  const missing = Math.max(0, Math.min(spec.replicas, wanted) - status.replicas);
  const cause = missing > 0 ? creationFailure(replicaSet, scene) : undefined;
  if (cause === undefined) return [];
  const condition = findCondition(status.conditions, "ReplicaFailure");
  return [
    verdict(replicaSet, cause.reason, `${missing} of ${counted(wanted, noun)} cannot be created`, {
      outlook: cause.outlook,
      because: [cause],
      since: timeOf(condition?.lastTransitionTime),
    }),
  ];
}
