import { isUnknown, type Maybe } from "../wiring";
import type { Declaration } from "./declaration";
import type { DeclaredObject } from "./declared";
import { field, isRecord, textField } from "./tree";

/** Before the rule's code in the name of the annotation that exempts an object. */
export const exemptionPrefix = "kubespy.pulumi.com/exempt-";

/** That a rule does not hold for an object, as its annotation says. */
export interface Exemption {
  readonly object: DeclaredObject;
  readonly code: string;
  /** Unknown values count as a reason: there is one, it is only not known yet. */
  readonly reason: string | undefined;
  /** The last day on which it holds. */
  readonly until: string | undefined;
  /** Why it does not hold: it has no reason, no date that is one, or is over. */
  readonly void: string | undefined;
}

/**
 * The exemptions on the objects of a declaration: `kubespy.pulumi.com/exempt-<code>: "reason; until=2027-01-31"`. The
 * reason is required, the date is not; it holds to the end of that day (UTC).
 */
export function exemptionsIn(declaration: Declaration, now: Date): readonly Exemption[] {
  return declaration
    .once(exemptingAnnotations)
    .map(({ object, code, text }) =>
      isUnknown(text)
        ? { object, code, reason: "not known yet", until: undefined, void: undefined }
        : { object, code, ...readText(text, now) },
    );
}

interface ExemptingAnnotation {
  readonly object: DeclaredObject;
  readonly code: string;
  readonly text: Maybe<string>;
}

function exemptingAnnotations({ objects }: Declaration): readonly ExemptingAnnotation[] {
  const found: ExemptingAnnotation[] = [];
  for (const object of objects) {
    const annotations = field(object.tree, "metadata", "annotations");
    if (!isRecord(annotations)) continue;
    for (const name of Object.keys(annotations)) {
      if (!name.startsWith(exemptionPrefix)) continue;
      found.push({ object, code: name.slice(exemptionPrefix.length), text: textField(annotations, name) ?? "" });
    }
  }
  return found;
}

const ending = /;\s*until\s*=\s*(\S*)\s*$/;

function readText(text: string, now: Date): Pick<Exemption, "reason" | "until" | "void"> {
  const until = ending.exec(text)?.[1];
  const reason = text.replace(ending, "").trim();
  const given = { reason: reason === "" ? undefined : reason, until };
  if (reason === "" || /^until\s*=/.test(reason)) return { ...given, reason: undefined, void: "it gives no reason" };
  if (until === undefined) return { ...given, void: undefined };
  const end = endOfDay(until);
  if (end === undefined) return { ...given, void: `${until} is no date; it is written as in until=2027-01-31` };
  return { ...given, void: end < now.getTime() ? `it was only until ${until}` : undefined };
}

function endOfDay(date: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const start = new Date(`${date}T00:00:00Z`);
  const isDay = !Number.isNaN(start.getTime()) && start.toISOString().startsWith(date);
  return isDay ? start.getTime() + 24 * 3_600_000 - 1 : undefined;
}
