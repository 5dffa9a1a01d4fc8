import type { Diagnosis } from "../diagnosis";
import { aheadOf, deepestCause, linksOf, type Figures, type Phases } from "../story";
import { nameOf } from "../objects";
import { clean, cut } from "./clean";
import { duration } from "./duration";
import { cutQuote } from "./headline";
import { withoutCount } from "./pod-count";
import { plain, type Style } from "./style";
import { verdictOf, verdictOrder, type Verdict } from "./verdict";
import { padEnd, widthOf } from "./width";

/** One application: the objects that belong together (a Deployment and its Services), or a single object. */
export interface SummaryEntry {
  readonly name: string;
  /** What is known of its objects at the end, the most important one first. At least one. */
  readonly diagnoses: readonly Diagnosis[];
  readonly figures?: Figures;
  readonly phases?: Phases;
  /** From the start of the operation to ready. */
  readonly readyInMs?: number;
  /** How long the previous rollout took. */
  readonly lastTimeMs?: number;
}

export interface SummaryOptions {
  readonly style?: Style;
  /** Columns that a line may take; causes are cut to it. */
  readonly width?: number;
}

const words: Record<Verdict, string> = {
  ready: "ready ✓",
  progressing: "not ready …",
  failing: "failing ✗",
  suspended: "suspended –",
  unknown: "cannot tell ?",
};
const counted: Record<Verdict, string> = {
  ready: "ready",
  progressing: "not ready",
  failing: "failing",
  suspended: "suspended",
  unknown: "cannot be judged",
};
const widestName = 32;

interface Line {
  readonly name: string;
  readonly verdict: Verdict;
  readonly text: string;
}

/**
 * The summary at the end: how many applications are ready, then a line for each: ready ones with what
 * they have and how long it took, the others, last, with what they wait for. Empty for no entries.
 */
export function renderSummary(
  entries: readonly SummaryEntry[],
  elapsedMs: number,
  options: SummaryOptions = {},
): string {
  if (entries.length === 0) return "";
  const style = options.style ?? plain;
  const lines = entries.map(lineOf).sort((a, b) => verdictOrder.indexOf(a.verdict) - verdictOrder.indexOf(b.verdict));
  const nameColumns = Math.max(...lines.map((line) => widthOf(line.name)));
  const wordColumns = Math.max(...lines.map((line) => widthOf(words[line.verdict])));
  const room = Math.max(40, (options.width ?? 160) - nameColumns - wordColumns - 6);
  const body = lines.map(({ name, verdict, text }) => {
    const word = colour(verdict, style)(padEnd(words[verdict], wordColumns));
    return `  ${padEnd(name, nameColumns)}  ${word}  ${cut(cutQuote(text, room), room)}`.trimEnd();
  });
  return [`kubespy: ${counts(lines)} (${duration(elapsedMs)})`, ...body].join("\n");
}

function counts(lines: readonly Line[]): string {
  const total = lines.length === 1 ? "1 application" : `${String(lines.length)} applications`;
  const parts = verdictOrder.flatMap((verdict) => {
    const count = lines.filter((line) => line.verdict === verdict).length;
    if (count === 0) return [];
    return lines.length === 1
      ? [counted[verdict]]
      : [`${count === lines.length ? "all" : String(count)} ${counted[verdict]}`];
  });
  return [total, ...parts].join(", ");
}

function colour(verdict: Verdict, style: Style): (text: string) => string {
  return { ready: style.good, progressing: style.warn, suspended: style.warn, unknown: style.warn, failing: style.bad }[
    verdict
  ];
}

