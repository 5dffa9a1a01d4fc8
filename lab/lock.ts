import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { identify, isAlive, type ProcessId } from "./processes.ts";

/** Whoever is changing the lab. */
export interface Holder extends ProcessId {
  /** What it does, such as `up`. */
  readonly command: string;
}

const often = 200;

/**
 * Runs `action` while no other process changes the lab. Waits for the other one as long as it
 * lives; `waiting` is told whom for, once per holder. A lock whose holder has ended is taken over.
 */
export async function locked<T>(
  path: string,
  command: string,
  waiting: (holder: Holder) => void,
  action: () => Promise<T>,
): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  let told: number | undefined;
  for (;;) {
    const holder = acquire(path, command);
    if (holder === undefined) break;
    if (told !== holder.pid) waiting(holder);
    told = holder.pid;
    await new Promise((resolve) => setTimeout(resolve, often));
  }
  const release = (): void => {
    rmSync(path, { force: true });
  };
  process.once("exit", release);
  try {
    return await action();
  } finally {
    process.off("exit", release);
    release();
  }
}

/** Takes the lock, or gives the living process that has it. */
export function acquire(path: string, command: string): Holder | undefined {
  const self = identify(process.pid) ?? { pid: process.pid, startTicks: "", bootId: "" };
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ ...self, command } satisfies Holder));
  try {
    for (;;) {
      try {
        // A link appears whole or not at all, and fails where there is one already.
        linkSync(draft, path);
        return undefined;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const holder = read(path);
      if (holder !== undefined && isAlive(holder)) return holder;
      removeStale(path);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves the lock away before looking at it again: another waiting process may just have renewed it. */
function removeStale(path: string): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // the other waiting process was quicker
  }
  const holder = read(aside);
  if (holder !== undefined && isAlive(holder)) {
    try {
      linkSync(aside, path);
    } catch {
      // A third process has taken it meanwhile.
    }
  }
  rmSync(aside, { force: true });
}

function read(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}
