import type { PodDisruptionBudget, StringMap } from "../objects";
import { labelSelectorMatches } from "./selector";

/**
 * Does a PodDisruptionBudget cover a Pod with these labels? As every label selector, but an empty
 * one in policy/v1beta1 selects nothing, where in policy/v1 it selects all Pods of the namespace.
 * Source: `PodDisruptionBudgetSpec.selector` of k8s.io/api/policy/v1 and v1beta1.
 */
export function budgetCovers({ apiVersion, spec }: PodDisruptionBudget, labels: StringMap): boolean {
  const { selector } = spec;
  const isEmpty =
    selector !== undefined && Object.keys(selector.matchLabels).length === 0 && selector.matchExpressions.length === 0;
  if (isEmpty && apiVersion === "policy/v1beta1") return false;
  return labelSelectorMatches(selector, labels);
}
