import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { collectSecrets } from "../../src/pulumi/secret-inputs";

const deployment = "kubernetes:apps/v1:Deployment";
const secret = "kubernetes:core/v1:Secret";

/** The values that were found once everything that can resolve has resolved. */
async function found(type: string, inputs: unknown): Promise<readonly string[]> {
  const values = new Set<string>();
  collectSecrets(type, inputs, (value) => values.add(value));
  await new Promise((resolve) => setTimeout(resolve, 20));
  return [...values].sort();
}

const never = new Promise<string>(() => undefined);

describe("the secrets among a resource's inputs", () => {
  test.each([
    ["plain inputs hold none", { metadata: { name: "web" } }, []],
    ["a plain output holds none", { metadata: pulumi.output({ name: "web" }) }, []],
    ["a secret text is one", { spec: { password: pulumi.secret("hunter2") } }, ["hunter2"]],
    ["a secret in a list is one", { env: [{ name: "A", value: pulumi.secret("hunter2") }] }, ["hunter2"]],
    ["all texts of a secret object are", { env: pulumi.secret({ a: "one", b: ["two", 3] }) }, ["one", "two"]],
    ["a secret in a plain output is one", { spec: pulumi.output({ password: pulumi.secret("hunter2") }) }, ["hunter2"]],
    [
      "what is made of a secret is one",
      { url: pulumi.interpolate`https://u:${pulumi.secret("hunter2")}@host` },
      ["https://u:hunter2@host"],
    ],
    ["a promise of a secret is one", { password: Promise.resolve(pulumi.secret("hunter2")) }, ["hunter2"]],
    [
      "a secret beside a name does not make the name secret",
      { metadata: { name: "web", annotations: { a: pulumi.secret("hunter2") } } },
      ["hunter2"],
    ],
    [
      "what never resolves stands in nobody's way",
      { a: pulumi.output(never), b: pulumi.secret("hunter2") },
      ["hunter2"],
    ],
    ["no inputs hold none", undefined, []],
    ["a secret number holds no text", { port: pulumi.secret(8080) }, []],
  ])("%s", async (_name, inputs, expected) => {
    expect(await found(deployment, inputs)).toEqual(expected);
  });

  test("are found in inputs that refer to themselves", async () => {
    const inputs: Record<string, unknown> = { password: pulumi.secret("hunter2") };
    inputs["self"] = inputs;
    expect(await found(deployment, inputs)).toEqual(["hunter2"]);
  });

  test("of a Secret are all its data, encoded and decoded, secret outputs or not", async () => {
    const inputs = {
      metadata: { name: "tls" },
      stringData: { user: "alice" },
      data: pulumi.output({ key: Buffer.from("s3cr3t value").toString("base64") }),
    };
    expect(await found(secret, inputs)).toEqual(
      [Buffer.from("s3cr3t value").toString("base64"), "alice", "s3cr3t value"].sort(),
    );
  });

  test("of another kind with data are not its data", async () => {
    expect(await found("kubernetes:core/v1:ConfigMap", { data: { mode: "fast" } })).toEqual([]);
  });
});
