import { clean } from "../render/clean";
import { ApiFailure } from "../watch/api-failure";
import { ClusterUnreadable } from "../watch/cluster-unreadable";
import { UsageError, type Command } from "./command";
import { exitCodes } from "./exit-code";
import { allCommands, findCommand } from "./find-command";
import { helpOf, overview } from "./help";
import { parse } from "./parse";
import type { World } from "./world";

const helpWords: ReadonlySet<string> = new Set(["--help", "-h", "help"]);

/** Runs one command line (without node and script) and gives its exit code. Never throws for what a user can cause. */
export async function run(argv: readonly string[], world: World): Promise<number> {
  const [word, ...rest] = argv;
  if (word === undefined) {
    world.stderr.write(`${overview(await allCommands(), world.version)}\n`);
    return exitCodes.wrongInput;
  }
  if (word === "--version" || word === "-v" || word === "version") return print(world, world.version);
  try {
    if (helpWords.has(word)) {
      const [named] = rest;
      const text =
        named === undefined ? overview(await allCommands(), world.version) : helpOf(await findCommand(named));
      return print(world, text);
    }
    const command = await findCommand(word);
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

function print(world: World, text: string): number {
  world.stdout.write(`${text}\n`);
  return 0;
}

/** What is wrong with the input or the way to the cluster is one sentence; a fault of our own keeps its stack. */
function refuse(error: unknown, world: World): number {
  const expected = error instanceof UsageError || error instanceof ClusterUnreadable || error instanceof ApiFailure;
  const text = expected
    ? clean(error.message, 1000)
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);
  world.stderr.write(`kubespy: ${text}\n`);
  return error instanceof ClusterUnreadable || error instanceof UsageError ? exitCodes.wrongInput : exitCodes.unknown;
}
