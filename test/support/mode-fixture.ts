import { isOurs, type Message } from "./cli-events";
import type { Mode } from "./mode-catalogue";

/** What came of one run. */
export interface Shown {
  readonly exitCode: number | null;
  readonly messages: readonly Message[];
  /** All that was printed. */
  readonly output: string;
}

/** A row with live lines. */
export interface LiveRow {
  readonly row: string;
  /** The last warning, if there was one. */
  readonly warning?: string;
  readonly last: string;
}

/** A message that stays on the screen. */
export interface KeptMessage {
  readonly row: string;
  readonly severity: string;
  readonly text: string;
}

/** What was shown in one mode, without what differs from run to run. */
export interface ModeFixture {
  readonly mode: string;
  readonly about: string;
  readonly exitCode: number | null;
  /** The same run without tracing. */
  readonly exitCodeWithout: number | null;
  readonly live: readonly LiveRow[];
  readonly kept: readonly KeptMessage[];
  /** Lines of the output that are ours, as the CLI shows them. */
  readonly excerpt?: readonly string[];
  readonly files?: readonly { readonly what: string; readonly text: string }[];
}

export function fixtureOf(
  mode: Mode,
  { exitCode, messages, output }: Shown,
  exitCodeWithout: number | null,
  files: readonly { readonly what: string; readonly text: string }[],
): ModeFixture {
  const ours = messages.map(withoutColours).filter((message) => message.text !== "" && isOurs(message));
  return {
    mode: mode.title,
    about: mode.about,
    exitCode,
    exitCodeWithout,
    live: liveRows(ours.filter(({ ephemeral }) => ephemeral)),
    kept: ours
      .filter(({ ephemeral }) => !ephemeral)
      .map(({ row, severity, text }) => ({ row, severity, text: steady(text) }))
      .sort((a, b) => compare(a.row, b.row)),
    ...(mode.excerpt === true ? { excerpt: excerptOf(output, ours) } : {}),
    ...(files.length === 0 ? {} : { files: files.map(({ what, text }) => ({ what, text: steady(text) })) }),
  };
}

/** The event log of a run with colours has them in the CLI's own words. */
function withoutColours(message: Message): Message {
  return { ...message, text: message.text.replace(/<\{%.*?%\}>/g, "").trimEnd() };
}

function liveRows(messages: readonly Message[]): readonly LiveRow[] {
  const rows = [...new Set(messages.map(({ row }) => row))].sort(compare);
  return rows.map((row) => {
    const own = messages.filter((message) => message.row === row);
    const warning = own.filter(({ severity }) => severity === "warning").at(-1);
    return {
      row,
      ...(warning === undefined ? {} : { warning: steady(warning.text) }),
      last: steady(own.at(-1)?.text ?? ""),
    };
  });
}

const mostProgress = 1;

/**
 * The lines of the output that show a message of ours. Of mere progress the first of each row is
 * enough: how much of it is seen is chance.
 */
function excerptOf(output: string, ours: readonly Message[]): readonly string[] {
  const pieces = new Map<string, { readonly isProgress: boolean; readonly row: string }>();
  for (const { text, row, severity, ephemeral } of ours) {
    const isProgress = ephemeral && severity === "info" && /^(\S+ \S+: )?(\d+ of \d+ |no )/.test(text);
    for (const piece of text.split("\n").map(printable)) if (piece !== "") pieces.set(piece, { isProgress, row });
  }
  const progress = new Map<string, number>();
  const lines = output.split("\n").filter((line) => {
    const shown = printable(line);
    const [found] = [...pieces].filter(([piece]) => shown.includes(piece)).sort((a, b) => b[0].length - a[0].length);
    if (found === undefined) return false;
    const [, { isProgress, row }] = found;
    if (!isProgress) return true;
    progress.set(row, (progress.get(row) ?? 0) + 1);
    return (progress.get(row) ?? 0) <= mostProgress;
  });
  return [...new Set(lines.map((line) => steady(line.trimEnd())))];
}

/** Without control characters and the space around it. */
// eslint-disable-next-line no-control-regex -- those of GitLab's markers, which the event log has no more
const printable = (line: string): string => line.replace(/\u001b\[[0-9;]*[A-Za-z]|\r/g, "").trim();

const compare = (a: string, b: string): number => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0);
const rank = (row: string): string => (row.startsWith("Stack") ? `~${row}` : row);

/** The same in every run: names, addresses, times and phases are the cluster's. */
function steady(text: string): string {
  return (
    text
      .replace(/\be2e-modes-[a-f0-9]{6}(-\d)?\b/g, "shop")
      .replace(/\b(web|api)-[a-f0-9]{7,10}-[a-z0-9]{5}\b/g, "$1-6f5d9c7b4-x2k8p")
      .replace(/\b10\.96\.\d+\.\d+\b/g, "10.96.0.10")
      .replace(/\b\d+(\.\d+)? (ms|s|min)( \d+ s)?\b/g, "N s")
      .replace(/\((\d+(\.\d+)?s|\d+m\d+s)\)/g, "(Ns)")
      .replace(/(?<=took N s)( \(last time N s\))?(, most of it [a-z ]+ \(N s\))?/g, "")
      .replace(/; ((pulled|scheduled|started|ready) N s(, )?)+$/gm, "")
      .replace(/\b[\d:]{8}\.\d{3}(?=\[)/g, "12:00:00.000")
      .replace(/(?<=section_(start|end):)\d+/g, "1700000000")
      // Whether the container is between two attempts.
      .replace(/, previous instance| --previous/g, "")
  );
}
