import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { controlGroupsLeft, processesInControlGroups, removeControlGroups } from "./control-groups.ts";
import type { Home } from "./home.ts";
import { namespacePath, otherOwner, removeNetwork } from "./network.ts";
import { isAlive, processesInNetwork, recorded, stop, type ProcessId } from "./processes.ts";
import { run } from "./run.ts";

export const pidFolder = (home: Home): string => join(home.run, "pids");

/** Is anything of a cluster left, whole or not? */
export function hasRemains(home: Home): boolean {
  return existsSync(home.run) || (existsSync(namespacePath(home)) && otherOwner(home) === undefined);
}

/**
 * Ends everything that runs in this lab and removes what it left: processes, control groups,
 * namespace, interface, mounts and the run folder. Whatever state it is in, and whoever has been
 * killed before. Only processes of this lab are touched: the recorded ones that still are the same,
 * those in its control group and those in its network.
 */
export async function clean(home: Home): Promise<void> {
  const components = [...recorded(pidFolder(home)).values()].filter((id) => isAlive(id));
  await stop(components, 1500);
  // Then what they leave: container shims, and the containers themselves.
  for (let round = 0; round < 5; round += 1) {
    const left = leftovers(home);
    if (left.length === 0) break;
    await stop(left, 0);
  }
  if (otherOwner(home) === undefined) {
    await retried(() => {
      removeControlGroups(home);
    });
    await removeNetwork(home);
  }
  await unmountBelow(home.run);
  rmSync(home.run, { recursive: true, force: true });
}

/** What {@link clean} should have removed and could not; empty when all is gone. */
export function remains(home: Home): string[] {
  const named = [namespacePath(home), `/sys/class/net/${home.identity.veth}`, ...controlGroupsLeft(home)];
  const paths = [home.run, ...(otherOwner(home) === undefined ? named : [])];
  const processes = leftovers(home).map(({ pid }) => `process ${pid}`);
  return [
    ...processes,
    ...mountsBelow(readFileSync("/proc/self/mountinfo", "utf8"), home.run),
    ...paths.filter((path) => existsSync(path)),
  ];
}

/** Processes of this lab that are not on record any more. None if its names are another lab's. */
function leftovers(home: Home): ProcessId[] {
  if (otherOwner(home) !== undefined) return [];
  return [...processesInNetwork(namespacePath(home)), ...processesInControlGroups(home)];
}

/** There is none as long as the node keeps its mounts to itself; removing files under one would be fatal. */
async function unmountBelow(folder: string): Promise<void> {
  for (const mount of mountsBelow(readFileSync("/proc/self/mountinfo", "utf8"), folder))
    await run("umount", ["-l", mount]);
}

/** The mount points below `folder`, the innermost first. `mountinfo` as of proc(5). */
export function mountsBelow(mountinfo: string, folder: string): string[] {
  return mountinfo
    .split("\n")
    .map((line) =>
      (line.split(" ")[4] ?? "").replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8))),
    )
    .filter((path) => path === folder || path.startsWith(`${folder}/`))
    .reverse();
}

/** A control group is busy for a moment after its last process has been killed. */
async function retried(action: () => void): Promise<void> {
  for (let left = 40; ; left -= 1) {
    try {
      action();
      return;
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
