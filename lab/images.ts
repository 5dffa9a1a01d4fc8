import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Home } from "./home.ts";
import { run } from "./run.ts";
import { tar, type TarEntry } from "./tar.ts";

/** An image of the lab: busybox and a few files. */
export interface Image {
  readonly name: string;
  readonly files: readonly TarEntry[];
  readonly command: readonly string[];
}

/** A blob as a registry serves it. */
interface Blob {
  readonly digest: string;
  readonly bytes: Buffer;
}

const text = (path: string, content: string, mode = 0o644): TarEntry => ({
  path,
  type: "file",
  mode,
  content: Buffer.from(content),
});
const folder = (path: string, mode = 0o755): TarEntry => ({ path, type: "folder", mode });

/**
 * The first process of a container ignores every signal it has no handler for, and busybox's httpd
 * has none: without this a Pod would take its whole grace period to end.
 */
const endAtOnce = `#!/bin/sh
trap 'exit 0' TERM INT
"$@" &
wait $!
`;

const server = ["/bin/httpd", "-f", "-p", "8080", "-h", "/www"];
const web = (name: string, index: string, command: readonly string[]): Image => ({
  name,
  files: [folder("www"), text("www/index.html", index), text("www/healthz", "ok\n"), text("run.sh", endAtOnce, 0o755)],
  command,
});

/** What the lab's containers can run. Documented in docs/lab.md. */
export const images: readonly Image[] = [
  { name: "lab.local/pause:1", files: [], command: ["/bin/sleep", "2147483647"] },
  web("lab.local/web:1", "ok\n", ["/run.sh", ...server]),
  web("lab.local/web:2", "ok, version 2\n", ["/run.sh", ...server]),
  web("lab.local/stubborn:1", "ok\n", server),
  { name: "lab.local/app:1", files: [text("run.sh", endAtOnce, 0o755)], command: ["/bin/sh"] },
];

/** Those that the registry serves too, so that a pull can succeed and takes a moment. */
const served = ["web:1", "web:2", "app:1"];

export const archivePath = (home: Home): string => join(home.images, "images.tar");

/** Writes the archive for containerd and the files the registry serves. */
export async function writeImages(home: Home): Promise<void> {
  const program = "/bin/busybox";
  const applets = (await run(program, ["--list"])).trim().split("\n");
  const base = tar(baseFiles(readFileSync(program), applets));
  mkdirSync(home.images, { recursive: true });
  writeFileSync(archivePath(home), dockerArchive(base, images, architecture()));
  writeRegistry(join(home.images, "registry"), base);
}

const architecture = (): string => (process.arch === "arm64" ? "arm64" : "amd64");

/** busybox, with a link for each of its applets. */
function baseFiles(busybox: Buffer, applets: readonly string[]): TarEntry[] {
  return [
    folder("bin"),
    folder("etc"),
    folder("tmp", 0o1777),
    { path: "bin/busybox", type: "file", mode: 0o755, content: busybox },
    ...applets
      .filter((applet) => applet !== "busybox")
      .map((applet): TarEntry => ({ path: `bin/${applet}`, type: "link", target: "busybox" })),
    text("etc/passwd", "root:x:0:0:root:/:/bin/sh\n"),
  ];
}

const blob = (bytes: Buffer): Blob => ({ bytes, digest: createHash("sha256").update(bytes).digest("hex") });

/** An image as blobs. `base` is shared by all. */
function assemble(base: Buffer, image: Image, arch: string): { config: Blob; layers: Blob[] } {
  const layers = [blob(base), ...(image.files.length > 0 ? [blob(tar(image.files))] : [])];
  const config = {
    architecture: arch,
    os: "linux",
    config: { Cmd: image.command, Env: ["PATH=/bin"], WorkingDir: "/" },
    rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => `sha256:${digest}`) },
  };
  return { config: blob(Buffer.from(JSON.stringify(config))), layers };
}

/** What `docker save` would write for these images, and `ctr images import` reads. */
export function dockerArchive(base: Buffer, list: readonly Image[], arch: string): Buffer {
  const files = new Map<string, Buffer>();
  const manifest = list.map((image) => {
    const { config, layers } = assemble(base, image, arch);
    files.set(`${config.digest}.json`, config.bytes);
    for (const layer of layers) files.set(`${layer.digest}.tar`, layer.bytes);
    return {
      Config: `${config.digest}.json`,
      RepoTags: [image.name],
      Layers: layers.map(({ digest }) => `${digest}.tar`),
    };
  });
  files.set("manifest.json", Buffer.from(JSON.stringify(manifest)));
  return tar([...files].map(([path, content]) => ({ path, type: "file", mode: 0o644, content })));
}

/** One file per blob, named by its digest, and one per tag. */
function writeRegistry(target: string, base: Buffer): void {
  mkdirSync(target, { recursive: true });
  const put = ({ digest, bytes }: Blob): void => {
    writeFileSync(join(target, `sha256-${digest}`), bytes);
  };
  for (const image of images) {
    const tag = image.name.replace("lab.local/", "");
    if (!served.includes(tag)) continue;
    const { config, layers } = assemble(base, image, architecture());
    [config, ...layers].forEach(put);
    const type = (kind: string): string => `application/vnd.docker.${kind}`;
    const reference = (mediaType: string, { digest, bytes }: Blob): object => ({
      mediaType,
      size: bytes.length,
      digest: `sha256:${digest}`,
    });
    const manifest = {
      schemaVersion: 2,
      mediaType: type("distribution.manifest.v2+json"),
      config: reference(type("container.image.v1+json"), config),
      layers: layers.map((layer) => reference(type("image.rootfs.diff.tar"), layer)),
    };
    const bytes = Buffer.from(JSON.stringify(manifest));
    put(blob(bytes));
    writeFileSync(join(target, `tag-${tag.replace(":", "-")}`), bytes);
  }
}
