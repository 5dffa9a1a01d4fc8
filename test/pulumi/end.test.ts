import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { FakeEngine, Finished, Outcome, Script, Step } from "../support/fake-engine";
import { Rollout } from "./rollout";
import { deployment, runProgram, service, slowness, startCluster } from "./running";

/** The same program with and without tracing; what matters is that they end alike. */
async function both(
  script: (rollout: Rollout) => Script,
  then?: (engine: FakeEngine) => Promise<void>,
): Promise<{ traced: Run; plain: Run }> {
  const run = async (env: Readonly<Record<string, string>>): Promise<Run> => {
    const stub = await startCluster();
    const given = script(new Rollout(stub));
    const engine = runProgram(stub, { ...given, env: { ...given.env, ...env } });
    await then?.(engine);
    return { engine, ...(await engine.finished) };
  };
  const [traced, plain] = await Promise.all([run({}), run({ PLAIN: "1" })]);
  return { traced, plain };
}

interface Run extends Finished {
  readonly engine: FakeEngine;
}

/** What went wrong, without where and how the SDK came to hear of it: that depends on who was faster. */
const errorsOf = ({ engine }: Run): readonly string[] =>
  engine.events
    .logs()
    .filter(({ severity }) => severity === "error")
    .map(({ message }) => /Error: (.*)/.exec(message)?.[1] ?? message);

function expectSameEnd({ traced, plain }: { traced: Run; plain: Run }): void {
  expect({ code: traced.code, signal: traced.signal, killed: traced.killed }).toEqual({
    code: plain.code,
    signal: plain.signal,
    killed: plain.killed,
  });
  expect(errorsOf(traced)).toEqual(errorsOf(plain));
  expect(traced.output).toBe(plain.output);
  expect(traced.lingeredMs).toBeLessThan(plain.lingeredMs + promisedMs * slowness());
}

/** How much longer a program may live than without tracing. */
const promisedMs = 1500;

const failure = { error: "the Deployment did not become ready in time" } satisfies Outcome;

describe("a program that does well", () => {
  test("ends as it would without tracing, while watches are open", async () => {
    let open = 0;
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const engine: FakeEngine = runProgram(stub, {
      program: "unit-web",
      perform: async ({ urn }) => {
        rollout.ready();
        await engine.events.until("log", ({ ephemeral }) => ephemeral);
        if (urn.endsWith(service)) open = stub.openWatches();
        return undefined;
      },
    });
    const { code, signal, lingeredMs } = await engine.finished;
    expect({ code, signal, open }).toEqual({ code: 0, signal: null, open: 6 });
    expect(lingeredMs).toBeLessThan(promisedMs * slowness());
    expect(stub.openWatches()).toBe(0);
  });

  test("ends within 1.5 s although Pods are not ready yet, and names what is still waited for", async () => {
    const result = await both((rollout) => ({
      program: "unit-web",
      perform: () => void rollout.starting().service(0),
    }));
    expectSameEnd(result);
    expect(result.traced.code).toBe(0);
    expect(result.traced.engine.events.logs("").at(-1)?.message).toMatch(/^kubespy: 1 application, [^]*web.*0 of 2/);
  });

  test("names a Deployment that crashes although Pulumi calls it done", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const { events, finished } = runProgram(stub, { program: "unit-web", perform: () => void rollout.crashing() });
    expect((await finished).code).toBe(0);
    const verdicts = events.logs().filter(({ ephemeral, severity }) => !ephemeral && severity === "warning");
    expect(verdicts[0]?.urn.endsWith(deployment)).toBe(true);
    expect(verdicts[0]?.message).toContain("panic: cannot connect to db");
    expect(events.logs("").at(-1)?.message).toMatch(/^kubespy: 1 application, failing[^]*exit(s|ed) 3/);
  });

  test("waits for the engine's deletions as without tracing", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const engine = runProgram(stub, { program: "unit-web", perform: () => void rollout.ready(), deletionsMs: 2500 });
    const { code } = await engine.finished;
    expect(code).toBe(0);
    const [shutdown] = engine.events.of("shutdown");
    expect((engine.events.all.at(-1)?.at ?? 0) - (shutdown?.at ?? 0)).toBeGreaterThan(2400);
  });
});

