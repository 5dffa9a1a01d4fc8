// How many messages an update sends while many Deployments fail at once. Needs the lab's cluster.
// Run: npm run build && npx ts-node --transpileOnly bench/events.ts [DEPLOYMENTS]
import { isOurs, type Message } from "../test/support/cli-events";
import { findLab } from "../test/support/lab";
import { Stack } from "../test/support/up";

/** The most that fall into any second, and how many there are in all. */
function rate(messages: readonly Message[]): { readonly total: number; readonly most: number } {
  const times = messages.map(({ readAt }) => readAt).sort((a, b) => a - b);
  let most = 0;
  for (let from = 0, to = 0; to < times.length; to += 1) {
    while ((times[to] ?? 0) - (times[from] ?? 0) >= 1000) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return { total: times.length, most };
}

async function main(): Promise<void> {
  const lab = await findLab();
  if (typeof lab === "string") throw new Error(lab);
  const copies = process.argv[2] ?? "20";
  for (const CI of ["", "true"]) {
    const stack = new Stack(lab, {
      config: { scenario: "crash", copies, timeout: "60" },
      environment: { CI: CI === "" ? undefined : CI },
    });
    try {
      // As many steps at once as there are resources: usually it is four per processor.
      const { messages, seconds } = await stack.up({ args: ["--parallel", "64"] });
      const own = messages.filter(isOurs);
      const groups = [
        ["live lines", own.filter(({ ephemeral }) => ephemeral)],
        ["verdicts and summary", own.filter(({ ephemeral }) => !ephemeral)],
        ["the provider and the engine", messages.filter((message) => !isOurs(message))],
      ] as const;
      process.stdout.write(`${copies} Deployments and Services, CI=${CI}, ${seconds.toFixed(0)} s\n`);
      for (const [what, group] of groups) {
        const { total, most } = rate(group);
        const average = (total / seconds).toFixed(1);
        process.stdout.write(`  ${what}: ${String(total)}, ${average} a second, at most ${String(most)} in a second\n`);
      }
    } finally {
      await stack.dispose();
    }
  }
}

void main();
