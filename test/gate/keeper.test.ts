import { randomBytes } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { GateKeeper, type KnownGate } from "../../src/gate/gate-keeper";
import { openPlace } from "../../src/gate/meeting-place";
import * as provider from "../../src/gate/gate-provider";
import { deployment, endpoint, merge, pod, replicaSet, service, slice } from "../support/objects";
import { StubApiServer, type StubObject } from "../support/stub-api-server";

const gate = "pulumi-nodejs:dynamic/kubespy:TrafficGate::live";
const urn = `urn:pulumi:dev::shop::${gate}`;
const inputs = { __provider: "code", gate, service: "web", namespace: "prod", triggers: [1] };
const folder = path.join(tmpdir(), `pulumi-kubespy-${String(process.getuid?.())}`);

/** A Deployment of one Pod that has settled. */
const one = {
  spec: { replicas: 1 },
  status: { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
};

let engine = "";
let stub: StubApiServer;
let finish: () => void;
let registered: Promise<void>;
const lines: string[] = [];

const fake = {
  log: (request: LogRequest, done: () => void) => {
    lines.push(`${request.getUrn()} ${request.getMessage()}`);
    done();
  },
} as unknown as ConstructorParameters<typeof GateKeeper>[0];

beforeEach(async () => {
  // The engine's address is the last argument of Pulumi's process for dynamic resources.
  engine = `127.0.0.1:${randomBytes(4).readUInt32BE()}`;
  process.argv.push(engine);
  stub = await StubApiServer.start();
  const ready = slice([merge(endpoint("web-1-a"), { addresses: ["10.244.0.1"] })]);
  for (const object of [
    service(),
    deployment(one),
    replicaSet({ spec: one.spec, status: { replicas: 1, readyReplicas: 1, availableReplicas: 1 } }),
    pod(),
    ready,
  ])
    stub.put(object as unknown as StubObject);
  lines.length = 0;
  registered = new Promise((resolve) => (finish = resolve));
});

afterEach(async () => {
  finish();
  process.argv.pop();
  await stub.close();
});

function introduce(more: Partial<KnownGate> = {}, identity = gate): GateKeeper {
  const keeper = new GateKeeper(fake, `dns:${engine}`, false);
  const known = {
    name: "live",
    urn: () => Promise.resolve(urn),
    settings: () => Promise.resolve({ kubeconfig: stub.kubeconfig() }),
  };
  keeper.introduce(identity, { ...known, ...more }, registered);
  return keeper;
}

describe("the provider of gates", () => {
  test("has the program wait, and hands on what came of it", async () => {
    introduce();
    const { id, outs } = await provider.create(inputs);
    expect(id).toBe("live");
    expect(outs).toMatchObject({ ...inputs, endpoints: 1, addresses: ["10.244.0.1:8080"] });
    expect(lines.at(-1)).toMatch(`${urn} ready after`);
    const again = await provider.update("live", inputs, { ...inputs, minReady: 1 });
    expect(again.outs).toMatchObject({ minReady: 1, endpoints: 1 });
  });

  test("fails as the gate fails, with the whole text", async () => {
    introduce();
    await expect(provider.create({ ...inputs, minReady: 2, timeout: "1s" })).rejects.toThrow(
      /^Service web has 1 of 2 endpoints ready/,
    );
    await expect(provider.create({ ...inputs, path: "/../secrets" })).rejects.toThrow(
      "TrafficGate live: path takes a path",
    );
  });

  test("finds the program that has the gate among several", async () => {
    introduce({}, "pulumi-nodejs:dynamic/kubespy:TrafficGate::other");
    introduce();
    expect((await provider.create(inputs)).outs).toMatchObject({ endpoints: 1 });
  });

  test("says so when the cluster cannot be had", async () => {
    introduce({ settings: () => Promise.resolve({ kubeconfig: "{}" }) });
    await expect(provider.create(inputs)).rejects.toThrow("the given kubeconfig is empty");
  });

  test("says so when the provider of the program writes YAML", async () => {
    introduce({ settings: () => Promise.resolve({ renderYamlToDirectory: "out" }) });
    await expect(provider.create(inputs)).rejects.toThrow("the provider renders YAML to out: there is no Service web");
  });

  test("does not wait for ever for a cluster that the program never knows", async () => {
    introduce({ settings: () => new Promise(() => undefined) });
    await expect(provider.create({ ...inputs, timeout: 0.2 })).rejects.toThrow(
      "gave up while waiting for the settings of the provider",
    );
  });

  test("does not wait for a program that has ended", async () => {
    const { address, leave } = openPlace(engine);
    const server = createServer((socket) => socket.once("data", () => socket.destroy())).listen(address);
    await expect(provider.create(inputs)).rejects.toThrow("the program ended while its gate was waiting");
    server.close();
    leave();
  });

  test("says what is the matter when no program answers", async () => {
    await expect(provider.create(inputs)).rejects.toThrow("the gate cannot ask its program to wait");
  });

  test.each<[string, Readonly<Record<string, unknown>>, boolean]>([
    ["the Service", { service: "api" }, true],
    ["how many", { minReady: 2 }, true],
    ["a trigger", { triggers: [2] }, true],
    ["what it takes from now on", { path: "/" }, true],
    ["how long it may take", { timeout: "1m" }, false],
    ["whether it gives up early", { failFast: false }, false],
    ["the code of the provider", { __provider: "other code" }, false],
    ["nothing", {}, false],
  ])("checks anew after a change of some arguments only: %s", async (_, change, changes) => {
    expect(await provider.diff("live", { ...inputs, endpoints: 1 }, { ...inputs, ...change })).toEqual({ changes });
  });
});

describe("where the two meet", () => {
  test("is nobody else's business, and gone when the gate is registered", async () => {
    const before = readable();
    introduce();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readable()).toHaveLength(before.length + 1);
    finish();
    await registered;
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(readable()).toEqual(before);
    expect(process.listeners("SIGINT").filter(({ name }) => name.includes("onSignal"))).toEqual([]);
  });
});

function readable(): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.includes(`-${String(process.pid)}-`));
  } catch {
    return [];
  }
}
