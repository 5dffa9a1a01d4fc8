import { nameOf } from "../objects/ref";
import type { Severity } from "./finding";
import type { Open, Report } from "./check";
import type { CheckSettings } from "./settings";

const most = 3;

/**
 * What could not be decided, in one line, and how it is to be taken; undefined when everything was
 * decided or nobody wants to know (`onUnknown: "ignore"`).
 */
export function undecidedLine(
  { undecided, judged }: Pick<Report, "undecided" | "judged">,
  { onUnknown }: Pick<CheckSettings, "onUnknown">,
): { readonly severity: Severity; readonly message: string } | undefined {
  if (onUnknown === "ignore" || undecided.length === 0) return undefined;
  const shown = undecided.slice(0, most).map(said);
  const more = undecided.length - shown.length;
  const list = [...shown, ...(more > 0 ? [`${more} more`] : [])].join("; ");
  return {
    severity: onUnknown === "fail" ? "error" : "note",
    message: `${undecided.length} of ${judged} relations cannot be decided: ${list}`,
  };
}

const said = ({ object, why }: Open): string => `${nameOf(object)} (${why})`;
