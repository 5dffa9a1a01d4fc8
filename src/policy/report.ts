import type { ReportViolation } from "@pulumi/policy/policy";
import type { Finding, Severity } from "../checks";
import { Mask } from "../render/mask";
import type { Memory } from "./memory";

/** Hands what was found to the policy SDK. */
export class Reporter {
  private made: Mask | undefined;

  constructor(
    private readonly memory: Memory,
    private readonly reportViolation: ReportViolation,
  ) {}

  /** Made for the first finding: most resources have none. */
  private get mask(): Mask {
    if (this.made === undefined) {
      this.made = new Mask();
      this.made.addAll(this.memory.secretTexts);
    }
    return this.made;
  }

  finding({ code, severity, message, nearest, remedy, urn }: Finding): void {
    const where = nearest === undefined ? [] : urnLine(nearest);
    this.say(code, severity, [message, ...where, `Fix: ${remedy}`].join("\n"), urn);
  }

  /**
   * Errors come at the policy's own level, the rest as advice. The SDK's object form names the rule
   * and keeps the policy's description out of each message; where an SDK does not know it, it takes
   * the object for a text, which it then is.
   */
  say(code: string, severity: Severity, message: string, urn?: string): void {
    const text = this.mask.apply(message);
    const violation = {
      message: text,
      name: code,
      ...(urn === undefined ? {} : { urn }),
      ...(severity === "error" ? {} : { enforcementLevel: "advisory" }),
      toString: () => text,
    };
    (this.reportViolation as (violation: unknown, urn: string | undefined) => void)(violation, urn);
  }
}

/** The URN of the nearest object where kind and name don't find it: in a component, or under another name in the program. */
function urnLine({ name, urn }: NonNullable<Finding["nearest"]>): readonly string[] {
  if (urn === undefined) return [];
  const called = urn.includes("::") ? urn.slice(urn.lastIndexOf("::") + 2) : name;
  return called === name && !urn.includes("$") ? [] : [`Nearest: ${urn}`];
}
