import { UsageError, type Command } from "./command";
import { didYouMean, listed } from "./suggestion";

/**
 * Each command by its name, in the order of the help. Only the one that is asked for is loaded: most
 * bring along what talks to a cluster, which takes longer than a check does.
 */
const loaders: Readonly<Record<string, () => Promise<Command>>> = {
  trace: async () => (await import("./trace.js")).traceCommand,
  why: async () => (await import("./why.js")).whyCommand,
  record: async () => (await import("./record.js")).recordCommand,
  check: async () => (await import("./check.js")).checkCommand,
  "policy-pack": async () => (await import("./policy-pack.js")).policyPackCommand,
};

/** The command of that name. Throws {@link UsageError} where there is none. */
export function findCommand(typed: string): Promise<Command> {
  const name = typed.toLowerCase();
  const load = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  if (load !== undefined) return load();
  const names = Object.keys(loaders);
  const what = typed.startsWith("-") ? "an option" : "a command";
  throw new UsageError(
    `${typed} is not ${what} of kubespy${didYouMean(typed, names) || `: there are ${listed(names)}`}`,
  );
}

/** All of them. */
export function allCommands(): Promise<readonly Command[]> {
  return Promise.all(Object.values(loaders).map((load) => load()));
}
