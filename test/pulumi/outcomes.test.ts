import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import type { FakeEngine, Step } from "../support/fake-engine";
import type { StubApiServer, StubObject } from "../support/stub-api-server";
import { Rollout } from "./rollout";
import { deployment, runProgram, service, startCluster } from "./running";

const live = (engine: FakeEngine, urn: string): readonly string[] =>
  engine.events
    .logs(urn)
    .filter(({ ephemeral }) => ephemeral)
    .map(({ message }) => message);
const kept = (engine: FakeEngine): readonly string[] =>
  engine.events
    .logs()
    .filter(({ ephemeral }) => !ephemeral)
    .map(({ urn, message }) => `${urn.split(":").at(-1) ?? ""}: ${message}`);

describe("an update that the API server refuses", () => {
  test.each([
    ["is not told as ready, because what was there before is", "unit-web", 0, []],
    ["is told as what it is on the row of a component", "unit-traced", 0, ["web-app: Deployment web was not updated"]],
    ["is told without what nobody has seen yet", "unit-traced", 5000, ["web-app: Deployment web failed"]],
  ])("%s (%s)", async (_, program, listMs, lines) => {
    const stub = await startCluster();
    new Rollout(stub).ready();
    if (listMs > 0) stub.misbehave("list", "deployments", { do: "slow", ms: listMs });
    const engine = runProgram(stub, {
      program,
      operation: ({ type }) => (type.endsWith("Deployment") ? "update" : "same"),
      perform: async ({ urn }: Step) => {
        if (!urn.endsWith(deployment)) return undefined;
        if (listMs === 0) await vi.waitUntil(() => stub.openWatches("deployments") > 0);
        return { error: "spec.selector is immutable" };
      },
    });
    await engine.finished;
    expect(engine.events.text).not.toMatch(/ready|took|looking/);
    expect(kept(engine).filter((line) => !line.includes("has not answered yet"))).toEqual(lines);
  });
});

describe("a create that finds an object of that name", () => {
  /** Made by somebody else a while ago. */
  const found = (stub: StubApiServer): void => {
    const metadata = { name: "web", namespace: "shop", creationTimestamp: "2020-01-01T00:00:00Z" };
    stub.put({ apiVersion: "apps/v1", kind: "Deployment", metadata });
    new Rollout(stub).ready();
  };

  test("and is refused is not told as ready, because that object is", async () => {
    const stub = await startCluster();
    found(stub);
    const engine = runProgram(stub, {
      program: "unit-web",
      operation: ({ type }) => (type.endsWith("Deployment") ? "create" : "same"),
      perform: async ({ urn }: Step) => {
        if (!urn.endsWith(deployment)) return undefined;
        await vi.waitUntil(() => stub.openWatches("deployments") > 0);
        return { error: "Apply failed with 2 conflicts" };
      },
    });
    await engine.finished;
    expect(live(engine, deployment)).toEqual([]);
    expect(kept(engine)).toEqual([]);
  });
});

describe("an update of an object that is not there any more", () => {
  test("is told as what it is, and what to do", async () => {
    const stub = await startCluster();
    const engine = runProgram(stub, {
      program: "unit-web",
      operation: ({ type }) => (type.endsWith("Deployment") ? "update" : "same"),
      perform: async ({ urn }: Step) => {
        if (!urn.endsWith(deployment)) return undefined;
        await vi.waitUntil(() => stub.openWatches("deployments") > 0);
        return { error: 'deployments.apps "web" not found' };
      },
    });
    await engine.finished;
    expect(kept(engine)).toEqual([
      "web: Deployment web does not exist in namespace shop: deleted since the last update, and not by Pulumi\n\n  try      pulumi up --refresh",
      expect.stringMatching(/^: kubespy: 1 application, failing/),
    ]);
  });
});

describe("what is wrong in front of a workload that is about to be updated", () => {
  test("is not told before the update is seen", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub).crashing();
    const engine: FakeEngine = runProgram(stub, {
      program: "unit-web",
      operation: () => "update",
      perform: async ({ urn }: Step) => {
        await vi.waitUntil(() => stub.openWatches("pods") > 0);
        await pause(200);
        // The update of the Service itself changes nothing in that.
        if (urn.endsWith(service)) rollout.service(0);
        await pause(400);
        if (urn.endsWith(deployment)) rollout.ready();
        await engine.events.until("log", (log) => log.urn === urn && log.message.startsWith("ready"));
        return undefined;
      },
    });
    await engine.finished;
    expect(live(engine, service).filter((line) => line.includes("crash"))).toEqual([]);
  });
});

