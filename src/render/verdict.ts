import type { Diagnosis, Outlook } from "../diagnosis";
import { nameOf } from "../objects";
import { causeSentenceOf, deepestCause, isSaid, wordsOf } from "../story";
import { clean, cut } from "./clean";
import { cutQuote, dropLastClauses } from "./headline";
import { widthOf } from "./width";

/** The one word of the diagnosis JSON, of exit codes and of summaries. */
export type Verdict = "ready" | "progressing" | "failing" | "suspended" | "unknown";

const verdicts = {
  healthy: "ready",
  waiting: "progressing",
  "may-heal": "failing",
  "will-not-heal": "failing",
  suspended: "suspended",
  unknown: "unknown",
} as const satisfies Record<Outlook, Verdict>;

export function verdictOf(diagnosis: Pick<Diagnosis, "outlook">): Verdict {
  return verdicts[diagnosis.outlook];
}

/** What is said of the object between its name and the cause. */
const predicates = {
  healthy: "is ready",
  waiting: "is not ready yet",
  "may-heal": "is not ready",
  "will-not-heal": "will not become ready",
  suspended: "is suspended",
  unknown: "cannot be judged",
} as const satisfies Record<Outlook, string>;

/** The verdict without a cause: `Deployment web is not ready`. */
export function verdictStatement(diagnosis: Diagnosis): string {
  const { object, status, outlook } = diagnosis;
  const place = object.namespace === undefined ? "" : ` in namespace ${object.namespace}`;
  const predicate =
    status === "NotFound"
      ? `does not exist${place}`
      : status === "Terminating"
        ? "is being deleted"
        : predicates[outlook];
  return clean(`${nameOf(object)} ${predicate}`);
}

/**
 * The verdict in one sentence, cause included: `Deployment web is not ready: 2 of 2 Pods crash:
 * container web exited 3: "panic: no database"`. At most `max` columns: where not all of it fits, the
 * deepest cause stays and what lies between is left out.
 */
export function verdictSentence(diagnosis: Diagnosis, max = 120): string {
  const statement = verdictStatement(diagnosis);
  const sentence = clean(causeSentenceOf(diagnosis));
  const whole = diagnosis.outlook === "healthy" ? sentence.replace(/ ?\bready(?=$|,| on )/, "") : sentence;
  const cause = clean(deepestCause(diagnosis).message);
  if (whole === "" || isSaid(whole, wordsOf(statement))) return cut(statement, max);
  const candidates = [whole, cause].map((text) => `${statement}: ${text}`);
  const fits = (sentence: string): boolean => widthOf(sentence) <= max;
  const shortest = cutQuote(`${statement}: ${cause}`, max);
  return candidates.find(fits) ?? (fits(shortest) ? shortest : cut(dropLastClauses(shortest, max), max));
}
