import type { DaemonSet, Pod } from "../objects";
import { creationFailure } from "./creation-failures";
import type { Action, Diagnosis } from "./diagnosis";
import { foldPods } from "./fold";
import { diagnoseDeletion, diagnoseGeneration } from "./generic";
import { foldHints } from "./kill-ahead";
import { kubectl } from "./kubectl";
import { isActive, ownedBy } from "./owned";
import { diagnosePod } from "./pod";
import { isOfOldRevision } from "./revision-pods";
import { isComplete, type Scene } from "./scene";
import { unseenKinds } from "./unseen";
import { isProblem, verdict, worstOutlook } from "./verdict";
import { counted, listed, phrase } from "./wording";

/**
 * A DaemonSet: Current when every node that should run a Pod has one of the present revision that is
 * available. Its Pods are told by their nodes. No node at all is what its node selector asks for, so
 * it is Current, and said. With updateStrategy OnDelete it is suspended while ready Pods of the old
 * revision wait to be deleted.
 * Source: DaemonSetStatusViewer of kubectl/pkg/polymorphichelpers, kstatus's daemonsetConditions;
 * which Pods an update replaces: rollingUpdate of pkg/controller/daemon/update.go.
 */
export function diagnoseDaemonSet(set: DaemonSet, scene: Scene): Diagnosis {
  return (
    diagnoseDeletion(set, scene) ??
    diagnoseGeneration(set, set.status.observedGeneration, true, scene) ??
    diagnoseNodes(set, scene)
  );
}

function diagnoseNodes(set: DaemonSet, scene: Scene): Diagnosis {
  const { desired, ready, available, updated } = set.status;
  if (desired <= 0) return diagnoseNoNode(set);
  const pods = podsOf(set, scene);
  const problems = pods.because.filter(isProblem);
  const onDelete = set.spec.updateStrategy === "OnDelete";
  if (available >= desired && (onDelete || updated >= desired) && problems.length === 0) {
    const old = desired - updated;
    const { hints } = pods;
    if (old <= 0)
      return verdict(set, "Ready", `${desired} of ${counted(desired, "Pod")} ready${misplaced(set)}`, { hints });
    return verdict(
      set,
      "UpdateOnDelete",
      `${desired} of ${counted(desired, "Pod")} ready, ${old} of the old revision until deleted (OnDelete)`,
      { actions: pods.old.slice(0, 1).map((pod) => deletion(pod)), hints },
    );
  }
  const because = [...pods.because, ...unseenKinds(set, ["Pod"], scene)];
  const { namespace, name } = set.metadata;
  const counts = `${pods.ready ?? Math.min(ready, desired)} of ${counted(desired, "Pod")} ready`;
  return verdict(
    set,
    problems.length > 0 ? "PodsNotReady" : "RollingOut",
    `${counts}${updateText(set, problems.length > 0)}${lateText(set)}`,
    {
      status: "InProgress",
      outlook: worstOutlook(
        because.map(({ outlook }) => outlook),
        "waiting",
      ),
      because,
      hints: pods.hints,
      actions:
        problems.length > 0 && updated < desired && updated > 0
          ? [
              {
                text: "bring the last revision back",
                command: kubectl(namespace, "rollout", "undo", `daemonset/${name}`),
              },
            ]
          : [],
    },
  );
}

function diagnoseNoNode(set: DaemonSet): Diagnosis {
  const selector = Object.entries(set.spec.template.spec.nodeSelector).map(([key, value]) => `${key}=${value}`);
  const what = selector.length === 0 ? "no node takes its Pods" : `no node matches ${phrase(listed(selector), 60)}`;
  const { misscheduled } = set.status;
  if (misscheduled > 0) return verdict(set, "RollingOut", `${what}, ${counted(misscheduled, "Pod")} left`);
  return verdict(set, "NoNodeMatches", `${what}, no Pod wanted`);
}

interface PodsByNode {
  /** Undefined where Pods cannot be seen. */
  readonly ready: number | undefined;
  readonly old: readonly Pod[];
  readonly because: readonly Diagnosis[];
  /** What is about to happen to those that are ready. */
  readonly hints: readonly Diagnosis[];
}

