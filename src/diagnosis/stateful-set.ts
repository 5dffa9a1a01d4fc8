import type { StatefulSet } from "../objects";
import { creationFailure } from "./creation-failures";
import type { Action, Diagnosis } from "./diagnosis";
import { foldPods } from "./fold";
import { diagnoseDeletion, diagnoseGeneration } from "./generic";
import { foldHints } from "./kill-ahead";
import { kubectl } from "./kubectl";
import { ordinalsOf, type Ordinal } from "./ordinals";
import { diagnosePod } from "./pod";
import type { Reason } from "./reasons";
import { isComplete, type Scene } from "./scene";
import { earliest } from "./time";
import { unseenKinds } from "./unseen";
import { isProblem, verdict, worstOutlook } from "./verdict";
import { counted } from "./wording";

/**
 * A StatefulSet: Current when all its Pods are ready for minReadySeconds and those that the partition
 * leaves to the update (replicas - partition) are of the present revision. It has no deadline of its
 * own: what holds it up is told as soon as a Pod has a problem. With updateStrategy OnDelete it is
 * suspended, not failing, while ready Pods of the old revision wait to be deleted.
 * Source: StatefulSetStatusViewer of kubectl/pkg/polymorphichelpers; the order in which Pods come up
 * and are updated: updateStatefulSet of pkg/controller/statefulset/stateful_set_control.go.
 */
export function diagnoseStatefulSet(set: StatefulSet, scene: Scene): Diagnosis {
  return (
    diagnoseDeletion(set, scene) ??
    diagnoseGeneration(set, set.status.observedGeneration, true, scene) ??
    withHint(diagnoseRollout(set, scene), set, scene)
  );
}

/** What is known of the Pods, and which of them the others wait for. */
interface Progress {
  readonly set: StatefulSet;
  readonly ordinals: readonly Ordinal[];
  readonly ready: number;
  /** How many Pods the update is to reach. */
  readonly expected: number;
  readonly updated: number;
  /** There are Pods of two revisions, or there will be. */
  readonly isUpdate: boolean;
  /** The lowest place that is not ready: all others wait for it. */
  readonly blocker: Ordinal | undefined;
  readonly waiting: number;
  readonly because: readonly Diagnosis[];
  /** What is about to happen to Pods that are ready. */
  readonly hints: readonly Diagnosis[];
}

function diagnoseRollout(set: StatefulSet, scene: Scene): Diagnosis {
  const { spec, status } = set;
  const wanted = spec.replicas;
  const progress = progressOf(set, scene);
  if (wanted <= 0 && status.replicas === 0) return verdict(set, "ScaledToZero", "scaled to zero, no Pod wanted");
  const problems = progress.because.filter(isProblem);
  const isSettled =
    status.replicas <= wanted &&
    status.readyReplicas >= wanted &&
    status.availableReplicas >= wanted &&
    (!progress.isUpdate || progress.updated >= progress.expected || spec.updateStrategy === "OnDelete");
  if (isSettled && problems.length === 0) return settled(progress);
  const because = [...progress.because, ...unseenKinds(set, ["Pod"], scene)];
  const reason = reasonOf(progress, problems.length > 0);
  return verdict(set, reason, reason === "UpdateBlocked" ? blockedText(progress) : progressText(progress), {
    status: "InProgress",
    outlook: worstOutlook(
      because.map(({ outlook }) => outlook),
      "waiting",
    ),
    because,
    hints: progress.hints,
    actions: problems.length > 0 ? actionsFor(progress, reason) : [],
    until: earliest(...progress.ordinals.map(({ availableAt }) => later(availableAt, scene.now))),
  });
}

const later = (time: number | undefined, now: number): number | undefined =>
  time !== undefined && time > now ? time : undefined;

