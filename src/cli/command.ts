import type { World } from "./world";

/** An option of a command. Without `value` it is a flag, which `--no-NAME` and `--NAME=false` turn off. */
export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** What stands for the value in the help: "DURATION". */
  readonly value?: string;
  /** The only values it takes. */
  readonly choices?: readonly string[];
  readonly summary: string;
}

/** What was typed after the command's name, checked against its options. */
export interface Invocation {
  readonly operands: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  /** Flags that were given, with what they were set to. */
  readonly flags: ReadonlyMap<string, boolean>;
}

/** One command: its definition is its help, its page in docs/cli.md and its parser. */
export interface Command {
  readonly name: string;
  /** A line for the list of commands. */
  readonly summary: string;
  /** What follows the name, one line per form. */
  readonly usage: readonly string[];
  /** Paragraphs. */
  readonly description: readonly string[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly (readonly [command: string, what: string])[];
  readonly exitCodes: readonly (readonly [code: number, meaning: string])[];
  /** The exit code. Throws UsageError for wrong input, ClusterUnreadable when there is no way to the cluster. */
  readonly run: (invocation: Invocation, world: World) => Promise<number>;
}

/** What was typed cannot be understood; the message is one sentence that says what is accepted. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
