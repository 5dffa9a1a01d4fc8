import { describe, expect, test } from "vitest";
import type { FakeEngine, Step } from "../support/fake-engine";
import { Rollout } from "./rollout";
import { deployment, runProgram, startCluster } from "./running";

const at = (ago: number): string => new Date(Date.now() - ago * 1000).toISOString().replace(/\.\d+/, "");

describe("eventsOf", () => {
  test.for([
    ["Warning Events about Pods are told, each once, and no others", { eventsOf: ["Pod"] }, 1],
    ["none is told of kinds that are not named", { eventsOf: ["Deployment"] }, 0],
    ["none is told by default", {}, 0],
    ["none is told when live lines are off", { eventsOf: ["Pod"], quiet: true }, 0],
  ] as const)("%s", async ([, options, times]) => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const event = (name: string, type: string, reason: string, ago: number): void => {
      const [pod = ""] = rollout.podNames;
      const involvedObject = { apiVersion: "v1", kind: "Pod", namespace: "shop", name: pod };
      const metadata = { name, namespace: "shop", uid: name };
      const times = { firstTimestamp: at(ago), lastTimestamp: at(ago), count: 1 };
      const message = `about ${reason}\nand more`;
      stub.put({ apiVersion: "v1", kind: "Event", metadata, involvedObject, type, reason, message, ...times });
    };
    const perform = async ({ urn }: Step): Promise<undefined> => {
      if (!urn.endsWith(deployment)) return void rollout.service(0);
      event("old", "Warning", "Before", 600);
      rollout.starting();
      event("normal", "Normal", "Pulling", 0);
      event("new", "Warning", "FailedMount", 0);
      event("new", "Warning", "FailedMount", 0);
      await new Promise((done) => setTimeout(done, 1500));
    };
    const engine: FakeEngine = runProgram(stub, {
      program: "unit-web",
      perform,
      env: { OPTIONS: JSON.stringify(options) },
    });
    await engine.finished;
    const told = engine.events.logs(deployment).filter(({ message }) => message.startsWith("Pod web-7c9f-a: "));
    expect(told.map(({ message, severity, ephemeral }) => [message, severity, ephemeral])).toEqual(
      Array.from({ length: times }, () => ["Pod web-7c9f-a: FailedMount: about FailedMount and more", "warning", true]),
    );
  });
});
