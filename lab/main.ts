import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { apiServerUrl } from "./credentials.ts";
import { ensureCluster, ensureTools, removeCluster, type EnsureOptions } from "./ensure.ts";
import { exportLines } from "./environment.ts";
import { failureText, PartFailed } from "./failure.ts";
import { labHome } from "./home.ts";
import { images } from "./images.ts";
import { follow, lastLines, logFiles } from "./logs.ts";
import { partNames, sources, type Source } from "./parts.ts";
import { processDisplay, Progress } from "./progress.ts";
import { registryHost } from "./registry-address.ts";
import { endChildren } from "./run.ts";
import { labStatus, statusText } from "./status.ts";
import { versions } from "./versions.ts";

const usage = `usage: npm run lab -- COMMAND [OPTION…]

  up              get what is missing and start the cluster; fine if it runs already
  down            end the cluster and remove everything it left; builds stay
  status          what is there and what runs [--json]
  build [PART…]   get parts without starting anything: ${partNames.join(", ")}
  shell           a shell in which pulumi and kubectl use the lab
  shell -- CMD…   one command in that environment
  env             that environment, for eval "$(npm run -s lab -- env)"
  logs [NAME…]    the end of the logs [-n LINES, -f to go on]
  images          what Pods in the lab can run

  --source auto|release|build   where parts come from: what is there, then official releases,
                                then builds with Go; or one of these only
  --use-current                 no cluster of the lab's: KUBECONFIG and its current context
`;

/** What the command line says is not understood. */
class WrongUsage extends Error {}

interface Options extends EnsureOptions {
  readonly source: Source;
  readonly useCurrent: boolean;
  readonly json: boolean;
  readonly follow: boolean;
  readonly lines: number;
}

const home = labHome();
const progress = new Progress(processDisplay());
const print = (text: string): void => void process.stdout.write(`${text}\n`);

const commands: Readonly<
  Record<string, (names: readonly string[], options: Options, command: readonly string[]) => Promise<number>>
> = {
  async up(names, options) {
    none(names);
    const { already } = await ensureCluster(options);
    progress.close();
    if (options.useCurrent) print("ready: the tools are there and the current cluster answers");
    else
      print(
        `${already ? "already up" : "up"}: Kubernetes ${versions.kubernetes}, ${apiServerUrl(home)}\n  export KUBECONFIG=${home.kubeconfig}\n  npm run lab -- shell   pulumi and kubectl set up for it`,
      );
    return 0;
  },
  async down(names) {
    none(names);
    const removed = await removeCluster({ progress });
    progress.close();
    print(removed ? "down: no process, mount, network or file of the cluster is left" : "there is no cluster");
    return 0;
  },
  async status(names, options) {
    none(names);
    const status = await labStatus(options);
    print(
      options.json
        ? JSON.stringify({ ...status, kubeconfig: home.kubeconfig, address: apiServerUrl(home) }, undefined, 2)
        : statusText(status, home, Date.now()),
    );
    return 0;
  },
  async build(names, options) {
    const parts = names.map((name) => oneOf(name, partNames, "part"));
    await ensureTools({ ...options, parts: parts.length > 0 ? parts : partNames });
    progress.close();
    print(statusText(await labStatus(options), home, Date.now()));
    return 0;
  },
  async shell(names, options, command) {
    none(names);
    const { environment, cluster } = await labStatus(options);
    if (!cluster) process.stderr.write("the cluster is not running: npm run lab -- up\n");
    const [program = process.env["SHELL"] ?? "sh", ...args] = command;
    return runHere(program, args, { ...process.env, ...environment });
  },
  async env(names, options) {
    none(names);
    process.stdout.write(exportLines((await labStatus(options)).environment));
    return 0;
  },
  async logs(names, options) {
    const files = logFiles(home);
    const chosen = new Map(
      names.length === 0 ? files : names.map((name) => [oneOf(name, [...files.keys()], "log"), files.get(name) ?? ""]),
    );
    if (chosen.size === 0) print("there are no logs: nothing was built, and no cluster runs");
    const write = (name: string, line: string): void => {
      print(chosen.size > 1 ? `${name.padEnd(23)} ${line}` : line);
    };
    for (const [name, file] of chosen) for (const line of lastLines(file, options.lines)) write(name, line);
    if (options.follow) await follow(chosen, write, new AbortController().signal);
    return 0;
  },
  async images(names) {
    none(names);
    for (const { name, command } of images) print(`${name.padEnd(22)} ${command.join(" ")}`);
    print(`${registryHost}/…  a registry: see docs/lab.md for what it answers`);
    return Promise.resolve(0);
  },
};

function none(names: readonly string[]): void {
  if (names.length > 0) throw new WrongUsage(`unexpected: ${names.join(" ")}`);
}

function oneOf<T extends string>(value: string, known: readonly T[], what: string): T {
  const found = known.find((candidate) => candidate === value);
  if (found === undefined) throw new WrongUsage(`there is no ${what} ${value}: there are ${known.join(", ")}`);
  return found;
}

/** Runs a program in the place of this one: same terminal, its exit code. */
function runHere(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  // Ctrl-C is for the program; this one waits for what it makes of it.
  process.removeAllListeners("SIGINT").on("SIGINT", () => undefined);
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: "inherit", env });
    child.once("error", (error) => {
      process.stderr.write(`${program} cannot be started: ${error.message}\n`);
      resolve(1);
    });
    child.once("exit", (code, signal) => {
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}

async function main(argv: readonly string[]): Promise<number> {
  const end = argv.indexOf("--");
  const command = end < 0 ? [] : argv.slice(end + 1);
  const { values, positionals } = parse(end < 0 ? argv : argv.slice(0, end));
  const [name, ...names] = positionals;
  if (values.help || name === "help") {
    process.stdout.write(usage);
    return 0;
  }
  if (name === undefined) throw new WrongUsage("which command?");
  if (!Object.hasOwn(commands, name)) throw new WrongUsage(`there is no command ${name}`);
  if (end >= 0 && name !== "shell") throw new WrongUsage(`unexpected: -- ${command.join(" ")}`);
  const options: Options = {
    progress,
    source: oneOf(values.source, sources, "source"),
    useCurrent: values["use-current"],
    json: values.json,
    follow: values.follow,
    lines: Number(values.lines),
  };
  if (!Number.isInteger(options.lines) || options.lines < 0)
    throw new WrongUsage(`not a number of lines: ${values.lines}`);
  return (await commands[name]?.(names, options, command)) ?? 0;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        follow: { type: "boolean", short: "f", default: false },
        help: { type: "boolean", short: "h", default: false },
        json: { type: "boolean", default: false },
        lines: { type: "string", short: "n", default: "10" },
        source: { type: "string", default: "auto" },
        "use-current": { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    endChildren();
    progress.close();
    process.exit(signal === "SIGINT" ? 130 : 143);
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  progress.close();
  if (error instanceof WrongUsage) {
    process.stderr.write(`${error.message}\n\n${usage}`);
    process.exitCode = 2;
  } else if (error instanceof PartFailed) {
    process.stderr.write(`${failureText(error)}\n`);
    process.exitCode = 1;
  } else throw error;
}
