import type { Severity } from "../../src/checks";

/** A manifest of test/checks/peers: what its first lines say of it. */
export interface PeerCase {
  readonly name: string;
  readonly rule: string;
  /** What stands there, in a few words. */
  readonly says: string;
  /** What is found in it; "nothing" where all is right. */
  readonly expect: Severity | "nothing";
  readonly yaml: string;
}

/** What a tool that was run said: results.json. */
export interface RunTool {
  readonly version: string;
  /** Which of its checks count. */
  readonly checks: readonly string[];
  /** Its findings by case. */
  readonly cells: Readonly<Record<string, readonly string[]>>;
}

export type Verdict = "found" | "missed" | "silent" | "false alarm";

/** What a tool would say by its source: by-source.json. */
export interface ReadTool {
  readonly source: string;
  readonly needs: string;
  readonly cells: Readonly<Record<string, Verdict>>;
}

/** What a tool's saying something, or nothing, is worth. */
export function verdictOn({ expect }: PeerCase, saysSomething: boolean): Verdict {
  if (expect === "nothing") return saysSomething ? "false alarm" : "silent";
  return saysSomething ? "found" : "missed";
}

const emphasised = (verdict: Verdict): string =>
  verdict === "missed" || verdict === "false alarm" ? `**${verdict}**` : verdict;

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), `|${"---|".repeat(head.length)}`, ...rows.map(row)].join("\n");

interface Column {
  readonly title: string;
  readonly cellOf: (one: PeerCase) => string;
}

/** A row for each case; the rule stands where it begins. */
function caseTable(cases: readonly PeerCase[], columns: readonly Column[]): string {
  const rows = cases.map((one, index) => [
    one.rule === cases[index - 1]?.rule ? "" : `[${one.rule}](${one.rule}.md)`,
    one.says,
    one.expect === "nothing" ? "right" : "broken",
    ...columns.map(({ cellOf }) => cellOf(one)),
  ]);
  return table(["rule", "what stands there", "which is", ...columns.map(({ title }) => title)], rows);
}

function summaryRow(title: string, cases: readonly PeerCase[], verdictOf: (one: PeerCase) => Verdict | undefined) {
  const count = (verdict: Verdict): number => cases.filter((one) => verdictOf(one) === verdict).length;
  return [
    title,
    String(count("found")),
    String(count("missed")),
    String(count("silent")),
    String(count("false alarm")),
  ];
}

/** docs/policies/peers.md. */
export function peersPage(
  cases: readonly PeerCase[],
  { run, read }: { readonly run: Readonly<Record<string, RunTool>>; readonly read: Readonly<Record<string, ReadTool>> },
): string {
  const tools = Object.entries(run);
  const readers = Object.entries(read);
  const said = ({ cells }: RunTool, one: PeerCase): Verdict => verdictOn(one, (cells[one.name] ?? []).length > 0);
  const titleOf = (name: string, { version }: RunTool): string => `${name} ${version}`;
  return `${[
    "# What other tools say of the same manifests",
    "Each row is a small manifest in `test/checks/peers`: either it is right, or one wire in it is broken. The test runs the rules on each, `node bench/peers-verdicts.mjs` the other tools, and this page is made from what they said.",
    "The cases were chosen here, to show where tools differ: the numbers are no measure of how often each occurs, and that the rules miss none of them is by construction.",
    "Of what is broken, **missed** means that nothing was said; of what is right, **false alarm** that something was. Other tools look at much that the rules here don't (limits, security contexts, deprecated versions), which is not counted.",
    "## Run side by side",
    table(
      ["", "found", "missed", "rightly silent", "false alarms"],
      [
        summaryRow("kubespy check", cases, (one) => verdictOn(one, one.expect !== "nothing")),
        ...tools.map(([name, tool]) => summaryRow(titleOf(name, tool), cases, (one) => said(tool, one))),
      ],
    ),
    caseTable(cases, [
      { title: "kubespy check", cellOf: ({ expect }) => (expect === "nothing" ? "silent" : expect) },
      ...tools.map(([name, tool]) => ({
        title: titleOf(name, tool),
        cellOf: (one: PeerCase) => emphasised(said(tool, one)),
      })),
    ]),
    "Counted are, of each tool, the checks that compare fields or objects with each other:",
    tools.map(([name, { checks }]) => `- ${name}: ${checks.join(", ")}`).join("\n"),
    "kube-score ends without a result where the selector of a workload is invalid, and says why: that counts as found. kubeconform looks at each object by itself and promises nothing else; custom resources, and versions that the API server no longer serves, it leaves out.",
    "## By their source, not run",
    "These could not be run here. What they say of a case is concluded from their source; an empty cell means that it was not looked up.",
    caseTable(
      cases.filter(({ name }) => readers.some(([, { cells }]) => cells[name] !== undefined)),
      readers.map(([name, { cells }]) => ({
        title: name,
        cellOf: (one) => (cells[one.name] === undefined ? "" : emphasised(cells[one.name] as Verdict)),
      })),
    ),
    readers.map(([name, { source, needs }]) => `- ${name}: ${source}. It needs ${needs}.`).join("\n"),
    "No tool that was looked at reads a program before it is deployed, tells *no* from *cannot tell*, or knows the names that Pulumi makes up.",
  ].join("\n\n")}\n`;
}
