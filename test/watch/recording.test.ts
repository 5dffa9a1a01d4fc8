import { describe, expect, test } from "vitest";
import type { RecordingHeader } from "../../src/watch/change";
import { Hub } from "../../src/watch/hub";
import { readRecording, RecordingUnreadable } from "../../src/watch/recording";
import { RecordingWriter } from "../../src/watch/recording-writer";
import { replay, snapshotAt } from "../../src/watch/replay";
import { fastClock, lineOf, pod, pods, Stage, until } from "./following";

const header: RecordingHeader = {
  kubespy: "recording/v1",
  root: { apiVersion: "apps/v1", kind: "Deployment", namespace: "prod", name: "web" },
  started: "2025-01-01T00:00:00.000Z",
  server: "v1.34.4",
};
const head = JSON.stringify(header);
const at = (second: number): string => `2025-01-01T00:00:0${second}.000Z`;
const line = (second: number, type: string, more: object): string =>
  JSON.stringify({ time: at(second), type, ...more });
const object = (name: string, more: object = {}) => ({
  object: { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "prod", uid: name }, ...more },
});

describe("written and read again", () => {
  test("a follower's changes, the gaps and the logs come back as they were told", async () => {
    await using stage = await Stage.set();
    const lines: string[] = [];
    const writer = new RecordingWriter((text) => lines.push(text), header);
    const hub = new Hub(stage.cluster, {
      clock: fastClock(100),
      tap: (change) => {
        writer.change(change);
      },
    });
    const told: string[] = [];
    stage.stub.put(pod("a", { metadata: { name: "a", namespace: "prod", managedFields: [{}] } }));
    stage.stub.put({ kind: "Secret", metadata: { name: "s", namespace: "prod" }, data: { password: "aHVudGVyMg==" } });
    stage.stub.misbehave("list", "services", { do: "answer", status: 403 });
    const target = (kind: string, plural: string) => ({ apiVersion: "v1", kind, plural, namespace: "prod" });
    hub.follow([pods, target("Secret", "secrets"), target("Service", "services")], (change) =>
      told.push(lineOf(change)),
    );
    await until(
      () => told.length === 5 && stage.stub.openWatches() === 2,
      () => told,
    );
    stage.stub.put(pod("a", { status: { phase: "Running" } }));
    await until(
      () => told.length === 6,
      () => told,
    );
    stage.stub.delete(pod("a"));
    await until(
      () => told.length === 7,
      () => told,
    );
    writer.log({ pod: "a", namespace: "prod", container: "web", previous: true, lines: ["one", "two"] }, at(9));
    writer.log(
      { pod: "a", namespace: "prod", container: "side", previous: false, lines: [], withheld: "403 as alice@acme" },
      at(9),
    );
    hub.close();

    const text = lines.join("");
    expect(text).not.toMatch(/managedFields|aHVudGVyMg|hunter2/);
    const recording = readRecording(text);
    expect(recording.header).toEqual(header);
    expect(recording.truncated).toBe(false);
    expect(recording.entries.flatMap((entry) => (entry.type === "LOG" ? [] : [lineOf(entry)]))).toEqual(told);
    expect(recording.entries.flatMap((entry) => (entry.type === "LOG" ? [entry.log] : []))).toEqual([
      { pod: "a", namespace: "prod", container: "web", previous: true, lines: ["one", "two"] },
      { pod: "a", namespace: "prod", container: "side", previous: false, lines: [], withheld: "403 as alice@acme" },
    ]);
    expect(snapshotAt(recording).objects.podsIn("prod")).toEqual([]);
  });
});