function lineOf(entry: SummaryEntry): Line {
  const worst = worstOf(entry.diagnoses);
  const verdict = worst === undefined ? "unknown" : verdictOf(worst);
  const name = clean(entry.name, widestName);
  const facts = factsOf(entry, worst);
  if (worst === undefined) return { name, verdict, text: facts };
  if (verdict === "ready")
    return {
      name,
      verdict,
      text: [facts, ahead(entry), timing(entry, facts)].filter((part) => part !== "").join("; "),
    };
  const said = clean(deepestCause(worst).message);
  const cause = entry.figures?.pods === undefined ? said : withoutCount(said);
  return { name, verdict, text: facts === "" || facts === cause ? cause : `${facts}: ${subjectOf(worst)}${cause}` };
}

/** "PersistentVolumeClaim data ": whose the cause is, where that is another object that somebody wrote by hand. */
function subjectOf(worst: Diagnosis): string {
  const [, ...links] = linksOf(worst);
  const last = links.at(-1);
  return last === undefined || last.name === "" || last.diagnosis !== deepestCause(worst) ? "" : `${clean(last.name)} `;
}

/** "but 2 of 2 Pods are about to be killed: …": what is ready need not stay so. */
function ahead({ diagnoses }: SummaryEntry): string {
  const [hint] = diagnoses.flatMap((diagnosis) => aheadOf(diagnosis) ?? []);
  return hint === undefined ? "" : `but ${clean(hint.message)}`;
}

function worstOf(diagnoses: readonly Diagnosis[]): Diagnosis | undefined {
  const rank = (diagnosis: Diagnosis): number => verdictOrder.indexOf(verdictOf(diagnosis));
  return diagnoses.reduce<Diagnosis | undefined>(
    (worst, diagnosis) => (worst === undefined || rank(diagnosis) > rank(worst) ? diagnosis : worst),
    undefined,
  );
}

/** "2 of 2 Pods, 2 endpoints on 10.96.81.228:80"; without figures, the object and its own sentence. */
function factsOf({ figures = {}, diagnoses }: SummaryEntry, worst: Diagnosis | undefined): string {
  const { pods, endpoints, address } = figures;
  const facts: string[] = [];
  if (pods !== undefined)
    facts.push(
      `${String(pods.ready)} of ${String(pods.wanted)} ${pods.areNew === true ? "new " : ""}${pods.wanted === 1 ? "Pod" : "Pods"}`,
    );
  if (endpoints !== undefined) {
    const count = endpoints === 0 ? "no endpoint" : endpoints === 1 ? "1 endpoint" : `${String(endpoints)} endpoints`;
    facts.push(
      endpoints === 0 || address === undefined
        ? count
        : address === "headless"
          ? `${count}, headless`
          : `${count} on ${clean(address)}`,
    );
  }
  if (facts.length > 0) return facts.join(", ");
  const [first] = diagnoses;
  if (first === undefined) return "nothing is known of it";
  return worst === undefined || verdictOf(worst) === "ready" ? clean(first.message) : clean(nameOf(worst.object));
}

const doing: Readonly<Record<keyof Phases, string>> = {
  scheduled: "waiting for a node",
  pulled: "pulling",
  started: "starting",
  ready: "becoming ready",
};

/** A Job says itself how long it took. */
const hasTime = (facts: string): boolean => / in \d[\d.]* [a-z]+(?: \d+ [a-z]+)?$/.test(facts);

/** "took 14 s (last time 12 s), most of it pulling (9 s)": the largest part is named when it is at least half. */
function timing({ readyInMs, lastTimeMs, phases }: SummaryEntry, facts: string): string {
  if (readyInMs === undefined || hasTime(facts)) return "";
  const last = lastTimeMs === undefined ? "" : ` (last time ${duration(lastTimeMs)})`;
  const parts = Object.entries(phases ?? {}) as [keyof Phases, number][];
  const [phase, ms] = parts.reduce<[keyof Phases | undefined, number]>(
    (most, part) => (part[1] > most[1] ? part : most),
    [undefined, 0],
  );
  const most =
    phase !== undefined && ms >= 1000 && ms >= readyInMs / 2 ? `, most of it ${doing[phase]} (${duration(ms)})` : "";
  return `took ${duration(readyInMs)}${last}${most}`;
}
