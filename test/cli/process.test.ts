import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { StubApiServer } from "../support/stub-api-server";
import { Rollout } from "./rollout";

/*
 * The command as a process of its own: what only a process can get wrong. It stays alive while it
 * waits, it ends when it is done, it survives a reader that has gone.
 */

const root = path.resolve(__dirname, "../..");
let folder = "";
let server: StubApiServer;
let rollout: Rollout;

/** The sources as CommonJS in a package folder of their own. */
beforeAll(() => {
  const parent = path.join(root, "node_modules/.cache");
  mkdirSync(parent, { recursive: true });
  folder = mkdtempSync(path.join(parent, "kubespy-cli-"));
  cpSync(path.join(root, "package.json"), path.join(folder, "package.json"));
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  for (const file of readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" }).filter((name) =>
    /^(?!pulumi|policy).*\.ts$/.test(name),
  )) {
    const target = path.join(folder, "dist", file.replace(/\.ts$/, ".js"));
    mkdirSync(path.dirname(target), { recursive: true });
    const source = path.join(root, "src", file);
    writeFileSync(
      target,
      ts.transpileModule(readFileSync(source, "utf8"), { fileName: source, compilerOptions }).outputText,
    );
  }
}, 60_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  server = await StubApiServer.start();
  rollout = new Rollout(server);
  server.put({ kind: "Namespace", metadata: { name: "prod" } });
  writeFileSync(path.join(folder, "kubeconfig"), server.kubeconfig({ namespace: "prod" }));
});
afterEach(async () => {
  await server.close();
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(...argv: readonly string[]): {
  readonly ended: Promise<Ended>;
  readonly says: (text: string) => Promise<void>;
  readonly child: ReturnType<typeof spawn>;
} {
  const child = spawn(process.execPath, [path.join(folder, "dist/cli/main.js"), ...argv], {
    env: { ...process.env, KUBECONFIG: path.join(folder, "kubeconfig"), TZ: "UTC" },
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk.toString();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code) => {
      resolve({ code, out, err });
    });
  });
  const says = async (text: string): Promise<void> => {
    while (!(out + err).includes(text)) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  return { ended, says, child };
}

describe("the command as a process", () => {
  test("prints its version and its pack's folder", async () => {
    const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string };
    expect(await start("--version").ended).toEqual({ code: 0, out: `${version}\n`, err: "" });
    expect(await start("policy-pack").ended).toEqual({
      code: 0,
      out: `${path.join(folder, "policy-pack")}\n`,
      err: "",
    });
  });

  test("stays alive while it waits for what is not there, and ends at once when it is ready", async () => {
    const { ended, says } = start("trace", "deploy/web");
    await says("waiting for it");
    await new Promise((resolve) => setTimeout(resolve, 1500));
    rollout.begin();
    rollout.ready();
    const readyAt = Date.now();
    expect((await ended).code).toBe(0);
    expect(Date.now() - readyAt).toBeLessThan(3000);
  });

  test("stays alive while it records, and ends in order at Ctrl-C", async () => {
    rollout.begin();
    const { ended, says, child } = start("record", "deploy/web", "-o", path.join(folder, "web.ndjson"));
    await says("Ctrl-C ends it");
    await new Promise((resolve) => setTimeout(resolve, 800));
    child.kill("SIGINT");
    const { code, err } = await ended;
    expect(code).toBe(0);
    expect(err).toMatch(/kubespy: \d+ lines in /);
    expect(readFileSync(path.join(folder, "web.ndjson"), "utf8").endsWith("}\n")).toBe(true);
  });

  test("ends at Ctrl-C with 130", async () => {
    rollout.begin();
    const { ended, says, child } = start("trace", "deploy/web");
    await says("0 of 1 Pod ready");
    child.kill("SIGINT");
    const { code, out } = await ended;
    expect(code).toBe(130);
    expect(out).toContain("interrupted after");
  });

  test("ends quietly when its reader has gone", async () => {
    rollout.begin();
    const { ended, says, child } = start("trace", "deploy/web", "-o", "json");
    await says('"verdict":"progressing"');
    child.stdout?.destroy();
    rollout.crashed();
    expect((await ended).err).toBe("");
  });

  test("tells wrong input by exit code 2", async () => {
    expect(await start("trcae").ended).toEqual({
      code: 2,
      out: "",
      err: "kubespy: trcae is not a command of kubespy: did you mean trace?\n",
    });
  });
});