describe("a recording that cannot be read says where", () => {
  const table: readonly [name: string, text: string, says: string][] = [
    ["nothing", "", "line 1: the recording is empty"],
    ["no JSON at all", "hello\n", "line 1: not a JSON object: hello"],
    ["another format", '{"a":1}\n', "line 1: not a recording; a recording begins with"],
    ["a later version", '{"kubespy":"recording/v2"}\n', "line 1: recording/v2 is not known here"],
    ["no root", '{"kubespy":"recording/v1","started":"2025-01-01T00:00:00Z"}\n', "line 1: root has no kind or no name"],
    [
      "no start",
      '{"kubespy":"recording/v1","root":{"kind":"Pod","name":"a"}}\n',
      "line 1: started is no RFC 3339 time",
    ],
    [
      "garbage in the middle",
      `${head}\n\n{"time\n${line(1, "ADDED", object("a"))}\n`,
      'line 3: not a JSON object: {"time',
    ],
    ["an array in the middle", `${head}\n[]\n`, "line 2: not a JSON object: []"],
    ["no time", `${head}\n{"type":"ADDED"}\n`, "line 2: time is no RFC 3339 time"],
    ["no type", `${head}\n{"time":"${at(1)}"}\n`, "line 2: type is missing"],
    ["an unknown type", `${head}\n${line(1, "RENAMED", {})}\n`, 'line 2: type "RENAMED" is not known'],
    ["no object", `${head}\n${line(1, "ADDED", {})}\n`, "line 2: object has no kind or no metadata.name"],
    ["a bookmark of nothing", `${head}\n${line(1, "BOOKMARK", {})}\n`, "line 2: object has no kind"],
    ["a log of nobody", `${head}\n${line(1, "LOG", { pod: "a" })}\n`, "line 2: a LOG needs pod and container"],
    ["an array that is cut", '[\n  {"kind": "Pod",\n   "metadata": }\n]', 'line 2: not a JSON object: {"kind": "Pod",'],
    [
      "an array without an end",
      '[{"kind":"Pod","metadata":{"name":"a]},"}},\n{"kind":',
      'line 2: not a JSON object: {"kind":',
    ],
    ["something after the array", '[{"kind":"Pod","metadata":{"name":"a"}}]\nmore', "line 2: not a JSON object: more"],
    ["an array of other things", '[{"kind":"Pod","metadata":{"name":"a"}}, 7]', "line 1: not a JSON object: 7"],
    [
      "an array with an object that is none",
      '[\n{"kind":"Pod","metadata":{"name":"a"}},\n\n{"kind":"Pod"}]',
      "line 4: object has no kind or no metadata.name",
    ],
    ["an empty array", "[]", "line 1: the array is empty"],
  ];
  test.each(table)("%s", (_, text, says) => {
    expect(() => readRecording(text)).toThrow(RecordingUnreadable);
    expect(() => readRecording(text)).toThrow(says);
  });

  test("a last line that was broken off is left out", () => {
    const recording = readRecording(`${head}\n${line(1, "ADDED", object("a"))}\n{"time":"2025`);
    expect(recording.truncated).toBe(true);
    expect(recording.entries).toHaveLength(1);
  });
  test("a byte order mark, Windows line ends and empty lines are no matter", () => {
    expect(readRecording(`\uFEFF${head}\r\n\r\n${line(1, "ADDED", object("a"))}\r\n`).entries).toHaveLength(1);
  });
});

describe("a plain array of objects", () => {
  const array = JSON.stringify([
    { kind: "Deployment", metadata: { name: "web", namespace: "prod", creationTimestamp: "2025-01-01T00:00:00Z" } },
    {
      kind: "Deployment",
      metadata: {
        name: "web",
        namespace: "prod",
        creationTimestamp: "2025-01-01T00:00:00Z",
        deletionTimestamp: "2025-01-01T09:00:00Z",
      },
      status: { conditions: [{ type: "Available", lastTransitionTime: "2025-01-01T00:00:05Z" }] },
    },
    { kind: "Event", metadata: { name: "e", namespace: "prod" }, lastTimestamp: "2025-01-01T00:00:07Z" },
    { kind: "Pod", metadata: { name: "p", namespace: "prod" } },
  ]);
  test("the root is the first, each has the latest time mentioned so far", () => {
    const recording = readRecording(array);
    expect(recording.header.root).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      namespace: "prod",
      name: "web",
    });
    expect(recording.entries.map((entry) => [entry.type, entry.time])).toEqual([
      ["ADDED", "2025-01-01T00:00:00Z"],
      ["MODIFIED", "2025-01-01T00:00:05Z"],
      ["ADDED", "2025-01-01T00:00:07Z"],
      ["ADDED", "2025-01-01T00:00:07Z"],
    ]);
  });
  test("kinds that do not occur were not seen", () => {
    const { coverage } = snapshotAt(readRecording(array));
    expect(coverage("Pod", "prod")).toBe("complete");
    expect(coverage("Service", "prod")).toEqual({ gap: "not in the recording" });
  });
});

