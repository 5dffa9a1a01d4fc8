import path from "node:path";
import { expect } from "vitest";
import { indexOfStep, type Message } from "./cli-events";
import type { Open } from "./lab-test";
import { blocks, kept, keptText, ours } from "./told";
import type { Run, Settings } from "./up";

/** What must be told of a rollout. */
export interface Rollout {
  readonly scenario: string;
  readonly config?: Settings;
  /** The row on which the cause has to be told, live, before Pulumi gives up. */
  readonly row: string;
  readonly live: RegExp;
  /** The row whose block keeps it, and the first line of the block. */
  readonly block: { readonly row: string; readonly first: RegExp };
  /** What else has to stand in the block, line by line in any order. */
  readonly evidence?: readonly RegExp[];
  /** What is said depends on the moment at which the program ends: there is no golden file. */
  readonly unsteady?: boolean;
}

export interface Seen {
  readonly traced: Run;
  readonly untraced: Run;
}

/**
 * Runs the scenario with and without tracing, side by side, and checks what holds of every rollout
 * that goes wrong: the cause is told on the right row before Pulumi gives up or ends, one block
 * keeps it, the summary names it, and the exit code is the one that there is without tracing.
 */
export async function expectTold(open: Open, rollout: Rollout): Promise<Seen> {
  const { scenario, row, live, block, evidence = [] } = rollout;
  const stack = open({ scenario, ...rollout.config });
  const bare = open({ scenario, ...rollout.config, traced: "false" });
  const [traced, untraced] = await Promise.all([stack.up(), bare.up()]);

  const said = ours(traced).find((message) => message.row === row && message.ephemeral && live.test(message.text));
  expect(said?.text ?? lines(ours(traced)), "the cause, live").toMatch(live);
  const givenUp = indexOfStep(traced.events, row, "failed") ?? traced.events.length;
  expect(said?.index, "the cause is told before Pulumi gives up").toBeLessThan(givenUp);

  const telling = blocks(traced).filter((message) => block.first.test(firstLine(message)));
  expect(
    telling.map((message) => message.row),
    lines(kept(traced)),
  ).toEqual([block.row]);
  for (const line of evidence) expect(telling[0]?.text).toMatch(line);
  const summary = kept(traced).filter((message) => message.row === "Stack" && message.text.startsWith("kubespy: "));
  expect(summary.map(firstLine), "one summary").toEqual([expect.stringContaining("failing")]);

  expect(traced.exitCode, "the exit code is that without tracing").toBe(untraced.exitCode);
  expect(ours(untraced), "without tracing nothing is said").toEqual([]);
  if (!rollout.unsteady) await expect(keptText(traced, stack.namespace)).toMatchFileSnapshot(golden(scenario));
  return { traced, untraced };
}

export const golden = (name: string): string => path.resolve(__dirname, `../golden/e2e/${name}.txt`);

export const firstLine = (message: Message): string => message.text.split("\n")[0] ?? "";

export const lines = (messages: readonly Message[]): string =>
  messages.map(({ row, ephemeral, text }) => `${ephemeral ? "live" : "kept"} [${row}] ${text}`).join("\n");
