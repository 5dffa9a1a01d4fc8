import type { Action, Diagnosis, Evidence, LogExcerpt } from "../diagnosis";
import { chainOf, clausesOf, isSaid, shareSaid, wordsOf } from "../story";
import { nameOf } from "../objects";
import { clean, cleanLogLine } from "./clean";
import { cleanLinks, joinLinks } from "./headline";
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
const widestLogLine = 200;
const widestQuote = 300;

/**
 * The durable verdict, several lines: the sentence that stands alone, then the rows why, seen, log,
 * changed, users and try, as far as there is something in them that was not said above. Every command
 * has a line of its own. No line break at the end.
 */
export function renderBlock(diagnosis: Diagnosis, extra: BlockExtra, options: BlockOptions = {}): string {
  const style = options.style ?? plain;
  const sentence = verdictSentence(diagnosis);
  // What is well needs no explanation.
  if (verdictOf(diagnosis) === "ready") return style.strong(sentence);
  const logs = logRow(diagnosis, extra.logs);
  const why = whyRow(diagnosis, sentence);
  const told = wordsOf([sentence, ...why.lines, ...logs.lines].join(" "));
  const rows: readonly Row[] = [
    why,
    seenRow(diagnosis, told),
    logs,
    {
      label: "changed",
      lines: extra.changed === undefined || extra.changed.length === 0 ? [] : [clean(extra.changed.join("; "))],
    },
    { label: "users", lines: extra.users === undefined ? [] : [clean(extra.users)] },
    tryRow(diagnosis),
  ];
  const body = renderRows(rows, options.width ?? 120, style);
  const head = style.strong(wrap(sentence, options.width ?? 120).join("\n"));
  return body === "" ? head : `${head}\n\n${body}`;
}

/** What lies between the object and its cause, as far as the sentence above does not say it. */
function whyRow(diagnosis: Diagnosis, sentence: string): Row {
  const said = wordsOf(sentence);
  const links = cleanLinks(diagnosis).map((link, index) => (index === 0 ? { ...link, name: "" } : link));
  const unsaid = links.filter(
    (link) => !isSaid(clausesOf(link.message.replace(/^\d+ of \d+ Pods: /, ""))[0] ?? "", said),
  );
  // The object's own state alone explains nothing.
  const [first] = unsaid;
  const isStateOnly =
    unsaid.length === 1 && first === links[0] && links.length > 1 && clausesOf(first?.message ?? "").length === 1;
  if (first === undefined || isStateOnly) return { label: "why", lines: [] };
  return { label: "why", lines: [joinLinks(unsaid)] };
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

function quoteOf(evidence: Evidence): { readonly source: string; readonly message: string } | undefined {
  switch (evidence.type) {
    case "event":
      // A probe's answer is told in full by the diagnosis.
      if (evidence.reason === "Unhealthy") return undefined;
      return {
        source: clean(`event ${evidence.reason}, ${nameOf(evidence.object)}`),
        message: evidence.message.replace(/^\(combined from similar events\): /, ""),
      };
    case "condition":
      // Kubernetes' words for it say less than ours.
      if (evidence.reason === "ProgressDeadlineExceeded") return undefined;
      return {
        source: clean(`condition ${evidence.condition}, ${nameOf(evidence.object)}`),
        message: evidence.message,
      };
    case "container":
    case "log":
      return undefined;
  }
}

function logRow(diagnosis: Diagnosis, excerpts: readonly LogExcerpt[]): Row {
  const folded = fold(relevant(diagnosis, excerpts)).slice(0, mostLogs);
  return { label: "log", whole: true, lines: folded.flatMap(({ excerpt, same }) => linesOf(excerpt, same)) };
}

/** Excerpts of the containers that the diagnosis rests on come alone, if there are any. */
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
  return some.length > 0 ? some : excerpts;
}

/** Pods that log the same are one entry. */
function fold(excerpts: readonly LogExcerpt[]): readonly { readonly excerpt: LogExcerpt; readonly same: number }[] {
  const byText = new Map<string, { readonly excerpt: LogExcerpt; readonly same: number }>();
  for (const excerpt of excerpts) {
    if (excerpt.lines.length === 0 && excerpt.withheld === undefined) continue;
    const text = `${excerpt.container}\n${excerpt.withheld ?? excerpt.lines.join("\n")}`;
    const known = byText.get(text);
    byText.set(text, known === undefined ? { excerpt, same: 0 } : { ...known, same: known.same + 1 });
  }
  return [...byText.values()];
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
function tryRow(diagnosis: Diagnosis): Row {
  const actions: readonly Action[] = chainOf(diagnosis)
    .toReversed()
    .flatMap((link) => link.actions);
  const lines = new Set(actions.map((action) => clean(action.command ?? action.text)));
  return { label: "try", whole: true, lines: [...lines].slice(0, mostActions) };
}
