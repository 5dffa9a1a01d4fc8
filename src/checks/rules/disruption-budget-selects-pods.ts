import { isUnknown } from "../../wiring";
import { blockedEvictions } from "../blocked-evictions";
import type { DeclaredObject } from "../declared";
import type { Declaration } from "../declaration";
import type { Judgement } from "../finding";
import { allOf, judgeEach, type Verdict } from "../judge-each";
import { labelSelectorField } from "../label-selector-field";
import type { Rule } from "../rule";
import { isAll, verdictOnSelector } from "../selector-relation";
import { budgetSelector } from "../selects-too-much/budgets";
import { isEmpty } from "../tree";

/**
 * Does a PodDisruptionBudget select Pods, and does it leave one to evict? In policy/v1 `{}` selects
 * all Pods of the namespace and an absent selector none; in policy/v1beta1 `{}` selects none, too. A
 * budget that never lets a Pod go keeps its nodes from being drained.
 * Source: `PodDisruptionBudgetSpec` of k8s.io/api/policy/v1 and v1beta1.
 */
export const disruptionBudgetSelectsPods: Rule = {
  code: "disruption-budget-selects-pods",
  title: "PodDisruptionBudgets select Pods",
  description: "The selector of a PodDisruptionBudget matches Pods of its namespace, and one of them may be evicted.",
  remedy: "Let spec.selector of the budget and spec.template.metadata.labels of the workload be one constant.",
  severity: "error",
  group: "services",
  scope: "stack",
  judge,
};

function judge(declaration: Declaration): Judgement {
  const budgets = declaration.own("policy/PodDisruptionBudget").map((object) => ({ object }));
  return allOf([
    judgeEach(budgets, ({ object }) => verdictOn(declaration, object)),
    judgeEach(budgets, ({ object }) => blockedEvictions(declaration, object)),
  ]);
}

function verdictOn(declaration: Declaration, object: DeclaredObject): Verdict {
  if (isEmpty(object.tree)) return "nothing is known of it yet";
  const stated = labelSelectorField(object.tree, "spec", "selector");
  const selector = budgetSelector(object);
  if (isUnknown(stated)) return "the selector is not known yet";
  if (selector === undefined) {
    const said = stated === undefined ? "is absent" : "is {}, which in policy/v1beta1 selects nothing";
    return {
      object,
      path: "spec.selector",
      certainty: "certain",
      message: `spec.selector ${said}: the budget is for no Pod`,
      remedy: "selector: { matchLabels: … } with the labels of the Pods that it is for",
    };
  }
  // {} is for all Pods of the namespace, whoever deploys them.
  if (isAll(selector)) return undefined;
  return verdictOnSelector(declaration, {
    object,
    selector,
    place: object.place,
    path: "spec.selector",
    fix: (labels) => `matchLabels: ${labels}`,
    within: "a PodDisruptionBudget selects in its own namespace only",
  });
}
