import { describe, expect, test } from "vitest";
import type { FakeEngine, Script, Step } from "../support/fake-engine";
import type { StubApiServer } from "../support/stub-api-server";
import { Rollout } from "./rollout";
import { kubeconfigFile, runProgram, startCluster, temporaryFile } from "./running";

interface Provider {
  readonly name: string;
  readonly secret?: boolean;
  readonly late?: boolean;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly renderYamlToDirectory?: string;
}

const nothing = "/nonexistent/kubeconfig";

/** Runs a Deployment per provider; each becomes ready in its own cluster, and waits for a line of its own. */
function runOn(
  providers: readonly Provider[],
  clusters: Readonly<Record<string, StubApiServer>>,
  script: Partial<Script> = {},
) {
  const engine = runProgram(undefined, {
    program: "unit-providers",
    ...script,
    env: { PROVIDERS: JSON.stringify(providers), ...script.env },
    perform: async ({ urn, name }: Step) => {
      const stub = clusters[name];
      if (!urn.includes("Deployment") || stub === undefined) return undefined;
      new Rollout(stub, { namespace: script.namespace ?? "shop" }).ready();
      await engine.events.until("log", (log) => log.urn.endsWith(`Deployment::${name}`));
      return undefined;
    },
  });
  return engine;
}

const listed = (stub: StubApiServer): number => stub.count("list", "deployments");

