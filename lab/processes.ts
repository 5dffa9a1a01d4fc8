import { spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { systemEnvironment } from "./run.ts";

/**
 * What makes a process unmistakable: a number alone is given out again, after a reboot at the
 * latest.
 */
export interface ProcessId {
  readonly pid: number;
  /** Clock ticks between the machine's start and the process's. */
  readonly startTicks: string;
  readonly bootId: string;
}

/** Field 22 of /proc/PID/stat. The second field is a name in brackets that may hold anything. */
export function startTicksOf(stat: string): string | undefined {
  const afterName = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return afterName[0] === "Z" ? undefined : afterName[19];
}

/** The process that has this number now, or undefined when there is none (or only its remains). */
export function identify(pid: number, proc = "/proc"): ProcessId | undefined {
  if (!existsSync(proc)) return answers(pid) ? { pid, startTicks: "", bootId: "" } : undefined;
  const stat = read(join(proc, String(pid), "stat"));
  const startTicks = stat === undefined ? undefined : startTicksOf(stat);
  if (startTicks === undefined) return undefined;
  return { pid, startTicks, bootId: read(join(proc, "sys/kernel/random/boot_id"))?.trim() ?? "" };
}

/** All that can be told of a process where there is no /proc, as on macOS. */
function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Is the process still the same one, and alive? */
export function isAlive(id: ProcessId, proc = "/proc"): boolean {
  const now = identify(id.pid, proc);
  return now !== undefined && now.startTicks === id.startTicks && now.bootId === id.bootId;
}

/** Starts a component that outlives this process; its output goes to `log`. */
export function startDetached(command: readonly string[], log: string, cwd: string): ProcessId {
  const [program, ...args] = command;
  if (program === undefined) throw new Error("no command to start");
  mkdirSync(join(log, ".."), { recursive: true });
  const output = openSync(log, "w");
  try {
    // Not the environment of whoever calls: a GOGC or a proxy of theirs would change the cluster.
    const { PATH, HOME } = systemEnvironment();
    const child = spawn(program, args, { cwd, env: { PATH, HOME }, detached: true, stdio: ["ignore", output, output] });
    // A program that cannot be started has no pid; the event would otherwise end this process.
    child.on("error", () => undefined);
    child.unref();
    const id = child.pid === undefined ? undefined : identify(child.pid);
    if (id === undefined) throw new Error(`${program} cannot be started`);
    return id;
  } finally {
    closeSync(output);
  }
}

export function record(folder: string, name: string, id: ProcessId): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(id));
}

/** The processes recorded in `folder` by name, whether they still live or not. */
export function recorded(folder: string): ReadonlyMap<string, ProcessId> {
  const found = new Map<string, ProcessId>();
  if (!existsSync(folder)) return found;
  for (const file of readdirSync(folder).sort()) {
    const id = parse(read(join(folder, file)));
    if (id) found.set(file.replace(/\.json$/, ""), id);
  }
  return found;
}

/** All processes in the network namespace that `path` names. */
export function processesInNetwork(path: string): ProcessId[] {
  if (!existsSync(path)) return [];
  const { ino, dev } = statSync(path);
  return allPids()
    .filter((pid) => {
      try {
        const namespace = statSync(`/proc/${pid}/ns/net`);
        return namespace.ino === ino && namespace.dev === dev;
      } catch {
        return false; // it has ended meanwhile
      }
    })
    .flatMap((pid) => identify(pid) ?? []);
}

/** SIGTERM, then SIGKILL to what is left after `patience` milliseconds. Resolves when all are gone. */
export async function stop(ids: readonly ProcessId[], patience: number): Promise<void> {
  signalAll(ids, "SIGTERM");
  if (await gone(ids, patience)) return;
  signalAll(ids, "SIGKILL");
  await gone(ids, 5000);
}

function signalAll(ids: readonly ProcessId[], signal: NodeJS.Signals): void {
  for (const id of ids) {
    if (!isAlive(id)) continue;
    try {
      process.kill(id.pid, signal);
    } catch {
      // It has ended between the look and the signal.
    }
  }
}

async function gone(ids: readonly ProcessId[], patience: number): Promise<boolean> {
  const until = Date.now() + patience;
  while (ids.some((id) => isAlive(id))) {
    if (Date.now() >= until) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}

function allPids(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid);
}

function parse(text: string | undefined): ProcessId | undefined {
  try {
    const value = JSON.parse(text ?? "") as Partial<ProcessId>;
    return typeof value.pid === "number" && typeof value.startTicks === "string" && typeof value.bootId === "string"
      ? { pid: value.pid, startTicks: value.startTicks, bootId: value.bootId }
      : undefined;
  } catch {
    return undefined;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
