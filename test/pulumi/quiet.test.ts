import { describe, expect, test } from "vitest";
import type { Script } from "../support/fake-engine";
import { Rollout } from "./rollout";
import { deployment, runProgram, service, slowness, startCluster } from "./running";

describe("a preview", () => {
  const expected: Readonly<Record<string, readonly string[]>> = {
    "unit-traced": [
      "pulumi-kubespy:index:Traced$kubernetes:apps/v1:Deployment::web",
      "pulumi-kubespy:index:Traced$kubernetes:core/v1:Service::web",
      "pulumi-kubespy:index:Traced::web-app",
    ],
    "unit-secrets": ["kubernetes:apps/v1:Deployment::web", "kubernetes:core/v1:Secret::made"],
  };
  test.each(["unit-traced", "unit-secrets"])(
    "of %s registers no hook, logs nothing and never connects to the cluster",
    async (program) => {
      const stub = await startCluster();
      new Rollout(stub).crashing();
      const engine = runProgram(stub, { program, dryRun: true, secretConfig: { "project:password": "hunter2" } });
      const { code, output } = await engine.finished;
      expect({ code, output }).toEqual({ code: 0, output: "" });
      expect(engine.events.of("hook-registered")).toEqual([]);
      expect(engine.events.logs()).toEqual([]);
      expect(stub.openConnections()).toBe(0);
      expect(stub.requests).toEqual([]);
      const resources = engine.events.of("register").map(({ urn }) => urn.split("::").slice(2).join("::"));
      expect(resources.slice(1).sort()).toEqual(expected[program]);
    },
  );
});

describe("an update without changes", () => {
  const unchanged = { program: "unit-web", operation: () => "same" } satisfies Script;

  test("of something healthy says nothing", async () => {
    const stub = await startCluster();
    new Rollout(stub).ready();
    const engine = runProgram(stub, unchanged);
    const { code, lingeredMs } = await engine.finished;
    expect(code).toBe(0);
    expect(engine.events.logs()).toEqual([]);
    expect(engine.events.of("hook-began")).toEqual([]);
    expect(lingeredMs).toBeLessThan(1700 * slowness());
  });

  test("of something broken says what is wrong with it", async () => {
    const stub = await startCluster();
    new Rollout(stub).crashing();
    const engine = runProgram(stub, unchanged);
    const { code } = await engine.finished;
    expect(code).toBe(0);
    const [verdict] = engine.events.logs(deployment);
    expect(verdict).toMatchObject({
      ephemeral: false,
      severity: "warning",
      message: expect.stringContaining("panic: cannot connect to db") as string,
    });
    expect(engine.events.logs().filter(({ ephemeral }) => ephemeral)).toEqual([]);
  });

  test("of something that is gone from the cluster ends as any other", async () => {
    const stub = await startCluster();
    const engine = runProgram(stub, unchanged);
    const { code, lingeredMs } = await engine.finished;
    expect(code).toBe(0);
    expect(lingeredMs).toBeLessThan(1700 * slowness());
  });

  test("of one resource and with changes of another tells the other one only", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub).ready();
    const engine = runProgram(stub, {
      program: "unit-web",
      operation: ({ type }) => (type.endsWith("Deployment") ? "update" : "same"),
      perform: async () => {
        rollout.ready();
        await engine.events.until("log", ({ ephemeral }) => ephemeral);
        return undefined;
      },
    });
    await engine.finished;
    expect(engine.events.logs(deployment).length).toBeGreaterThan(0);
    expect(engine.events.logs(service)).toEqual([]);
  });
});

describe("an engine", () => {
  test("that tells its features one by one is asked for them", async () => {
    const stub = await startCluster();
    const engine = runProgram(stub, {
      program: "unit-web",
      legacy: true,
      perform: () => void new Rollout(stub).ready(),
    });
    expect((await engine.finished).code).toBe(0);
    expect(engine.events.of("hook-registered")).toHaveLength(5);
  });

  test.each([
    ["resourceHooks", false],
    ["errorHooks", true],
  ] as const)("without %s gets one line, and the deployment goes on untouched", async (feature, legacy) => {
    const stub = await startCluster();
    const engine = runProgram(stub, { program: "unit-web", without: [feature], legacy });
    const { code } = await engine.finished;
    expect(code).toBe(0);
    expect(engine.events.logs().map(({ urn, severity, message }) => [urn, severity, message])).toEqual([
      ["", "warning", expect.stringMatching(/^kubespy shows nothing live: the Pulumi CLI is too old, 3\.245/)],
    ]);
    expect(engine.events.of("hook-registered")).toEqual([]);
    expect(engine.events.of("step").filter(({ error }) => error !== undefined)).toEqual([]);
    expect(stub.requests).toEqual([]);
  });

  test("of a CLI that is too old gets one line, and nothing is followed", async () => {
    const stub = await startCluster();
    const engine = runProgram(stub, { program: "unit-web", oldCli: "3.244.0" });
    expect((await engine.finished).code).toBe(0);
    expect(engine.events.logs().map(({ urn, severity, message }) => [urn, severity, message])).toEqual([
      ["", "warning", expect.stringMatching(/^kubespy shows nothing live: the Pulumi CLI is 3\.244\.0, 3\.245/)],
    ]);
    expect(stub.openWatches()).toBe(0);
  });
});
