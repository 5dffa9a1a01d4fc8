import { spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { messagesOf, parseEvent, type CliEvent, type Message } from "./cli-events";
import type { Lab } from "./lab";
import type { Chain, How, Mode } from "./mode-catalogue";
import { fixtureOf, type ModeFixture, type Shown } from "./mode-fixture";
import { descendantsOf, kill } from "./processes";
import { Terminal } from "./terminal";
import { Stack } from "./up";

const limitMs = 150_000;

/** Runs the modes of a chain one after the other, with and without tracing side by side. */
export async function runChain(lab: Lab, chain: Chain, ran: (mode: Mode, fixture: ModeFixture) => void): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "kubespy-modes-"));
  const files = Object.keys(chain.files ?? {}).map((variable) => [variable, path.join(folder, variable)] as const);
  const [traced, untraced] = [true, false].map((on) => openStack(lab, chain, on, on ? Object.fromEntries(files) : {}));
  if (traced === undefined || untraced === undefined) return;
  try {
    for (const mode of chain.modes) {
      const [shown, without] = await Promise.all([perform(traced, mode), perform(untraced, mode)]);
      const left = files.map(([variable, file]) => ({
        what: chain.files?.[variable] ?? "",
        text: readFileSync(file, "utf8"),
      }));
      ran(mode, fixtureOf(mode, shown, without.exitCode, left));
    }
  } finally {
    await Promise.all([traced.dispose(), untraced.dispose()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

function openStack(lab: Lab, chain: Chain, traced: boolean, files: Readonly<Record<string, string>>): Stack {
  return new Stack(lab, {
    program: "test/programs/modes",
    config: { scenario: "modes", traced: String(traced), ...chain.config },
    environment: { ...chain.environment, ...files, TRACED: String(traced) },
  });
}

async function perform(stack: Stack, { how, config, before }: Mode): Promise<Shown> {
  await before?.(stack);
  switch (how.with) {
    case "cli":
      return stack[how.command]({ args: how.args(stack), ...(config === undefined ? {} : { config }) });
    case "terminal":
      return onTerminal(stack, how);
    case "automation":
      return throughHost(stack, how);
    case "watch":
      return watching(stack);
  }
}

async function onTerminal(stack: Stack, { columns, dumb = false }: How & { with: "terminal" }): Promise<Shown> {
  const log = path.join(stack.folder, "terminal-events.json");
  const { argv, environment } = await stack.command("up", ["--yes", "--skip-preview", "--event-log", log]);
  const terminal = new Terminal(dumb ? ["env", "TERM=dumb", ...argv] : argv, {
    cwd: stack.project,
    environment,
    columns,
    rows: 60,
  });
  try {
    const { screen, exitCode } = await terminal.ended(limitMs);
    const events = readFileSync(log, "utf8")
      .split("\n")
      .flatMap((line) => parseEvent(line, 0) ?? []);
    return { exitCode, output: screen, messages: messagesOf(events) };
  } finally {
    terminal.close();
  }
}

interface HostLine extends Partial<Omit<CliEvent, "readAt">> {
  readonly namespace: string;
  readonly exitCode?: number;
}

/** With several stacks the rows say of which they are. */
async function throughHost(stack: Stack, { program, stacks }: How & { with: "automation" }): Promise<Shown> {
  const { environment } = await stack.command("up", []);
  const names = Array.from({ length: stacks }, (_, at) => stack.alsoNamespace(`${stack.namespace}-${String(at + 1)}`));
  const argv = ["ts-node", "--transpileOnly", "host.ts", program, ...names];
  const { output } = await runUntil(argv, stack.project, environment);
  const lines = output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as HostLine);
  const messages = lines.flatMap((line) =>
    messagesOf([{ readAt: 0, ...line }]).map((message) => ({
      ...message,
      row: stacks === 1 ? message.row : `${message.row} of stack ${String(names.indexOf(line.namespace) + 1)}`,
    })),
  );
  return { exitCode: Math.max(...lines.flatMap(({ exitCode }) => exitCode ?? [])), messages, output };
}

/**
 * `pulumi watch` for one update. It asks a program `pulumi-watch` which files change. Where that is on the PATH
 * (`cargo install pulumi-watch`) a file is edited; else a script says once that one was.
 */
async function watching(stack: Stack): Promise<Shown> {
  const { argv, environment } = await stack.command("watch", ["--color", "never"]);
  const folders = (environment["PATH"] ?? "").split(path.delimiter);
  const isThere = folders.some((folder) => existsSync(path.join(folder, "pulumi-watch")));
  const bin = path.join(stack.folder, "bin");
  mkdirSync(bin);
  if (!isThere) {
    writeFileSync(path.join(bin, "pulumi-watch"), "#!/bin/sh\nsleep 1; echo index.ts; exec sleep 600\n");
    chmodSync(path.join(bin, "pulumi-watch"), 0o755);
  }
  let isEdited = !isThere;
  const { exitCode, output } = await runUntil(
    argv,
    stack.project,
    { ...environment, PATH: [...folders, bin].join(path.delimiter) },
    (text) => {
      if (!isEdited && text.includes("Watch mode enabled")) {
        isEdited = true;
        setTimeout(() => {
          appendFileSync(path.join(stack.project, "index.ts"), "\n");
        }, 2000);
      }
      return /Update (complete|failed)/.test(text);
    },
  );
  // It goes on until it is interrupted, and has no exit code of its own.
  return { exitCode: exitCode ?? 130, output, messages: output.split("\n").flatMap(watchedLine) };
}

/** "   12:09:44.468[ web                  ] no ready endpoints": it does not say of which kind. */
function watchedLine(line: string, index: number): readonly Message[] {
  const [, name = "", warning, text = ""] = /^\s+[\d:.]+\[ (\S*) *\] (warning: )?(.*)$/.exec(line) ?? [];
  if (text === "" || /^(\S+: (create|update|delete)|(failed )?(create|update) |🎉|❌|error: |\* )/u.test(text))
    return [];
  const row = name === "" ? "Stack" : name;
  return [{ row, severity: warning === undefined ? "info" : "warning", ephemeral: true, text, readAt: 0, index }];
}

/** Runs to the end, or until the output is enough: then as somebody does who presses Ctrl-C. */
function runUntil(
  [program = "", ...args]: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  isEnough: (output: string) => boolean = () => false,
): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const { pid } = child;
  if (pid === undefined) return Promise.reject(new Error(`${program} cannot be started`));
  let output = "";
  const limit = setTimeout(() => {
    kill(descendantsOf(pid));
  }, limitMs);
  let interrupted = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (interrupted || !isEnough(output)) return;
      interrupted = true;
      setTimeout(() => process.kill(-pid, "SIGINT"), 1000);
    });
  }
  return new Promise((resolve) => {
    child.on("close", (exitCode) => {
      clearTimeout(limit);
      resolve({ exitCode, output });
    });
  });
}
