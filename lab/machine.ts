import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statfsSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { goFolder } from "./build.ts";
import type { Home } from "./home.ts";
import { cniFolders } from "./node-files.ts";
import { attempt, CommandFailed, run } from "./run.ts";

/** What matters about this machine, as facts: see requirements.ts for what follows from them. */
export interface Machine {
  /** As `process.platform` says it. */
  readonly os: string;
  readonly root: boolean;
  /** May namespaces and mounts be made? Root in a container often may not. */
  readonly namespaces: boolean;
  /** The version of `go`, if there is one. */
  readonly go: string | undefined;
  /** What `go version` says when it cannot work on the lab's modules. */
  readonly goProblem: string | undefined;
  readonly apt: boolean;
  /** Programs of {@link systemPrograms} that are not there. */
  readonly missing: readonly string[];
  /** Bytes that the file system of the cache folder has left. */
  readonly free: number;
}

/** What the cluster takes from the system, and the Debian and Ubuntu package that has it. */
export const systemPrograms: Readonly<Record<string, string>> = {
  etcd: "etcd-server",
  containerd: "containerd",
  "containerd-shim-runc-v2": "containerd",
  ctr: "containerd",
  runc: "runc",
  "CNI plugins": "containernetworking-plugins",
  iptables: "iptables",
  ip: "iproute2",
  nsenter: "util-linux",
  unshare: "util-linux",
  mount: "mount",
  "a static busybox": "busybox-static",
};

export async function lookAtMachine(home: Home): Promise<Machine> {
  const go = findProgram("go");
  const version = go === undefined ? undefined : await attempt("go", ["env", "GOVERSION"]);
  // The lab's modules may ask for a newer Go than this; it then fetches that one by itself, or says why not.
  const usable = go === undefined ? undefined : await problemOf("go", ["version"], goFolder());
  return {
    os: process.platform,
    root: process.getuid?.() === 0,
    namespaces: process.platform === "linux" && mayMakeNamespaces(readFileSync("/proc/self/status", "utf8")),
    go: version?.trim().replace(/^go/, ""),
    goProblem: usable,
    apt: findProgram("apt-get") !== undefined,
    missing: process.platform === "linux" ? missingPrograms() : [],
    free: freeBytes(home.folder),
  };
}

export function missingPrograms(): string[] {
  return Object.keys(systemPrograms).filter((name) => {
    if (name === "CNI plugins")
      return !cniFolders.some((folder) =>
        ["bridge", "host-local", "portmap", "loopback"].every((plugin) => existsSync(join(folder, plugin))),
      );
    if (name === "a static busybox") return !(existsSync("/bin/busybox") && isStatic("/bin/busybox"));
    return findProgram(name) === undefined;
  });
}

/** The first program of that name on PATH, leaving out the folders in `except`. */
export function findProgram(name: string, except: readonly string[] = []): string | undefined {
  // Not every shell has the folders of system programs on PATH.
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  for (const folder of folders) {
    if (folder === "" || except.includes(folder)) continue;
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      continue;
    }
  }
  return undefined;
}

/** CAP_NET_ADMIN is bit 12 and CAP_SYS_ADMIN bit 21 of the effective set. */
export function mayMakeNamespaces(status: string): boolean {
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? "0"}`);
  return [12n, 21n].every((bit) => (effective >> bit) & 1n);
}

/** A program without an interpreter segment needs no libraries, and so runs in an empty image. */
export function isStatic(file: string): boolean {
  const head = Buffer.alloc(4096);
  const handle = openSync(file, "r");
  try {
    readSync(handle, head, 0, head.length, 0);
  } finally {
    closeSync(handle);
  }
  if (head.toString("latin1", 0, 4) !== "\x7fELF" || head[4] !== 2) return false;
  const offset = Number(head.readBigUInt64LE(32));
  const size = head.readUInt16LE(54);
  const count = head.readUInt16LE(56);
  const interpreter = 3;
  for (let i = 0; i < count && offset + (i + 1) * size <= head.length; i += 1) {
    if (head.readUInt32LE(offset + i * size) === interpreter) return false;
  }
  return true;
}

function freeBytes(folder: string): number {
  mkdirSync(folder, { recursive: true });
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

async function problemOf(program: string, args: readonly string[], cwd: string): Promise<string | undefined> {
  try {
    await run(program, args, { cwd });
    return undefined;
  } catch (error) {
    return error instanceof CommandFailed ? (error.output.trim().split("\n").at(-1) ?? error.message) : String(error);
  }
}
