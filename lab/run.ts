import { execFile, spawn, type ChildProcess } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";

/** A program that ended with another code than 0, or could not be started. */
export class CommandFailed extends Error {
  readonly output: string;
  constructor(command: string, output: string) {
    const last = output.trim().split("\n").at(-1) ?? "";
    super(`${command} failed${last ? `: ${last}` : ""}`);
    this.output = output;
  }
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds after which the program is ended. */
  readonly timeout?: number;
}

/** The environment of this process; not every shell has the folders of system programs on PATH. */
export const systemEnvironment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin`,
});

const running = new Set<ChildProcess>();

/** Ends the programs that this process has started and waits for; those that outlive it go on. */
export function endChildren(): void {
  for (const child of running) child.kill("SIGTERM");
}

function remember(child: ChildProcess): void {
  running.add(child);
  child.once("close", () => running.delete(child));
}

/** Runs a program to its end and gives what it printed. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { env: systemEnvironment(), ...options, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        if (error) reject(new CommandFailed([program, ...args].join(" "), stderr || stdout || error.message));
        else resolve(stdout);
      },
    );
    remember(child);
  });
}

/** The same for programs whose failure means "no": undefined then. */
export async function attempt(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string | undefined> {
  try {
    return await run(program, args, options);
  } catch {
    return undefined;
  }
}

/** Runs a program whose output goes to the file `log`, and line by line to `onLine`. Gives stdout. */
export function runLogged(
  program: string,
  args: readonly string[],
  log: string,
  onLine: (line: string) => void,
  options: RunOptions = {},
): Promise<string> {
  mkdirSync(dirname(log), { recursive: true });
  const file = createWriteStream(log, { flags: "a" });
  file.write(`$ ${[program, ...args].join(" ")}\n`);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: systemEnvironment(), ...options, stdio: ["ignore", "pipe", "pipe"] });
    remember(child);
    let output = "";
    let stdout = "";
    const see = (line: string): void => {
      file.write(`${line}\n`);
      output = `${output}${line}\n`.slice(-20_000);
      onLine(line);
    };
    createInterface({ input: child.stderr }).on("line", see);
    createInterface({ input: child.stdout }).on("line", (line) => {
      stdout += `${line}\n`;
      see(line);
    });
    const fail = (message: string): void => {
      reject(new CommandFailed([program, ...args.slice(0, 2)].join(" "), message));
    };
    child.once("error", (error) => {
      fail(error.message);
    });
    child.once("close", (code, signal) => {
      file.end(() => {
        if (code === 0) resolve(stdout);
        else fail(`${output}\nended with ${signal ?? `code ${code}`}`.trim());
      });
    });
  });
}
