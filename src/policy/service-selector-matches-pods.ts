import type { ResourceValidationArgs, StackValidationPolicy } from "@pulumi/policy/policy";
import { code, judgeSelectors } from "./judge-selectors";
import type { Memory } from "./memory";
import { report } from "./report";
import { toWires } from "./to-objects";

/** A policy on the whole stack that also looks at each resource as it passes by. */
export interface WiringPolicy extends StackValidationPolicy {
  validateResource(args: ResourceValidationArgs): void;
}

/**
 * Makes the policy that each Service's selector matches the Pods of something in its stack, cluster
 * and namespace. `memory` is what passed by before the stack is complete.
 */
export function makeServiceSelectorMatchesPods(memory: Memory): WiringPolicy {
  return {
    name: code,
    displayName: "Service selectors match Pods",
    description: "The selector of a Service matches the Pods of something in its stack, cluster and namespace.",
    enforcementLevel: "mandatory",
    tags: ["kubernetes", "wiring"],
    remediationSteps:
      "Let spec.selector of the Service and spec.template.metadata.labels of the workload be one constant.",
    validateResource: (args) => {
      memory.remember(args);
    },
    validateStack: ({ resources }, reportViolation) => {
      const { findings } = judgeSelectors(toWires(memory.resources(resources)));
      report(findings, memory, reportViolation);
    },
  };
}