function podsOf(set: DaemonSet, scene: Scene): PodsByNode {
  const { desired } = set.status;
  const own = ownedBy("Pod", set, scene);
  const active = own.filter(isActive);
  const placed = new Set(active.map(nodeOf));
  // A Pod that failed counts until its node has another one.
  const over = own.filter(
    (pod) => pod.status.phase === "Failed" && pod.metadata.deletionTimestamp === undefined && !placed.has(nodeOf(pod)),
  );
  const nodes = new Map(own.map((pod) => [pod.metadata.name, nodeOf(pod)]));
  const diagnoses = [...active, ...over].map((pod) => diagnosePod(pod, scene));
  const folded = foldPods(diagnoses, desired, (group) => subjectOf(group, desired, nodes));
  const isSeen = isComplete(scene, "Pod", set.metadata.namespace);
  return {
    ready: isSeen ? Math.min(desired, diagnoses.filter(({ reason }) => reason === "Ready").length) : undefined,
    old: active.filter((pod) => isOfOldRevision(pod, set, scene)),
    because: [...(isSeen ? missingPods(set, active.length, scene) : []), ...folded],
    hints: foldHints(diagnoses, desired),
  };
}

const nodeOf = ({ spec }: Pod): string | undefined => spec.nodeName ?? spec.pinnedNode;

/** "1 of 3 Pods (n7)": of a DaemonSet's Pod the node is what matters. Nothing is added where it is all of them. */
function subjectOf(
  group: readonly Diagnosis[],
  desired: number,
  nodes: ReadonlyMap<string, string | undefined>,
): string | undefined {
  const names = group.flatMap(({ object }) => nodes.get(object.name) ?? []).sort();
  if (names.length < group.length || (group.length >= desired && desired > 1)) return undefined;
  return `${group.length} of ${counted(Math.max(desired, group.length), "Pod")} (${listed(names.map((name) => phrase(name, 40)))})`;
}

function missingPods(set: DaemonSet, existing: number, scene: Scene): readonly Diagnosis[] {
  const missing = set.status.desired - existing;
  const cause = missing > 0 ? creationFailure(set, scene) : undefined;
  if (cause === undefined) return [];
  return [
    verdict(set, cause.reason, `${missing} of ${counted(set.status.desired, "Pod")} cannot be created`, {
      outlook: cause.outlook,
      because: [cause],
    }),
  ];
}

/** ", 1 of 3 updated", and how many an update holds back because too many are unavailable already. */
function updateText({ spec, status }: DaemonSet, hasProblem: boolean): string {
  const { desired, updated, available, current } = status;
  if (updated >= desired || current < desired) return "";
  if (spec.updateStrategy === "OnDelete") return `, ${updated} of ${desired} updated (OnDelete)`;
  const most = maxUnavailable(spec.maxUnavailable, desired);
  const isHeld = hasProblem && desired - available >= most;
  return `, ${updated} of ${desired} updated${isHeld ? ` (maxUnavailable ${spec.maxUnavailable} holds the others)` : ""}`;
}

/** Percentages are rounded up: UnavailableCount of pkg/controller/daemon/util. */
function maxUnavailable(value: string | number, desired: number): number {
  if (typeof value === "number") return value;
  const percent = /^(\d{1,3})%$/.exec(value)?.[1];
  return percent === undefined ? 1 : Math.ceil((Number(percent) * desired) / 100);
}

function lateText({ spec, status }: DaemonSet): string {
  const waits = spec.minReadySeconds > 0 && status.ready >= status.desired && status.available < status.desired;
  return waits ? `, available after ${spec.minReadySeconds} s (minReadySeconds)` : "";
}

const misplaced = ({ status }: DaemonSet): string =>
  status.misscheduled > 0 ? `, ${status.misscheduled} more on nodes that should have none` : "";

function deletion({ metadata, spec }: Pod): Action {
  const place = spec.nodeName === undefined ? "" : ` on node ${spec.nodeName}`;
  return {
    text: `delete Pod ${metadata.name} to update it${place}`,
    command: kubectl(metadata.namespace, "delete", "pod", metadata.name),
  };
}
