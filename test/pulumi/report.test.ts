import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { ReportDocument } from "../../src/pulumi/report";
import { faultsOf } from "../render/json-schema";
import { Rollout } from "./rollout";
import { deployment, isOnStack, runProgram, startCluster, temporaryFile } from "./running";

const schema = JSON.parse(readFileSync(path.resolve(__dirname, "../../schemas/report-v1.json"), "utf8")) as unknown;

describe("the report of an update", () => {
  test("has every object with its diagnosis, and what Pulumi made of it", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const file = temporaryFile("report.json", "of the update before");
    const engine = runProgram(stub, {
      program: "unit-web",
      env: { KUBESPY_REPORT: file },
      perform: async ({ urn }) => {
        rollout.crashing();
        await engine.events.until("log", ({ message }) => message.includes("exited 3"));
        return urn.endsWith(deployment) ? { error: "it did not become ready", id: "shop/web" } : undefined;
      },
    });
    await engine.finished;
    const report = JSON.parse(readFileSync(file, "utf8")) as ReportDocument;
    expect(faultsOf(schema, report)).toEqual([]);
    expect(report).toMatchObject({ project: "project", stack: "stack", verdict: "failing" });
    expect(
      report.applications.map(({ name, verdict, objects }) => [name, verdict, ...objects.map((one) => one.operation)]),
    ).toEqual([["web", "failing", "failed", "done"]]);
    const [told] = report.applications[0]?.objects ?? [];
    expect(told?.headline).toContain("container web exited 3");
    expect(told?.urn).toContain(deployment);
    expect(readdirSync(path.dirname(file)), "nothing half written stays").toEqual(["report.json"]);
  });

  test("that cannot be written is one line, and the update goes on", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const engine = runProgram(stub, {
      program: "unit-web",
      env: { KUBESPY_REPORT: "/nowhere/report.json" },
      perform: () => {
        rollout.ready();
        return undefined;
      },
    });
    const { code } = await engine.finished;
    expect(code).toBe(0);
    expect(
      engine.events
        .logs()
        .filter(isOnStack)
        .map(({ message }) => message)
        .filter((message) => message.includes("report")),
    ).toEqual([expect.stringMatching(/^kubespy: the report cannot be written: ENOENT.*\/nowhere\/report\.json/)]);
  });
});

describe("options", () => {
  test("quiet leaves the summary and what is wrong", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const engine = runProgram(stub, {
      program: "unit-web",
      env: { KUBESPY_QUIET: "true" },
      perform: () => {
        rollout.ready();
        return undefined;
      },
    });
    await engine.finished;
    const logs = engine.events.logs();
    expect(logs.filter(({ ephemeral }) => ephemeral)).toEqual([]);
    expect(logs.some(({ message }) => message.startsWith("kubespy: 1 application, ready"))).toBe(true);
  });

  test("kinds leaves out all others", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const engine = runProgram(stub, {
      program: "unit-web",
      env: { KUBESPY_KINDS: "Deployment" },
      perform: async () => {
        rollout.ready();
        await engine.events.until("log", ({ message }) => message.includes("ready"));
        return undefined;
      },
    });
    await engine.finished;
    const rows = engine.events.logs().flatMap(({ urn, ephemeral }) => (ephemeral ? [urn] : []));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((urn) => !urn.endsWith(deployment))).toEqual([]);
  });
});
