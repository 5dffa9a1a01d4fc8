import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dockerArchive, images } from "../../lab/images.ts";
import { noSuchName, serve } from "../../lab/registry.ts";

const folder = mkdtempSync(join(tmpdir(), "kubespy-registry-"));
let server: Server;
let url: string;

beforeAll(async () => {
  writeFileSync(join(folder, "tag-web-1"), '{"schemaVersion":2}');
  writeFileSync(join(folder, "sha256-00ff"), "layer");
  server = createServer((request, response) => {
    serve(folder, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const body = async (response: Response): Promise<{ errors?: { code: string }[]; token?: string }> =>
  (await response.json()) as object;

describe("the registry answers as registries do", () => {
  test.each([
    ["a tag that does not exist", "web/manifests/nope", 404, "MANIFEST_UNKNOWN"],
    ["a repository that does not exist", "other/manifests/1", 404, "MANIFEST_UNKNOWN"],
    ["a layer that does not exist", "web/blobs/sha256:1234", 404, "BLOB_UNKNOWN"],
    ["a repository that needs a login", "private/web/manifests/1", 401, "UNAUTHORIZED"],
    ["too many requests", "busy/web/manifests/1", 429, "TOOMANYREQUESTS"],
    ["a registry that is down", "broken/web/manifests/1", 503, "UNAVAILABLE"],
    ["a path that leads out of its folder", "web/manifests/..%2f..%2fetc%2fpasswd", 404, "MANIFEST_UNKNOWN"],
  ])("%s", async (_, path, status, code) => {
    const response = await fetch(`${url}/v2/${path}`);
    expect(response.status).toBe(status);
    expect((await body(response)).errors?.[0]?.code).toBe(code);
  });

  test("a manifest and a layer that exist, with their digests", async () => {
    const manifest = await fetch(`${url}/v2/web/manifests/1`);
    expect(manifest.headers.get("content-type")).toBe("application/vnd.docker.distribution.manifest.v2+json");
    expect(manifest.headers.get("docker-content-digest")).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await manifest.text()).toBe('{"schemaVersion":2}');
    expect(await (await fetch(`${url}/v2/web/blobs/sha256:00ff`)).text()).toBe("layer");
    const head = await fetch(`${url}/v2/web/manifests/1`, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "19", ""]);
  });

  test("private: a token is given, and does not help", async () => {
    const first = await fetch(`${url}/v2/private/web/manifests/1`);
    expect(first.headers.get("www-authenticate")).toBe(
      `Bearer realm="${url}/token",service="registry.lab.local",scope="repository:private/web:pull"`,
    );
    const token = await fetch(`${url}/token?scope=repository:private/web:pull`);
    expect((await body(token)).token).toBe("anonymous");
    const second = await fetch(`${url}/v2/private/web/manifests/1`, { headers: { authorization: "Bearer anonymous" } });
    expect(second.status).toBe(401);
    expect(second.headers.get("www-authenticate")).toContain('error="insufficient_scope"');
  });

  test("locked: not even a token is given", async () => {
    expect((await fetch(`${url}/token?scope=repository:locked/web:pull`)).status).toBe(401);
  });
});

describe("the name server knows no name", () => {
  test("it repeats the question and says so", () => {
    const question = Buffer.concat([Buffer.from("\x03lab\x05local\x00", "latin1"), Buffer.from([0, 1, 0, 1])]);
    const query = Buffer.concat([
      Buffer.from([0xab, 0xcd, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 1]),
      question,
      Buffer.from("extra"),
    ]);
    const reply = noSuchName(query)!;
    expect(reply.subarray(0, 4).toString("hex")).toBe("abcd8183");
    expect(reply.subarray(4, 12).toString("hex")).toBe("0001000000000000");
    expect(reply.subarray(12).equals(question)).toBe(true);
  });

  test.each([
    ["nothing", Buffer.alloc(0)],
    ["a header alone", Buffer.alloc(12)],
    ["two questions", Buffer.concat([Buffer.from([0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0]), Buffer.alloc(10)])],
  ])("%s gets no answer", (_, query) => {
    expect(noSuchName(query)).toBeUndefined();
  });
});

test("images come out the same every time, each with its own name", () => {
  const base = Buffer.from("base");
  const archive = dockerArchive(base, images, "amd64");
  expect(archive.equals(dockerArchive(base, images, "amd64"))).toBe(true);
  expect(archive.equals(dockerArchive(base, images, "arm64"))).toBe(false);
  for (const { name } of images) expect(archive.includes(`"RepoTags":["${name}"]`)).toBe(true);
  expect(new Set(images.map(({ name }) => name)).size).toBe(images.length);
});
