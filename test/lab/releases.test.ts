import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { labHome, type Home } from "../../lab/home.ts";
import { kubernetesPrograms, wantedVersion } from "../../lab/parts.ts";
import type { Step } from "../../lab/progress.ts";
import {
  checksumIn,
  downloads,
  fetchRelease,
  officialSites,
  platform,
  Unreachable,
  WrongChecksum,
  type Sites,
} from "../../lab/releases.ts";

const linux = { os: "linux", arch: "amd64" } as const;
const sha256 = (bytes: Buffer | string): string => createHash("sha256").update(bytes).digest("hex");

let folder: string;
let home: Home;
let server: Server | undefined;
const steps: Step[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kubespy-releases-"));
  home = labHome(join(folder, "lab"));
  steps.length = 0;
});

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
});

async function sites(listener: RequestListener): Promise<Sites> {
  const listening = createServer(listener);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  return { pulumi: url, github: url, kubernetes: url };
}

/** A site that has these pages and no others. */
const pages =
  (content: Readonly<Record<string, Buffer | string>>): RequestListener =>
  (request, response) => {
    const page = content[request.url ?? ""] ?? "not found";
    const status = request.url !== undefined && request.url in content ? 200 : 404;
    response.writeHead(status, { "content-length": Buffer.byteLength(page) }).end(page);
  };

const fetchPart = (part: Parameters<typeof fetchRelease>[1], from: Sites, patience = { first: 2000, next: 2000 }) =>
  fetchRelease(home, part, from, linux, (step) => steps.push(step), patience);

/** An archive of one folder or file, made of these files. */
function archive(top: string, files: Readonly<Record<string, string>>): Buffer {
  const source = mkdtempSync(join(folder, "tree-"));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(source, path, ".."), { recursive: true });
    writeFileSync(join(source, path), content, { mode: 0o755 });
  }
  return execFileSync("tar", ["-czf", "-", "-C", source, top]);
}

const kubernetesPage = (program: string): string =>
  `/release/v${wantedVersion("kubernetes")}/bin/linux/amd64/${program}`;

function kubernetesPages(): Record<string, string> {
  const content: Record<string, string> = {};
  for (const program of kubernetesPrograms) {
    content[kubernetesPage(program)] = `#!/bin/sh\necho ${program}\n`;
    content[`${kubernetesPage(program)}.sha256`] = sha256(`#!/bin/sh\necho ${program}\n`);
  }
  return content;
}

describe("the release of Kubernetes", () => {
  test("is fetched program by program, checked, and can be run", async () => {
    const { verified } = await fetchPart("kubernetes", await sites(pages(kubernetesPages())));
    expect(verified).toBe(true);
    for (const program of kubernetesPrograms) {
      expect(execFileSync(join(home.bin, program), { encoding: "utf8" })).toBe(`${program}\n`);
    }
    expect(steps.some(({ done, total, unit }) => done !== undefined && done === total && unit === "MB")).toBe(true);
  });

  test("is refused when a checksum is another, and the file is not left behind", async () => {
    const content = { ...kubernetesPages(), [`${kubernetesPage("kube-scheduler")}.sha256`]: sha256("something else") };
    const failed = fetchPart("kubernetes", await sites(pages(content)));
    await expect(failed).rejects.toThrow(WrongChecksum);
    await expect(failed).rejects.toThrow(
      /kube-scheduler has the SHA-256 [0-9a-f]{64}, but [0-9a-f]{64} is published: not used/,
    );
    expect(existsSync(join(home.bin, "kube-scheduler"))).toBe(false);
    expect(existsSync(join(home.downloads, "kube-scheduler"))).toBe(false);
  });

  test("is not taken without its checksum, which this site always publishes", async () => {
    const missing = `${kubernetesPage("kube-apiserver")}.sha256`;
    const content = Object.fromEntries(Object.entries(kubernetesPages()).filter(([page]) => page !== missing));
    await expect(fetchPart("kubernetes", await sites(pages(content)))).rejects.toThrow(Unreachable);
  });
});

