import { describe, expect, test } from "vitest";
import type { FakeEngine, Step } from "../support/fake-engine";
import type { StubApiServer } from "../support/stub-api-server";
import { Rollout } from "./rollout";
import { deployment, runProgram, startCluster } from "./running";

const shortage =
  "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.";
const cpu = (request: string): Readonly<Record<string, unknown>> => ({ resources: { requests: { cpu: request } } });

/** A cluster of one node with two processors, on which somebody else's Pods ask for 1.7. */
async function fullCluster(): Promise<StubApiServer> {
  const stub = await startCluster();
  stub.put({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "lab" },
    spec: {},
    status: { allocatable: { cpu: "2", memory: "8Gi", pods: "110" } },
  });
  stub.put({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "neighbour", namespace: "other" },
    spec: { nodeName: "lab", containers: [{ name: "main", ...cpu("1700m") }] },
    status: { phase: "Running" },
  });
  return stub;
}

/** Runs a program whose Pods find no room, until a line like this is said. */
async function runUntil(stub: StubApiServer, rollout: () => void, said: RegExp): Promise<FakeEngine> {
  const engine: FakeEngine = runProgram(stub, {
    program: "unit-web",
    perform: async ({ urn }: Step): Promise<undefined> => {
      if (!urn.endsWith(deployment)) return;
      rollout();
      await engine.events.until("log", (log) => log.urn.endsWith(deployment) && said.test(log.message));
    },
  });
  expect((await engine.finished).code).toBe(0);
  return engine;
}

/** What was listed or watched outside of the program's namespace, each once. */
const askedEverywhere = (stub: StubApiServer): readonly string[] =>
  stub.requests
    .filter(({ namespace, verb }) => namespace === undefined && (verb === "list" || verb === "watch"))
    .map(({ verb, plural }) => `${verb} ${plural}`)
    .sort();

describe("Pods that find no room", () => {
  test("are told with what is free, from one watch more for nodes and one for Pods", async () => {
    const stub = await fullCluster();
    const rollout = new Rollout(stub, { container: cpu("900m") });
    const engine = await runUntil(stub, () => rollout.unscheduled(shortage), /requested/);
    expect(
      engine.events
        .logs(deployment)
        .filter(({ ephemeral }) => ephemeral)
        .at(-1)?.message,
    ).toBe(
      "2 of 2 Pods cannot be scheduled: needs 900m CPU: too little free on the only node (300m, 1.7 of 2 requested)",
    );
    expect(askedEverywhere(stub)).toEqual(["list nodes", "list pods", "watch nodes", "watch pods"]);
  });

  test("are told without it, and nothing else is said, where the cluster may not be looked at", async () => {
    const stub = await fullCluster();
    stub.misbehave("list", "nodes", { do: "answer", status: 403, message: "nodes is forbidden" });
    const rollout = new Rollout(stub, { container: cpu("900m") });
    const engine = await runUntil(stub, () => rollout.unscheduled(shortage), /too little free/);
    const said = engine.events.logs().map(({ message }) => message);
    expect(said.join("\n")).not.toMatch(/requested|403|forbidden/);
    expect(said).toContain("2 of 2 Pods cannot be scheduled: needs 900m CPU: too little free on the only node");
  });

  test("of a rollout that finds room nobody asks", async () => {
    const stub = await fullCluster();
    await runUntil(stub, () => new Rollout(stub).ready(), /2 of 2/);
    expect(askedEverywhere(stub)).toEqual([]);
  });
});