describe("a program that fails by itself", () => {
  test.each(["now", "apply"])("(%s) ends as it would without tracing", async (when) => {
    const result = await both((rollout) => ({
      program: "unit-web",
      env: { THROWS: when },
      perform: async () => {
        rollout.starting();
        await pause(400);
        return undefined;
      },
    }));
    expectSameEnd(result);
    expect(result.traced.code).not.toBe(0);
    expect(errorsOf(result.traced).join("\n")).toContain("the program failed");
  });

  test("by an input that never comes ends as it would without tracing", async () => {
    const result = await both((rollout) => ({
      program: "unit-web",
      env: { FAILED_INPUT: "1" },
      perform: () => void rollout.ready(),
    }));
    expectSameEnd(result);
    expect(result.traced.code).not.toBe(0);
  });

  test("by process.exit keeps its exit code", async () => {
    const result = await both((rollout) => ({
      program: "unit-web",
      env: { EXITS: "7" },
      perform: () => void rollout.ready(),
    }));
    expect([result.traced.code, result.plain.code]).toEqual([7, 7]);
  });
});

describe("a step that fails", () => {
  test("is told with its cause before the program gets its signal, and the other steps finish", async () => {
    const result = await both((rollout) => ({
      program: "unit-web",
      perform: async ({ urn }: Step) => {
        rollout.crashing();
        await pause(300);
        if (urn.endsWith(deployment)) return failure;
        await pause(700);
        return undefined;
      },
    }));
    expectSameEnd(result);
    const { events } = result.traced.engine;
    const hook = events.of("hook-ended").find(({ hook: name }) => name.endsWith(":onError"));
    expect(hook).toMatchObject({ retry: false });
    expect(hook?.error).toBeUndefined();
    expect(hook?.heldMs).toBeLessThan(2300 * slowness());
    const verdict = events.logs(deployment).find(({ ephemeral }) => !ephemeral);
    expect(verdict?.message).toContain("panic: cannot connect to db");
    expect(verdict?.at).toBeLessThan(events.of("signal")[0]?.at ?? 0);
    expect(events.of("step").find(({ urn }) => urn.endsWith(service))?.error).toBeUndefined();
    expect(events.of("step").find(({ urn }) => urn.endsWith(deployment))?.error).toBe(failure.error);
  });

  test("is told once when the resource and the one behind it fail for the same reason", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const engine = runProgram(stub, {
      program: "unit-web",
      perform: async () => {
        rollout.crashing();
        await pause(300);
        return failure;
      },
    });
    await engine.finished;
    const verdicts = engine.events.logs("::web").filter(({ ephemeral }) => !ephemeral);
    expect(verdicts).toHaveLength(2);
    expect(verdicts.filter(({ message }) => message.includes("\n"))).toHaveLength(1);
  });

  test("of an update is told like that of a creation", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const engine = runProgram(stub, {
      program: "unit-web",
      operation: () => "update",
      perform: async ({ urn }) => {
        rollout.crashing();
        await pause(300);
        return urn.endsWith(deployment) ? failure : undefined;
      },
    });
    await engine.finished;
    expect(engine.events.of("hook-ended").map(({ hook }) => hook)).toContain("pulumi-kubespy/v1:beforeUpdate");
    expect(engine.events.logs(deployment).find(({ ephemeral }) => !ephemeral)?.message).toContain(
      "panic: cannot connect to db",
    );
  });

  test("does not hold up the engine when the cluster is silent", async () => {
    const stub = await startCluster();
    for (const plural of ["deployments", "pods", "services", "replicasets", "endpointslices", "events"])
      stub.misbehave("list", plural, { do: "silence" });
    const engine = runProgram(stub, {
      program: "unit-web",
      perform: ({ urn }) => (urn.endsWith(deployment) ? failure : undefined),
    });
    const { lingeredMs } = await engine.finished;
    const hook = engine.events.of("hook-ended").find(({ hook: name }) => name.endsWith(":onError"));
    expect(hook).toMatchObject({ retry: false });
    expect(hook?.heldMs).toBeLessThan(2300 * slowness());
    expect(lingeredMs).toBeLessThan((promisedMs + 200) * slowness());
  });

  test("does not hold up the engine when nobody answers what is logged", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const engine = runProgram(stub, {
      program: "unit-web",
      deaf: true,
      perform: async ({ urn }) => {
        rollout.crashing();
        await pause(300);
        return urn.endsWith(deployment) ? failure : undefined;
      },
    });
    const { killed, lingeredMs } = await engine.finished;
    const hooks = engine.events.of("hook-ended");
    expect(hooks.find(({ hook }) => hook.endsWith(":onError"))).toMatchObject({ retry: false });
    expect(Math.max(...hooks.map(({ heldMs }) => heldMs))).toBeLessThan(2800 * slowness());
    expect(killed).toBe(false);
    expect(lingeredMs).toBeLessThan((promisedMs + 200) * slowness());
  });

  test("with --continue-on-error ends as it would without tracing", async () => {
    const result = await both((rollout) => ({
      program: "unit-web",
      continueOnError: true,
      perform: ({ urn }: Step) => {
        rollout.crashing();
        return urn.endsWith(deployment) ? failure : undefined;
      },
    }));
    expectSameEnd(result);
  });
});