function progressOf(set: StatefulSet, scene: Scene): Progress {
  const { spec, status } = set;
  const wanted = spec.replicas;
  const { ordinals, surplus } = ordinalsOf(set, scene);
  const isSeen = isComplete(scene, "Pod", set.metadata.namespace);
  const isRolling = spec.updateStrategy !== "OnDelete";
  const isUpdate =
    status.currentRevision !== undefined &&
    status.updateRevision !== undefined &&
    status.currentRevision !== status.updateRevision;
  const expected = isRolling ? Math.max(0, wanted - spec.partition) : wanted;
  const blocker = isSeen ? ordinals.find(({ isAvailable }) => !isAvailable) : undefined;
  // A Pod that is going has to be gone before the one of the same name can come.
  const leaving = surplus.filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  const pods = [
    ...ordinals.flatMap(({ diagnosis }) => diagnosis ?? []),
    ...leaving.map((pod) => diagnosePod(pod, scene)),
  ];
  const folded = foldPods(pods, wanted, ([first, ...others]) => (others.length === 0 ? first?.object.name : undefined));
  return {
    set,
    ordinals,
    ready: isSeen
      ? ordinals.filter(({ diagnosis }) => diagnosis?.reason === "Ready").length
      : Math.min(status.readyReplicas, wanted),
    expected,
    updated: Math.min(status.updatedReplicas, expected),
    isUpdate,
    blocker,
    waiting: blocker === undefined ? 0 : waitingFor(blocker, ordinals, set, isUpdate && isRolling),
    because: [...(isSeen ? missingPods(set, ordinals, scene) : []), ...folded],
    hints: foldHints(pods, wanted),
  };
}

/**
 * How many places wait for this one: with OrderedReady those behind it that have no Pod yet; and in
 * an update, of either policy, the Pods of the old revision that the partition does not keep.
 */
function waitingFor(blocker: Ordinal, ordinals: readonly Ordinal[], { spec }: StatefulSet, isUpdate: boolean): number {
  const ordered = spec.podManagementPolicy !== "Parallel";
  return ordinals.filter(
    ({ index, pod, isOld }) =>
      index !== blocker.index &&
      ((ordered && index > blocker.index && pod === undefined) || (isUpdate && isOld && index >= spec.partition)),
  ).length;
}

/** Pods (or their claims) that the API server refuses. With OrderedReady only the next one is tried. */
function missingPods(set: StatefulSet, ordinals: readonly Ordinal[], scene: Scene): readonly Diagnosis[] {
  const missing = ordinals.filter(({ pod }) => pod === undefined);
  const [first] = missing;
  const cause = first === undefined ? undefined : creationFailure(set, scene);
  if (first === undefined || cause === undefined) return [];
  const ordered = set.spec.podManagementPolicy !== "Parallel" || missing.length === 1;
  const what = ordered ? first.name : `${missing.length} of ${counted(set.spec.replicas, "Pod")}`;
  return [
    verdict(set, cause.reason, `${what} cannot be created`, {
      outlook: cause.outlook,
      because: [cause],
    }),
  ];
}

function settled({ set, ordinals, expected, updated, isUpdate, hints }: Progress): Diagnosis {
  const { replicas, partition, updateStrategy } = set.spec;
  const counts = `${replicas} of ${counted(replicas, "Pod")} ready`;
  const { updatedReplicas } = set.status;
  if (isUpdate && updateStrategy === "OnDelete" && updatedReplicas < replicas) {
    const old = replicas - updatedReplicas;
    const next = ordinals.findLast(({ isOld }) => isOld);
    return verdict(set, "UpdateOnDelete", `${counts}, ${old} of the old revision until deleted (OnDelete)`, {
      actions: next === undefined ? [] : [deletion(set, next, "update it")],
      hints,
    });
  }
  const canary = isUpdate && partition > 0 ? `, ${updated} of ${expected} updated (partition ${partition})` : "";
  return verdict(set, "Ready", `${counts}${canary}`, { hints });
}

