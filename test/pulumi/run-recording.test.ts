import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readRecording } from "../../src/watch";
import { ran } from "../cli/terminal-world";
import { faultsOf } from "../render/json-schema";
import type { FakeEngine, Outcome, Script, Step } from "../support/fake-engine";
import type { StubApiServer } from "../support/stub-api-server";
import { Rollout } from "./rollout";
import { deployment, isOnStack, runProgram, startCluster, temporaryFile } from "./running";

const schema = JSON.parse(readFileSync(path.resolve(__dirname, "../../schemas/recording-v1.json"), "utf8")) as unknown;
const fileName = "stack.deployment.shop.web.ndjson";
const fileNames = [fileName, "stack.service.shop.web.ndjson"];

/** A folder that does not exist yet, and goes with the test. */
const newFolder = (): string => path.join(path.dirname(temporaryFile("beside", "")), "recordings");

interface Run extends Partial<Script> {
  readonly make?: (rollout: Rollout) => void;
}

/** An update whose Deployment fails once its cause was told. */
async function failing(stub: StubApiServer, { make, ...script }: Run = {}): Promise<FakeEngine> {
  const rollout = new Rollout(stub);
  const perform = async ({ urn }: Step): Promise<Outcome | undefined> => {
    if (!urn.endsWith(deployment)) return undefined;
    rollout.starting();
    await engine.events.until("log", ({ message }) => message.includes("0 of 2 Pods"));
    (make ?? ((one) => one.crashing()))(rollout);
    await engine.events.until("log", ({ message }) => message.includes("exited 3"));
    return { error: "it did not become ready", id: "shop/web" };
  };
  const engine: FakeEngine = runProgram(stub, { program: "unit-web", perform, ...script });
  await engine.finished;
  return engine;
}

const noted = (engine: FakeEngine): readonly string[] =>
  engine.events
    .logs()
    .filter(isOnStack)
    .map(({ message }) => message)
    .filter((message) => message.includes("record"));

/** The first line of what stays on the Deployment's row. */
const verdictOf = (engine: FakeEngine): string | undefined =>
  engine.events
    .logs(deployment)
    .find(({ ephemeral, message }) => !ephemeral && message.includes("Deployment web"))
    ?.message.split("\n")[0];

