import { clean } from "../render";
import { ClusterUnreadable } from "../watch";
import { UsageError, type Command } from "./command";
import { commands } from "./commands";
import { exitCodes } from "./exit-code";
import { helpOf, overview } from "./help";
import { parse } from "./parse";
import { didYouMean, listed } from "./suggestion";
import type { World } from "./world";

const helpWords: ReadonlySet<string> = new Set(["--help", "-h", "help"]);

/** Runs one command line (without node and script) and gives its exit code. Never throws for what a user can cause. */
export async function run(argv: readonly string[], world: World): Promise<number> {
  const [word, ...rest] = argv;
  if (word === undefined) {
    world.stderr.write(`${overview(commands, world.version)}\n`);
    return exitCodes.wrongInput;
  }
  if (word === "--version" || word === "-v" || word === "version") return print(world, world.version);
  try {
    if (helpWords.has(word))
      return print(world, rest[0] === undefined ? overview(commands, world.version) : helpOf(commandNamed(rest[0])));
    const command = commandNamed(word);
    if (rest.some((argument) => argument === "--help" || argument === "-h")) return print(world, helpOf(command));
    return await runCommand(command, rest, world);
  } catch (error) {
    return refuse(error, world);
  }
}

async function runCommand(command: Command, argv: readonly string[], world: World): Promise<number> {
  try {
    return await command.run(parse(command, argv), world);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const sentence = clean(error.message, 1000);
    world.stderr.write(`kubespy: ${sentence}\n`);
    return exitCodes.wrongInput;
  }
}

function commandNamed(typed: string): Command {
  const found = commands.find(({ name }) => name === typed.toLowerCase());
  if (found !== undefined) return found;
  const names = commands.map(({ name }) => name);
  const what = typed.startsWith("-") ? "an option" : "a command";
  throw new UsageError(
    `${typed} is not ${what} of kubespy${didYouMean(typed, names) || `: there are ${listed(names)}`}`,
  );
}

function print(world: World, text: string): number {
  world.stdout.write(`${text}\n`);
  return 0;
}

/** What is wrong with the input or the way to the cluster is one sentence; a fault of our own keeps its stack. */
function refuse(error: unknown, world: World): number {
  const expected = error instanceof UsageError || error instanceof ClusterUnreadable;
  const text = expected
    ? clean(error.message, 1000)
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);
  world.stderr.write(`kubespy: ${text}\n`);
  return error instanceof ClusterUnreadable || error instanceof UsageError ? exitCodes.wrongInput : exitCodes.unknown;
}