function reasonOf(progress: Progress, hasProblem: boolean): Reason {
  const { set, blocker, isUpdate, waiting } = progress;
  if (!hasProblem) return "RollingOut";
  if (blocker?.diagnosis === undefined || !isProblem(blocker.diagnosis)) {
    return blocker !== undefined && blocker.pod === undefined && waiting > 0 ? "OrdinalBlocks" : "PodsNotReady";
  }
  const isKept = set.spec.updateStrategy !== "OnDelete" && blocker.index < set.spec.partition;
  const waitsForOld = set.spec.updateStrategy === "OnDelete" || set.spec.podManagementPolicy !== "Parallel";
  const isGoing = blocker.pod?.metadata.deletionTimestamp !== undefined;
  if (isUpdate && blocker.isOld && !isKept && waitsForOld && !isGoing) return "UpdateBlocked";
  return waiting > 0 ? "OrdinalBlocks" : "PodsNotReady";
}

/** kubernetes/kubernetes#67250: the update that would repair the Pod waits for the Pod. */
function blockedText({ blocker, updated, expected }: Progress): string {
  return `${blocker?.name ?? "a Pod"} of the old revision is broken and has to be deleted, ${updated} of ${expected} updated`;
}

/** "1 of 3 Pods ready, 2 wait for db-1", "2 of 3 Pods ready, 1 of 2 updated (partition 1)". */
function progressText({ set, ready, expected, updated, isUpdate, blocker, waiting }: Progress): string {
  const { spec, status } = set;
  const wanted = Math.max(0, spec.replicas);
  const partition = spec.partition > 0 && spec.updateStrategy !== "OnDelete" ? ` (partition ${spec.partition})` : "";
  const extra = status.replicas - wanted;
  if (wanted === 0) return `scaling down, ${counted(extra, "Pod")} left`;
  return [
    `${ready} of ${counted(wanted, "Pod")} ready`,
    isUpdate ? `${updated} of ${expected} updated${partition}` : "",
    blocker !== undefined && waiting > 0 ? `${counted(waiting, "waits", "wait")} for ${blocker.name}` : "",
    extra > 0 ? `${extra} more than wanted` : "",
    ready >= wanted && spec.minReadySeconds > 0 && status.availableReplicas < wanted
      ? `available after ${spec.minReadySeconds} s (minReadySeconds)`
      : "",
  ]
    .filter((part) => part !== "")
    .join(", ");
}

function actionsFor({ set, blocker, isUpdate }: Progress, reason: Reason): readonly Action[] {
  const { namespace, name } = set.metadata;
  const back = {
    text: "bring the last revision back",
    command: kubectl(namespace, "rollout", "undo", `statefulset/${name}`),
  };
  if (blocker?.pod !== undefined && reason === "UpdateBlocked") return [deletion(set, blocker, "update it"), back];
  const ordered = set.spec.podManagementPolicy !== "Parallel";
  const again =
    isUpdate && ordered && blocker?.pod !== undefined && reason === "OrdinalBlocks"
      ? [deletion(set, blocker, "let that take effect: the StatefulSet waits for it otherwise")]
      : [];
  return [...(isUpdate ? [back] : []), ...again];
}

function deletion({ metadata }: StatefulSet, { name }: Ordinal, purpose: string): Action {
  return { text: `delete Pod ${name} to ${purpose}`, command: kubectl(metadata.namespace, "delete", "pod", name) };
}

/** Without its Service the Pods come up, but do not find each other by name: no state of the StatefulSet says so. */
function withHint(diagnosis: Diagnosis, { metadata, spec }: StatefulSet, scene: Scene): Diagnosis {
  const { namespace } = metadata;
  const { serviceName } = spec;
  if (serviceName === undefined || serviceName === "" || !isComplete(scene, "Service", namespace)) return diagnosis;
  if (scene.objects.findKnown("Service", namespace, serviceName) !== undefined) return diagnosis;
  const service = {
    apiVersion: "v1",
    kind: "Service",
    ...(namespace === undefined ? {} : { namespace }),
    name: serviceName,
  };
  const hint = verdict(
    service,
    "GoverningServiceNotFound",
    "does not exist (serviceName): the Pods have no DNS names of their own",
    { status: "NotFound" },
  );
  return { ...diagnosis, hints: [...(diagnosis.hints ?? []), hint] };
}
