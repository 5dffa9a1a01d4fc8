import type { Action, Diagnosis, Evidence, LogExcerpt } from "../diagnosis";
import { chainOf, clausesOf, isSaid, shareSaid, wordsOf, type Link } from "../story";
import { nameOf } from "../objects";
import { clean, cleanLogLine } from "./clean";
import { cleanLinks, joinLinks } from "./headline";
import { isOfPods, withoutCount } from "./pod-count";
import { renderRows, wrap, type Row } from "./rows";
import { plain, type Style } from "./style";
import { verdictOf, verdictSentence } from "./verdict";

/** What the block tells beside the diagnosis itself. */
export interface BlockExtra {
  readonly logs: readonly LogExcerpt[];
  /** What is different from the last healthy revision, a phrase each; the first names the revision. */
  readonly changed?: readonly string[];
  /** Are users affected: one phrase. */
  readonly users?: string;
}

export interface BlockOptions {
  /** Columns to wrap at; commands and log lines are never wrapped. */
  readonly width?: number;
  readonly style?: Style;
}

const mostLogLines = 10;
const mostLogs = 2;
const mostActions = 4;
const mostOthers = 3;
const widestLogLine = 200;
const widestQuote = 300;

/**
 * The durable verdict, several lines: the sentence that stands alone, then the rows why, also, seen, log,
 * changed, users, hint and try, as far as there is something in them that was not said above. Every command
 * has a line of its own. No line break at the end.
 */
export function renderBlock(diagnosis: Diagnosis, extra: BlockExtra, options: BlockOptions = {}): string {
  const style = options.style ?? plain;
  const sentence = verdictSentence(diagnosis);
  // What is well needs no explanation.
  if (verdictOf(diagnosis) === "ready") return withRows(style.strong(sentence), hintRows(diagnosis), options);
  const logs = logRow(diagnosis, extra.logs);
  const why = whyRow(diagnosis, sentence);
  const also = alsoRow(diagnosis, wordsOf([sentence, ...why.lines].join(" ")));
  const told = wordsOf([sentence, ...why.lines, ...also.lines, ...logs.lines].join(" "));
  const rows: readonly Row[] = [
    why,
    also,
    seenRow(diagnosis, told),
    logs,
    {
      label: "changed",
      lines: extra.changed === undefined || extra.changed.length === 0 ? [] : [clean(extra.changed.join("; "))],
    },
    { label: "users", lines: extra.users === undefined ? [] : [clean(extra.users)] },
    ...hintRows(diagnosis, tryLines(diagnosis)),
  ];
  return withRows(style.strong(wrap(sentence, options.width ?? 120).join("\n")), rows, options);
}

function withRows(head: string, rows: readonly Row[], { width = 120, style = plain }: BlockOptions): string {
  const body = renderRows(rows, width, style);
  return body === "" ? head : `${head}\n\n${body}`;
}

/** What else can keep traffic away, and what to type: the diagnosis' own commands come first. */
function hintRows({ hints = [] }: Diagnosis, commands: readonly string[] = []): readonly Row[] {
  const lines = hints.map(({ object, message }) =>
    // What is said of several Pods is not said of the first of them.
    clean(isOfPods(message) ? message : `${nameOf(object)}: ${message}`, widestQuote),
  );
  const actions = hints.flatMap((hint) => hint.actions.slice(0, 1)).map(({ text, command }) => clean(command ?? text));
  const all = new Set([...commands, ...actions]);
  return [
    { label: "hint", lines },
    { label: "try", whole: true, lines: [...all].slice(0, mostActions) },
  ];
}

/** What lies between the object and its cause, as far as the sentence above does not say it. */
function whyRow(diagnosis: Diagnosis, sentence: string): Row {
  // That a deletion goes on still is no explanation of it, nor is "suspended with" of a suspension.
  const said = wordsOf(diagnosis.status === "Terminating" ? `${sentence} still` : `${sentence} with`);
  const links = cleanLinks(diagnosis).map((link, index) => (index === 0 ? { ...link, name: "" } : link));
  const unsaid = links.filter((link) => !isSaid(clausesOf(withoutCount(link.message))[0] ?? "", said));
  // The object's own state alone explains nothing.
  const [first] = unsaid;
  const isStateOnly =
    unsaid.length === 1 && first === links[0] && links.length > 1 && clausesOf(first?.message ?? "").length === 1;
  if (first === undefined || isStateOnly) return { label: "why", lines: [] };
  return { label: "why", lines: [joinLinks(unsaid)] };
}

/** What else is wrong, beside the one cause that the sentence follows. */
function alsoRow(diagnosis: Diagnosis, said: ReadonlySet<string>): Row {
  const root = nameOf(diagnosis.object);
  const others = chainOf(diagnosis)
    .flatMap(({ because }) => because.slice(1))
    .filter((other) => verdictOf(other) === "failing")
    .map((other) => cleanLinks(other).map((link, index) => (index === 0 ? withoutName(link, other, root) : link)))
    .map(joinLinks)
    .filter((line) => !isSaid(line, said));
  const lines = [...new Set(others)];
  const rest = lines.length - mostOthers;
  return { label: "also", lines: [...lines.slice(0, mostOthers), ...(rest > 0 ? [`${String(rest)} more`] : [])] };
}

/** The object of which everything here is said, and Pods, which are counted, go without a name. */
function withoutName(link: Link, { object }: Diagnosis, root: string): Link {
  return object.kind === "Pod" || link.name === root ? { ...link, name: "" } : link;
}

