import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this repository: where `node_modules` and `lab/go` lie. */
export const repository = dirname(dirname(fileURLToPath(import.meta.url)));

/** What the lab brings when the machine has none. */
export const versions = {
  pulumi: "3.259.0",
  kubernetes: "1.34.4",
  /** The oldest `pulumi` on PATH that is taken: onError hooks survive `mergeOptions` since then. */
  oldestPulumi: "3.245.0",
  /** What the `go` line of the modules in lab/go asks for. */
  oldestGo: "1.26.0",
} as const;

/**
 * The version of the Kubernetes provider. The engine asks for exactly the version of the npm
 * package that the program loads, so the plugin has to carry the same.
 */
export function providerVersion(folder: string = repository): string {
  const manifest = join(folder, "node_modules/@pulumi/kubernetes/package.json");
  if (!existsSync(manifest)) return "4.25.0";
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  return version;
}

/** Is `version` (with or without a leading v) at least `oldest`? Pre-release suffixes are ignored. */
export function atLeast(version: string, oldest: string): boolean {
  const have = numbers(version);
  const want = numbers(oldest);
  for (const [i, wanted] of want.entries()) {
    const difference = (have[i] ?? 0) - wanted;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function numbers(version: string): number[] {
  return (/\d+(\.\d+)*/.exec(version)?.[0] ?? "0").split(".").map(Number);
}