describe("replay", () => {
  const recording = readRecording(
    [
      head,
      line(1, "ADDED", object("a")),
      line(1, "BOOKMARK", { object: { kind: "Pod", metadata: { namespace: "prod" } } }),
      line(2, "GONE", {
        object: { kind: "Event", metadata: { namespace: "prod" } },
        cause: "403 as alice",
        status: 403,
      }),
      line(3, "MODIFIED", object("a", { status: { phase: "Running" } })),
      line(4, "LOG", { pod: "a", container: "web", previous: true, text: "one\ntwo" }),
      line(5, "LOG", { pod: "a", container: "web", previous: true, text: "three" }),
      line(6, "DELETED", object("a")),
    ].join("\n"),
  );
  test("step by step", () => {
    const steps = [...replay(recording)].length;
    const phases: string[] = [];
    for (const { entry, snapshot } of replay(recording)) {
      phases.push(
        `${entry.type} ${snapshot.objects
          .podsIn("prod")
          .map(({ status }) => status.phase ?? "-")
          .join()}`,
      );
    }
    expect(steps).toBe(7);
    expect(phases).toEqual([
      "ADDED -",
      "SYNCED -",
      "GAP -",
      "MODIFIED Running",
      "LOG Running",
      "LOG Running",
      "DELETED ",
    ]);
  });
  test.each([
    [at(0), 0, "pending", "pending", 0],
    [at(1), 1, "complete", "pending", 0],
    [at(2), 1, "complete", { gap: "403 as alice" }, 0],
    ["2025-01-01T01:00:04+01:00", 1, "complete", { gap: "403 as alice" }, 1],
    [undefined, 0, "complete", { gap: "403 as alice" }, 1],
  ])("what was known at %s", (time, podCount, podCoverage, eventCoverage, logs) => {
    const snapshot = snapshotAt(recording, time);
    expect(snapshot.objects.podsIn("prod")).toHaveLength(podCount);
    expect(snapshot.coverage("Pod", "prod")).toEqual(podCoverage);
    expect(snapshot.coverage("Event", "prod")).toEqual(eventCoverage);
    expect(snapshot.coverage("Service", "prod")).toEqual({ gap: "not in the recording" });
    expect(snapshot.logs).toHaveLength(logs);
  });
  test("of one container's log the latest excerpt counts", () => {
    expect(snapshotAt(recording).logs).toEqual([
      { pod: "a", namespace: "prod", container: "web", previous: true, lines: ["three"] },
    ]);
  });
  test("whichever instance it is of, but an empty one does not count", () => {
    const log = (seconds: number, previous: boolean, text: string): string =>
      line(seconds, "LOG", { pod: "a", container: "web", previous, text });
    const logs = (...lines: readonly string[]): readonly unknown[] =>
      snapshotAt(readRecording([head, ...lines].join("\n"))).logs.map(({ previous, lines: said }) => [previous, said]);
    expect(logs(log(1, false, "one"), log(2, true, "two"))).toEqual([[true, ["two"]]]);
    expect(logs(log(1, false, "one"), log(2, true, ""))).toEqual([[false, ["one"]]]);
  });
});
