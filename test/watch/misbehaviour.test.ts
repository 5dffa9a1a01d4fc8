import { describe, expect, test } from "vitest";
import { statusOf } from "../support/stub-api-server";
import { pause, pod, pods, Stage, until } from "./following";

interface Misbehaviour {
  readonly name: string;
  /** Before anybody follows; Pod a exists. */
  readonly before?: (stage: Stage) => void;
  /** After Pod a was told. */
  readonly after?: (stage: Stage) => void | Promise<void>;
  /** All that a follower is told. */
  readonly told: readonly string[];
  /** At most so many requests, lists and watches together, until all that was told. */
  readonly requests: number;
}

const expired = `${JSON.stringify({ type: "ERROR", object: statusOf(410) })}\n`;
const b = (stage: Stage): void => void stage.stub.put(pod("b"));
const quietly = (ms: number): Promise<void> => pause(ms);

const table: readonly Misbehaviour[] = [
  {
    name: "nothing is wrong",
    after: (stage) => {
      stage.stub.put(pod("b"));
      stage.stub.put(pod("b", { status: { phase: "Running" } }));
      stage.stub.delete(pod("a"));
    },
    told: ["ADDED a", "SYNCED Pod", "ADDED b", "MODIFIED b", "DELETED a"],
    requests: 2,
  },
  {
    name: "the first list is refused with 403, and allowed half a minute later",
    before: ({ stub }) => {
      stub.misbehave("list", "pods", { do: "answer", status: 403 }, 1);
    },
    after: b,
    told: ["GAP Pod 403 403 as alice@acme", "ADDED a", "SYNCED Pod", "ADDED b"],
    requests: 3,
  },
  {
    name: "listing is allowed, watching is not, until later",
    before: ({ stub }) => {
      stub.misbehave("watch", "pods", { do: "answer", status: 403 }, 3);
    },
    after: b,
    told: ["ADDED a", "SYNCED Pod", "GAP Pod 403 403 as alice@acme", "ADDED b", "SYNCED Pod"],
    requests: 8,
  },
  {
    name: "the credentials are refused once more after they were read again",
    before: ({ stub }) => {
      stub.misbehave("list", "pods", { do: "answer", status: 401 }, 1);
    },
    told: ["GAP Pod 401 401: SERVER does not accept the credentials of alice@acme", "ADDED a", "SYNCED Pod"],
    requests: 3,
  },
  {
    name: "too many requests, with a time to wait",
    before: ({ stub }) => {
      stub.misbehave("list", "pods", { do: "answer", status: 429, headers: { "retry-after": "2" } }, 1);
    },
    told: ["ADDED a", "SYNCED Pod"],
    requests: 3,
  },
  {
    name: "the server has trouble for a moment: nobody needs to know",
    before: ({ stub }) => {
      stub.misbehave("list", "pods", { do: "answer", status: 503 }, 2);
    },
    after: b,
    told: ["ADDED a", "SYNCED Pod", "ADDED b"],
    requests: 4,
  },
  {
    name: "the server has trouble for longer: told once, and once that it is over",
    before: ({ stub }) => {
      stub.misbehave("list", "pods", { do: "answer", status: 503, message: "etcd has no leader" }, 9);
    },
    told: ["GAP Pod 503 503 from SERVER: etcd has no leader", "ADDED a", "SYNCED Pod"],
    requests: 11,
  },
  {
    name: "the connection breaks before the answer",
    before: ({ stub }) => {
      stub.misbehave("list", "pods", { do: "reset" }, 2);
    },
    told: ["ADDED a", "SYNCED Pod"],
    requests: 4,
  },
  {
    name: "the watch ends at once, again and again",
    before: ({ stub }) => {
      stub.misbehave("watch", "pods", { do: "close" }, 5);
    },
    after: b,
    told: ["ADDED a", "SYNCED Pod", "ADDED b"],
    requests: 7,
  },
  {
    name: "open watches end: the next one starts where this one ended",
    after: async ({ stub }) => {
      await until(
        () => stub.openWatches() === 1,
        () => "no watch",
      );
      stub.endWatches();
      stub.put(pod("b"));
    },
    told: ["ADDED a", "SYNCED Pod", "ADDED b"],
    requests: 3,
  },
  {
    name: "open watches break",
    after: async ({ stub }) => {
      await until(
        () => stub.openWatches() === 1,
        () => "no watch",
      );
      stub.endWatches("pods", "reset");
      stub.put(pod("b"));
    },
    told: ["ADDED a", "SYNCED Pod", "ADDED b"],
    requests: 4,
  },
  {
    name: "410 as an ERROR event: listed anew, and what is gone is deleted",
    after: async ({ stub }) => {
      await until(
        () => stub.openWatches() === 1,
        () => "no watch",
      );
      stub.misbehave("watch", "pods", { do: "silence" }, 1);
      stub.endWatches();
      await until(
        () => stub.count("watch", "pods") === 2,
        () => stub.requests.length,
      );
      stub.delete(pod("a"));
      stub.put(pod("b"));
      stub.forgetHistory();
      stub.endWatches();
    },
    told: ["ADDED a", "SYNCED Pod", "ADDED b", "DELETED a"],
    requests: 6,
  },
  {
    name: "410 as the answer to a watch, three times in a row",
    before: ({ stub }) => {
      stub.misbehave("watch", "pods", { do: "answer", status: 410 }, 3);
    },
    after: b,
    told: ["ADDED a", "SYNCED Pod", "ADDED b"],
    requests: 12,
  },
  {
    name: "410 as the first event, five times in a row",
    before: ({ stub }) => {
      stub.misbehave("watch", "pods", { do: "bytes", chunks: [expired], then: "close" }, 5);
    },
    after: b,
    told: ["ADDED a", "SYNCED Pod", "ADDED b"],
    requests: 12,
  },
  {
    name: "an ERROR event of another kind",
    before: ({ stub }) => {
      stub.misbehave(
        "watch",
        "pods",
        { do: "bytes", chunks: [`${JSON.stringify({ type: "ERROR", object: statusOf(500) })}\n`], then: "close" },
        2,
      );
    },
    after: b,
    told: ["ADDED a", "SYNCED Pod", "ADDED b"],
    requests: 6,
  },
  {
    name: "an event is cut in the middle",
    before: ({ stub }) => {
      stub.misbehave(
        "watch",
        "pods",
        { do: "bytes", chunks: ['{"type":"ADDED","object":{"kind":"Po'], then: "reset" },
        1,
      );
    },
    after: b,
    told: ["ADDED a", "SYNCED Pod", "ADDED b"],
    requests: 4,
  },
  {
    name: "an event is not JSON",
    before: ({ stub }) => {
      stub.misbehave("watch", "pods", { do: "bytes", chunks: ["<html>log in</html>\n"], then: "stay" }, 1);
    },
    after: b,
    told: ["ADDED a", "SYNCED Pod", "ADDED b"],
    requests: 4,
  },
  {
    name: "an event never ends",
    before: ({ stub }) => {
      stub.misbehave(
        "watch",
        "pods",
        { do: "bytes", chunks: ["x".repeat(600_000), "x".repeat(600_000)], then: "stay" },
        1,
      );
    },
    after: b,
    told: ["ADDED a", "SYNCED Pod", "ADDED b"],
    requests: 4,
  },
  {
    name: "the list is no list",
    before: ({ stub }) => {
      stub.misbehave("list", "pods", { do: "bytes", chunks: ["<html>log in</html>"], then: "close" }, 1);
    },
    told: ["ADDED a", "SYNCED Pod"],
    requests: 3,
  },
  {
    name: "a watch is silent for longer than it may be",
    before: ({ stub }) => {
      stub.misbehave("watch", "pods", { do: "silence" }, 1);
    },
    after: b,
    told: ["ADDED a", "SYNCED Pod", "ADDED b"],
    requests: 3,
  },
  {
    name: "only bookmarks come, then the watch ends: it goes on from the last bookmark",
    before: ({ stub }) => {
      stub.misbehave("watch", "pods", { do: "bookmarks" }, 1);
    },
    after: async (stage) => {
      await until(
        () => stage.stub.openWatches() === 1,
        () => "no watch",
      );
      stage.stub.put(pod("withheld"));
      await quietly(30);
      stage.stub.endWatches();
      await until(
        () => stage.stub.count("watch", "pods") === 2,
        () => stage.stub.requests.length,
      );
      b(stage);
    },
    told: ["ADDED a", "SYNCED Pod", "ADDED b"],
    requests: 3,
  },
  {
    name: "characters arrive in pieces",
    before: ({ stub }) => {
      stub.misbehave("watch", "pods", { do: "dribble", size: 1 }, 1);
    },
    after: ({ stub }) => void stub.put(pod("b", { status: { message: "größer als 16 MiB ✗ 🚀" } })),
    told: ["ADDED a", "SYNCED Pod", "ADDED b"],
    requests: 2,
  },
  {
    name: "events repeat what is known, or are about what is not",
    after: async ({ stub }) => {
      await until(
        () => stub.openWatches() === 1,
        () => "no watch",
      );
      const a = { ...pod("a"), metadata: { name: "a", namespace: "prod", uid: "uid-1001", resourceVersion: "1001" } };
      stub.say("pods", JSON.stringify({ type: "ADDED", object: a }));
      stub.say("pods", JSON.stringify({ type: "MODIFIED", object: a }));
      stub.say("pods", JSON.stringify({ type: "DELETED", object: pod("never-seen") }));
      stub.say(
        "pods",
        JSON.stringify({
          type: "MODIFIED",
          object: { ...pod("b"), metadata: { name: "b", namespace: "prod", uid: "b", resourceVersion: "9" } },
        }),
      );
      stub.say("pods", JSON.stringify({ type: "ADDED", object: { kind: "Pod", metadata: "odd" } }));
      stub.say("pods", JSON.stringify({ type: "UNHEARD-OF" }));
      stub.say("pods", JSON.stringify([1, 2]));
      stub.say("pods", "");
      stub.say(
        "pods",
        JSON.stringify({
          type: "ADDED",
          object: { ...a, metadata: { ...a.metadata, uid: "another", resourceVersion: "1002" } },
        }),
      );
    },
    told: ["ADDED a", "SYNCED Pod", "ADDED b", "DELETED a", "ADDED a"],
    requests: 2,
  },
];