describe("the release of pulumi", () => {
  const version = wantedVersion("pulumi");
  const name = `pulumi-v${version}-linux-x64.tar.gz`;
  const checksums = `/pulumi/pulumi/releases/download/v${version}/pulumi-${version}-checksums.txt`;
  const bytes = (): Buffer => archive("pulumi", { "pulumi/pulumi": "cli", "pulumi/pulumi-language-nodejs": "host" });

  test("is unpacked without its topmost folder, over what was there", async () => {
    const release = bytes();
    mkdirSync(home.bin, { recursive: true });
    writeFileSync(join(home.bin, "pulumi"), "old");
    const page = `${sha256("x")}  other.tar.gz\n${sha256(release)}  ${name}\n`;
    const { verified } = await fetchPart(
      "pulumi",
      await sites(pages({ [`/releases/sdk/${name}`]: release, [checksums]: page })),
    );
    expect(verified).toBe(true);
    expect(readFileSync(join(home.bin, "pulumi"), "utf8")).toBe("cli");
    expect(readFileSync(join(home.bin, "pulumi-language-nodejs"), "utf8")).toBe("host");
    expect(existsSync(join(home.downloads, name))).toBe(false);
  });

  test("is taken, but not called verified, when the site with its checksum is out of reach", async () => {
    const { verified } = await fetchPart("pulumi", await sites(pages({ [`/releases/sdk/${name}`]: bytes() })));
    expect(verified).toBe(false);
    expect(readFileSync(join(home.bin, "pulumi"), "utf8")).toBe("cli");
  });

  test("is refused when its checksum is another, and what was there stays", async () => {
    mkdirSync(home.bin, { recursive: true });
    writeFileSync(join(home.bin, "pulumi"), "old");
    const from = await sites(pages({ [`/releases/sdk/${name}`]: bytes(), [checksums]: `${sha256("x")}  ${name}\n` }));
    await expect(fetchPart("pulumi", from)).rejects.toThrow(WrongChecksum);
    expect(readFileSync(join(home.bin, "pulumi"), "utf8")).toBe("old");
  });
});

test("the provider's release goes to the plugins, not to the programs, and only the plugin itself", async () => {
  const version = wantedVersion("provider");
  const release = archive(".", { "pulumi-resource-kubernetes": "plugin", "README.md": "text" });
  const plain = execFileSync("tar", ["-czf", "-", "-C", unpacked(release), "README.md", "pulumi-resource-kubernetes"]);
  const page = `/releases/plugins/pulumi-resource-kubernetes-v${version}-linux-amd64.tar.gz`;
  await fetchPart("provider", await sites(pages({ [page]: plain })));
  expect(readFileSync(join(home.plugins, "pulumi-resource-kubernetes"), "utf8")).toBe("plugin");
  expect(existsSync(join(home.plugins, "README.md"))).toBe(false);
  expect(existsSync(join(home.bin, "pulumi-resource-kubernetes"))).toBe(false);
});

function unpacked(release: Buffer): string {
  const target = mkdtempSync(join(folder, "unpacked-"));
  execFileSync("tar", ["-xzf", "-", "-C", target], { input: release });
  return target;
}

describe("a site that cannot be used is told from one that lies: the lab then builds instead", () => {
  test.each<readonly [string, RequestListener, RegExp]>([
    ["it says nothing", () => undefined, /127\.0\.0\.1:\d+ does not answer within 0\.2 s/],
    ["it refuses", (_, response) => response.writeHead(403).end(), /answers 403 for http:/],
    [
      "it stops in the middle",
      (_, response) => {
        response.writeHead(200, { "content-length": "1000" });
        response.write("abc");
        setTimeout(() => response.destroy(), 20);
      },
      /stopped after 3 bytes/,
    ],
    [
      "it falls silent in the middle",
      (_, response) => {
        response.writeHead(200, { "content-length": "1000" });
        response.write("abc");
      },
      /stopped after 3 bytes/,
    ],
  ])("%s", async (_, listener, message) => {
    const failed = fetchPart("provider", await sites(listener), { first: 200, next: 200 });
    await expect(failed).rejects.toThrow(Unreachable);
    await expect(failed).rejects.toThrow(message);
  });

  test("nobody listens", async () => {
    const from = await sites(pages({}));
    await new Promise((resolve) => server?.close(resolve));
    await expect(fetchPart("provider", from)).rejects.toThrow(/cannot be reached: .*ECONNREFUSED/);
  });
});