/** The cluster's own words where ours leave something of them out. */
function seenRow(diagnosis: Diagnosis, told: ReadonlySet<string>): Row {
  const lines: string[] = [];
  for (const evidence of chainOf(diagnosis)
    .toReversed()
    .flatMap((link) => link.evidence)) {
    const quote = quoteOf(evidence);
    if (quote !== undefined && lines.length === 0 && shareSaid(quote.message, told) < 0.5) {
      lines.push(`${quote.source}: ${clean(quote.message, widestQuote)}`);
    }
  }
  return { label: "seen", lines };
}

const toldBetter: ReadonlySet<string> = new Set([
  "ProgressDeadlineExceeded",
  "BackoffLimitExceeded",
  "DeadlineExceeded",
  "PodFailurePolicy",
  "MaxFailedIndexesExceeded",
  "FailedIndexes",
]);

function quoteOf(evidence: Evidence): { readonly source: string; readonly message: string } | undefined {
  switch (evidence.type) {
    case "event":
      // A probe's answer, and what follows from it, is told in full by the diagnosis.
      if (evidence.reason === "Unhealthy" || evidence.reason === "Killing") return undefined;
      return {
        source: clean(`event ${evidence.reason}, ${nameOf(evidence.object)}`),
        message: withoutPreemption(evidence.message.replace(/^\(combined from similar events\): /, "")),
      };
    case "condition":
      // Kubernetes' words for it say less than ours.
      if (toldBetter.has(evidence.reason)) return undefined;
      return {
        source: clean(`condition ${evidence.condition}, ${nameOf(evidence.object)}`),
        message: withoutPreemption(evidence.message),
      };
    case "container":
    case "log":
      return undefined;
  }
}

/** What the scheduler tried besides says nothing new: "…. preemption: 0/3 nodes are available: 3 Preemption is not helpful". */
function withoutPreemption(message: string): string {
  return message.replace(/\.\s+(?:no new claims to deallocate, )?preemption: [^]*$/, "");
}

function logRow(diagnosis: Diagnosis, excerpts: readonly LogExcerpt[]): Row {
  const folded = fold(relevant(diagnosis, excerpts)).slice(0, mostLogs);
  return { label: "log", whole: true, lines: folded.flatMap(({ excerpt, same }) => linesOf(excerpt, same)) };
}

/**
 * Excerpts of the containers that the diagnosis rests on come alone, if there are any; else those of
 * Pods that it speaks of at all. A log of somebody else's explains nothing.
 */
function relevant(diagnosis: Diagnosis, excerpts: readonly LogExcerpt[]): readonly LogExcerpt[] {
  const named = new Set(
    chainOf(diagnosis).flatMap((link) =>
      link.evidence.flatMap((evidence) =>
        evidence.type === "log" || evidence.type === "container"
          ? [`${evidence.object.name}/${evidence.container}`]
          : [],
      ),
    ),
  );
  const some = excerpts.filter((excerpt) => named.has(`${excerpt.pod}/${excerpt.container}`));
  if (some.length > 0) return some;
  const pods = new Set(podsIn(diagnosis));
  return excerpts.filter(({ pod }) => pods.has(pod));
}

function podsIn({ object, because }: Diagnosis): readonly string[] {
  return [...(object.kind === "Pod" ? [object.name] : []), ...because.flatMap(podsIn)];
}

/** Pods that log the same are one entry; `same` counts the others. */
function fold(excerpts: readonly LogExcerpt[]): readonly { readonly excerpt: LogExcerpt; readonly same: number }[] {
  const byText = new Map<string, { readonly excerpt: LogExcerpt; readonly pods: ReadonlySet<string> }>();
  for (const excerpt of excerpts) {
    if (excerpt.lines.length === 0 && excerpt.withheld === undefined) continue;
    const text = `${excerpt.container}\n${excerpt.withheld ?? excerpt.lines.join("\n")}`;
    const known = byText.get(text);
    byText.set(text, { excerpt: known?.excerpt ?? excerpt, pods: new Set([...(known?.pods ?? []), excerpt.pod]) });
  }
  return [...byText.values()].map(({ excerpt, pods }) => ({ excerpt, same: pods.size - 1 }));
}

function linesOf(excerpt: LogExcerpt, same: number): readonly string[] {
  const source = clean(`${excerpt.pod}/${excerpt.container}`) + (excerpt.previous ? ", previous instance" : "");
  const others = same === 0 ? "" : `; ${String(same)} more ${same === 1 ? "Pod logs" : "Pods log"} the same`;
  if (excerpt.withheld !== undefined) return [`${source}: ${clean(excerpt.withheld, widestQuote)}${others}`];
  const lines = excerpt.lines.map((line) => cleanLogLine(line, widestLogLine)).filter((line) => line !== "");
  const shown = lines.slice(-mostLogLines);
  const count = shown.length === 1 ? "last line" : `last ${String(shown.length)} lines`;
  return [`${source}, ${count}${others}`, ...shown.map((line) => `  ${line}`)];
}

/** The deepest cause's actions first; a command says by itself what it does. */
function tryLines(diagnosis: Diagnosis): readonly string[] {
  const actions: readonly Action[] = chainOf(diagnosis)
    .toReversed()
    .flatMap((link) => link.actions);
  return [...new Set(actions.map((action) => clean(action.command ?? action.text)))];
}
