import { readFileSync } from "node:fs";
import path from "node:path";
import { chains } from "./mode-catalogue";
import type { KeptMessage, ModeFixture } from "./mode-fixture";

export const modesFolder = path.resolve(__dirname, "../fixtures/modes");
export const modesPageFile = path.resolve(__dirname, "../../docs/modes.md");

/** The fixtures of all modes, by name, in the order of the page. */
export function readFixtures(): ReadonlyMap<string, ModeFixture> {
  const names = chains.flatMap(({ modes }) => modes.map(({ name }) => name));
  return new Map(
    names.map((name) => [
      name,
      JSON.parse(readFileSync(path.join(modesFolder, `${name}.json`), "utf8")) as ModeFixture,
    ]),
  );
}

const begin = "<!-- from test/fixtures/modes, by npm run modes -->";
const end = "<!-- end -->";

/**
 * The page with its table and its excerpts, each between two marks, as the fixtures have them; what
 * people wrote around them stays.
 */
export function modesPage(page: string, fixtures: ReadonlyMap<string, ModeFixture>): string {
  const all = [...fixtures.values()];
  const generated = [tableOf(all), all.flatMap(excerptOf).join("\n\n")];
  const parts = page.split(new RegExp(`(${begin})[^]*?(${end})`));
  if (parts.length !== 3 * generated.length + 1) throw new Error(`${modesPageFile} lacks its marks: ${begin}, ${end}`);
  return parts.map((part, at) => (part === begin ? `${part}\n\n${generated[(at - 1) / 3] ?? ""}\n\n` : part)).join("");
}

function tableOf(fixtures: readonly ModeFixture[]): string {
  const head = ["run", "what there is to do", "live lines on the rows of", "what stays", "exit code, and without"];
  return [head, head.map(() => "---"), ...fixtures.map(cellsOf)].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function cellsOf({ mode, about, live, kept, exitCode, exitCodeWithout, files = [] }: ModeFixture): readonly string[] {
  const stays = [...kept.map(keptWords), ...files.map(({ what }) => what)];
  const codes = [exitCode, exitCodeWithout].map(String);
  return [
    mode.replace(/^pulumi \w+( --\S+( \d+)?)?/, "`$&`"),
    about,
    rowsWords(live.map(({ row }) => row)),
    stays.join("; ") || "–",
    codes.join(", "),
  ];
}

/** "Deployments api, web". */
function rowsWords(rows: readonly string[]): string {
  const byKind = new Map<string, string[]>();
  for (const row of rows) {
    const [kind = "", ...name] = row.split(" ");
    byKind.set(kind, [...(byKind.get(kind) ?? []), name.join(" ")]);
  }
  const words = [...byKind].map(([kind, names]) => {
    if (names.length === 1) return `${kind} ${names.join("")}`.trim();
    return `${kind}s ${names.join(", ")}`;
  });
  return words.join("; ") || "–";
}

function keptWords({ row, text }: KeptMessage): string {
  const [first = ""] = text.split("\n");
  if (row.startsWith("Stack"))
    return `summary${row.slice("Stack".length)}: ${first.replace(/^kubespy: | \(N s\)$/g, "")}`;
  return `${text.includes("\n") ? "block" : "line"} on ${row}`;
}

function excerptOf({ mode, about, excerpt, files = [] }: ModeFixture): readonly string[] {
  if (excerpt === undefined) return [];
  return [
    `### ${mode}`,
    `${about[0]?.toUpperCase() ?? ""}${about.slice(1)}.`,
    fenced(excerpt.map(visible).join("\n")),
    ...files.flatMap(({ what, text }) => [
      `${what[0]?.toUpperCase() ?? ""}${what.slice(1)}:`,
      fenced(text.trim(), "````"),
    ]),
  ];
}

/** Control characters as they are written in a shell. */
const visible = (line: string): string => line.replaceAll("\u001b", "\\e").replaceAll("\r", "\\r");
const fenced = (text: string, fence = "```"): string => `${fence}\n${text}\n${fence}`;
