import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Home } from "./home.ts";
import { providerVersion, versions } from "./versions.ts";

/** What the lab consists of, in the order in which it is wanted: a preview needs the first two. */
export const partNames = ["pulumi", "provider", "kubernetes"] as const;
export type PartName = (typeof partNames)[number];

/** Where a part may come from; `auto` tries what is there, then releases, then builds. */
export const sources = ["auto", "release", "build"] as const;
export type Source = (typeof sources)[number];

/** The Kubernetes programs, whether each is a file of its own (release) or a link to one (build). */
export const kubernetesPrograms = [
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubelet",
  "kube-proxy",
  "kubectl",
];
export const dynamicProvider = "pulumi-resource-pulumi-nodejs";
export const providerPlugin = "pulumi-resource-kubernetes";

/** What the lab knows about a part that it made or fetched. */
export interface Stamp {
  readonly part: PartName;
  readonly version: string;
  readonly source: "release" | "build";
  /** Of a build: a hash of everything that went in. */
  readonly inputs?: string;
  /** Of a release: whether its checksum was published and is right. */
  readonly verified?: boolean;
  /** Milliseconds. */
  readonly took: number;
  /** RFC 3339. */
  readonly made: string;
}

export function wantedVersion(part: PartName): string {
  return part === "provider" ? providerVersion() : versions[part];
}

/** The files that make a part complete. */
export function filesOf(home: Home, part: PartName): string[] {
  switch (part) {
    case "pulumi":
      return ["pulumi", "pulumi-language-nodejs", dynamicProvider].map((name) => join(home.bin, name));
    case "kubernetes":
      return kubernetesPrograms.map((name) => join(home.bin, name));
    case "provider":
      return [join(home.plugins, providerPlugin)];
  }
}

const stampPath = (home: Home, part: PartName): string => join(home.folder, "parts", `${part}.json`);

/** What is in the cache, if it is whole and of the version that is wanted. */
export function cached(home: Home, part: PartName): Stamp | undefined {
  const path = stampPath(home, part);
  if (!existsSync(path) || !filesOf(home, part).every((file) => existsSync(file))) return undefined;
  try {
    const stamp = JSON.parse(readFileSync(path, "utf8")) as Stamp;
    return stamp.version === wantedVersion(part) ? stamp : undefined;
  } catch {
    return undefined;
  }
}

export function stamp(home: Home, value: Stamp): Stamp {
  const path = stampPath(home, value.part);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, `${JSON.stringify(value, undefined, 2)}\n`);
  return value;
}