test("a slow site is waited for as long as something comes", async () => {
  const release = archive(".", { "pulumi-resource-kubernetes": "plugin" });
  const plain = execFileSync("tar", ["-czf", "-", "-C", unpacked(release), "pulumi-resource-kubernetes"]);
  const from = await sites((request, response) => {
    if (!request.url?.includes("plugins")) return response.writeHead(404).end();
    response.writeHead(200, { "content-length": String(plain.length) });
    let sent = 0;
    const drip = setInterval(() => {
      response.write(plain.subarray(sent, (sent += Math.ceil(plain.length / 5))));
      if (sent >= plain.length) {
        clearInterval(drip);
        response.end();
      }
    }, 100);
    return response;
  });
  // Half a second in all, with never more than 0.1 s of silence.
  await fetchPart("provider", from, { first: 300, next: 300 });
  expect(readFileSync(join(home.plugins, "pulumi-resource-kubernetes"), "utf8")).toBe("plugin");
});

describe("names", () => {
  test.each([
    ["linux", "x64", { os: "linux", arch: "amd64" }],
    ["linux", "arm64", { os: "linux", arch: "arm64" }],
    ["darwin", "arm64", { os: "darwin", arch: "arm64" }],
    ["linux", "riscv64", undefined],
    ["win32", "x64", undefined],
  ])("%s on %s", (os, arch, named) => {
    expect(platform(os, arch)).toEqual(named);
  });

  test("each maker names processors in its own way", () => {
    const urls = (["amd64", "arm64"] as const).flatMap((arch) =>
      (["pulumi", "provider", "kubernetes"] as const).map(
        (part) => downloads(part, officialSites, { os: "linux", arch })[0]?.url,
      ),
    );
    expect(urls).toEqual([
      "https://get.pulumi.com/releases/sdk/pulumi-v3.259.0-linux-x64.tar.gz",
      `https://get.pulumi.com/releases/plugins/pulumi-resource-kubernetes-v${wantedVersion("provider")}-linux-amd64.tar.gz`,
      "https://dl.k8s.io/release/v1.34.4/bin/linux/amd64/kube-apiserver",
      "https://get.pulumi.com/releases/sdk/pulumi-v3.259.0-linux-arm64.tar.gz",
      `https://get.pulumi.com/releases/plugins/pulumi-resource-kubernetes-v${wantedVersion("provider")}-linux-arm64.tar.gz`,
      "https://dl.k8s.io/release/v1.34.4/bin/linux/arm64/kube-apiserver",
    ]);
  });
});

test.each([
  ["the checksum alone", sha256("a"), "x", sha256("a")],
  ["in capitals, with a line break", `${sha256("a").toUpperCase()}\n`, "x", sha256("a")],
  ["a list", `${sha256("b")}  y\n${sha256("a")}  x\n`, "x", sha256("a")],
  ["a list in binary mode", `${sha256("a")} *x\n`, "x", sha256("a")],
  ["a list without the file", `${sha256("b")}  y\n`, "x", undefined],
  ["a name that only ends the same", `${sha256("b")}  notx\n`, "x", undefined],
  ["an error page", "<html>not found</html>", "x", undefined],
])("a checksum is read from %s", (_, page, name, found) => {
  expect(checksumIn(page, name)).toBe(found);
});
