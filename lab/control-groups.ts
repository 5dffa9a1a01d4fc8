import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Home } from "./home.ts";
import { identify, type ProcessId } from "./processes.ts";

const root = "/sys/fs/cgroup";

/** The lab's group in every hierarchy: one in cgroup v2, one per controller in v1. */
function groups(home: Home): string[] {
  const { name } = home.identity;
  if (existsSync(join(root, "cgroup.controllers"))) return [join(root, name)];
  return hierarchies().map((hierarchy) => join(hierarchy, name));
}

function hierarchies(): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .map((entry) => join(root, entry))
    .filter((folder) => existsSync(join(folder, "cgroup.procs")));
}

/** All Pods live below this group, which makes them easy to find when everything else is gone. */
export function createControlGroups(home: Home): void {
  for (const group of groups(home)) mkdirSync(group, { recursive: true });
  const controllers = join(root, "cgroup.controllers");
  if (!existsSync(controllers)) return;
  for (const controller of readFileSync(controllers, "utf8").trim().split(" ")) {
    try {
      writeFileSync(join(root, "cgroup.subtree_control"), `+${controller}`);
      writeFileSync(join(root, home.identity.name, "cgroup.subtree_control"), `+${controller}`);
    } catch {
      // Not every controller can be handed down; the kubelet names the one that it misses.
    }
  }
}

/** The processes of all Pods. */
export function processesInControlGroups(home: Home): ProcessId[] {
  const pids = new Set<number>();
  for (const group of groups(home)) {
    for (const folder of tree(group)) {
      for (const line of read(join(folder, "cgroup.procs")).split("\n")) if (line !== "") pids.add(Number(line));
    }
  }
  return [...pids].flatMap((pid) => identify(pid) ?? []);
}

/** Removes the groups; they must have no process left. */
export function removeControlGroups(home: Home): void {
  for (const group of groups(home)) {
    for (const folder of tree(group).reverse()) rmdirSync(folder);
  }
}

export const controlGroupsLeft = (home: Home): string[] => groups(home).filter((group) => existsSync(group));

/** The folder and all below it, parents first. */
function tree(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [folder, ...below.flatMap(({ name }) => tree(join(folder, name)))];
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
