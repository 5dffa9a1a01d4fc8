import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { faultsOf } from "../render/json-schema";
import { StubApiServer } from "../support/stub-api-server";
import { Rollout } from "./rollout";
import { ran, Running, type Surroundings } from "./terminal-world";

const schemaOf = (name: string): unknown =>
  JSON.parse(readFileSync(path.resolve(__dirname, `../../schemas/${name}.json`), "utf8")) as unknown;

let server: StubApiServer;
let rollout: Rollout;
let around: Surroundings;

beforeEach(async () => {
  server = await StubApiServer.start();
  rollout = new Rollout(server);
  around = { kubeconfig: server.kubeconfig({ namespace: "prod" }) };
  server.put({ kind: "Namespace", metadata: { name: "prod" } });
});
afterEach(async () => {
  await server.close();
});

/** A recording of a rollout that crashes, as the command wrote it. */
async function recorded(): Promise<string> {
  rollout.begin();
  const running = new Running(["record", "deploy/web"], around);
  await running.says('"kind":"Event"');
  await new Promise((resolve) => setTimeout(resolve, 1100));
  rollout.crashed();
  await running.says('"type":"LOG"');
  running.interrupt();
  return (await running.ended).out;
}

describe("kubespy record", () => {
  test("writes what happens until Ctrl-C, each line as its schema says, and ends with 0", async () => {
    rollout.begin();
    const running = new Running(["record", "deploy/web", "-o", "web.ndjson"], around);
    await running.says("kubespy: recording Deployment web of namespace prod to web.ndjson; Ctrl-C ends it\n");
    await new Promise((resolve) => setTimeout(resolve, 300));
    rollout.crashed();
    while (!(running.files.get("web.ndjson") ?? "").includes('"LOG"'))
      await new Promise((resolve) => setTimeout(resolve, 20));
    running.interrupt();
    const { code, out, err, files } = await running.ended;
    const lines = (files.get("web.ndjson") ?? "").trimEnd().split("\n");
    expect([code, out]).toEqual([0, ""]);
    expect(err).toMatch(new RegExp(`\\nkubespy: ${String(lines.length)} lines in web\\.ndjson, [\\d.]+ s\\n$`));
    const schema = schemaOf("recording-v1");
    for (const line of lines) expect(faultsOf(schema, JSON.parse(line))).toEqual([]);
    expect(lines[0]).toContain('"server":"v1.34.4"');
    expect(lines.filter((line) => line.includes('"BOOKMARK"'))).toHaveLength(6);
    expect(lines.some((line) => line.includes("panic: cannot connect to db"))).toBe(true);
  });

  test("ends by itself with --for, and records what does not exist yet", async () => {
    const { code, out, err } = await ran(["record", "deploy/web", "--for", "500ms"], around);
    expect(code).toBe(0);
    expect(out.split("\n")[0]).toContain('"kubespy":"recording/v1"');
    expect(err).toContain(
      "kubespy: Deployment web does not exist in namespace prod: it has no Deployment; recording goes on\n",
    );
  });

  test("says which file cannot be written", async () => {
    expect(await ran(["record", "deploy/web", "-o", "/nowhere/x"], around)).toMatchObject({
      code: 2,
      err: "kubespy: cannot write /nowhere/x: ENOENT: no such file or directory\n",
    });
  });
});