describe("the cluster of an explicit provider", () => {
  test("is the one of the kubeconfig's contents, secret or not", async () => {
    const stub = await startCluster();
    const kubeconfig = stub.kubeconfig();
    const engine = runOn(
      [
        { name: "a", kubeconfig },
        { name: "b", kubeconfig, secret: true },
      ],
      { a: stub, b: stub },
    );
    expect((await engine.finished).code).toBe(0);
    expect(engine.events.logs("Deployment::a").at(-1)?.message).toMatch(/2 of 2/);
    expect(engine.events.logs("Deployment::b").at(-1)?.message).toMatch(/2 of 2/);
    // Two providers to one cluster share its watches.
    expect(listed(stub)).toBe(1);
  });

  test("may be made in the same update: its kubeconfig appears while the program runs", async () => {
    const stub = await startCluster();
    const kubeconfig = stub.kubeconfig();
    const engine = runOn([{ name: "a", kubeconfig, late: true, secret: true }], { a: stub });
    expect((await engine.finished).code).toBe(0);
    expect(engine.events.logs("Deployment::a").at(-1)?.message).toMatch(/2 of 2/);
  });

  test("is named in the commands that a verdict gives, its secret kubeconfig is not", async () => {
    const [plain, hidden] = [await startCluster(), await startCluster()];
    const [open, secret] = [plain, hidden].map((stub) => kubeconfigFile(stub, { context: "blue", user: "blue" }));
    const engine: FakeEngine = runProgram(undefined, {
      program: "unit-providers",
      env: {
        PROVIDERS: JSON.stringify([
          { name: "a", kubeconfig: open, context: "blue" },
          { name: "b", kubeconfig: secret, context: "blue", secret: true },
        ]),
      },
      perform: async ({ urn, name }: Step) => {
        if (!urn.includes("Deployment")) return undefined;
        new Rollout(name === "a" ? plain : hidden, { namespace: "shop" }).crashing();
        await engine.events.until("log", (log) => log.urn.endsWith(`::${name}`) && log.message.includes("panic"));
        return { error: "it did not become ready", id: "shop/web" };
      },
    });
    await engine.finished;
    const block = (name: string): string | undefined =>
      engine.events.logs(`Deployment::${name}`).find(({ ephemeral }) => !ephemeral)?.message;
    expect(block("a")).toContain(`kubectl --kubeconfig ${open ?? ""} --context blue -n shop logs `);
    expect(block("b")).toContain("kubectl --context blue -n shop logs ");
    expect(engine.events.text).not.toContain(`--kubeconfig ${secret ?? ""}`);
  });

  test("is the one of the kubeconfig's path", async () => {
    const stub = await startCluster();
    const engine = runOn([{ name: "a", kubeconfig: kubeconfigFile(stub) }], { a: stub });
    expect((await engine.finished).code).toBe(0);
    expect(listed(stub)).toBe(1);
  });

  test("is the one of its context, in the files of $KUBECONFIG", async () => {
    const [one, other] = [await startCluster(), await startCluster()];
    const files = [
      kubeconfigFile(one, { context: "one", user: "one" }),
      kubeconfigFile(other, { context: "other", user: "other" }),
    ];
    // Both files call their cluster "stub": the first of a name counts, as in kubectl.
    const second = temporaryFile(
      "kubeconfig",
      other.kubeconfig({ context: "other", user: "other" }).replaceAll('"stub"', '"second"'),
    );
    const engine = runOn(
      [{ name: "b", context: "other" }],
      { b: other },
      { env: { KUBECONFIG: [files[0], second].join(":") } },
    );
    expect((await engine.finished).code).toBe(0);
    expect([listed(one), listed(other)]).toEqual([0, 1]);
  });

  test("may be another one than the default provider's", async () => {
    const [one, other] = [await startCluster(), await startCluster()];
    const engine = runOn(
      [
        { name: "a", kubeconfig: one.kubeconfig() },
        { name: "b", kubeconfig: other.kubeconfig() },
      ],
      { a: one, b: other },
    );
    expect((await engine.finished).code).toBe(0);
    expect([listed(one), listed(other)]).toEqual([1, 1]);
    for (const name of ["a", "b"]) expect(engine.events.logs(`Deployment::${name}`).at(-1)?.message).toMatch(/2 of 2/);
  });

  test("that cannot be opened is said once, and the other one is told live", async () => {
    const stub = await startCluster();
    const engine = runOn(
      [
        { name: "a", kubeconfig: nothing },
        { name: "b", kubeconfig: stub.kubeconfig() },
      ],
      { b: stub },
    );
    expect((await engine.finished).code).toBe(0);
    expect(engine.events.logs().filter(({ message }) => message.startsWith("kubespy shows nothing live"))).toHaveLength(
      1,
    );
    expect(engine.events.logs("Deployment::b").at(-1)?.message).toMatch(/2 of 2/);
  });

  test("is none when it renders YAML, and the other one is told live", async () => {
    const stub = await startCluster();
    const kubeconfig = stub.kubeconfig();
    const engine = runOn(
      [
        { name: "a", kubeconfig, renderYamlToDirectory: "out" },
        { name: "b", kubeconfig },
      ],
      { b: stub },
    );
    expect((await engine.finished).code).toBe(0);
    expect(engine.events.logs("Deployment::a")).toEqual([]);
    expect(engine.events.logs("").map(({ message }) => message)).toContain(
      "kubespy: the provider renders YAML to out, so there is no rollout to show",
    );
    expect(engine.events.logs("Deployment::b").at(-1)?.message).toMatch(/2 of 2/);
  });

  test("has the namespace of its own for objects that name none", async () => {
    const stub = await startCluster();
    const engine = runOn(
      [{ name: "a", kubeconfig: stub.kubeconfig(), namespace: "team" }],
      { a: stub },
      { namespace: "team" },
    );
    expect((await engine.finished).code).toBe(0);
    expect(engine.events.logs("Deployment::a").at(-1)?.message).toMatch(/2 of 2/);
    expect(stub.requests.filter(({ verb }) => verb === "list").every(({ namespace }) => namespace === "team")).toBe(
      true,
    );
  });
});

describe("the cluster of the default provider", () => {
  test.each([
    ["plain", "config"],
    ["secret", "secretConfig"],
  ] as const)("is the one of the stack's %s configuration, before $KUBECONFIG", async (_how, where) => {
    const [configured, surrounding] = [await startCluster(), await startCluster()];
    const engine = runProgram(surrounding, {
      program: "unit-web",
      [where]: { "kubernetes:kubeconfig": configured.kubeconfig() },
      perform: () => void new Rollout(configured).ready(),
    });
    expect((await engine.finished).code).toBe(0);
    expect([listed(configured), listed(surrounding)]).toEqual([1, 0]);
    // Reading a secret of the configuration gives no warning.
    expect(engine.events.logs().filter(({ severity }) => severity !== "info")).toEqual([]);
  });
});
