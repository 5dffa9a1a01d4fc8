import { describe, expect, test } from "vitest";
import type { FakeEngine, Step } from "../support/fake-engine";
import { Rollout } from "./rollout";
import { deployment, runProgram, service, startCluster } from "./running";

const settleHook = "pulumi-kubespy/v1:settle";
const existence = "jsonpath={.metadata.uid}";

const options = (settle: unknown, more: object = {}): Readonly<Record<string, string>> => ({
  OPTIONS: JSON.stringify({ settle, ...more }),
});

const annotationsOf = (engine: FakeEngine, urn: string): unknown =>
  (
    engine.events.of("register").find((event) => event.urn.endsWith(urn))?.inputs as {
      metadata?: { annotations?: unknown };
    }
  ).metadata?.annotations;

const errorOf = (engine: FakeEngine, urn: string): string | undefined =>
  engine.events.of("step").find((step) => step.urn.endsWith(urn))?.error;

const hold = (engine: FakeEngine, urn: string): { readonly heldMs: number; readonly error?: string } | undefined =>
  engine.events.of("hook-ended").find((hook) => hook.hook === settleHook && hook.urn.endsWith(urn));

describe("settle", () => {
  test("a step is over when its object is ready, not when it is created", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const perform = ({ urn }: Step): undefined => {
      if (!urn.endsWith(deployment)) return void rollout.service(0);
      rollout.starting();
      void engine.events
        .until("log", (log) => log.urn.endsWith(deployment) && log.message.includes("0 of 2"))
        .then(() => rollout.ready());
    };
    const engine: FakeEngine = runProgram(stub, { program: "unit-web", perform, env: options(true) });
    const { code } = await engine.finished;
    expect(code).toBe(0);
    const performed = engine.events.all.findIndex((event) => event.type === "step" && event.urn.endsWith(deployment));
    const ready = engine.events.all.findIndex(
      (event) => event.type === "log" && event.urn.endsWith(deployment) && /^ready/.test(event.message),
    );
    expect(ready).toBeGreaterThan(-1);
    expect(performed).toBeGreaterThan(ready);
    expect(annotationsOf(engine, deployment)).toEqual({ "pulumi.com/waitFor": existence });
    expect(engine.events.logs().filter(({ severity }) => severity !== "info")).toEqual([]);
  });

  test("what will not heal fails its step long before the limit, with the diagnosis", async () => {
    const stub = await startCluster();
    const perform = ({ urn }: Step): undefined => {
      if (urn.endsWith(deployment))
        new Rollout(stub)
          .service(0)
          .waiting("InvalidImageName", 'Failed to apply default image tag "web:::1": invalid reference');
    };
    const engine = runProgram(stub, { program: "unit-web", perform, env: options(600) });
    await engine.finished;
    expect(errorOf(engine, deployment)).toMatch(/Deployment web will not become ready: 2 of 2 Pods .*image/);
    expect(hold(engine, deployment)?.heldMs).toBeLessThan(30_000);
    const block = engine.events.logs(deployment).find(({ ephemeral }) => !ephemeral);
    expect(block).toMatchObject({
      severity: "warning",
      message: expect.stringContaining("will not become ready") as string,
    });
  });

  test("the limit ends a wait, and says what it waited for", async () => {
    const stub = await startCluster();
    const perform = ({ urn }: Step): undefined => {
      if (urn.endsWith(deployment)) new Rollout(stub).starting().service(0);
    };
    const engine = runProgram(stub, { program: "unit-web", perform, env: options(2) });
    await engine.finished;
    expect(errorOf(engine, deployment)).toMatch(/Deployment web .* \(given up after 2 s\)$/);
  });

  test("what cannot be seen is not done: it fails, and says why", async () => {
    const stub = await startCluster();
    stub.misbehave("list", "deployments", { do: "answer", status: 403, message: "deployments is forbidden" });
    const engine = runProgram(stub, {
      program: "unit-web",
      perform: (): undefined => void new Rollout(stub).ready(),
      env: options(20),
    });
    await engine.finished;
    expect(errorOf(engine, deployment)).toMatch(/Deployment web.*(may not|forbidden|cannot)/i);
  });

  test("what somebody deletes during the wait fails, and says that it is not there", async () => {
    const stub = await startCluster();
    const engine = runProgram(stub, { program: "unit-web", perform: () => undefined, env: options(600) });
    await engine.finished;
    expect(errorOf(engine, deployment)).toMatch(/Deployment web/);
    expect(errorOf(engine, deployment)).not.toMatch(/given up/);
  });

  test("what had no changes and is not ready makes the update fail all the same", async () => {
    const stub = await startCluster();
    new Rollout(stub).service(0).waiting("InvalidImageName", 'Failed to apply default image tag "web:::1"');
    const engine = runProgram(stub, { program: "unit-web", operation: () => "same", env: options(true) });
    const { code } = await engine.finished;
    expect(code).toBe(32);
    const errors = engine.events.logs(deployment).filter(({ severity }) => severity === "error");
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Deployment web will not become ready/),
    ]);
  });

  test("a Service is not waited for before its Pods can be there, but at the end", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const perform = async ({ urn }: Step): Promise<undefined> => {
      if (urn.endsWith(service)) return void rollout.service(0);
      await engine.events.until("step", (step) => step.urn.endsWith(service));
      rollout.starting();
      setTimeout(() => rollout.ready(), 500);
    };
    const engine: FakeEngine = runProgram(stub, { program: "unit-web", perform, env: options(30) });
    const { code } = await engine.finished;
    expect({ code, error: errorOf(engine, deployment) }).toEqual({ code: 0, error: undefined });
  });

  test("Ctrl-C ends all waits at once", async () => {
    const stub = await startCluster();
    const perform = ({ urn }: Step): undefined => {
      if (urn.endsWith(deployment)) new Rollout(stub).starting().service(0);
    };
    const engine: FakeEngine = runProgram(stub, { program: "unit-web", perform, env: options(600) });
    await engine.events.until("hook-began", ({ hook }) => hook === settleHook);
    await engine.events.until("log", ({ message }) => message.includes("0 of 2"));
    engine.cancel();
    const { killed } = await engine.finished;
    expect(killed).toBe(false);
    expect(errorOf(engine, deployment)).toMatch(/\(the update was stopped\)$/);
  });

  test("previews get the same inputs, and nothing else", async () => {
    const stub = await startCluster();
    const engine = runProgram(stub, { program: "unit-web", dryRun: true, env: options(true) });
    const { code } = await engine.finished;
    expect(code).toBe(0);
    expect([annotationsOf(engine, deployment), annotationsOf(engine, service)]).toEqual([
      { "pulumi.com/waitFor": existence },
      { "pulumi.com/waitFor": existence },
    ]);
    expect(engine.events.of("hook-registered")).toEqual([]);
    expect(engine.events.logs()).toEqual([]);
  });

  test.for([
    ["true", { "pulumi.com/waitFor": existence }],
    ["false", {}],
    ["90", { "pulumi.com/waitFor": existence }],
  ] as const)("KUBESPY_SETTLE=%s counts more than the program", async ([text, annotations]) => {
    const stub = await startCluster();
    const engine = runProgram(stub, {
      program: "unit-web",
      dryRun: true,
      env: { ...options(true), KUBESPY_SETTLE: text },
    });
    await engine.finished;
    expect(annotationsOf(engine, deployment)).toEqual(annotations);
  });
});
