import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { tar, type TarEntry } from "../../lab/tar.ts";

const folder = mkdtempSync(join(tmpdir(), "kubespy-tar-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const entries: readonly TarEntry[] = [
  { path: "bin", type: "folder", mode: 0o755 },
  { path: "bin/run", type: "file", mode: 0o755, content: Buffer.from("#!/bin/sh\n") },
  { path: "bin/other", type: "link", target: "run" },
  { path: "empty", type: "file", mode: 0o644, content: Buffer.alloc(0) },
  { path: "exactly-a-block", type: "file", mode: 0o600, content: Buffer.alloc(512, "x") },
  { path: "müll.txt", type: "file", mode: 0o644, content: Buffer.from("é") },
];

test("the system's tar reads what it holds", () => {
  writeFileSync(join(folder, "a.tar"), tar(entries));
  execFileSync("tar", ["-xf", "a.tar"], { cwd: folder });
  expect(readFileSync(join(folder, "bin/run"), "utf8")).toBe("#!/bin/sh\n");
  expect(statSync(join(folder, "bin/run")).mode & 0o777).toBe(0o755);
  expect(statSync(join(folder, "exactly-a-block")).size).toBe(512);
  expect(statSync(join(folder, "exactly-a-block")).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, "empty")).size).toBe(0);
  expect(readlinkSync(join(folder, "bin/other"))).toBe("run");
  expect(readFileSync(join(folder, "müll.txt"), "utf8")).toBe("é");
});

test("the same entries give the same bytes, in whole blocks, with no time and no owner", () => {
  const archive = tar(entries);
  expect(archive.equals(tar(entries))).toBe(true);
  expect(archive.length % 512).toBe(0);
  writeFileSync(join(folder, "b.tar"), archive);
  const listed = execFileSync("tar", ["-tvf", "b.tar", "--utc", "--numeric-owner"], { cwd: folder, encoding: "utf8" });
  for (const line of listed.trim().split("\n")) expect(line).toMatch(/ 0\/0 .* 1970-01-01 00:00 /);
});

test("a name that does not fit the header is refused, not cut", () => {
  expect(() => tar([{ path: "x".repeat(101), type: "file", mode: 0o644, content: Buffer.alloc(0) }])).toThrow(
    /too long for a tar header: 100 bytes at most/,
  );
});