describe("an object that somebody deletes while Pulumi waits for it", () => {
  test("is told at once, and why the next update needs a refresh", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const engine: FakeEngine = runProgram(stub, {
      program: "unit-web",
      operation: ({ type }) => (type.endsWith("Deployment") ? "create" : "same"),
      perform: async ({ urn }: Step) => {
        rollout.starting();
        await engine.events.until("log", (log) => log.urn === urn && log.ephemeral);
        stub.delete({ kind: "Deployment", metadata: { name: "web", namespace: "shop" } });
        await engine.events.until("log", (log) => log.urn === urn && log.message.includes("deleted"));
        return { error: "'web' timed out waiting to be Ready", id: "shop/web" };
      },
    });
    await engine.finished;
    expect(live(engine, deployment).at(-1)).toBe("deleted while Pulumi waits for it, and not by this update");
    expect(kept(engine)).toEqual([
      "web: Deployment web does not exist in namespace shop: deleted while Pulumi waits for it, and not by this update\n\n  try      pulumi up --refresh",
      expect.stringMatching(
        /^: kubespy: 1 application, failing .*\n {2}web {2}failing ✗ {2}Deployment web: deleted while Pulumi waits for it/,
      ),
    ]);
  });
});

describe("one object that two resources stand for", () => {
  const patch = "DeploymentPatch::patch";

  test("is told on the row of the one that Pulumi is at work on, and its cause once", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const engine: FakeEngine = runProgram(stub, {
      program: "unit-patch",
      perform: async ({ urn }: Step) => {
        if (urn.endsWith(deployment)) {
          rollout.ready();
          await engine.events.until("log", (log) => log.urn === urn && log.message.startsWith("ready"));
          return undefined;
        }
        rollout.crashing();
        await engine.events.until("log", (log) => log.urn === urn && log.message.includes("panic"));
        return { error: "it did not become ready", id: "shop/web" };
      },
    });
    await engine.finished;
    expect(live(engine, deployment).join("\n")).not.toContain("crash");
    expect(live(engine, patch).at(-1)).toContain('2 of 2 Pods crash: container web exited 3: "panic');
    expect(kept(engine).map((text) => text.split("\n")[0])).toEqual([
      expect.stringMatching(/^patch: Deployment web is not ready: 2 of 2 Pods crash/),
      expect.stringMatching(/^: kubespy: 1 application, failing/),
    ]);
  });

  test("is told on the row of the patch alone where only the patch has changes", async () => {
    const stub = await startCluster();
    new Rollout(stub).ready();
    const engine = runProgram(stub, {
      program: "unit-patch",
      operation: ({ type }) => (type.endsWith("Patch") ? "update" : "same"),
      perform: async ({ urn }: Step) => {
        new Rollout(stub).crashing();
        await engine.events.until("log", (log) => log.urn === urn && log.message.includes("panic"));
        return undefined;
      },
    });
    await engine.finished;
    expect(live(engine, deployment)).toEqual([]);
    expect(kept(engine).map((text) => text.split("\n")[0])).toEqual([
      expect.stringMatching(/^patch: Deployment web is not ready: 2 of 2 Pods crash/),
      expect.stringMatching(/^: kubespy: 1 application, failing/),
    ]);
  });
});

describe("objects that the API server names", () => {
  const job = (name: string, ready = false): StubObject => ({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace: "shop" },
    spec: { completions: 1, parallelism: 1, backoffLimit: 6 },
    status: ready ? { succeeded: 1, conditions: [{ type: "Complete", status: "True" }] } : { active: 1, ready: 0 },
  });

  test("are told each on its own row, and none that was there before", async () => {
    const stub = await startCluster();
    stub.put({
      ...job("migrate-old"),
      metadata: { ...job("migrate-old").metadata, creationTimestamp: "2026-01-01T00:00:00Z" },
    });
    const engine: FakeEngine = runProgram(stub, {
      program: "unit-generated",
      perform: async ({ urn, name }: Step) => {
        await vi.waitUntil(() => stub.openWatches("jobs") > 0);
        if (name === "second") await engine.events.until("log", (log) => log.urn.endsWith("Job::first"));
        stub.put(job(`migrate-${name}`));
        await engine.events.until("log", (log) => log.urn === urn && log.ephemeral);
        stub.put(job(`migrate-${name}`, true));
        await engine.events.until("log", (log) => log.urn === urn && log.message.startsWith("complete"));
        return { id: `shop/migrate-${name}` };
      },
    });
    expect((await engine.finished).code).toBe(0);
    expect(kept(engine)[0]).toMatch(
      /^: kubespy: 2 applications, all ready .*\n {2}migrate-\w+ +ready ✓ .*\n {2}migrate-/,
    );
    expect(kept(engine)[0]).not.toContain("migrate-old");
  });

  test("are known by their names in the next update", async () => {
    const stub = await startCluster();
    const engine: FakeEngine = runProgram(stub, {
      program: "unit-generated",
      operation: ({ name }) => (name === "first" ? "update" : "same"),
      perform: async ({ urn }: Step) => {
        stub.put(job("migrate-xyz12", true));
        await engine.events.until("log", (log) => log.urn === urn && log.message.startsWith("complete"));
        return undefined;
      },
    });
    expect((await engine.finished).code).toBe(0);
  });
});
