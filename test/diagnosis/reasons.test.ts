import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { reasons, type Diagnosis, type Reason, type ReasonEntry } from "../../src/diagnosis";

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

interface Document {
  readonly headline: string;
  readonly diagnosis: Diagnosis;
}

interface Example {
  readonly recording: string;
  readonly headline: string;
  /** 2 where it ends the chain: the recording is about this reason, and not about what stands before it. 1 more where the root is of the kind that the catalogue speaks of. */
  readonly rank: number;
}

/** For each reason the recording that shows it best at its end, as its golden file has it. */
const examples: ReadonlyMap<Reason, Example> = (() => {
  const found = new Map<Reason, Example>();
  const goldens = path.resolve(__dirname, "../golden/diagnosis");
  for (const file of readdirSync(goldens).filter((name) => name.endsWith(".json"))) {
    const { headline, diagnosis } = JSON.parse(readFileSync(path.join(goldens, file), "utf8")) as Document;
    const visit = ({ reason, because }: Diagnosis): void => {
      const isOfKind = reasons[reason].example.split(" ")[0] === headline.split(" ")[0];
      const rank = (because.length === 0 ? 2 : 0) + (isOfKind ? 1 : 0);
      if (rank > (found.get(reason)?.rank ?? -1))
        found.set(reason, { recording: path.basename(file, ".json"), headline, rank });
      for (const cause of because) visit(cause);
    };
    visit(diagnosis);
  }
  return found;
})();

/** A real one where the corpus has it, else what the catalogue says of it. */
function exampleOf(reason: Reason, { example }: ReasonEntry): string {
  const real = examples.get(reason);
  const shown = `**What you see**\n\n\`\`\`text\n${real?.headline ?? example}\n\`\`\``;
  return real === undefined
    ? `${shown}\n\nWritten by hand: no recording of the [corpus](../corpus.md) ends with it.`
    : `${shown}\n\nRecorded: \`kubespy why test/fixtures/recordings/${real.recording}.ndjson\``;
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
