import { readdirSync, readFileSync } from "node:fs";

/** A process and everything it started, by number, the process itself last. Linux only; elsewhere just the process. */
export function descendantsOf(pid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const [child, parent] of parents()) children.set(parent, [...(children.get(parent) ?? []), child]);
  const collect = (at: number): readonly number[] => [...(children.get(at) ?? []).flatMap(collect), at];
  return collect(pid);
}

/** The peak of a process's resident memory in MiB; undefined when it is gone. */
export function peakMemory(pid: number): number | undefined {
  const found = /^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${String(pid)}/status`) ?? "")?.[1];
  return found === undefined ? undefined : Number(found) / 1024;
}

/** The command line of a process, its arguments separated by blanks. */
export function commandOf(pid: number): string {
  return (read(`/proc/${String(pid)}/cmdline`) ?? "").replaceAll("\0", " ").trim();
}

/** Ends exactly these processes, whatever they are doing. */
export function kill(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

function parents(): readonly (readonly [number, number])[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        const stat = read(`/proc/${name}/stat`);
        // The second field is a name in brackets that may hold anything.
        const parent = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
        return parent === undefined ? [] : [[Number(name), Number(parent)] as const];
      });
  } catch {
    return [];
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