describe("record: on-failure", () => {
  test("leaves a file from which kubespy why says what the update said", async () => {
    const stub = await startCluster();
    const folder = newFolder();
    const engine = await failing(stub, { env: { KUBESPY_RECORD: "on-failure", KUBESPY_RECORD_DIR: folder } });
    const file = path.join(folder, fileName);
    expect(readdirSync(folder).sort(), "nothing half written stays").toEqual(fileNames);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    for (const line of lines) expect(faultsOf(schema, JSON.parse(line)), line).toEqual([]);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      root: { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web" },
      server: "v1.34.4",
    });

    const { code, out } = await ran(["why", file]);
    const [told] = out.split("\n");
    expect(code).toBe(4);
    expect(told).toContain('container web exited 3: "panic: cannot connect to db"');
    expect(told).toBe(verdictOf(engine));
    expect(out).toContain("config: DB_HOST is not set");
    expect(noted(engine)).toEqual([`kubespy: recorded Deployment web, Service web: npx kubespy why ${file}`]);
  });

  test("has what happened before, with its times", async () => {
    const stub = await startCluster();
    const folder = newFolder();
    await failing(stub, { env: { KUBESPY_RECORD: "on-failure", KUBESPY_RECORD_DIR: folder } });
    const { header, entries } = readRecording(readFileSync(path.join(folder, fileName), "utf8"));
    const pods = entries.flatMap((entry) => ("object" in entry && entry.object.kind === "Pod" ? [entry.type] : []));
    expect(pods).toEqual(expect.arrayContaining(["ADDED", "MODIFIED"]));
    const times = entries.map(({ time }) => time);
    expect(times).toEqual([...times].sort());
    expect(Date.parse(header.started)).toBeLessThanOrEqual(Date.parse(times[0] ?? ""));
    expect(entries.some(({ type }) => type === "LOG")).toBe(true);
  });

  test("has no secret, wherever the cluster shows it", async () => {
    const stub = await startCluster();
    const folder = newFolder();
    const password = 'c0rrect"horse';
    const make = (rollout: Rollout): void => {
      stub.put({ kind: "Event", metadata: { name: "web.1", namespace: "shop" }, message: `login with ${password}` });
      rollout.crashing(`login with ${password}\npanic: cannot connect to db\n`);
    };
    stub.put({
      kind: "Event",
      metadata: { name: "web.0", namespace: "shop" },
      type: "Warning",
      note: `${Buffer.from(password).toString("base64")} and t0ken-of-the-program`,
    });
    await failing(stub, {
      program: "unit-secrets",
      secretConfig: { "project:password": password },
      env: { KUBESPY_RECORD: "on-failure", KUBESPY_RECORD_DIR: folder },
      make,
    });
    const text = readFileSync(path.join(folder, fileName), "utf8");
    expect(text).toContain("login with [secret]");
    expect(text).toContain("[secret]== and [secret]");
    expect(text).not.toMatch(/c0rrect|horse|t0ken/);
    expect(text).not.toContain(Buffer.from(password).toString("base64").slice(0, 12));
    expect((await ran(["why", path.join(folder, fileName)])).code).toBe(4);
  });

  test("writes nothing when all is well", async () => {
    const stub = await startCluster();
    const folder = newFolder();
    const rollout = new Rollout(stub);
    const engine = runProgram(stub, {
      program: "unit-web",
      env: { KUBESPY_RECORD: "on-failure", KUBESPY_RECORD_DIR: folder },
      perform: () => void rollout.ready(),
    });
    await engine.finished;
    expect(existsSync(folder)).toBe(false);
    expect(noted(engine)).toEqual([]);
  });

  test("into a folder that cannot be made is one line, and the update goes on as it would", async () => {
    const stub = await startCluster();
    const folder = path.join(temporaryFile("file", ""), "recordings");
    const engine = await failing(stub, { env: { KUBESPY_RECORD: "on-failure", KUBESPY_RECORD_DIR: folder } });
    expect(noted(engine)).toEqual([expect.stringMatching(/^kubespy: cannot be recorded: ENOTDIR.*\/recordings/)]);
    expect(verdictOf(engine)).toContain("exited 3");
  });

  test("takes the place of the recording before", async () => {
    const stub = await startCluster();
    const file = temporaryFile(fileName, "of the update before");
    await failing(stub, { env: { KUBESPY_RECORD: "on-failure", KUBESPY_RECORD_DIR: path.dirname(file) } });
    expect(readFileSync(file, "utf8")).toMatch(/^\{"kubespy":"recording\/v1"/);
    expect(readdirSync(path.dirname(file)).sort()).toEqual(fileNames);
  });

  test("is over within the time that the end of a program may take", async () => {
    const stub = await startCluster();
    // Thousands of Pods around it: what is kept is large.
    for (let at = 0; at < 3000; at += 1)
      stub.put({
        kind: "Pod",
        metadata: { name: `other-${String(at)}`, namespace: "shop", annotations: { filled: "x".repeat(4000) } },
      });
    const folder = newFolder();
    const engine = await failing(stub, { env: { KUBESPY_RECORD: "on-failure", KUBESPY_RECORD_DIR: folder } });
    const { lingeredMs } = await engine.finished;
    expect(statSync(path.join(folder, fileName)).size).toBeGreaterThan(10_000_000);
    expect(lingeredMs).toBeLessThan(2500);
  });
});

describe("record: always", () => {
  test("leaves a file for each object that was worked on", async () => {
    const stub = await startCluster();
    const folder = newFolder();
    const rollout = new Rollout(stub);
    const engine = runProgram(stub, {
      program: "unit-web",
      env: { OPTIONS: JSON.stringify({ record: "always", recordDir: folder }) },
      perform: () => void rollout.ready(),
    });
    await engine.finished;
    expect(readdirSync(folder).sort()).toEqual(fileNames);
    expect(noted(engine)).toEqual([
      `kubespy: recorded Deployment web, Service web: npx kubespy why ${path.join(folder, fileName)}`,
    ]);
    for (const file of readdirSync(folder)) expect((await ran(["why", path.join(folder, file)])).code).toBe(0);
  });
});

test("without it nothing is written, and nothing is asked for", async () => {
  const stub = await startCluster();
  const folder = newFolder();
  mkdirSync(folder);
  const engine = await failing(stub, { env: { KUBESPY_RECORD_DIR: folder } });
  expect(readdirSync(folder)).toEqual([]);
  expect(noted(engine)).toEqual([]);
});
