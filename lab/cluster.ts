import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { clean, hasRemains, pidFolder } from "./clean.ts";
import * as components from "./components.ts";
import type { Component } from "./components.ts";
import { createControlGroups } from "./control-groups.ts";
import { writeCredentials } from "./credentials.ts";
import { PartFailed } from "./failure.ts";
import type { Home } from "./home.ts";
import { archivePath, writeImages } from "./images.ts";
import { askApiServer, nodeState } from "./kube-api.ts";
import { createNetwork, networkTaken } from "./network.ts";
import { writeNodeFiles } from "./node-files.ts";
import { isAlive, record, recorded, startDetached, type ProcessId } from "./processes.ts";
import { run } from "./run.ts";

export interface ClusterState {
  readonly running: boolean;
  /** Why it is not running although something of it is there. */
  readonly broken?: string;
  readonly node?: string;
  /** Milliseconds since 1970. */
  readonly since?: number;
}

export type Say = (text: string) => void;

export const componentLog = (home: Home, name: string): string => join(home.run, "log", `${name}.log`);

/** Looks at the cluster without changing anything. */
export async function clusterState(home: Home): Promise<ClusterState> {
  if (!hasRemains(home)) return { running: false };
  const ids = recorded(pidFolder(home));
  const ended = components.componentNames.filter((name) => {
    const id = ids.get(name);
    return id === undefined || !isAlive(id);
  });
  if (ended.length > 0) {
    const all = ended.length === components.componentNames.length;
    return {
      running: false,
      broken: all ? "its processes have ended" : `${ended.join(", ")} ${ended.length === 1 ? "has" : "have"} ended`,
    };
  }
  const node = await nodeState(home);
  if (node === undefined) return { running: false, broken: "its API server does not answer" };
  const started = join(home.run, "started");
  const since = existsSync(started) ? Number(readFileSync(started, "utf8")) : undefined;
  return {
    running: node === "Ready",
    node,
    ...(since !== undefined && { since }),
    ...(node !== "Ready" && { broken: `its node is ${node}` }),
  };
}

/**
 * Starts a cluster, after removing what an earlier one left. Resolves when the node is Ready.
 * The caller holds the lock.
 */
export async function startCluster(home: Home, say: Say): Promise<void> {
  if (hasRemains(home)) {
    say("removing what is left of the cluster before");
    await clean(home);
  }
  const taken = networkTaken(home);
  if (taken !== undefined) throw new PartFailed("network", taken);
  say("network and certificates");
  for (const folder of ["config", "log", "pids"]) mkdirSync(join(home.run, folder), { recursive: true });
  writeCredentials(home, new Date());
  writeNodeFiles(home);
  createControlGroups(home);
  await Promise.all([createNetwork(home), writeImages(home)]);

  say("etcd, API server and containerd");
  start(home, components.etcd(home));
  start(home, components.registry(home));
  const node = start(home, components.containerd(home)).pid;
  start(home, components.apiServer(home));
  await Promise.all([
    importImages(home, node),
    until(home, "kube-apiserver", 60_000, async () => (await askApiServer(home, "/readyz"))?.status === 200),
  ]);

  say("scheduler, controllers and kubelet");
  start(home, components.kubelet(home, node));
  start(home, components.controllerManager(home));
  start(home, components.scheduler(home));
  start(home, components.proxy(home));
  await until(home, "kubelet", 60_000, async () => (await nodeState(home)) === "Ready");
  // Without it no Pod can be created; a controller makes it.
  const account = "/api/v1/namespaces/default/serviceaccounts/default";
  await until(home, "kube-controller-manager", 30_000, async () => (await askApiServer(home, account))?.status === 200);
  writeFileSync(join(home.run, "started"), String(Date.now()));
}

function start(home: Home, component: Component): ProcessId {
  const log = componentLog(home, component.name);
  try {
    const id = startDetached(component.command, log, home.run);
    record(pidFolder(home), component.name, id);
    return id;
  } catch (error) {
    throw new PartFailed(component.name, (error as Error).message, log);
  }
}

async function importImages(home: Home, node: number): Promise<void> {
  const ctr = async (...args: string[]): Promise<string> => {
    const [program = "", ...rest] = components.ctr(home, node, ...args);
    return run(program, rest);
  };
  await until(home, "containerd", 30_000, async () => {
    try {
      await ctr("version");
      return true;
    } catch {
      return false;
    }
  });
  await ctr("images", "import", archivePath(home));
}

/** Waits until `check` holds; fails as soon as any component has ended. */
async function until(home: Home, part: string, patience: number, check: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + patience;
  while (!(await check())) {
    for (const [name, id] of recorded(pidFolder(home))) {
      if (!isAlive(id)) throw new PartFailed(name, `${name} has ended right after its start`, componentLog(home, name));
    }
    if (Date.now() > end)
      throw new PartFailed(part, `${part} is not ready after ${patience / 1000} s`, componentLog(home, part));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
