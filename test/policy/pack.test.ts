import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InstalledPack } from "./installed-pack";

const repository = path.resolve(__dirname, "../..");
const read = (file: string): string => readFileSync(path.join(repository, file), "utf8");
const versionIn = (file: string): unknown => (JSON.parse(read(file)) as { version: unknown }).version;

describe("the policy pack", () => {
  let pack: InstalledPack;
  beforeAll(() => {
    pack = new InstalledPack();
  }, 60_000);
  afterAll(() => {
    pack.dispose();
  });

  test("says nothing but its port while it loads, and listens", async () => {
    // The engine's address is only used for logging, which the policies do not do.
    const runner = createRequire(path.join(pack.pack, "index.js")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
    const child = spawn(process.execPath, [runner, "127.0.0.1:1", pack.pack], {
      cwd: pack.pack,
      stdio: ["ignore", "pipe", "pipe"],
    });
    try {
      let errors = "";
      child.stderr.on("data", (part: Buffer) => {
        errors += part.toString();
      });
      const [first] = (await once(child.stdout, "data")) as [Buffer];
      expect(errors).toBe("");
      expect(first.toString()).toMatch(/^\d+\n$/);
    } finally {
      child.kill();
    }
  }, 60_000);

  test("has the version of the package that it is part of", () => {
    expect(versionIn("policy-pack/package.json")).toBe(versionIn("package.json"));
    expect(read("policy-pack/PulumiPolicy.yaml")).toContain(`version: ${String(versionIn("package.json"))}\n`);
  });

  test("loads no Kubernetes SDK", () => {
    const loaded = createRequire(path.join(pack.pack, "index.js"))("../dist/policy") as object;
    expect(Object.keys(loaded).sort()).toEqual([
      "policies",
      "references",
      "routing",
      "serviceSelectorMatchesPods",
      "services",
      "withholdSecrets",
      "workloads",
    ]);
    expect(
      Object.keys(createRequire(path.join(pack.pack, "index.js")).cache).filter((file) =>
        file.includes("@pulumi/kubernetes"),
      ),
    ).toEqual([]);
  });
});
