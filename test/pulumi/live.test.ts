import { describe, expect, test } from "vitest";
import type { FakeEngine, Step } from "../support/fake-engine";
import { Rollout } from "./rollout";
import { deployment, runProgram, service, slowness, startCluster } from "./running";

const component = "urn:pulumi:stack::project::pulumi-kubespy:index:Traced::web-app";

/** The provider's part: the Pods start, and are ready once the program has said something about them. */
const rollOut =
  (rollout: Rollout, engine: () => FakeEngine, row: string) =>
  async ({ urn }: Step): Promise<undefined> => {
    if (urn.endsWith(service)) rollout.service(0);
    if (!urn.endsWith(deployment)) return;
    rollout.starting();
    await engine().events.until("log", (log) => log.urn.endsWith(row) && log.ephemeral);
    rollout.ready();
    await engine().events.until("log", (log) => log.urn.endsWith(row) && log.ephemeral && /2 of 2/.test(log.message));
  };

const rollOutAtOnce = (rollout: Rollout) => (): undefined => void rollout.ready();

describe("traceAll", () => {
  test("tells on a resource's row what happens while the resource is being created, and at the end what became of it", async () => {
    const stub = await startCluster();
    const engine: FakeEngine = runProgram(stub, {
      program: "unit-web",
      perform: rollOut(new Rollout(stub), () => engine, deployment),
    });
    const { code, output } = await engine.finished;
    expect({ code, output }).toEqual({ code: 0, output: "" });
    const { events } = engine;
    const done = events.of("step").find(({ urn }) => urn.endsWith(deployment));
    const first = events.logs(deployment).find((log) => log.ephemeral);
    expect(first?.at).toBeLessThan(done?.at ?? 0);
    expect(events.logs(deployment).filter(({ ephemeral }) => !ephemeral)).toEqual([]);
    expect(events.logs(deployment).at(-1)).toMatchObject({
      severity: "info",
      message: expect.stringMatching(/2 of 2/) as string,
    });
    expect(events.logs("::web").filter(({ severity }) => severity !== "info")).toEqual([]);
    const stays = events.logs().filter(({ ephemeral }) => !ephemeral);
    expect(stays.map(({ urn, message }) => [urn, message.split("\n")[0]])).toEqual([
      ["", expect.stringMatching(/^kubespy: 1 application, ready/)],
    ]);
  });

  test.each([
    ["", /^0 of 2 Pods ready/],
    ["true", /^Deployment web: 0 of 2 Pods ready/],
  ])("names the object of a line where rows are not shown (PULUMI_OPTION_DIFF=%j)", async (diff, first) => {
    const stub = await startCluster();
    const engine: FakeEngine = runProgram(stub, {
      program: "unit-web",
      env: { PULUMI_OPTION_DIFF: diff },
      perform: rollOut(new Rollout(stub), () => engine, deployment),
    });
    await engine.finished;
    const [line] = engine.events.logs(deployment);
    expect(line?.message).toMatch(first);
  });

  test("holds up a step for less than 50 ms before it, hooks Deployments and the like only, and leaves their own hooks and options alone", async () => {
    const stub = await startCluster();
    stub.misbehave("list", "pods", { do: "slow", ms: 1000 });
    const engine = runProgram(stub, {
      program: "unit-own-hooks",
      perform: rollOutAtOnce(new Rollout(stub)),
    });
    const { code } = await engine.finished;
    expect(code).toBe(0);
    const hooks = engine.events.of("hook-ended").filter(({ urn }) => urn.endsWith(deployment));
    expect(hooks.map(({ hook, error }) => [hook, error])).toEqual([
      ["kubernetes:apps/v1:Deployment_web_beforeCreate_0", undefined],
      ["pulumi-kubespy/v1:beforeCreate", undefined],
      ["own-after", undefined],
      ["pulumi-kubespy/v1:afterCreate", undefined],
    ]);
    const before = engine.events.of("hook-ended").filter(({ hook }) => hook === "pulumi-kubespy/v1:beforeCreate");
    expect(before.map(({ urn }) => urn)).toEqual([expect.stringMatching(/Deployment::web$/)]);
    expect(before[0]?.heldMs).toBeLessThan(50 * slowness());
    const registered = engine.events.of("register").find(({ urn }) => urn.endsWith(deployment));
    expect(registered?.options).toMatchObject({
      customTimeouts: "25s",
      ignoreChanges: ["spec.replicas"],
      retainOnDelete: true,
      protect: undefined,
      deleteBeforeReplace: undefined,
      dependencies: [expect.stringMatching(/ConfigMap::settings$/)],
    });
  });

  test("neither blocks what the program logs on a resource of its own nor is blocked by it", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const perform = async (): Promise<undefined> => {
      rollout.starting();
      await engine.events.until("log", (log) => log.ephemeral);
      rollout.ready();
    };
    const engine: FakeEngine = runProgram(stub, { program: "unit-user-log", perform });
    const { code } = await engine.finished;
    expect(code).toBe(0);
    expect(engine.events.logs(deployment).map(({ message }) => message)).toContain("a line of the program's own");
    expect(engine.events.logs("").map(({ message }) => message)).toContain("another line, on the stack");
  });

  test("keeps two resources apart that have the same type and the same name", async () => {
    const stub = await startCluster();
    const perform = ({ urn }: Step): undefined => {
      if (urn.endsWith("Left$kubernetes:apps/v1:Deployment::web")) new Rollout(stub, { name: "left" }).ready();
      else new Rollout(stub, { name: "right" }).crashing();
    };
    const engine = runProgram(stub, { program: "unit-twins", perform });
    const { code, output } = await engine.finished;
    expect({ code, output }).toEqual({ code: 0, output: "" });
    const [left, right] = ["Left", "Right"].map((side) =>
      engine.events.logs(`:${side}$kubernetes:apps/v1:Deployment::web`),
    );
    expect(left?.map(({ message }) => message).join("\n")).toMatch(/2 of 2/);
    expect(left?.map(({ message }) => message).join("\n")).not.toMatch(/exit/);
    expect(right?.map(({ message }) => message).join("\n")).toMatch(/exit(s|ed) 3/);
  });

  test("tells what goes wrong after Pulumi called it done, as long as the program runs, and at the end", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const readyIsSaid = (): Promise<unknown> =>
      engine.events.until("log", ({ urn, message }) => urn.endsWith(deployment) && /^ready/.test(message));
    const perform = async ({ urn }: Step): Promise<undefined> => {
      if (urn.endsWith(deployment)) {
        rollout.ready();
        await readyIsSaid();
        return;
      }
      await engine.events.until("step", (step) => step.urn.endsWith(deployment));
      rollout.crashing();
      await engine.events.until(
        "log",
        ({ severity, urn: row, message }) =>
          severity === "warning" && row.endsWith(deployment) && message.includes("panic"),
      );
    };
    const engine: FakeEngine = runProgram(stub, { program: "unit-web", perform });
    expect((await engine.finished).code).toBe(0);
    const [verdict] = engine.events.logs(deployment).filter(({ ephemeral }) => !ephemeral);
    expect(verdict).toMatchObject({
      severity: "warning",
      message: expect.stringContaining("panic: cannot connect to db") as string,
    });
    expect(engine.events.logs("").at(-1)?.message).toMatch(/^kubespy: 1 application, failing/);
  });

  test("says what is still waited for when nothing new happens", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub).starting().service(0);
    const perform = async ({ urn }: Step): Promise<undefined> => {
      if (!urn.endsWith(deployment)) return;
      await engine.events.until(
        "log",
        ({ urn: row, message }) => row.endsWith(deployment) && message.startsWith("still"),
      );
      rollout.ready();
    };
    const engine: FakeEngine = runProgram(stub, {
      program: "unit-web",
      env: { OPTIONS: JSON.stringify({ heartbeatSeconds: 1 }) },
      perform,
    });
    expect((await engine.finished).code).toBe(0);
  });

  test("follows an object whose name and namespace are the provider's choice", async () => {
    const stub = await startCluster();
    const perform = async ({ inputs }: Step): Promise<undefined> => {
      const { name = "" } = inputs["metadata"] as { name?: string };
      expect(name).toMatch(/^web-[0-9a-f]{8}$/);
      new Rollout(stub, { name, namespace: "team" }).ready();
      await engine.events.until("log", ({ urn, message }) => urn.endsWith(deployment) && /2 of 2/.test(message));
    };
    const engine: FakeEngine = runProgram(stub, { program: "unit-autonamed", namespace: "team", perform });
    expect((await engine.finished).code).toBe(0);
  });

  test("needs six watches for a namespace, however many objects are in it", async () => {
    const stub = await startCluster();
    const engine = runProgram(stub, { program: "unit-web", perform: rollOutAtOnce(new Rollout(stub)) });
    await engine.finished;
    expect(
      stub.requests
        .filter(({ verb }) => verb === "list")
        .map(({ plural }) => plural)
        .sort(),
    ).toEqual(["deployments", "endpointslices", "events", "pods", "replicasets", "services"]);
  });

  test("traces the namespaces only that it is told to", async () => {
    const stub = await startCluster();
    const engine = runProgram(stub, {
      program: "unit-web",
      env: { OPTIONS: JSON.stringify({ namespaces: ["other"] }) },
      perform: rollOutAtOnce(new Rollout(stub)),
    });
    const { code } = await engine.finished;
    expect(code).toBe(0);
    expect(engine.events.logs()).toEqual([]);
    expect(stub.requests.filter(({ verb }) => verb !== "get")).toEqual([]);
  });

  test("reads no logs when it is told to read none", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const engine = runProgram(stub, {
      program: "unit-web",
      env: { OPTIONS: JSON.stringify({ logLines: 0 }) },
      perform: () => void rollout.crashing(),
    });
    await engine.finished;
    expect(engine.events.text).toMatch(/exit(s|ed) 3/);
    expect(engine.events.text).not.toMatch(/cannot connect to db/);
    expect(stub.requests.filter(({ verb }) => verb === "log")).toEqual([]);
  });

  test("fails the program for an option that does not exist, before anything is registered", async () => {
    const engine = runProgram(await startCluster(), {
      program: "unit-web",
      env: { OPTIONS: JSON.stringify({ loglines: 3 }) },
    });
    const { code } = await engine.finished;
    expect(code).not.toBe(0);
    expect(engine.events.text).toContain('pulumi-kubespy has no option "loglines"');
    expect(engine.events.of("register")).toHaveLength(1);
  });
});

