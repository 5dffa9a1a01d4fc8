import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import type { FakeEngine, Step } from "../support/fake-engine";
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
});
