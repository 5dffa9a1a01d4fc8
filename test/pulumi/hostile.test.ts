import { describe, expect, test } from "vitest";
import type { FakeEngine, Step } from "../support/fake-engine";
import { Rollout } from "./rollout";
import { deployment, runProgram, startCluster } from "./running";

/** Colour directives that the CLI panics at, escape sequences, line breaks and what reorders or hides text. */
const hostile = "<{%bogus%}>\u001b[2J\u001b]0;title\u0007\u009b31m\r\n\u0007\u202eevil\u200b<{<{%%reset%}>\u0000";
const megabyte = "A".repeat(1024 * 1024);

function expectHarmless(engine: FakeEngine): void {
  for (const { message, urn } of engine.events.logs()) {
    expect(message).not.toMatch(/<\{%/);
    // eslint-disable-next-line no-control-regex -- control characters are what this is about
    expect(message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]/);
    expect(message.length).toBeLessThan(20_000);
    expect(urn).toMatch(/^$|^urn:pulumi:stack::project::[^\n]+$/);
  }
  for (const { message } of engine.events.logs().filter(({ ephemeral }) => ephemeral)) {
    expect(message).not.toContain("\n");
    expect(message.length).toBeLessThan(300);
  }
}

async function run(show: (rollout: Rollout) => void): Promise<FakeEngine> {
  const stub = await startCluster();
  const perform = async ({ urn }: Step): Promise<{ error: string } | undefined> => {
    if (!urn.endsWith(deployment)) return undefined;
    show(new Rollout(stub));
    await engine.events.until("log", ({ ephemeral, urn: row }) => ephemeral && row.endsWith(deployment));
    return { error: `failed ${hostile}` };
  };
  const engine: FakeEngine = runProgram(stub, { program: "unit-web", perform });
  await engine.finished;
  expectHarmless(engine);
  return engine;
}

describe("hostile text reaches no log", () => {
  test("from a container's log", async () => {
    const engine = await run((rollout) => rollout.crashing(`${hostile}\nlast ${hostile} words\n`));
    expect(engine.events.text).toMatch(/evil<\{<\{ %%reset%\}> words/);
  });

  test("from a container's log of a megabyte without a line break", async () => {
    await run((rollout) => rollout.crashing(megabyte + hostile));
  });

  test.each([
    ["as it is", hostile],
    ["of a megabyte", megabyte + hostile],
  ])("from a container's state, %s", async (_size, text) => {
    await run((rollout) => rollout.waiting(text === hostile ? "CreateContainerError" : `Odd${text}`, text));
  });

  test("from an API server that refuses", async () => {
    const stub = await startCluster();
    for (const plural of ["pods", "events"])
      stub.misbehave("list", plural, { do: "answer", status: 403, message: hostile + megabyte });
    const engine: FakeEngine = runProgram(stub, {
      program: "unit-web",
      perform: async () => {
        await engine.events.until("log", ({ message }) => message.includes("cannot watch"));
        return undefined;
      },
    });
    expect((await engine.finished).code).toBe(0);
    expectHarmless(engine);
  });

  test("from objects of odd shapes, which are no reason to stumble either", async () => {
    const stub = await startCluster();
    const odd = [null, 7, "text", [], [null], {}, { a: 1 }];
    const engine: FakeEngine = runProgram(stub, {
      program: "unit-web",
      perform: async ({ urn }) => {
        if (!urn.endsWith(deployment)) return undefined;
        const rollout = new Rollout(stub).ready();
        odd.forEach((value, at) => {
          for (const kind of ["Pod", "Deployment", "ReplicaSet", "Service", "EndpointSlice", "Event"]) {
            const metadata = {
              name: `odd-${String(at)}`,
              namespace: "shop",
              labels: value,
              annotations: value,
              ownerReferences: value,
            };
            const rest = {
              spec: value,
              status: value,
              endpoints: value,
              ports: value,
              involvedObject: value,
              message: value,
            };
            stub.put({ kind, metadata, ...rest });
            stub.put({
              kind,
              metadata: { ...metadata, name: `odd-labels-${String(at)}`, labels: { app: "web" } },
              ...rest,
            });
          }
        });
        rollout.crashing();
        await engine.events.until("log", ({ message, ephemeral }) => ephemeral && message.includes("crash"));
        return undefined;
      },
    });
    expect((await engine.finished).code).toBe(0);
    expect(engine.events.text).not.toContain("a fault of its own");
    expectHarmless(engine);
  });

  test("from a kubeconfig", async () => {
    const engine = runProgram(undefined, {
      program: "unit-web",
      config: { "kubernetes:kubeconfig": JSON.stringify({ "current-context": hostile }) },
    });
    expect((await engine.finished).code).toBe(0);
    expect(engine.events.logs()).toHaveLength(1);
    expectHarmless(engine);
  });
});
