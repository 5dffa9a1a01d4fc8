// Runs every mode of docs/modes.md once on the lab's cluster, and writes test/fixtures/modes and that page.
// Run: npm run build && npx ts-node --transpileOnly test/e2e/modes.ts [NAME…]
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findLab, type Lab } from "../support/lab";
import { chains, type Chain } from "../support/mode-catalogue";
import { modesFolder, modesPage, modesPageFile, readFixtures } from "../support/mode-page";
import { runChain } from "../support/mode-run";
import { expectNames, Refusal, runScript } from "../support/script";

const atOnce = 2;

async function run(lab: Lab, queue: Chain[]): Promise<void> {
  for (let chain = queue.shift(); chain !== undefined; chain = queue.shift()) {
    await runChain(lab, chain, (mode, fixture) => {
      writeFileSync(path.join(modesFolder, `${mode.name}.json`), `${JSON.stringify(fixture, null, 2)}\n`);
      process.stdout.write(`${mode.name}: ${String(fixture.exitCode)}, ${String(fixture.exitCodeWithout)} without\n`);
    });
  }
}

/** With names: the chains that have one of those modes. */
async function main(names: readonly string[]): Promise<void> {
  const known = chains.flatMap(({ modes }) => modes.map(({ name }) => name));
  expectNames(names, known, "mode");
  const lab = await findLab();
  if (typeof lab === "string") throw new Refusal(lab, 1);
  mkdirSync(modesFolder, { recursive: true });
  const queue = chains.filter(({ modes }) => names.length === 0 || modes.some(({ name }) => names.includes(name)));
  await Promise.all(Array.from({ length: atOnce }, () => run(lab, queue)));
  writeFileSync(modesPageFile, modesPage(readFileSync(modesPageFile, "utf8"), readFixtures()));
}

void runScript(main);
