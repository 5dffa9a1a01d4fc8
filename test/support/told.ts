import { isOurs, type Message } from "./cli-events";
import type { Run } from "./up";

/** What this library said, live and kept, in order. */
export function ours(run: Run): readonly Message[] {
  return run.messages.filter(isOurs);
}

/** The messages that stay on the screen: blocks, lines and the summary. */
export function kept(run: Run): readonly Message[] {
  return ours(run).filter((message) => !message.ephemeral);
}

/** A block is a kept message that goes on below its first line and is not the summary. */
export function blocks(run: Run): readonly Message[] {
  return kept(run).filter((message) => message.row !== "Stack" && message.text.includes("\n"));
}

/**
 * What stays on the screen as one text, the rows in the order of the alphabet and the stack last:
 * which of two resources Pulumi gives up first depends on chance.
 */
export function keptText(run: Run, namespace: string): string {
  const rank = (row: string): string => (row === "Stack" ? "~" : row);
  const sorted = [...kept(run)].sort((a, b) =>
    rank(a.row) < rank(b.row) ? -1 : rank(a.row) > rank(b.row) ? 1 : a.index - b.index,
  );
  return sorted.map(({ row, severity, text }) => withoutChance(`${row}: ${severity}: ${text}\n`, namespace)).join("\n");
}

/** The same in every run: names, addresses, times and numbers of attempts that the cluster makes up. */
export function withoutChance(text: string, namespace: string): string {
  return (
    text
      .replaceAll(namespace, "NAMESPACE")
      .replace(/\bweb-[a-f0-9]{7,10}-[a-z0-9]{5}\b/g, "web-HASH-POD")
      .replace(/\bweb-[a-f0-9]{7,10}\b/g, "web-HASH")
      .replace(/\b10\.96\.\d+\.\d+\b/g, "10.96.N.N")
      .replace(/\b10\.244\.\d+\.\d+\b/g, "10.244.N.N")
      .replace(/\b\d+(\.\d+)? (ms|s|min)( \d+ s)?\b/g, "TIME")
      // Which phase of a rollout takes longest, and whether one takes half of it.
      .replace(/(?<=took TIME) \(last time TIME\)/g, "")
      .replace(/(?<=took TIME), most of it [a-z ]+ \(TIME\)/g, "")
      .replace(/\b\d+ times\b/g, "N times")
      // Whether the container is between two attempts, and whether the event has come more than once.
      .replace(/, previous instance| --previous|\(combined from similar events\): /g, "")
  );
}
