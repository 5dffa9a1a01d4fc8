import { describe, expect } from "vitest";
import { test } from "../support/lab-test";
import { chains } from "../support/mode-catalogue";
import type { ModeFixture } from "../support/mode-fixture";
import { readFixtures } from "../support/mode-page";
import { runChain } from "../support/mode-run";

/** What has to be the same in every run: which rows have live lines, what stays, and how it ends. */
const steadyPart = ({ live, kept, exitCode, exitCodeWithout }: ModeFixture): object => ({
  rows: live.map(({ row }) => row),
  // Whether a log has been written once or twice by then is chance.
  kept: kept.map(({ row, severity, text }) => [row, severity, text.split("\n")[0]]),
  exitCode,
  exitCodeWithout,
});

/** One mode for each channel that differs from the others; `npm run modes` makes the rest of the table. */
describe("what docs/modes.md says is still so", () => {
  const fixtures = readFixtures();

  test.concurrent.for(["up-policy", "automation-inline", "ci-gitlab"])("of %s", async (name, { lab }) => {
    const [chain] = chains.filter(({ modes }) => modes[0]?.name === name);
    const written = fixtures.get(name);
    if (chain === undefined || written === undefined) throw new Error(`there is no mode ${name}`);
    const seen: ModeFixture[] = [];
    await runChain(lab, { ...chain, modes: chain.modes.slice(0, 1) }, (_, fixture) => seen.push(fixture));
    expect(seen.map(steadyPart)).toEqual([steadyPart(written)]);
  });
});
