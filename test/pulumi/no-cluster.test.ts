import { createServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { FakeEngine, Script, Step } from "../support/fake-engine";
import type { EngineEvents, EventOf } from "../support/fake-engine-events";
import { Rollout } from "./rollout";
import { deployment, isOnStack, runProgram, slowness, startCluster, temporaryFile } from "./running";
import type { StubApiServer } from "../support/stub-api-server";
import { setTimeout as pause } from "node:timers/promises";

/** A run to its end that must go as if there were no tracing; what was said, without the live lines. */
async function untouched(
  stub: StubApiServer | undefined,
  {
    perform,
    ...script
  }: Omit<Partial<Script>, "perform"> & {
    readonly perform?: (step: Step, events: EngineEvents) => ReturnType<NonNullable<Script["perform"]>>;
  } = {},
): Promise<{ notes: readonly EventOf<"log">[]; all: readonly EventOf<"log">[] }> {
  const engine: FakeEngine = runProgram(stub, {
    program: "unit-web",
    ...script,
    ...(perform === undefined ? {} : { perform: (step) => perform(step, engine.events) }),
  });
  const { code, output, lingeredMs } = await engine.finished;
  expect({ code, output }).toEqual({ code: 0, output: "" });
  expect(lingeredMs).toBeLessThan(1700 * slowness());
  for (const { heldMs, error } of engine.events.of("hook-ended")) {
    expect(error).toBeUndefined();
    expect(heldMs).toBeLessThan(500 * slowness());
  }
  const all = engine.events.logs();
  return { notes: all.filter(({ ephemeral, message }) => !ephemeral && !message.startsWith("kubespy: ")), all };
}

const lines = (notes: readonly EventOf<"log">[]): readonly string[] => notes.map(({ message }) => message);

/** An address at which nobody listens. */
async function nobody(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${String(typeof address === "object" ? address?.port : 0)}`;
}

describe("one line says what is not shown, and the deployment goes on,", () => {
  test("when there is no kubeconfig", async () => {
    const { notes, all } = await untouched(undefined);
    expect(lines(notes)).toEqual([
      expect.stringMatching(
        /^kubespy shows nothing live: no cluster is configured: .*kube.config does not exist.*; the deployment itself goes on$/,
      ),
    ]);
    expect(notes.every(isOnStack)).toBe(true);
    expect(all).toHaveLength(1);
  });

  test.each([
    ["is not YAML", "{ this is: [not, a kubeconfig"],
    ["is empty", ""],
    [
      "names a context that does not exist",
      JSON.stringify({ "current-context": "prod", contexts: [], clusters: [], users: [] }),
    ],
    [
      "asks for a program that does not exist",
      JSON.stringify({
        "current-context": "a",
        contexts: [{ name: "a", context: { cluster: "a", user: "a" } }],
        clusters: [{ name: "a", cluster: { server: "https://127.0.0.1:1" } }],
        users: [
          {
            name: "a",
            user: {
              exec: {
                apiVersion: "client.authentication.k8s.io/v1",
                command: "/nonexistent/get-token",
                interactiveMode: "Never",
              },
            },
          },
        ],
      }),
    ],
  ])("when the kubeconfig %s", async (_what, contents) => {
    const { all } = await untouched(undefined, { env: { KUBECONFIG: temporaryFile("kubeconfig", contents) } });
    expect(lines(all)).toEqual([
      expect.stringMatching(/^kubespy shows nothing live: .{10,}; the deployment itself goes on$/),
    ]);
  });

  test("when nobody listens at the cluster's address", async () => {
    const stub = await startCluster();
    const server = `http://${await nobody()}`;
    const { all } = await untouched(undefined, {
      env: { KUBECONFIG: temporaryFile("kubeconfig", stub.kubeconfig({ server })) },
      // As long as it takes until the failed connections are worth a word.
      perform: async (_step, events) => {
        await events.until("log", ({ message }) => message.startsWith("kubespy shows nothing"));
        return undefined;
      },
    });
    expect(lines(all)).toEqual([
      `kubespy shows nothing live for now: connection refused (${server}); the deployment itself goes on`,
    ]);
  });

  test("when the cluster takes connections and never answers", async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void silent.close());
    const address = silent.address();
    const stub = await startCluster();
    const server = `http://127.0.0.1:${String(typeof address === "object" ? address?.port : 0)}`;
    const { all } = await untouched(undefined, {
      env: { KUBECONFIG: temporaryFile("kubeconfig", stub.kubeconfig({ server })) },
      perform: () => pause(300),
    });
    expect(lines(all)).toEqual([`kubespy shows nothing live: ${server} has not answered yet`]);
  });

  test.each([
    [["pods"], "Pods", "Pod states and logs are"],
    [["endpointslices", "events"], "EndpointSlices and Events", "endpoints and Events are"],
    [["deployments", "replicasets"], "Deployments and ReplicaSets", "Deployment states and rollout revisions are"],
    [["services"], "Services", "Service states are"],
  ])("when %j may not be listed", async (plurals, kinds, lost) => {
    const stub = await startCluster();
    for (const plural of plurals) {
      stub.misbehave("list", plural, { do: "answer", status: 403, message: `${plural} is forbidden` });
    }
    const rollout = new Rollout(stub);
    const { notes } = await untouched(stub, {
      perform: () => {
        rollout.ready();
        return pause(900).then(() => undefined);
      },
    });
    const gaps = notes.filter(({ message }) => message.includes("cannot watch"));
    expect(gaps.map(({ urn, severity, message }) => ({ urn, severity, message }))).toEqual([
      {
        urn: "",
        severity: "info",
        message: `kubespy cannot watch ${kinds} in shop (403 as alice@acme): ${lost} not shown`,
      },
    ]);
    // What cannot be seen is no failure: nothing may be called broken for it.
    expect(notes.filter(({ severity }) => severity !== "info")).toEqual([]);
  });

  test("when nothing may be listed", async () => {
    const stub = await startCluster({ token: "right" });
    const config = temporaryFile("kubeconfig", stub.kubeconfig({ credentials: { token: "wrong" } }));
    const { all } = await untouched(stub, { env: { KUBECONFIG: config }, perform: () => pause(900) });
    expect(lines(all)).toEqual([
      expect.stringMatching(
        /^kubespy cannot watch Deployments, EndpointSlices, Events, Pods, ReplicaSets and Services in shop \(401: .*alice@acme\): Deployment states, endpoints, Events, Pod states and logs, rollout revisions and Service states are not shown$/,
      ),
    ]);
  });

  test("when the provider renders YAML", async () => {
    const stub = await startCluster();
    const { all } = await untouched(stub, { config: { "kubernetes:renderYamlToDirectory": "out" } });
    expect(lines(all)).toEqual(["kubespy: the provider renders YAML to out, so there is no rollout to show"]);
    expect(stub.requests).toEqual([]);
  });
});

describe("a namespace that does not exist yet", () => {
  test("is followed from the moment it does", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const engine = runProgram(stub, {
      program: "unit-web",
      perform: async ({ urn }: Step) => {
        if (!urn.endsWith(deployment)) return undefined;
        // The provider tries again while the namespace is missing; lists of it are empty meanwhile.
        await pause(500);
        rollout.ready();
        await engine.events.until("log", ({ urn: row }) => row.endsWith(deployment));
        return undefined;
      },
    });
    const { code } = await engine.finished;
    expect(code).toBe(0);
    expect(engine.events.logs().filter(({ severity }) => severity !== "info")).toEqual([]);
    expect(engine.events.logs(deployment).at(-1)?.message).toMatch(/2 of 2/);
  });
});
