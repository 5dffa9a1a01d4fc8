import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import type { FakeEngine, Outcome, Step } from "../support/fake-engine";
import { Rollout } from "./rollout";
import { deployment, isOnStack, runProgram, slowness, startCluster } from "./running";

const untilReadyIsSaid =
  (rollout: Rollout, engine: () => FakeEngine) =>
  async ({ urn }: Step): Promise<undefined> => {
    if (!urn.endsWith(deployment)) return;
    rollout.ready();
    await engine().events.until("log", ({ ephemeral, message }) => ephemeral && /2 of 2/.test(message));
  };

describe("several copies of the package in one program", () => {
  test("share one set of hooks, one watch per kind and one summary", async () => {
    const stub = await startCluster();
    const engine: FakeEngine = runProgram(stub, {
      program: "unit-copies",
      perform: untilReadyIsSaid(new Rollout(stub), () => engine),
    });
    const { code, output } = await engine.finished;
    expect({ code, output }).toEqual({ code: 0, output: "" });
    expect(engine.events.of("hook-registered")).toHaveLength(5);
    expect(engine.events.of("hook-ended").map(({ hook }) => hook)).toEqual([
      "pulumi-kubespy/v1:beforeCreate",
      "pulumi-kubespy/v1:afterCreate",
    ]);
    expect(stub.count("list", "pods")).toBe(1);
    expect(engine.events.logs("").filter(({ message }) => message.startsWith("kubespy: "))).toHaveLength(1);
    expect(engine.events.logs("Traced::web-app").length).toBeGreaterThan(0);
  });
});

describe("an inline program of the Automation API", () => {
  test("runs as without tracing, and its host goes on and ends as without tracing", async () => {
    const ends = [{}, { PLAIN: "1" }].map(async (env) => {
      const stub = await startCluster();
      const rollout = new Rollout(stub);
      const engine = runProgram(stub, {
        program: "unit-inline",
        inline: true,
        env,
        perform: async () => {
          rollout.ready();
          await pause(300);
          return undefined;
        },
      });
      const ran = await engine.events.until("ran");
      const errors = engine.events.logs().filter(({ severity }) => severity !== "info");
      engine.interrupt();
      const { code, signal, killed, lingeredMs, output } = await engine.finished;
      return {
        ran: ran.error,
        errors,
        code,
        signal,
        killed,
        output: output.replace(/\d+/g, ""),
        late: lingeredMs > 1700 * slowness(),
      };
    });
    const [traced, plain] = await Promise.all(ends);
    expect(traced).toEqual(plain);
    expect(traced?.ran).toBeUndefined();
  });

  test("has its live lines and its summary, and its watches end when its engine is gone, while the host goes on", async () => {
    const stub = await startCluster();
    const engine: FakeEngine = runProgram(stub, {
      program: "unit-inline",
      inline: true,
      perform: untilReadyIsSaid(new Rollout(stub), () => engine),
    });
    expect((await engine.events.until("ran")).error).toBeUndefined();
    expect(engine.events.logs(deployment).length).toBeGreaterThan(0);
    const onStack = engine.events.logs().filter(isOnStack);
    expect(onStack.map(({ message }) => message.split("\n")[0])).toEqual([
      expect.stringMatching(/^kubespy: 1 application, ready/),
    ]);
    engine.leave();
    await vi.waitFor(() => {
      expect(stub.openWatches()).toBe(0);
    }, 20_000);
    expect(engine.events.of("exit")).toEqual([]);
  });

  test("has its verdicts and its summary when its update fails, before the engine is gone", async () => {
    const stub = await startCluster();
    const perform = async (): Promise<Outcome> => {
      new Rollout(stub).crashing();
      await engine.events.until("log", ({ message }) => message.includes("2 of 2 Pods crash"));
      return { error: "timed out" };
    };
    const engine: FakeEngine = runProgram(stub, { program: "unit-inline", inline: true, perform });
    await engine.events.until("ran");
    const kept = engine.events.logs().filter(({ ephemeral, severity }) => !ephemeral && severity !== "error");
    expect(kept.map(({ message }) => message.split("\n")[0])).toEqual([
      expect.stringMatching(/^Deployment web is not ready: 2 of 2 Pods crash/),
      expect.stringMatching(/^kubespy: 1 application, failing/),
    ]);
    const onError = engine.events.of("hook-ended").find(({ hook }) => hook.endsWith(":onError"));
    expect(onError?.heldMs).toBeLessThan(1500 * slowness());
    engine.interrupt();
    expect((await engine.finished).code).not.toBe(32);
  });

  test("is not told of a cluster that has had no time to answer", async () => {
    const stub = await startCluster();
    const engine = runProgram(stub, { program: "unit-inline", inline: true, perform: () => ({ error: "refused" }) });
    await engine.events.until("ran");
    expect(engine.events.logs().filter(({ message }) => message.startsWith("kubespy shows nothing"))).toEqual([]);
    engine.interrupt();
    await engine.finished;
  });

  test("says the summary once with --continue-on-error", async () => {
    const stub = await startCluster();
    const perform = async (): Promise<Outcome> => {
      new Rollout(stub).crashing();
      await engine.events.until("log", ({ message }) => message.includes("2 of 2 Pods crash"));
      return { error: "timed out" };
    };
    const engine: FakeEngine = runProgram(stub, {
      program: "unit-inline",
      inline: true,
      continueOnError: true,
      perform,
    });
    await engine.events.until("ran");
    const onStack = engine.events.logs().filter((log) => isOnStack(log) && log.message.startsWith("kubespy:"));
    expect(onStack).toHaveLength(1);
    engine.interrupt();
    await engine.finished;
  });

  test("fails when something is not settled, and its host's exit code is left alone", async () => {
    const stub = await startCluster();
    new Rollout(stub).service(0).waiting("InvalidImageName", 'Failed to apply default image tag "web:::1"');
    const codes = [{}, { PLAIN: "1" }].map(async (env) => {
      const engine: FakeEngine = runProgram(stub, {
        program: "unit-inline",
        inline: true,
        operation: () => "same",
        env: { OPTIONS: JSON.stringify({ settle: true }), ...env },
      });
      const { error } = await engine.events.until("ran");
      const errors = engine.events.logs(deployment).filter(({ severity }) => severity === "error");
      engine.interrupt();
      const { code, signal } = await engine.finished;
      return { error, errors: errors.map(({ message }) => message), code, signal };
    });
    const [traced, plain] = await Promise.all(codes);
    expect(plain?.error).toBeUndefined();
    expect(traced?.error).toContain("One or more errors occurred");
    expect(traced?.errors).toEqual([expect.stringMatching(/^Deployment web will not become ready/)]);
    expect({ code: traced?.code, signal: traced?.signal }).toEqual({ code: plain?.code, signal: plain?.signal });
  });
});