describe("kubespy why", () => {
  test("gives the verdict at the end of a recording, and before", async () => {
    const files = { "web.ndjson": await recorded() };
    const end = await ran(["why", "web.ndjson"], { files });
    expect(end.code).toBe(4);
    expect(end.out).toMatch(
      /^Deployment web is not ready: 1 of 1 Pod crashes: container web exited 3: "panic: cannot connect to db"\n\n {2}log /,
    );
    const before = await ran(["why", "web.ndjson", "--at", "1s"], { files });
    expect(before.code).toBe(3);
    expect(before.out).toMatch(/^Deployment web is not ready yet: /);
    const service = await ran(["why", "-", "--root", "svc/web"], { stdin: files["web.ndjson"] });
    expect(service.code).toBe(4);
    expect(service.out).toMatch(/^Service web is not ready: /);
    const json = await ran(["why", "web.ndjson", "-o", "json"], { files });
    expect(faultsOf(schemaOf("diagnosis-v1"), JSON.parse(json.out))).toEqual([]);
  });

  test("reads a plain JSON array of objects, as the first kubespy recorded it", async () => {
    const pod = (phase: string, ready: string): object => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "db", namespace: "prod", creationTimestamp: "2026-01-14T05:00:00Z" },
      spec: { nodeName: "lab", containers: [{ name: "db" }] },
      status: {
        phase,
        conditions: [{ type: "Ready", status: ready, lastTransitionTime: "2026-01-14T05:00:05Z" }],
        containerStatuses: [
          {
            name: "db",
            ready: ready === "True",
            restartCount: 0,
            state: { running: { startedAt: "2026-01-14T05:00:02Z" } },
          },
        ],
      },
    });
    const files = { "db.json": JSON.stringify([pod("Pending", "False"), pod("Running", "True")]) };
    expect(await ran(["why", "db.json"], { files })).toMatchObject({ code: 0, out: "Pod db is ready\n" });
  });

  const header =
    '{"kubespy":"recording/v1","root":{"apiVersion":"apps/v1","kind":"Deployment","namespace":"prod","name":"web"},"started":"2026-01-14T05:00:00Z"}';
  const other =
    '{"time":"2026-01-14T05:00:01Z","type":"ADDED","object":{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web-api","namespace":"prod"}}}';
  test.each([
    ["an empty file", [], "", "web.ndjson is no recording: line 1: the recording is empty"],
    ["no JSON", [], "hello\n", "web.ndjson is no recording: line 1: not a JSON object: hello"],
    ["a broken line", [], `${header}\nnope\n${other}\n`, "web.ndjson is no recording: line 2: not a JSON object: nope"],
    [
      "a root that is not in it",
      [],
      `${header}\n${other}\n`,
      "the recording has no Deployment/web at its end: did you mean Deployment/web-api?",
    ],
    [
      "another root that is not in it",
      ["--root", "deploy/web-ap"],
      `${header}\n${other}\n`,
      "the recording has no Deployment/web-ap at its end: did you mean Deployment/web-api?",
    ],
    [
      "a time before it",
      ["--at", "2026-01-14T04:00:00Z"],
      `${header}\n${other}\n`,
      "--at 2026-01-14T04:00:00Z lies before the recording, which goes from 2026-01-14T05:00:00Z to 2026-01-14T05:00:01Z",
    ],
    [
      "no time",
      ["--at", "noon"],
      `${header}\n${other}\n`,
      '--at takes a duration such as 90s, 5m or 1h30m, not "noon"',
    ],
    [
      "a root of no form",
      ["--root", "web"],
      `${header}\n${other}\n`,
      '--root takes KIND/NAME, such as svc/web, not "web"',
    ],
  ])("of %s is one sentence: 2", async (_, options, contents, sentence) => {
    const { code, out, err } = await ran(["why", "web.ndjson", ...options], { files: { "web.ndjson": contents } });
    expect([code, out, err]).toEqual([2, "", `kubespy: ${sentence}\n`]);
  });

  describe("of a recording that an update has left", () => {
    const root = { apiVersion: "shop.example.com/v1", kind: "Cart", namespace: "prod", name: "c" };
    const cart = (grill: string): string =>
      JSON.stringify({
        time: "2026-01-14T05:00:01Z",
        type: "ADDED",
        object: { ...root, metadata: { name: "c", namespace: "prod", generation: 1 }, status: { grill } },
      });
    const left = (more: object): string =>
      JSON.stringify({ kubespy: "recording/v1", root, started: "2026-01-14T05:00:00Z", ...more });
    const failed = { path: "status.grill", values: ["Burnt"] };
    const rule = { apiVersion: root.apiVersion, kind: "Cart", ready: { condition: "Ready" }, failed };

    test("reads a kind of the program's own as the program did", async () => {
      const files = { "with.ndjson": `${left({ rules: [rule] })}\n${cart("Burnt")}\n` };
      const { code, out } = await ran(["why", "with.ndjson"], { files });
      expect([code, out.split("\n")[0]]).toEqual([4, "Cart c is not ready: grill Burnt"]);
      const without = { "without.ndjson": `${left({})}\n${cart("Burnt")}\n` };
      expect((await ran(["why", "without.ndjson"], { files: without })).code).not.toBe(4);
    });

    test("refuses rules that cannot be read", async () => {
      const files = { "with.ndjson": `${left({ rules: [{ kind: "Cart" }] })}\n${cart("Burnt")}\n` };
      expect(await ran(["why", "with.ndjson"], { files })).toMatchObject({
        code: 2,
        err: "kubespy: with.ndjson is no recording: line 1: rules[0] (Cart): ready is missing\n",
      });
    });

    test("takes Events that ended before the update for history", async () => {
      const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "p", namespace: "prod", uid: "u" } };
      const status = {
        phase: "Pending",
        conditions: [{ type: "PodScheduled", status: "True" }],
        containerStatuses: [{ name: "c", state: { waiting: { reason: "ContainerCreating" } } }],
      };
      const event = {
        apiVersion: "v1",
        kind: "Event",
        metadata: { name: "e", namespace: "prod" },
        involvedObject: { kind: "Pod", name: "p", namespace: "prod", uid: "u" },
        type: "Warning",
        reason: "FailedMount",
        message: 'MountVolume.SetUp failed for volume "v" : secret "tls" not found',
        lastTimestamp: "2026-01-14T04:59:00Z",
      };
      const volumes = [{ name: "v", secret: { secretName: "tls" } }];
      const lines = [{ ...pod, spec: { nodeName: "n", containers: [{ name: "c" }], volumes }, status }, event].map(
        (object) => JSON.stringify({ time: "2026-01-14T05:00:01Z", type: "ADDED", object }),
      );
      const recording = (more: object): string => {
        const header = JSON.parse(left(more)) as object;
        const of = { apiVersion: "v1", kind: "Pod", namespace: "prod", name: "p" };
        return [JSON.stringify({ ...header, root: of }), ...lines, ""].join("\n");
      };
      const codeOf = async (more: object): Promise<number> =>
        (await ran(["why", "-"], { stdin: recording(more) })).code;
      expect(await codeOf({})).toBe(4);
      expect(await codeOf({ since: "2026-01-14T05:00:00Z" })).toBe(3);
    });
  });

  test("says that the last line was broken off", async () => {
    const contents = `${header}\n${other.replace("web-api", "web")}\n{"time":"2026`;
    const { err } = await ran(["why", "web.ndjson"], { files: { "web.ndjson": contents } });
    expect(err).toBe("kubespy: the recording's last line was broken off and is left out\n");
  });
});
