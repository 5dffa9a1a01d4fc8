import type { Declaration } from "../declaration";
import type { Judgement } from "../finding";
import type { Rule } from "../rule";
import { budgetsOnOnePod } from "../selects-too-much/budgets";
import { servicesOverStrangers } from "../selects-too-much/services";
import { overlappingWorkloads } from "../selects-too-much/workloads";

/**
 * Does a selector take more than was meant: a Service the Pods of a Job, or of two applications; a
 * workload the Pods of another; two PodDisruptionBudgets the same Pods? Only what certainly is
 * selected counts, and only what no sensible wiring looks like.
 */
export const selectsTooMuch: Rule = {
  code: "selects-too-much",
  title: "Selectors select no more than is meant",
  description:
    "No Service selects a Job's Pods or two applications, no workload another's Pods, and no two PodDisruptionBudgets the same Pod.",
  remedy: "Give each workload a label of its own, and let each selector ask for it.",
  severity: "warning",
  group: "services",
  scope: "stack",
  judge,
};

function judge(declaration: Declaration): Judgement {
  const parts = [servicesOverStrangers, overlappingWorkloads, budgetsOnOnePod].map((part) => part(declaration));
  return {
    raised: parts.flatMap(({ raised }) => raised),
    undecided: [],
    judged: parts.reduce((sum, { judged }) => sum + judged, 0),
  };
}
