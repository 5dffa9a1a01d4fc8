import { isUnknown, matchPods } from "../wiring";
import type { DeclaredObject } from "./declared";
import type { Declaration } from "./declaration";
import type { Verdict } from "./judge-each";
import { certainPods } from "./select-pods";
import { budgetSelector } from "./selects-too-much/budgets";
import { scaledTargets } from "./scaled-targets";
import type { PlacedSource } from "./source-index";
import { sourcesText } from "./sources-text";
import { portField } from "./tree";

/** Workloads whose number of Pods stands in spec.replicas. */
const replicated: ReadonlySet<string> = new Set([
  "/ReplicationController",
  "apps/Deployment",
  "apps/ReplicaSet",
  "apps/StatefulSet",
]);

/**
 * A note on a budget that never lets a Pod be evicted: maxUnavailable is 0, or minAvailable is all
 * Pods that it is for. Where their number is not known, or an autoscaler changes it, nothing is said.
 * Source: `GetScaledValueFromIntOrPercent` (rounding up) in kubernetes/pkg/controller/disruption/disruption.go.
 */
export function blockedEvictions(declaration: Declaration, object: DeclaredObject): Verdict {
  const most = portField(object.tree, "spec", "maxUnavailable");
  const least = portField(object.tree, "spec", "minAvailable");
  if (most === 0 || most === "0%" || most === "0")
    return noteOn(
      object,
      "spec.maxUnavailable",
      most,
      "no Pod may ever be evicted, and a node with one can't be drained",
      "maxUnavailable: 1",
    );
  if (least === undefined || isUnknown(least)) return undefined;
  if (least === "100%")
    return noteOn(
      object,
      "spec.minAvailable",
      least,
      "no Pod may ever be evicted, and a node with one can't be drained",
      "maxUnavailable: 1",
    );
  const pods = podsOf(declaration, object);
  // More Pods than these would only leave more to evict.
  if (pods === undefined || pods.count > neededOf(least, pods.count)) return undefined;
  if (mayBeMore(declaration, object, pods.selected)) return undefined;
  return noteOn(
    object,
    "spec.minAvailable",
    least,
    `${sourcesText(pods.selected)} has ${pods.count} ${pods.count === 1 ? "Pod" : "Pods"}, so none may ever be evicted, and a node with one can't be drained`,
    pods.count === 1 ? "at least 2 replicas, or no budget" : "maxUnavailable: 1",
  );
}

function noteOn(object: DeclaredObject, path: string, value: unknown, why: string, remedy: string): Verdict {
  return {
    object,
    path,
    certainty: "certain",
    severity: "note",
    message: `${path} is ${JSON.stringify(value)}: ${why}`,
    remedy,
  };
}

const neededOf = (least: string | number, count: number): number =>
  typeof least === "number" ? least : Math.ceil((Number.parseFloat(least) * count) / 100);

/** How many Pods a budget is certainly for; undefined where their number is not known. */
function podsOf(
  declaration: Declaration,
  budget: DeclaredObject,
): { readonly count: number; readonly selected: readonly PlacedSource[] } | undefined {
  const selected = certainPods(declaration, budgetSelector(budget), budget.place);
  const scaled = scaledTargets(declaration);
  let count = 0;
  for (const { object } of selected) {
    const replicas = portField(object.tree, "spec", "replicas") ?? 1;
    if (!replicated.has(object.key) || object.read || scaled.has(object.id) || typeof replicas !== "number")
      return undefined;
    count += replicas;
  }
  return count === 0 ? undefined : { count, selected };
}

/** May the budget be for other Pods too: an unknown value decides, or something brings Pods that are not shown? */
function mayBeMore(declaration: Declaration, budget: DeclaredObject, selected: readonly PlacedSource[]): boolean {
  const selector = budgetSelector(budget);
  if (selector === undefined || isUnknown(selector)) return true;
  const { here, maybe } = declaration.pods.at(budget.place);
  const { matches, doubt } = matchPods(selector, [...here, ...maybe]);
  return (
    doubt !== undefined || matches.length > selected.length || declaration.hidden("Pod", budget.place) !== undefined
  );
}
