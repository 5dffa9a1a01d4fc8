import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { checkProgram } from "../../src/pulumi/check-program";
import type { Script } from "../support/fake-engine";
import type { EventOf } from "../support/fake-engine-events";
import { runProgram, service } from "./running";

/** A run to its end that must go as if nobody looked; what was said. */
async function said(name: string, script: Partial<Script> = {}): Promise<readonly EventOf<"log">[]> {
  const engine = runProgram(undefined, {
    program: "unit-check",
    dryRun: true,
    ...script,
    env: { CASE: name, ...script.env },
  });
  const { code, output } = await engine.finished;
  expect({ code, output }).toEqual({ code: 0, output: "" });
  return engine.events.logs();
}

const textsOf = (logs: readonly EventOf<"log">[]): readonly string[] =>
  logs.map(({ urn, severity, message }) => `${severity} ${urn.split("::").slice(2).join("::")}\n${message}`);

const finding = [
  `warning ${service}`,
  'service-selector-matches-pods: spec.selector is { app: "wbe" }: no Pod of this stack has it. Nearest: Deployment web, whose Pods have app: "web".',
  'Fix: selector: { app: "web" }',
].join("\n");

describe("the rules in a preview, without a pack,", () => {
  test("warn on the resource that is wrong, with the fix, and the warning stays", async () => {
    const logs = await said("wrong");
    expect(textsOf(logs)).toEqual([finding]);
    expect(logs.map(({ ephemeral }) => ephemeral)).toEqual([false]);
  });

  test.each([
    ["say nothing of what is right", "right"],
    ["say nothing of a selector that is not known yet", "unknownSelector"],
    ["say nothing where the Pods' labels are not known yet", "unknownLabels"],
    ["say nothing where a component may bring Pods that are not shown", "emptyComponent"],
    ["judge what later transformations make of a resource", "laterTransformation"],
    ["say nothing of what is exempted", "exempt"],
  ])("%s", async (_, name) => {
    const logs = await said(name);
    expect(textsOf(logs)).toEqual([]);
  });

  test("find what is wrong whatever the rest of a selector turns out to be", async () => {
    expect(textsOf(await said("partlyUnknown"))).toEqual([
      expect.stringMatching(
        /^warning .*Service::web\nservice-selector-matches-pods: spec\.selector is \{ app: "wbe", of: … \}/,
      ),
    ]);
  });

  test("name the URN of what kind and name alone do not find", async () => {
    const [text, ...more] = textsOf(await said("component"));
    expect(more).toEqual([]);
    expect(text).toMatch(
      /^warning my:index:App\$kubernetes:core\/v1:Service::web\n.*\nNearest: urn:pulumi:.*my:index:App\$kubernetes:apps\/v1:Deployment::web\nFix: /,
    );
  });

  test("know a name that Pulumi makes up", async () => {
    expect(textsOf(await said("autonamed"))).toEqual([
      expect.stringMatching(/^warning kubernetes:networking.*Ingress::web\ningress-backend-exists: .*makes up/),
    ]);
  });

  test("keep clusters apart", async () => {
    expect(textsOf(await said("twoClusters"))).toEqual([
      expect.stringMatching(/service-selector-matches-pods: .*another cluster \(provider east\)/),
    ]);
  });

  test("print no secrets", async () => {
    const text = textsOf(await said("secret")).join("\n");
    expect(text).toContain("service-selector-matches-pods");
    expect(text).not.toContain("s3cr3t-label");
  });
});

describe("nothing is checked", () => {
  test("without the option", async () => {
    expect(await said("wrong", { env: { OPTIONS: "{}" } })).toEqual([]);
  });
  test("in an update", async () => {
    expect(await said("wrong", { dryRun: false })).toEqual([]);
  });
});

test("a program that fails, fails as it would have without", async () => {
  const outcome = async (OPTIONS: string): Promise<unknown> => {
    const engine = runProgram(undefined, { program: "unit-check", dryRun: true, env: { CASE: "looseEnds", OPTIONS } });
    const { code, output } = await engine.finished;
    return { code, output, logs: engine.events.logs() };
  };
  const checked = await outcome('{"check":true}');
  expect(checked).toEqual(await outcome("{}"));
  expect(checked).toMatchObject({ code: 1, logs: [] });
});

test("unit tests with mocks are left alone", async () => {
  await pulumi.runtime.setMocks(
    { newResource: ({ inputs, name }) => ({ id: name, state: inputs as object }), call: () => ({}) },
    "project",
    "stack",
    true,
  );
  const before = process.listenerCount("beforeExit");
  checkProgram({ check: true });
  expect(process.listenerCount("beforeExit")).toBe(before);
});

test("the variable of the environment is enough", async () => {
  expect(textsOf(await said("wrong", { env: { OPTIONS: "{}", KUBESPY_CHECK: "true" } }))).toEqual([finding]);
});
