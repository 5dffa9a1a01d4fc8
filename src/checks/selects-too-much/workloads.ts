import { isUnknown, matchPod, type MaybeLabelSelector } from "../../wiring";
import type { DeclaredObject } from "../declared";
import type { Declaration } from "../declaration";
import type { Judgement, Raised } from "../finding";
import { labelSelectorCode, labelsCode } from "../pulumi-code";
import { certainPods } from "../select-pods";
import type { PlacedSource } from "../source-index";
import { sourcesText } from "../sources-text";
import { selectingWorkloads, workloadSelectorOf } from "../workload-selector";

const selecting: ReadonlySet<string> = new Set(selectingWorkloads);

/** These take over a bare Pod that they select: it has no other owner. Source: `ClaimPods` of kubernetes/pkg/controller/controller_ref_manager.go. */
const adopting: ReadonlySet<string> = new Set([
  "/ReplicationController",
  "apps/DaemonSet",
  "apps/ReplicaSet",
  "extensions/DaemonSet",
  "extensions/ReplicaSet",
]);

/**
 * Workloads whose selectors take Pods of another workload; several that take each other's are told
 * once, at the first. Kubernetes asks for
 * selectors that do not overlap: an autoscaler counts the other's Pods too, and a ReplicaSet takes
 * over bare Pods.
 */
export function overlappingWorkloads(declaration: Declaration): Pick<Judgement, "raised" | "judged"> {
  const raised: Raised[] = [];
  const told = new Set<string>();
  const workloads = declaration.own(...selectingWorkloads);
  for (const object of workloads) {
    if (told.has(object.id)) continue;
    const selector = workloadSelectorOf(object);
    const own = declaration.sourceOf(object.id);
    if (selector === undefined || isUnknown(selector) || own === undefined) continue;
    const others = certainPods(declaration, selector, object.place).filter((source) => isRival(object, source));
    if (others.length === 0 || !selects(object, own)) continue;
    for (const other of others) if (selects(other.object, own)) told.add(other.id);
    raised.push(findingOf(object, selector, own, others));
  }
  return { raised, judged: workloads.length };
}

function selects(workload: DeclaredObject, source: PlacedSource): boolean {
  const selector = workloadSelectorOf(workload);
  return selector !== undefined && !isUnknown(selector) && matchPod(selector, source) === "yes";
}

function isRival(object: DeclaredObject, { id, object: other }: PlacedSource): boolean {
  if (id === object.id || other.read) return false;
  return selecting.has(other.key) || (other.key === "/Pod" && adopting.has(object.key));
}

function findingOf(
  object: DeclaredObject,
  selector: MaybeLabelSelector,
  own: PlacedSource,
  others: readonly PlacedSource[],
): Raised {
  const [first] = others;
  const isBare = first?.object.key === "/Pod";
  return {
    object,
    path: "spec.selector",
    certainty: "certain",
    message: `spec.selector is ${labelSelectorCode(selector)}: it selects ${isBare ? "" : "the Pods of "}${sourcesText(others)} too, ${isBare ? `which ${object.kind} ${object.ref.name} takes over and counts as its own` : "which an autoscaler then counts as its own"}`,
    remedy: `a label of its own, in selector and template: ${labelsCode({ ...selectorLabels(selector), component: own.ref.name })}`,
    ...(first === undefined ? {} : { nearest: first.object }),
  };
}

const selectorLabels = ({ matchLabels }: MaybeLabelSelector) => (isUnknown(matchLabels) ? {} : matchLabels);
