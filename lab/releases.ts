import { createHash } from "node:crypto";
import { chmodSync, createWriteStream, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Home } from "./home.ts";
import { kubernetesPrograms, wantedVersion, type PartName } from "./parts.ts";
import type { Step } from "./progress.ts";
import { run } from "./run.ts";

/** Where official releases are published. Tests give a server of their own. */
export interface Sites {
  readonly pulumi: string;
  readonly github: string;
  readonly kubernetes: string;
}

export const officialSites: Sites = {
  pulumi: "https://get.pulumi.com",
  github: "https://github.com",
  kubernetes: "https://dl.k8s.io",
};

export interface Platform {
  readonly os: "linux" | "darwin";
  readonly arch: "amd64" | "arm64";
}

/** A file of a release and what becomes of it. */
export interface Download {
  readonly url: string;
  readonly name: string;
  /** A page with the SHA-256: that alone, or lines of checksum and file name. */
  readonly checksum: string;
  /** Some checksums are published on another site, which may be out of reach. */
  readonly checksumOptional: boolean;
  /** A program is copied, an archive unpacked without its topmost `strip` folders. */
  readonly unpack?: { readonly strip: number; readonly only?: string };
}

/** The site does not answer, or does not have the file: try something else. */
export class Unreachable extends Error {}

/** The site gave something else than it says: do not use it, and do not pass over it. */
export class WrongChecksum extends Error {}

/** This machine as releases name it; undefined where there are none. */
export function platform(os: string = process.platform, arch: string = process.arch): Platform | undefined {
  if (os !== "linux" && os !== "darwin") return undefined;
  if (arch === "x64") return { os, arch: "amd64" };
  return arch === "arm64" ? { os, arch } : undefined;
}

/** What has to be fetched for a part. */
export function downloads(part: PartName, sites: Sites, { os, arch }: Platform): Download[] {
  const version = wantedVersion(part);
  switch (part) {
    case "pulumi": {
      const name = `pulumi-v${version}-${os}-${arch === "amd64" ? "x64" : arch}.tar.gz`;
      const checksum = `${sites.github}/pulumi/pulumi/releases/download/v${version}/pulumi-${version}-checksums.txt`;
      return [
        { url: `${sites.pulumi}/releases/sdk/${name}`, name, checksum, checksumOptional: true, unpack: { strip: 1 } },
      ];
    }
    case "provider": {
      const name = `pulumi-resource-kubernetes-v${version}-${os}-${arch}.tar.gz`;
      const checksum = `${sites.github}/pulumi/pulumi-kubernetes/releases/download/v${version}/pulumi-kubernetes_${version}_checksums.txt`;
      return [
        {
          url: `${sites.pulumi}/releases/plugins/${name}`,
          name,
          checksum,
          checksumOptional: true,
          unpack: { strip: 0, only: "pulumi-resource-kubernetes" },
        },
      ];
    }
    case "kubernetes":
      return kubernetesPrograms.map((name) => {
        const url = `${sites.kubernetes}/release/v${version}/bin/${os}/${arch}/${name}`;
        return { url, name, checksum: `${url}.sha256`, checksumOptional: false };
      });
  }
}

/** Milliseconds: until a site says anything, and between two pieces of what it sends. */
export interface Patience {
  readonly first: number;
  readonly next: number;
}

const usualPatience: Patience = { first: 5000, next: 30_000 };

/** Fetches a part's release. Says whether every checksum was published and right. */
export async function fetchRelease(
  home: Home,
  part: PartName,
  sites: Sites,
  here: Platform,
  report: (step: Step) => void,
  patience: Patience = usualPatience,
): Promise<{ verified: boolean }> {
  let verified = true;
  const target = part === "provider" ? home.plugins : home.bin;
  mkdirSync(home.downloads, { recursive: true });
  mkdirSync(target, { recursive: true });
  for (const download of downloads(part, sites, here)) {
    const file = join(home.downloads, download.name);
    try {
      const digest = await fetchFile(download, file, report, patience);
      const published = await publishedChecksum(download, patience);
      if (published === undefined) verified = false;
      else if (published !== digest)
        throw new WrongChecksum(`${download.url} has the SHA-256 ${digest}, but ${published} is published: not used`);
      await install(download, file, target);
    } finally {
      rmSync(file, { force: true });
    }
  }
  return { verified };
}

