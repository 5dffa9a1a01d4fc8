import type { ResourceValidationPolicy } from "@pulumi/policy/policy";
import type { Memory } from "./memory";
import { isConfig, isReadLater } from "./memory";

/**
 * Makes the policy that learns which texts the program marked as secret, so that no finding prints
 * them. It reports and changes nothing. Only a remediation gets to see what is secret (all other
 * policies are given plain values), hence its level: at any other it learns nothing.
 */
export function makeWithholdSecrets(memory: Memory): ResourceValidationPolicy {
  return {
    name: "withhold-secrets",
    displayName: "Findings print no secrets",
    description: "Notes which label values are secret so that no finding prints them. Reports nothing.",
    enforcementLevel: "remediate",
    tags: ["kubernetes", "wiring"],
    remediateResource: ({ type, props }) => {
      if (isReadLater(type) && !isConfig(type)) memory.rememberMarked(props);
    },
  };
}
