import type { KubeObject, Pod } from "../objects";
import type { Action, Diagnosis, Evidence } from "./diagnosis";
import { eventEvidence, eventsOf } from "./events";
import { finalizerOwner, ownFinalizer } from "./finalizers";
import { foldPods } from "./fold";
import { describe } from "./kubectl";
import { ownedBy } from "./owned";
import { diagnosePod } from "./pod";
import { isComplete, type Scene } from "./scene";
import { timeOf } from "./time";
import { isProblem, verdict, worstOutlook } from "./verdict";
import { counted, listed } from "./wording";

/** How long finalizers may take before a deletion counts as stuck. */
const finalizerPatienceMs = 30_000;

/** What a deletion still waits for: words, and the objects that explain it. */
interface Hold {
  readonly words: string;
  readonly because: readonly Diagnosis[];
  readonly actions: readonly Action[];
}

/**
 * An object that is being deleted, of any kind but Pod, Namespace and a claim in use: which finalizers
 * hold it, who takes each away, and the Pods that have to end first. Never says to remove a finalizer by hand
 * without what is left behind then. It does not know whether the owner of a foreign finalizer runs.
 */
export function diagnoseDeletion(object: KubeObject, scene: Scene): Diagnosis | undefined {
  if (object.metadata.deletionTimestamp === undefined) return undefined;
  const since = timeOf(object.metadata.deletionTimestamp);
  const holds = holdsOf(object, scene);
  const because = holds.flatMap((hold) => hold.because);
  const words = holds.map((hold) => hold.words).join("; ");
  const waitsFor = words === "" ? "" : `, ${words}`;
  const patience = since === undefined ? undefined : since + finalizerPatienceMs;
  const late = holds.length > 0 && patience !== undefined && scene.now >= patience;
  const explained = because.length > 0 && !because.some(isProblem);
  const evidence = deletionWarnings(object, scene);
  if (late && !explained) {
    return verdict(object, "StuckTerminating", `still being deleted${waitsFor}`, {
      status: "Terminating",
      outlook: worstOutlook(["may-heal", ...because.map(({ outlook }) => outlook)], "may-heal"),
      since,
      because,
      evidence,
      actions: [describe(refWithPlace(object)), ...holds.flatMap((hold) => hold.actions)],
    });
  }
  return verdict(object, "Terminating", `being deleted${waitsFor}`, {
    status: "Terminating",
    since,
    until: holds.length > 0 && !late ? patience : undefined,
    because,
    evidence,
    actions: holds.flatMap((hold) => (hold.because.length > 0 ? [] : hold.actions)),
  });
}

function refWithPlace({ kind, metadata: { namespace, name } }: KubeObject): Parameters<typeof describe>[0] {
  return namespace === undefined ? { kind, name } : { kind, namespace, name };
}

/** One entry for each of Kubernetes' own finalizers, one for all the others together. */
function holdsOf(object: KubeObject, scene: Scene): readonly Hold[] {
  const { finalizers } = object.metadata;
  const foreign = finalizers.filter((name) => ownFinalizer(name) === undefined);
  return [
    ...finalizers.flatMap((name) => ownHold(name, object, scene) ?? []),
    ...(foreign.length === 0 ? [] : [foreignHold(foreign)]),
  ];
}

function ownHold(finalizer: string, object: KubeObject, scene: Scene): Hold | undefined {
  const meaning = ownFinalizer(finalizer);
  if (meaning === undefined) return undefined;
  const pods = finalizer === "foregroundDeletion" ? podsUnder(object, scene) : [];
  const ending = pods.map((pod) => diagnosePod(pod, scene)).filter(({ status }) => status === "Terminating");
  return {
    words: pods.length > 0 ? `${counted(pods.length, "Pod")} left` : `${meaning.waits} (${finalizer})`,
    because: foldEnding(ending, pods.length),
    actions: [{ text: `${meaning.owner} removes ${finalizer}; removed by hand, ${meaning.leaves}` }],
  };
}

/** The Pods whose end something waits for, folded by cause: that they are being deleted goes without saying. */
export function foldEnding(pods: readonly Diagnosis[], total: number): readonly Diagnosis[] {
  return foldPods(pods.map(withoutDeletion), total);
}

/** Only what it waits for, where the context says that it is being deleted. */
export function withoutDeletion(diagnosis: Diagnosis): Diagnosis {
  return { ...diagnosis, message: diagnosis.message.replace(/^(?:still )?being deleted(?:: |, )/, "") };
}

/** The last warning about an object since it was told to go: what keeps those who clean up after it. */
export function deletionWarnings(object: KubeObject, scene: Scene): readonly Evidence[] {
  const since = timeOf(object.metadata.deletionTimestamp) ?? 0;
  const last = eventsOf(scene, object).findLast(
    ({ type, lastTime }) => type === "Warning" && (timeOf(lastTime) ?? 0) >= since,
  );
  return last === undefined ? [] : [eventEvidence(object, last)];
}

/** The Pods that a workload owns, its ReplicaSets' included; none where they cannot be seen. */
function podsUnder(object: KubeObject, scene: Scene): readonly Pod[] {
  if (!isComplete(scene, "Pod", object.metadata.namespace)) return [];
  return [
    ...ownedBy("Pod", object, scene),
    ...ownedBy("ReplicaSet", object, scene).flatMap((set) => ownedBy("Pod", set, scene)),
  ];
}

function foreignHold(finalizers: readonly string[]): Hold {
  const owners = [...new Set(finalizers.map(finalizerOwner))];
  return {
    words: `waits for finalizer ${listed(finalizers)}`,
    because: [],
    actions: owners.slice(0, 2).map((owner) => ({
      text: `see that ${owner} runs: it removes the finalizer. By hand only if it is gone for good: what it was to clean up stays behind`,
    })),
  };
}
