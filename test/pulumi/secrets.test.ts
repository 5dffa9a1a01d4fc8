import { describe, expect, test } from "vitest";
import type { FakeEngine, Step } from "../support/fake-engine";
import type { StubApiServer } from "../support/stub-api-server";
import { Rollout, type About } from "./rollout";
import { deployment, runProgram, startCluster } from "./running";

const password = "c0rrect-horse";

/** Runs a crash whose log is given; all that was logged. */
async function crash(stub: StubApiServer, log: string, about: About = {}): Promise<FakeEngine> {
  const perform = async ({ urn }: Step): Promise<{ error: string } | undefined> => {
    if (!urn.endsWith(deployment)) return undefined;
    new Rollout(stub, about).crashing(log);
    await engine.events.until("log", ({ message }) => message.includes("crash"));
    return { error: "the Deployment did not become ready" };
  };
  const engine: FakeEngine = runProgram(stub, {
    program: "unit-secrets",
    secretConfig: { "project:password": password },
    perform,
  });
  await engine.finished;
  return engine;
}

const verdictOf = (engine: FakeEngine): string =>
  engine.events
    .logs(deployment)
    .filter(({ ephemeral }) => !ephemeral)
    .map(({ message }) => message)
    .join("\n");

const putSecret = (stub: StubApiServer, name: string, values: Readonly<Record<string, string>>): unknown =>
  stub.put({
    kind: "Secret",
    metadata: { name, namespace: "shop" },
    data: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString("base64")]),
    ),
  });

describe("a container's log is shown without", () => {
  test("secrets of the configuration, as they are, encoded and within other text", async () => {
    const encoded = Buffer.from(password).toString("base64");
    const engine = await crash(
      await startCluster(),
      `login as web:${password}@db\nheader ${encoded}\nchecksum sum-of-${password}\npanic: login failed\n`,
    );
    expect(verdictOf(engine)).toContain("login as web:[secret]@db");
    expect(verdictOf(engine)).toContain("panic: login failed");
    expect(engine.events.text).not.toContain(password);
    expect(engine.events.text).not.toContain(encoded.slice(0, -2));
    // A secret beside the name is no reason to hide the name.
    expect(verdictOf(engine)).toContain("Deployment web");
  });

  test("values of the Secrets that the program makes", async () => {
    const engine = await crash(await startCluster(), "token t0ken-of-the-program refused\n");
    expect(verdictOf(engine)).toContain("token [secret] refused");
    expect(engine.events.text).not.toContain("t0ken-of-the-program");
  });

  test("values of the Secrets that the Pod has, wherever it has them", async () => {
    const stub = await startCluster();
    const from = (name: string): unknown => ({ envFrom: [{ secretRef: { name } }] });
    const about = {
      container: {
        ...(from("environment") as object),
        env: [{ name: "KEY", valueFrom: { secretKeyRef: { name: "variable", key: "key" } } }],
      },
      podSpec: {
        volumes: [
          { name: "v", secret: { secretName: "volume" } },
          { name: "p", projected: { sources: [{ secret: { name: "projected" } }] } },
        ],
        initContainers: [{ name: "init", image: "a", ...(from("init") as object) }],
      },
    } satisfies About;
    const names = ["environment", "variable", "volume", "projected", "init"];
    for (const name of names) putSecret(stub, name, { key: `k3y-of-${name}` });
    putSecret(stub, "volume", { key: "k3y-of-volume", tls: "-----BEGIN-----\nMIIEpAIBAAKCAQEA\n-----END-----\n" });
    const lines = [...names.map((name) => `using k3y-of-${name} now`), "MIIEpAIBAAKCAQEA", "panic: refused"];
    const engine = await crash(stub, `${lines.join("\n")}\n`, about);
    expect(verdictOf(engine).match(/using \[secret\] now/g)).toHaveLength(names.length);
    expect(verdictOf(engine)).toContain("panic: refused");
    expect(engine.events.text).not.toContain("k3y-of-");
    expect(engine.events.text).not.toContain("MIIEpAIBAAKCAQEA");
  });
});

describe("a container's log is not shown at all", () => {
  test("when a Secret of the Pod cannot be read: what it holds could not be hidden", async () => {
    const stub = await startCluster();
    stub.misbehave("get", "secrets", { do: "answer", status: 403, message: "secrets is forbidden" });
    const engine = await crash(stub, "using k3y-of-the-cluster\n", {
      container: { envFrom: [{ secretRef: { name: "mounted" } }] },
    });
    expect(engine.events.text).not.toContain("k3y-of-the-cluster");
    expect(verdictOf(engine)).toMatch(/Secret mounted cannot be read \(403 as alice@acme\)/);
  });

  test("but is when the Secret does not exist", async () => {
    const engine = await crash(await startCluster(), "panic: no key\n", {
      podSpec: { volumes: [{ name: "v", secret: { secretName: "gone", optional: true } }] },
    });
    expect(verdictOf(engine)).toContain("panic: no key");
  });
});

test("a secret in an Event's message or a state's message is hidden, also where the message is cut", async () => {
  const stub = await startCluster();
  const message = `cannot pull "registry/web:1" with ${password}: ${"x".repeat(70)} ${password}${password}`;
  const perform = async ({ urn }: Step): Promise<undefined> => {
    if (!urn.endsWith(deployment)) return;
    new Rollout(stub).waiting("CreateContainerError", message);
    await engine.events.until("log", ({ message: line }) => line.includes("[secret]"));
  };
  const engine: FakeEngine = runProgram(stub, {
    program: "unit-secrets",
    secretConfig: { "project:password": password },
    perform,
  });
  expect((await engine.finished).code).toBe(0);
  expect(engine.events.text).not.toContain(password.slice(0, 5));
});

test("values of Secrets are asked for only when a log is to be shown, and never watched", async () => {
  const stub = await startCluster();
  putSecret(stub, "mounted", { key: "k3y-of-the-cluster" });
  const rollout = new Rollout(stub, { container: { envFrom: [{ secretRef: { name: "mounted" } }] } });
  const engine = runProgram(stub, {
    program: "unit-secrets",
    secretConfig: { "project:password": password },
    perform: () => void rollout.ready(),
  });
  await engine.finished;
  expect(stub.requests.filter(({ plural }) => plural === "secrets")).toEqual([]);
});
