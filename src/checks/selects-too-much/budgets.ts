import { isUnknown, type Maybe, type MaybeLabelSelector } from "../../wiring";
import type { DeclaredObject } from "../declared";
import type { Declaration } from "../declaration";
import type { Judgement, Raised } from "../finding";
import { labelSelectorField } from "../label-selector-field";
import { labelSelectorCode } from "../pulumi-code";
import { certainPods } from "../select-pods";
import { sourcesText } from "../sources-text";

/** What a PodDisruptionBudget selects: in policy/v1beta1 an empty selector selects nothing, in policy/v1 all Pods. */
export function budgetSelector({ tree, apiVersion }: DeclaredObject): Maybe<MaybeLabelSelector> | undefined {
  const selector = labelSelectorField(tree, "spec", "selector");
  if (selector === undefined || isUnknown(selector) || apiVersion !== "policy/v1beta1") return selector;
  const { matchLabels, matchExpressions } = selector;
  const isEmpty =
    !isUnknown(matchLabels) &&
    !isUnknown(matchExpressions) &&
    Object.keys(matchLabels).length + matchExpressions.length === 0;
  return isEmpty ? undefined : selector;
}

/**
 * PodDisruptionBudgets over Pods that another has already: an eviction of such a Pod is then refused
 * with an error, and a node with it can't be drained.
 * Source: `EvictionREST.Create` of kubernetes/pkg/registry/core/pod/storage/eviction.go.
 */
export function budgetsOnOnePod(declaration: Declaration): Pick<Judgement, "raised" | "judged"> {
  const raised: Raised[] = [];
  const budgetOf = new Map<string, DeclaredObject>();
  const budgets = declaration.own("policy/PodDisruptionBudget");
  for (const budget of budgets) {
    const selector = budgetSelector(budget);
    if (selector === undefined || isUnknown(selector)) continue;
    const pods = certainPods(declaration, selector, budget.place);
    const taken = pods.filter(({ id }) => budgetOf.has(id));
    for (const { id } of pods) if (!budgetOf.has(id)) budgetOf.set(id, budget);
    const other = budgetOf.get(taken[0]?.id ?? "");
    if (other === undefined) continue;
    raised.push({
      object: budget,
      path: "spec.selector",
      certainty: "certain",
      message: `spec.selector is ${labelSelectorCode(selector)}: it selects the Pods of ${sourcesText(taken)}, and so does PodDisruptionBudget ${other.ref.name}; Pods with two budgets cannot be evicted`,
      remedy: "one budget for them, or selectors that have no Pod in common",
      nearest: other,
    });
  }
  return { raised, judged: budgets.length };
}
