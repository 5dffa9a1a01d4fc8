import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { situations } from "../../lab/situations/index.ts";
import { diagnose, reasons, type Diagnosis, type Reason, type ReasonEntry } from "../../src/diagnosis";
import { headline } from "../../src/render";
import { replay, snapshotAt } from "../../src/watch";
import { endOf, recordingNames, recordingOf } from "../support/recordings";

const folder = path.resolve(__dirname, "../../docs/reasons");
const all = Object.entries(reasons) as [Reason, ReasonEntry][];

const outlooks: Readonly<Record<ReasonEntry["outlook"], string>> = {
  healthy: "nothing is wrong",
  waiting: "normal progress, wait",
  "may-heal": "something is wrong that can pass by itself",
  "will-not-heal": "stays until somebody acts",
  suspended: "held back on purpose",
  unknown: "cannot be told",
};

interface Example {
  readonly recording: string;
  /** For what passes: the moment at which it was so. */
  readonly at?: string;
  readonly headline: string;
  /** 2 where it ends the chain: the recording is about this reason, and not about what stands before it. 1 more where the root is of the kind that the catalogue speaks of. */
  readonly rank: number;
}

/** Takes down what a diagnosis shows, where nothing better is known. */
function collect(diagnosis: Diagnosis, shown: Omit<Example, "rank" | "headline">, found: Map<Reason, Example>): void {
  const line = headline(diagnosis);
  const offer = (reason: Reason, text: string, isDeepest: boolean): void => {
    const isOfKind = reasons[reason].example.split(" ")[0] === text.split(" ")[0];
    const rank = (isDeepest ? 2 : 0) + (isOfKind ? 1 : 0);
    if (rank > (found.get(reason)?.rank ?? -1)) found.set(reason, { ...shown, headline: text, rank });
  };
  const visit = ({ reason, because, hints = [] }: Diagnosis): void => {
    offer(reason, line, because.length === 0);
    for (const hint of hints) offer(hint.reason, `${line}; hint: ${hint.message}`, true);
    for (const cause of because) visit(cause);
  };
  visit(diagnosis);
}

/** What a recording shows on its way, as `kubespy why --at` says it: at each change, and when a diagnosis asks to be made again. */
function collectOnTheWay(name: string, found: Map<Reason, Example>): void {
  const recording = recordingOf(name);
  const times = recording.entries.map(({ time }) => time);
  let index = 0;
  for (const { snapshot, time } of replay(recording)) {
    const next = times[++index] ?? time;
    if (next === time || snapshot.objects.find(snapshot.root) === undefined) continue;
    for (let at: string | undefined = time; at !== undefined && at < next;) {
      const diagnosis: Diagnosis = diagnose(snapshot, new Date(at));
      collect(diagnosis, { recording: name, at }, found);
      at = diagnosis.until;
    }
  }
}

/** For each reason the recording that shows it best at its end, else at any moment. */
const examples: ReadonlyMap<Reason, Example> = (() => {
  const atEnd = new Map<Reason, Example>();
  const onTheWay = new Map<Reason, Example>();
  for (const recording of recordingNames) {
    const now = new Date(endOf(recordingOf(recording)));
    collect(diagnose(snapshotAt(recordingOf(recording)), now), { recording }, atEnd);
    collectOnTheWay(recording, onTheWay);
  }
  return new Map([...onTheWay, ...atEnd]);
})();

/** A real one where the corpus has it, else what the catalogue says of it. */
function exampleOf(reason: Reason, { example }: ReasonEntry): string {
  const real = examples.get(reason);
  const shown = `**What you see**\n\n\`\`\`text\n${real?.headline ?? example}\n\`\`\``;
  if (real === undefined) return `${shown}\n\nWritten by hand: no recording of the [corpus](../corpus.md) shows it.`;
  const at = real.at === undefined ? "" : ` --at ${real.at}`;
  const byHand = situations.find(({ name }) => name === real.recording)?.byHand;
  const note = byHand === undefined ? "" : `; by hand: ${byHand}`;
  return `${shown}\n\nRecorded: \`kubespy why test/fixtures/recordings/${real.recording}.ndjson${at}\`${note}`;
}

function pageOf(reason: Reason, entry: ReasonEntry): string {
  return (
    [
      `# ${reason}`,
      `*${entry.title}* · ${entry.severity} · usual outlook: ${entry.outlook} (${outlooks[entry.outlook]})`,
      exampleOf(reason, entry),
      `**Why**\n\n${entry.explanation}`,
      `**What to do**\n\n${entry.remedy}`,
      `**How it is recognised**\n\n${entry.recognised}`,
    ].join("\n\n") + "\n"
  );
}

function indexPage(): string {
  const rows = all.map(([reason, { title, outlook }]) => `| [${reason}](${reason}.md) | ${title} | ${outlook} |`);
  return (
    [
      "# Reasons",
      "One page per reason, made from the catalogue in `src/diagnosis` (`npx vitest run test/diagnosis/reasons.test.ts -u`).",
      ["| reason | in a few words | usual outlook |", "|---|---|---|", ...rows].join("\n"),
    ].join("\n\n") + "\n"
  );
}

describe("the pages in docs/reasons say what the catalogue says", () => {
  test.each(all)("%s", async (reason, entry) => {
    await expect(pageOf(reason, entry)).toMatchFileSnapshot(path.join(folder, `${reason}.md`));
  });
  test("the index lists every reason", async () => {
    await expect(indexPage()).toMatchFileSnapshot(path.join(folder, "README.md"));
  });
  test("there is no page without a reason", () => {
    const pages = readdirSync(folder).filter((file) => file !== "README.md");
    expect(pages.sort()).toEqual(all.map(([reason]) => `${reason}.md`).sort());
  });
});

describe("the catalogue's texts", () => {
  test.each(all)(
    "%s has a short title and whole sentences",
    (_, { title, explanation, remedy, recognised, example }) => {
      expect(title).not.toMatch(/[.!]$/);
      for (const text of [explanation, remedy, recognised]) expect(text).toMatch(/[.:]$/);
      for (const text of [title, explanation, remedy, recognised, example])
        expect(text).not.toMatch(/!\s|!$|please|successfully|sorry/i);
    },
  );
  test("a healthy reason is never loud, and one that will not heal always is", () => {
    for (const [reason, { severity, outlook }] of all) {
      if (outlook === "healthy" || outlook === "waiting") expect(severity, reason).not.toBe("error");
      if (outlook === "will-not-heal") expect(severity, reason).toBe("error");
    }
  });
});