async function fetchFile(
  download: Download,
  file: string,
  report: (step: Step) => void,
  patience: Patience,
): Promise<string> {
  const text = `downloading ${download.name}`;
  report({ text });
  const { body, length } = await open(download.url, patience);
  const digest = createHash("sha256");
  let received = 0;
  const counted = body.map((piece: Uint8Array) => {
    digest.update(piece);
    received += piece.length;
    report({ text, done: received / 1e6, ...(length && { total: length / 1e6 }), unit: "MB" });
    return piece;
  });
  try {
    await pipeline(counted, createWriteStream(file));
  } catch (error) {
    throw new Unreachable(`${download.url} stopped after ${received} bytes: ${(error as Error).message}`);
  }
  return digest.digest("hex");
}

async function publishedChecksum(download: Download, patience: Patience): Promise<string | undefined> {
  let page: string;
  try {
    const { body } = await open(download.checksum, patience);
    page = Buffer.concat((await body.toArray()) as Uint8Array[]).toString();
  } catch (error) {
    if (download.checksumOptional) return undefined;
    throw error;
  }
  const found = checksumIn(page, download.name);
  if (found === undefined && !download.checksumOptional)
    throw new Unreachable(`${download.checksum} has no checksum of ${download.name}`);
  return found;
}

/** Finds a file's SHA-256 in a page that holds nothing else, or one line per file. */
export function checksumIn(page: string, name: string): string | undefined {
  const lines = page.trim().split(/\r?\n/);
  const line =
    lines.find((candidate) => candidate.split(/\s+\*?/)[1] === name) ??
    (lines.length === 1 && /^\S+$/.test(page.trim()) ? page.trim() : undefined);
  const digest = line?.split(/\s/)[0]?.toLowerCase();
  return digest !== undefined && /^[0-9a-f]{64}$/.test(digest) ? digest : undefined;
}

/** Opens a page. The time limits are on silence, not on the whole: releases are large. */
async function open(url: string, patience: Patience): Promise<{ body: Readable; length: number | undefined }> {
  const { host } = new URL(url);
  const silence = new AbortController();
  let alarm = setTimeout(() => {
    silence.abort();
  }, patience.first);
  try {
    const response = await fetch(url, { signal: silence.signal });
    if (!response.ok || response.body === null) throw new Unreachable(`${host} answers ${response.status} for ${url}`);
    clearTimeout(alarm);
    alarm = setTimeout(() => {
      silence.abort();
    }, patience.next);
    const body = Readable.fromWeb(response.body).map((piece: Uint8Array) => {
      alarm.refresh();
      return piece;
    });
    body.once("close", () => {
      clearTimeout(alarm);
    });
    const length = Number(response.headers.get("content-length")) || undefined;
    return { body, length };
  } catch (error) {
    clearTimeout(alarm);
    if (error instanceof Unreachable) throw error;
    if (silence.signal.aborted) throw new Unreachable(`${host} does not answer within ${patience.first / 1000} s`);
    const cause = (error as Error).cause;
    throw new Unreachable(
      `${host} cannot be reached: ${cause instanceof Error ? cause.message : (error as Error).message}`,
    );
  }
}

/** Replaces what is there in one step: a program that runs keeps its old file. */
async function install(download: Download, file: string, target: string): Promise<void> {
  if (download.unpack === undefined) {
    chmodSync(file, 0o755);
    rmSync(join(target, download.name), { force: true });
    renameSync(file, join(target, download.name));
    return;
  }
  const { strip, only } = download.unpack;
  await run("tar", ["-xUzf", file, "-C", target, `--strip-components=${strip}`, ...(only ? [only] : [])]);
}