describe("Traced", () => {
  test("gets the lines of its resources on its own row, keeps the row open until they are there, and can be extended", async () => {
    const stub = await startCluster();
    const engine: FakeEngine = runProgram(stub, {
      program: "unit-traced",
      perform: rollOut(new Rollout(stub), () => engine, component),
    });
    const { code, output } = await engine.finished;
    expect({ code, output }).toEqual({ code: 0, output: "" });
    const { events } = engine;
    expect(events.logs(component).length).toBeGreaterThan(1);
    expect(events.logs(component).at(-1)?.message).toMatch(/2 of 2/);
    expect(events.logs(deployment)).toEqual([]);
    expect(events.logs(service)).toEqual([]);
    const closed = events.of("outputs").find(({ urn }) => urn === component);
    const done = events.of("step").find(({ urn }) => urn.endsWith(deployment));
    expect(closed?.at).toBeGreaterThan(done?.at ?? Infinity);
    const urns = events.of("register").map(({ urn }) => urn);
    expect(urns).toContain(component.replace(/::web-app$/, "$kubernetes:apps/v1:Deployment::web"));
  });

  test("is marked as failed when a resource in it fails, with the verdict on that resource", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const perform = async ({ urn }: Step): Promise<{ error: string } | undefined> => {
      if (!urn.endsWith(deployment)) return undefined;
      rollout.crashing();
      await engine.events.until("log", ({ message }) => message.includes("2 of 2 Pods crash"));
      return { error: "timed out waiting for the Deployment" };
    };
    const engine: FakeEngine = runProgram(stub, { program: "unit-traced", perform });
    await engine.finished;
    const errors = engine.events.logs(component).filter(({ severity }) => severity === "error");
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      ephemeral: false,
      message: expect.stringMatching(/^Deployment web .*exit(s|ed) 3/) as string,
    });
    expect(errors[0]?.message).not.toContain("\n");
    const verdict = engine.events.logs(deployment).filter(({ ephemeral }) => !ephemeral);
    expect(verdict).toHaveLength(1);
    expect(verdict[0]).toMatchObject({
      severity: "warning",
      message: expect.stringContaining("panic: cannot connect to db") as string,
    });
  });
});
