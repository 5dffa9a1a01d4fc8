import { systemPrograms, type Machine } from "./machine.ts";
import { atLeast, versions } from "./versions.ts";

/** Something the machine lacks, in one sentence that says what to do instead. */
export type Requirement = string;

const otherCluster = "use a cluster you have, such as one made by kind or minikube: npm run lab -- up --use-current";
/** The go tool fetches the version that a module asks for by itself since this one. */
const oldestUsableGo = "1.21";
/** Measured: 11 GB of modules, build cache and programs, and what the linker needs meanwhile. */
const buildSpace = 15e9;

/** Why this machine cannot run the lab's cluster; empty when it can. */
export function clusterRequirements(machine: Machine): Requirement[] {
  if (machine.os !== "linux") {
    return [`the lab's cluster needs Linux, and this is ${systemNames[machine.os] ?? machine.os}: ${otherCluster}`];
  }
  if (!machine.root) {
    return [
      `the lab's cluster needs root, for it runs containers in a network namespace: run the same as root (sudo -E env "PATH=$PATH" npm run lab -- up), or ${otherCluster}`,
    ];
  }
  if (!machine.namespaces) {
    return [
      `root may not make namespaces here (no CAP_SYS_ADMIN or no CAP_NET_ADMIN, as in an unprivileged container): start the container with --privileged, or ${otherCluster}`,
    ];
  }
  if (machine.missing.length > 0 && !machine.apt) {
    return [
      `not found: ${machine.missing.join(", ")}; and no apt-get to install ${machine.missing.length === 1 ? "it" : "them"} with: install what is missing, or ${otherCluster}`,
    ];
  }
  return [];
}

/** Why nothing can be built here; empty when it can. */
export function buildRequirements(machine: Machine, folder: string): Requirement[] {
  if (machine.go === undefined) {
    return [
      `the lab has to be built, for want of an official release, and there is no Go: install Go ${versions.oldestGo} or later (https://go.dev/dl), or put pulumi ${versions.oldestPulumi} or later on PATH and ${otherCluster}`,
    ];
  }
  if (!atLeast(machine.go, oldestUsableGo)) {
    return [
      `Go ${machine.go} is too old to build the lab: install Go ${versions.oldestGo} or later (https://go.dev/dl); from ${oldestUsableGo} on it fetches the version it needs by itself`,
    ];
  }
  if (machine.goProblem !== undefined) {
    return [
      `Go ${machine.go} cannot build the lab (${machine.goProblem}): install Go ${versions.oldestGo} or later (https://go.dev/dl)`,
    ];
  }
  if (machine.free < buildSpace) {
    return [
      `building the lab takes ${buildSpace / 1e9} GB, and ${folder} has ${Math.floor(machine.free / 1e8) / 10} GB left: make room, or set KUBESPY_LAB_HOME to a folder with more`,
    ];
  }
  return [];
}

/** The Debian and Ubuntu packages that bring what is missing. */
export function packagesFor(missing: readonly string[]): string[] {
  return [...new Set(missing.flatMap((program) => systemPrograms[program] ?? []))];
}

const systemNames: Readonly<Record<string, string>> = { darwin: "macOS", win32: "Windows", freebsd: "FreeBSD" };
