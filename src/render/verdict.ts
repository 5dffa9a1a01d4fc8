import type { Diagnosis, Outlook } from "../diagnosis";
import { nameOf } from "../objects";
import { causeSentenceOf, deepestCause, isSaid, linksOf, wordsOf } from "../story";
import { clean, cut } from "./clean";
import { cutQuote, dropLastClauses } from "./headline";
import { withoutCount } from "./pod-count";
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

/** Work that ends is not there to be ready. */
const predicatesOf: Readonly<Record<string, Readonly<Record<Outlook, string>>>> = {
  Job: {
    ...predicates,
    healthy: "is complete",
    waiting: "is not complete yet",
    "may-heal": "is not complete",
    "will-not-heal": "will not become complete",
  },
  CronJob: {
    ...predicates,
    healthy: "is scheduled",
    "may-heal": "is in trouble",
    "will-not-heal": "starts no Job",
  },
};

/** The verdict without a cause: `Deployment web is not ready`. */
export function verdictStatement(diagnosis: Diagnosis): string {
  const { object, status, outlook } = diagnosis;
  const place = object.namespace === undefined ? "" : ` in namespace ${object.namespace}`;
  const predicate =
    status === "NotFound"
      ? `does not exist${place}`
      : status === "Terminating"
        ? "is being deleted"
        : object.kind === "Job" && status === "Failed"
          ? "failed"
          : (predicatesOf[object.kind] ?? predicates)[outlook];
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
  const whole =
    diagnosis.status === "Terminating"
      ? sentence.replace(/^(?:still )?being deleted[,:] /, "")
      : diagnosis.outlook === "healthy"
        ? sentence.replace(/ ?\bready(?=$|,| on )/, "").replace(/^complete,? |^, /, "")
        : diagnosis.outlook === "suspended"
          ? sentence.replace(/^suspended(?: with|,) /, "")
          : diagnosis.status === "Failed"
            ? sentence.replace(/^failed: /, "")
            : sentence;
  const links = linksOf(diagnosis);
  const last = links.at(-1);
  // "names no StorageClass" is no cause without the name of the claim.
  const deepest = clean(
    last === undefined || links.length === 1 || last.name === ""
      ? deepestCause(diagnosis).message
      : `${last.name} ${last.message}`,
  );
  const cause = diagnosis.status === "Terminating" ? deepest.replace(/^(?:still )?being deleted[,:] /, "") : deepest;
  if (whole === "" || isSaid(whole, wordsOf(statement))) return cut(statement, max);
  // How many Pods it is so with can be left out sooner than what is so.
  const candidates = [whole, cause, withoutCount(cause)].map((text) => `${statement}: ${text}`);
  const fits = (sentence: string): boolean => widthOf(sentence) <= max;
  const shortest = cutQuote(`${statement}: ${cause}`, max);
  const fitting = candidates.find(fits) ?? (fits(shortest) ? shortest : undefined);
  if (fitting !== undefined) return fitting;
  // Half of a cause is better than none.
  const dropped = dropLastClauses(shortest, max);
  return cut(dropped === statement ? shortest : dropped, max);
}

/** From best to worst. */
export const verdictOrder = [
  "ready",
  "progressing",
  "suspended",
  "unknown",
  "failing",
] as const satisfies readonly Verdict[];

/** The worst of several: one failing object is what matters. "unknown" when there is none. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  return (
    verdicts.reduce<Verdict | undefined>(
      (worst, one) => (worst === undefined || verdictOrder.indexOf(one) > verdictOrder.indexOf(worst) ? one : worst),
      undefined,
    ) ?? "unknown"
  );
}
