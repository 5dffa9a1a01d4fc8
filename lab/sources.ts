import { existsSync, lstatSync, mkdirSync, readlinkSync, renameSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { buildLog, compile, downloadModules, inputsOf } from "./build.ts";
import { PartFailed } from "./failure.ts";
import type { Home } from "./home.ts";
import { findProgram, lookAtMachine } from "./machine.ts";
import {
  cached,
  partNames,
  providerPlugin,
  stamp,
  wantedVersion,
  type PartName,
  type Source,
  type Stamp,
} from "./parts.ts";
import type { Progress } from "./progress.ts";
import { fetchRelease, officialSites, platform, Unreachable, WrongChecksum, type Sites } from "./releases.ts";
import { buildRequirements } from "./requirements.ts";
import { attempt, CommandFailed } from "./run.ts";
import { atLeast, providerVersion, versions } from "./versions.ts";

/** A part that is there and ready to use. */
export interface Found {
  readonly part: PartName;
  readonly version: string;
  readonly source: "machine" | "release" | "build";
  /** The file, or one of the files. */
  readonly path: string;
  /** What is known of a part that the lab made or fetched. */
  readonly stamp?: Stamp;
}

/** Looks for a part: on the machine first, then in the lab's folder. Changes nothing. */
export async function find(home: Home, part: PartName, source: Source = "auto"): Promise<Found | undefined> {
  const onMachine = source === "auto" ? await findOnMachine(home, part) : undefined;
  if (onMachine !== undefined) return onMachine;
  const known = cached(home, part);
  if (known === undefined || (source !== "auto" && known.source !== source)) return undefined;
  if (known.source === "build" && known.inputs !== inputsOf(home, part)) return undefined;
  const path = {
    pulumi: join(home.bin, "pulumi"),
    kubernetes: join(home.bin, "kubectl"),
    provider: join(home.plugins, providerPlugin),
  }[part];
  return { part, version: known.version, source: known.source, path, stamp: known };
}

async function findOnMachine(home: Home, part: PartName): Promise<Found | undefined> {
  if (part === "pulumi") {
    const path = findProgram("pulumi", [home.bin]);
    if (path === undefined) return undefined;
    // The CLI looks for its language host beside itself, then on PATH.
    const host =
      existsSync(join(dirname(path), "pulumi-language-nodejs")) ||
      findProgram("pulumi-language-nodejs", [home.bin]) !== undefined;
    const version = (
      await attempt(path, ["version"], { timeout: 10_000, env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" } })
    )
      ?.trim()
      .replace(/^v/, "");
    if (!host || version === undefined || !atLeast(version, versions.oldestPulumi)) return undefined;
    return { part, version, source: "machine", path };
  }
  if (part === "provider") {
    const version = providerVersion();
    const usual = process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
    if (usual === home.pulumiHome) return undefined;
    const path = join(usual, "plugins", `resource-kubernetes-v${version}`, providerPlugin);
    return existsSync(path) ? { part, version, source: "machine", path } : undefined;
  }
  return undefined;
}

export interface Wanted {
  readonly parts: readonly PartName[];
  readonly source: Source;
  readonly sites?: Sites;
  /** Told as soon as a part is ready, while others still are being made. */
  readonly ready?: (found: Found) => void;
}

/** Finds, fetches or builds parts, in the order of {@link partNames}. Throws PartFailed. */
export async function provide(home: Home, wanted: Wanted, progress: Progress): Promise<Found[]> {
  const found = new Map<PartName, Found>();
  const got = (part: Found, text: string): void => {
    found.set(part.part, part);
    if (part.part === "provider") linkPlugin(home, part);
    progress.done(part.part, text);
    wanted.ready?.(part);
  };
  const parts = partNames.filter((part) => wanted.parts.includes(part));
  for (const part of parts) {
    const there = await find(home, part, wanted.source);
    if (there !== undefined) got(there, describe(there));
  }
  const open = (): PartName[] => parts.filter((part) => !found.has(part));
  if (wanted.source !== "build") {
    // At once: a site that does not answer costs its time limit once, not once per part.
    await Promise.all(
      open().map((part) =>
        fetch(home, part, wanted, progress, (release) => {
          got(release, describe(release));
        }),
      ),
    );
  }
  if (open().length > 0 && wanted.source !== "release")
    await buildAll(home, open(), progress, (built) => {
      got(built, describe(built));
    });
  return parts.flatMap((part) => found.get(part) ?? []);
}

async function fetch(
  home: Home,
  part: PartName,
  wanted: Wanted,
  progress: Progress,
  got: (found: Found) => void,
): Promise<void> {
  const here = platform();
  const begin = Date.now();
  try {
    if (here === undefined) throw new Unreachable(`there are no releases for ${process.platform} on ${process.arch}`);
    const { verified } = await fetchRelease(home, part, wanted.sites ?? officialSites, here, (step) => {
      progress.step(part, step);
    });
    const made = {
      part,
      version: wantedVersion(part),
      source: "release",
      verified,
      took: Date.now() - begin,
      made: new Date().toISOString(),
    } as const;
    stamp(home, made);
    const found = await find(home, part, "release");
    if (found === undefined) throw new WrongChecksum(`the release of ${part} ${made.version} lacks a file`);
    got(found);
  } catch (error) {
    const message = (error as Error).message;
    if (!(error instanceof Unreachable) || wanted.source === "release") {
      progress.failed(part, message);
      throw new PartFailed(part, message, undefined, "to build it instead: npm run lab -- build --source build");
    }
    progress.step(part, { text: `no release (${message}); will be built` });
  }
}

async function buildAll(
  home: Home,
  parts: readonly PartName[],
  progress: Progress,
  got: (found: Found) => void,
): Promise<void> {
  const [unmet] = buildRequirements(await lookAtMachine(home), home.folder);
  if (unmet !== undefined) {
    for (const part of parts) progress.failed(part, "cannot be built here");
    throw new PartFailed(parts[0] ?? "pulumi", unmet);
  }
  const report = (part: PartName) => (step: Parameters<Progress["step"]>[1]) => {
    progress.step(part, step);
  };
  // Downloading takes the network and compiling the processors: the one goes on behind the other.
  let downloading = Promise.resolve();
  const downloads = parts.map((part, i) => {
    const modules = downloading.then(() => downloadModules(home, part, report(part)));
    // What could not be downloaded is told when it is this part's turn.
    downloading = modules.catch(() => undefined);
    return downloading.then(() => {
      if (i > 0) progress.step(part, { text: "waiting for the part before to be compiled" });
    });
  });
  for (const [i, part] of parts.entries()) {
    const begin = Date.now();
    try {
      await downloads[i];
      await compile(home, part, report(part));
    } catch (error) {
      progress.failed(part, (error as Error).message);
      throw new PartFailed(
        part,
        error instanceof CommandFailed ? `${part} could not be built` : (error as Error).message,
        buildLog(home, part),
      );
    }
    stamp(home, {
      part,
      version: wantedVersion(part),
      source: "build",
      inputs: inputsOf(home, part),
      took: Date.now() - begin,
      made: new Date().toISOString(),
    });
    const found = await find(home, part, "build");
    if (found === undefined)
      throw new PartFailed(part, `${part} was built, but a file of it is missing`, buildLog(home, part));
    got(found);
  }
}

/** Puts the plugin where the CLI looks for it, under the version that the engine asks for. */
function linkPlugin(home: Home, found: Found): void {
  const folder = join(home.pulumiHome, "plugins", `resource-kubernetes-v${providerVersion()}`);
  const link = join(folder, providerPlugin);
  const there = lstatSync(link, { throwIfNoEntry: false });
  // A plugin that is no link has been installed by the CLI itself.
  if (there !== undefined && (!there.isSymbolicLink() || readlinkSync(link) === found.path)) return;
  mkdirSync(folder, { recursive: true });
  // In one step: a program that runs meanwhile finds the old one or the new one.
  const draft = `${link}.${process.pid}`;
  symlinkSync(found.path, draft);
  renameSync(draft, link);
}

/** `3.259.0, built from Go modules`. */
export function describe({ version, source, path, stamp: known }: Found): string {
  switch (source) {
    case "machine":
      return `${version}, ${path}`;
    case "release":
      return `${version}, official release${known?.verified === false ? " (its checksum could not be fetched)" : ""}`;
    case "build":
      return `${version}, built from Go modules`;
  }
}
