import { describe, expect, test } from "vitest";
import { statusOf } from "../support/stub-api-server";
import { pause, pod, Stage, until } from "./following";

const expired = `${JSON.stringify({ type: "ERROR", object: statusOf(410) })}\n`;

describe("how often it asks", () => {
  const ways = [
    { name: "every watch ends at once", rule: ["watch", { do: "close" }] },
    { name: "every watch is 410", rule: ["watch", { do: "answer", status: 410 }] },
    { name: "every watch begins with a 410 event", rule: ["watch", { do: "bytes", chunks: [expired], then: "close" }] },
    { name: "every watch is refused", rule: ["watch", { do: "answer", status: 403 }] },
    { name: "every list breaks", rule: ["list", { do: "reset" }] },
    { name: "every list is 503", rule: ["list", { do: "answer", status: 503 }] },
    { name: "every list is 429", rule: ["list", { do: "answer", status: 429 }] },
    { name: "every list is 403", rule: ["list", { do: "answer", status: 403 }] },
    { name: "every list is 401", rule: ["list", { do: "answer", status: 401 }] },
    { name: "every list is no JSON", rule: ["list", { do: "bytes", chunks: ["no"], then: "close" }] },
  ] as const;
  test.each(ways.map(({ name, rule }) => [name, rule] as const))(
    "%s: a minute is at most 30 requests",
    async (_, [verb, behaviour]) => {
      await using stage = await Stage.set({});
      stage.stub.misbehave(verb, "pods", behaviour);
      stage.follow();
      await pause(600);
      expect(stage.stub.requests.length).toBeGreaterThan(1);
      expect(stage.stub.requests.length).toBeLessThanOrEqual(30);
    },
  );

  test("with the shortest waits that chance allows, too", async () => {
    await using stage = await Stage.set({ random: () => 0 });
    stage.stub.misbehave("list", "pods", { do: "reset" });
    stage.follow();
    await pause(200);
    // 20 s at 200 ms each.
    expect(stage.stub.requests.length).toBeLessThanOrEqual(100);
  });

  test("Retry-After is kept", async () => {
    await using stage = await Stage.set({});
    stage.stub.misbehave("list", "pods", { do: "answer", status: 429, headers: { "retry-after": "20" } }, 1);
    stage.follow();
    await until(
      () => stage.stub.count("list", "pods") === 2,
      () => stage.lines,
    );
    const [first, second] = stage.stub.requests;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(195);
  });

  test("a list of 1,234 Pods is three pages", async () => {
    await using stage = await Stage.set({});
    for (let n = 0; n < 1234; n++) stage.stub.put(pod(`p-${n}`));
    stage.follow();
    await until(
      () => stage.lines.includes("SYNCED Pod"),
      () => stage.lines.length,
    );
    expect(stage.lines).toHaveLength(1235);
    expect(stage.stub.count("list", "pods")).toBe(3);
    expect(stage.hub.store.podsIn("prod")).toHaveLength(1234);
  });

  test("pages that are too old by the time are asked for anew, and nothing is told twice", async () => {
    await using stage = await Stage.set({ limits: { pageSize: 2 } });
    for (const name of ["a", "b", "c"]) stage.stub.put(pod(name));
    stage.stub.misbehave("list", "pods", { do: "slow", ms: 0 }, 1);
    stage.stub.misbehave("list", "pods", { do: "answer", status: 410 }, 1);
    stage.follow();
    await until(
      () => stage.lines.includes("SYNCED Pod"),
      () => stage.lines,
    );
    expect(stage.lines).toEqual(["ADDED a", "ADDED b", "ADDED c", "SYNCED Pod"]);
  });
});

describe("what the requests look like", () => {
  test("a list with a limit, then a watch from where it ended, with bookmarks and an end", async () => {
    await using stage = await Stage.set({});
    stage.stub.put(pod("a"));
    stage.follow();
    await until(
      () => stage.stub.openWatches() === 1,
      () => stage.lines,
    );
    expect(stage.stub.requests.map(({ path, query }) => `${path}?${query.toString()}`)).toEqual([
      "/api/v1/namespaces/prod/pods?limit=500&resourceVersion=",
      "/api/v1/namespaces/prod/pods?watch=1&allowWatchBookmarks=true&timeoutSeconds=297&resourceVersion=1001",
    ]);
  });
});
