import { clean } from "../render/clean";
import { exemptionPrefix, type Exemption } from "./exemptions";
import type { Finding } from "./finding";
import { ruleOf, rules } from "./rules";
import { nearestName } from "./settings";

/** The code of the notes on exemptions. */
export const staleExemptionCode = "stale-exemption";

/**
 * A note on an exemption that does not hold, names no rule or has nothing to exempt; undefined for
 * one that does its work. `used`: the rule found something here, or could not decide it.
 */
export function staleExemption(exemption: Exemption, used: boolean): Finding | undefined {
  const { object, code } = exemption;
  const words = wordsOn(exemption, used);
  if (words === undefined) return undefined;
  return {
    code: staleExemptionCode,
    severity: "note",
    certainty: "certain",
    object: object.ref,
    path: `metadata.annotations["${clean(exemptionPrefix + code)}"]`,
    message: clean(words.message, 600),
    remedy: clean(words.remedy, 600),
    ...object.origin,
  };
}

function wordsOn(
  { code, void: why }: Exemption,
  used: boolean,
): { readonly message: string; readonly remedy: string } | undefined {
  if (ruleOf(code) === undefined) {
    const codes = rules.map((rule) => rule.code);
    const near = nearestName(code, codes);
    return {
      message: `the exemption from ${code} exempts from nothing: there is no such rule`,
      remedy: near === undefined ? `one of ${codes.join(", ")}` : `"${exemptionPrefix}${near}"`,
    };
  }
  if (why !== undefined) {
    return {
      message: `the exemption from ${code} does not hold: ${why}`,
      remedy: `"${exemptionPrefix}${code}": "the reason; until=2027-01-31", where until= can be left out; or none`,
    };
  }
  if (used) return undefined;
  return {
    message: `the exemption from ${code} exempts from nothing: the rule finds nothing here`,
    remedy: "delete the annotation",
  };
}
