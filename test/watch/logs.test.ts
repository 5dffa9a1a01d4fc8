import { describe, expect, test } from "vitest";
import { readLog, type LogRequest } from "../../src/watch/logs";
import { readSecretValues } from "../../src/watch/secrets";
import { readServerVersion } from "../../src/watch/server-version";
import { Stage } from "./following";

const request: LogRequest = {
  namespace: "prod",
  pod: "web-1",
  container: "web",
  previous: true,
  tailLines: 3,
  limitBytes: 100,
};

describe("the last lines of a log", () => {
  const table: readonly [name: string, text: string, status: number, answer: object][] = [
    ["the last of them, oldest first", "a\nb\nc\nd\n", 200, { lines: ["b", "c", "d"] }],
    ["fewer than asked for", "only\n", 200, { lines: ["only"] }],
    ["without a newline at the end", "a\nb", 200, { lines: ["a", "b"] }],
    ["nothing was printed", "", 200, { lines: [] }],
    ["empty lines are lines", "a\n\nb\n", 200, { lines: ["a", "", "b"] }],
    [
      "whole lines as far as they fit, from the end",
      `${"x".repeat(90)}\nyes\n`,
      200,
      { lines: ["x".repeat(90), "yes"] },
    ],
    ["a line that does not fit any more is left out", `${"x".repeat(99)}\nyes\n`, 200, { lines: ["yes"] }],
    ["of one line that is too long, its end", `start${"é".repeat(60)}end\n`, 200, { lines: [`…${"é".repeat(48)}end`] }],
    [
      "not started yet",
      'container "web" in pod "web-1" is waiting to start: ContainerCreating',
      400,
      { withheld: 'container "web" in pod "web-1" is waiting to start: ContainerCreating' },
    ],
    ["the Pod is gone", 'pods "web-1" not found', 404, { withheld: 'pods "web-1" not found' }],
    ["may not be read", 'pods "web-1" is forbidden', 403, { withheld: "403 as alice@acme" }],
    [
      "the node no longer has it",
      "unable to retrieve container logs for containerd://abc",
      200,
      { withheld: "the node no longer has this log" },
    ],
  ];
  test.each(table)("%s", async (_, text, status, answer) => {
    await using stage = await Stage.set();
    stage.stub.setLog("web-1", "web", true, text, status);
    expect(await readLog(stage.cluster, request)).toEqual(answer);
    expect(stage.stub.requests[0]?.query.get("tailLines")).toBe("3");
  });

  test("the present instance is asked for without `previous`", async () => {
    await using stage = await Stage.set();
    stage.stub.setLog("web-1", "web", false, "now\n");
    expect(await readLog(stage.cluster, { ...request, previous: false })).toEqual({ lines: ["now"] });
  });

  test("a server that cannot be reached is an answer too; an abort is not", async () => {
    await using stage = await Stage.set();
    stage.stub.misbehave("log", "pods", { do: "reset" });
    const answer = await readLog(stage.cluster, request);
    expect(answer).toEqual({ withheld: `connection reset (${stage.stub.url})` });
    await expect(readLog(stage.cluster, request, AbortSignal.abort())).rejects.toThrow();
  });
});

describe("the values of Secrets, for striking them out", () => {
  const secret = (name: string, data: object) => ({ kind: "Secret", metadata: { name, namespace: "prod" }, data });
  test("decoded; of what does not exist none; of what may not be read the reason", async () => {
    await using stage = await Stage.set();
    stage.stub.put(secret("a", { user: Buffer.from("ünal").toString("base64"), empty: "", odd: 7 }));
    const { values, unreadable } = await readSecretValues(stage.cluster, "prod", ["a", "none", "a"]);
    expect([...values]).toEqual(
      expect.arrayContaining([
        ["a", ["ünal"]],
        ["none", []],
      ]),
    );
    expect(unreadable.size).toBe(0);
    expect(stage.stub.requests).toHaveLength(2);
    stage.stub.misbehave("get", "secrets", { do: "answer", status: 403 });
    expect([...(await readSecretValues(stage.cluster, "prod", ["a"])).unreadable]).toEqual([
      ["a", "403 as alice@acme"],
    ]);
  });
});

test("the server's version", async () => {
  await using stage = await Stage.set();
  expect(await readServerVersion(stage.cluster)).toBe("v1.34.4");
  stage.cluster.close();
  expect(await readServerVersion(stage.cluster)).toBeUndefined();
});
