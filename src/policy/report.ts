import type { ReportViolation } from "@pulumi/policy/policy";
import type { Finding } from "./finding";
import type { Memory } from "./memory";
import { Mask } from "../render/mask";

/**
 * Hands findings to the policy SDK, with what is certain at the policy's own level and the rest as
 * advice. The SDK's object form keeps the policy's description out of each message; where an SDK
 * does not know it, it takes the object for a text, which it then is.
 */
export function report(findings: readonly Finding[], memory: Memory, reportViolation: ReportViolation): void {
  const mask = new Mask();
  mask.addAll(memory.secretTexts);
  for (const { certainty, message, remedy, urn } of findings) {
    const text = mask.apply(`${message}\nFix: ${remedy}`);
    const violation = {
      message: text,
      urn,
      ...(certainty === "certain" ? {} : { enforcementLevel: "advisory" }),
      toString: () => text,
    };
    (reportViolation as (violation: unknown, urn: string) => void)(violation, urn);
  }
}