describe("Ctrl-C", () => {
  const cancelled =
    (script: Partial<Script> = {}) =>
    (rollout: Rollout): Script => ({
      program: "unit-web",
      ...script,
      perform: async ({ signal }: Step) => {
        rollout.crashing();
        await new Promise<void>((resolve) => {
          signal.addEventListener("abort", () => {
            setTimeout(resolve, 100);
          });
        });
        return { error: "the operation was cancelled" };
      },
    });
  const afterTheFirstLine = async (engine: FakeEngine): Promise<void> => {
    await engine.events.until("performing", ({ urn }) => urn.endsWith(deployment));
    await engine.events.until("performing", ({ urn }) => urn.endsWith(service));
    await pause(300);
    engine.cancel();
  };

  test("lets every open error hook answer, so that the real errors stand, and then ends the program as without tracing", async () => {
    const result = await both(cancelled(), afterTheFirstLine);
    expectSameEnd(result);
    const { events } = result.traced.engine;
    const hooks = events.of("hook-ended").filter(({ hook }) => hook.endsWith(":onError"));
    expect(hooks.map(({ retry, error }) => ({ retry, error }))).toEqual([
      { retry: false, error: undefined },
      { retry: false, error: undefined },
    ]);
    expect(
      events
        .of("step")
        .filter(({ error }) => error !== undefined)
        .map(({ error }) => error),
    ).toEqual(["the operation was cancelled", "the operation was cancelled"]);
    expect(result.traced.lingeredMs).toBeLessThan((promisedMs + 200) * slowness());
  });

  test("leaves a program's own handler of the signal its say", async () => {
    const result = await both(cancelled({ env: { OWN_SIGNAL_HANDLER: "1" } }), afterTheFirstLine);
    expectSameEnd(result);
    expect(result.traced.code).toBe(5);
  });

  test("while nothing is going on ends the program at once", async () => {
    const stub = await startCluster();
    const engine = runProgram(stub, { program: "unit-web", perform: () => new Promise<undefined>(() => undefined) });
    await engine.events.until("performing");
    engine.cancel();
    const { killed, lingeredMs } = await engine.finished;
    expect(killed).toBe(false);
    expect(lingeredMs).toBeLessThan((promisedMs + 200) * slowness());
  });
});