describe("whatever the API server does, a follower is told the truth", () => {
  test.each(table.map((row) => [row.name, row] as const))("%s", async (_, { before, after, told, requests }) => {
    await using stage = await Stage.set({ limits: { watchSeconds: 20, maxLineBytes: 1_000_000, gapAfterMs: 30_000 } });
    stage.stub.put(pod("a"));
    before?.(stage);
    stage.follow([pods]);
    await until(
      () => stage.lines.includes("ADDED a"),
      () => stage.lines,
    );
    await after?.(stage);
    await until(
      () => stage.lines.length >= told.length,
      () => stage.lines,
    );
    const soFar = stage.stub.requests.length;
    // Long enough for anything said too much.
    await pause(30);
    expect(stage.lines).toEqual(told);
    expect(soFar).toBeLessThanOrEqual(requests);
    expect(stage.hub.coverage("Pod", "prod")).toBe("complete");
  });

  test("characters that arrive in pieces are whole in the end", async () => {
    await using stage = await Stage.set({});
    stage.stub.misbehave("watch", "events", { do: "dribble", size: 1 });
    stage.follow([{ apiVersion: "v1", kind: "Event", plural: "events", namespace: "prod" }]);
    await until(
      () => stage.stub.openWatches() === 1,
      () => stage.lines,
    );
    stage.stub.put({ kind: "Event", metadata: { name: "e", namespace: "prod" }, message: "größer ✗ 🚀" });
    await until(
      () => stage.lines.includes("ADDED e"),
      () => stage.lines,
    );
    expect(stage.hub.store.all("Event").map(({ message }) => message)).toEqual(["größer ✗ 🚀"]);
  });
});
