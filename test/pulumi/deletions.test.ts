import { describe, expect, test } from "vitest";
import type { StubApiServer } from "../support/stub-api-server";
import { Rollout } from "./rollout";
import { deployment, isOnStack, runProgram, startCluster } from "./running";

const now = (): string => new Date().toISOString().replace(/\.\d+/, "");

/** A Deployment on its way out, as Pulumi deletes it: its Pods first. */
function deleted(stub: StubApiServer, name: string, manager = "pulumi-kubernetes-1a2b"): void {
  stub.put({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name,
      namespace: "shop",
      generation: 2,
      managedFields: [{ manager, operation: "Apply" }],
      deletionTimestamp: now(),
      finalizers: ["foregroundDeletion", "example.com/hold"],
    },
    spec: { replicas: 1, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } } } },
    status: { observedGeneration: 1 },
  });
}

describe("a deletion", () => {
  test("of a resource that has left the program is told on the stack's row, after the summary too", async () => {
    const stub = await startCluster();
    new Rollout(stub).ready();
    const engine = runProgram(stub, { program: "unit-web", operation: () => "same", deletionsMs: 2500 });
    await engine.events.until("shutdown", () => true);
    setTimeout(() => {
      deleted(stub, "old");
    }, 1700);
    const { code } = await engine.finished;
    expect(code).toBe(0);
    const told = engine.events.logs().filter(isOnStack);
    expect(told.map(({ message, ephemeral }) => [message, ephemeral])).toEqual([
      [expect.stringMatching(/^Deployment old: being deleted, .*waits for finalizer example\.com\/hold$/), true],
    ]);
  });

  test("of what others deploy in the same namespace is not told", async () => {
    const stub = await startCluster();
    new Rollout(stub).ready();
    const engine = runProgram(stub, { program: "unit-web", operation: () => "same", deletionsMs: 1000 });
    await engine.events.until("shutdown", () => true);
    deleted(stub, "old", "kubectl-client-side-apply");
    const { code } = await engine.finished;
    expect(code).toBe(0);
    expect(engine.events.logs()).toEqual([]);
  });

  test("of a resource of the program is told on its own row", async () => {
    const stub = await startCluster();
    new Rollout(stub).ready();
    // As `destroy --run-program` does it: the program registers everything, nothing is to be done, then all is deleted.
    const engine = runProgram(stub, { program: "unit-web", operation: () => "same", deletionsMs: 2000 });
    await engine.events.until("shutdown", () => true);
    deleted(stub, "web");
    const { code } = await engine.finished;
    expect(code).toBe(0);
    expect(engine.events.logs(deployment).map(({ message, ephemeral }) => [message, ephemeral])).toEqual([
      [expect.stringMatching(/^being deleted, .*waits for finalizer/), true],
    ]);
    expect(engine.events.logs().filter(({ ephemeral }) => !ephemeral)).toEqual([]);
  });
});
