import { join } from "node:path";
import { parseArgs } from "node:util";
import { openCluster } from "../dist/watch/index.js";
import { ensureCluster } from "./ensure.ts";
import { failureText, PartFailed } from "./failure.ts";
import { Kubectl } from "./kubectl.ts";
import { recordSituation, type Recorded } from "./recorder.ts";
import { situations } from "./situations/index.ts";
import type { Situation } from "./situations/situation.ts";
import { repository } from "./versions.ts";

const usage = `usage: npm run record -- [NAME…] [OPTION…]

Makes the situations of lab/situations happen, each in a namespace of its own, and writes what the
cluster said to test/fixtures/recordings. Without names: all of them.

  --parallel N    how many at once, 4 without it
  --list          only their names and what they show
  --use-current   not the lab's cluster: KUBECONFIG and its current context
`;

class WrongUsage extends Error {}

const folder = join(repository, "test/fixtures/recordings");
const interrupted = new AbortController();
const print = (text: string): void => void process.stdout.write(`${text}\n`);

interface Outcome {
  readonly situation: Situation;
  readonly seconds: number;
  readonly recorded?: Recorded;
  readonly failure?: string;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h", default: false },
        list: { type: "boolean", default: false },
        parallel: { type: "string", default: "4" },
        "use-current": { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}

function chosen(names: readonly string[]): readonly Situation[] {
  if (names.length === 0) return situations;
  const found = names.flatMap((name) => situations.find((situation) => situation.name === name) ?? []);
  const unknown = names.filter((name) => !found.some((situation) => situation.name === name));
  if (unknown.length === 0) return found;
  throw new WrongUsage(`there is no situation ${unknown.join(", ")}; all there are: npm run record -- --list`);
}

async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parse(argv);
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const list = chosen(positionals);
  if (values.list) {
    for (const { name, shows } of list) print(`${name.padEnd(30)} ${shows}`);
    return 0;
  }
  const parallel = Number(values.parallel);
  if (!Number.isInteger(parallel) || parallel < 1)
    throw new WrongUsage(`not a number of namespaces: ${values.parallel}`);
  const { environment } = await ensureCluster({ useCurrent: values["use-current"] });
  const env = { ...process.env, ...environment };
  const kubeconfig = values["use-current"] ? undefined : environment["KUBECONFIG"];
  const cluster = await openCluster(kubeconfig === undefined ? {} : { kubeconfig });
  const kubectl = new Kubectl(env);
  const waiting = [...list];
  const outcomes: Outcome[] = [];
  const turns = new Map<string, Promise<unknown>>();
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !interrupted.signal.aborted; next = waiting.shift()) {
      const situation = next;
      const { turn = situation.name } = situation;
      const file = join(folder, `${situation.name}.ndjson`);
      let begin = Date.now();
      const recording = Promise.resolve(turns.get(turn))
        .then(() => {
          begin = Date.now();
          return recordSituation(situation, cluster, kubectl, file, interrupted.signal);
        })
        .then(
          (recorded) => ({ recorded }),
          (error: unknown) => ({ failure: error instanceof Error ? error.message : String(error) }),
        );
      turns.set(turn, recording);
      const outcome = await recording;
      outcomes.push({ situation, seconds: (Date.now() - begin) / 1000, ...outcome });
      print(row(outcomes.at(-1)!));
    }
  };
  // Neither watches nor requests keep a program alive.
  const alive = setInterval(() => undefined, 60_000);
  try {
    print(heading);
    await Promise.all(Array.from({ length: Math.min(parallel, list.length) }, work));
  } finally {
    clearInterval(alive);
    cluster.close();
  }
  if (interrupted.signal.aborted) return 130;
  const done = outcomes.flatMap(({ recorded }) => recorded ?? []);
  const bytes = done.reduce((sum, recorded) => sum + recorded.bytes, 0);
  print(`${done.length} of ${list.length} recorded, ${(bytes / 2 ** 20).toFixed(1)} MiB`);
  return done.length === list.length ? 0 : 1;
}

const heading = `${"situation".padEnd(30)} ${"took".padStart(7)} ${"lines".padStart(6)} ${"objects".padStart(7)} ${"logs".padStart(5)} ${"KiB".padStart(6)}`;

function row({ situation, seconds, recorded, failure }: Outcome): string {
  const start = `${situation.name.padEnd(30)} ${`${seconds.toFixed(1)} s`.padStart(7)}`;
  if (recorded === undefined) return `${start} not recorded: ${failure ?? ""}`;
  const { lines, objects, logs, bytes } = recorded;
  const numbers = [String(lines).padStart(6), String(objects).padStart(7), String(logs).padStart(5)];
  return `${start} ${numbers.join(" ")} ${(bytes / 1024).toFixed(0).padStart(6)}`;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (!interrupted.signal.aborted) process.stderr.write("interrupted: removing what was made\n");
    interrupted.abort(new Error("interrupted"));
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof WrongUsage) {
    process.stderr.write(`${error.message}\n\n${usage}`);
    process.exitCode = 2;
  } else if (error instanceof PartFailed) {
    process.stderr.write(`${failureText(error)}\n`);
    process.exitCode = 1;
  } else throw error;
}
