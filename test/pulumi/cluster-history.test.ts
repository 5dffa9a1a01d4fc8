import { describe, expect, test } from "vitest";
import { ClusterHistory } from "../../src/pulumi/cluster-history";
import { Mask } from "../../src/render/mask";
import { readRecording, snapshotAt, type Recording } from "../../src/watch";

const targets = [
  { apiVersion: "v1", kind: "Pod", plural: "pods", namespace: "shop" },
  { apiVersion: "v1", kind: "PersistentVolume", plural: "persistentvolumes", namespace: undefined },
];
const start = Date.parse("2026-01-14T05:00:00Z");
const at = (second: number): string => new Date(start + second * 1000).toISOString();
const pod = (name: string, version: number, message = "", namespace = "shop"): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace, uid: name, resourceVersion: String(version) },
  status: { message },
});

function newHistory(most?: number, mask = new Mask()): ClusterHistory {
  const history = new ClusterHistory(mask, start, most);
  history.want("web", targets);
  history.change({ type: "SYNCED", kind: "Pod", namespace: "shop", time: at(0) });
  return history;
}

const linesOf = (history: ClusterHistory, isThere: (name: string) => boolean = () => true): readonly string[] =>
  history.linesFor(
    "web",
    [],
    ({ name }) => isThere(name),
    () => false,
  ) ?? [];

function recordingOf(history: ClusterHistory): Recording {
  const root = { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "web" };
  const header = JSON.stringify({ kubespy: "recording/v1", root, started: history.started });
  return readRecording(`${header}\n${linesOf(history).join("")}`);
}

describe("the history of a cluster", () => {
  test("has what is followed for an object, and nothing that is watched for another purpose", () => {
    const history = newHistory();
    history.want("other", [{ apiVersion: "v1", kind: "Service", plural: "services", namespace: "shop" }]);
    history.change({ type: "ADDED", raw: pod("web", 1), time: at(1) });
    history.change({ type: "ADDED", raw: pod("elsewhere", 2, "", "kube-system"), time: at(1) });
    history.change({ type: "SYNCED", kind: "Pod", namespace: undefined, time: at(1) });
    history.change({ type: "ADDED", raw: { kind: "Node", metadata: { name: "n1" } }, time: at(1) });
    history.change({ type: "ADDED", raw: { kind: "PersistentVolume", metadata: { name: "v" } }, time: at(2) });
    history.change({
      type: "ADDED",
      raw: { kind: "Service", metadata: { name: "s", namespace: "shop" } },
      time: at(2),
    });
    const told = linesOf(history).map(
      (line) => (JSON.parse(line) as { object: { metadata: { name: string } } }).object,
    );
    expect(told.map(({ metadata }) => metadata.name)).toEqual([undefined, "web", "v"]);
  });

  test("tells once what two watches tell, and that something is gone although its watch had ended", () => {
    const history = newHistory();
    for (const time of [at(1), at(2)]) history.change({ type: "ADDED", raw: pod("web", 1), time });
    history.change({ type: "DELETED", raw: pod("never", 3), time: at(3) });
    const told = linesOf(history, () => false).map((line) => (JSON.parse(line) as { type: string }).type);
    expect(told).toEqual(["BOOKMARK", "ADDED", "DELETED"]);
  });

  test("hides what was only later known to be secret", () => {
    const mask = new Mask();
    const history = newHistory(undefined, mask);
    history.change({ type: "ADDED", raw: pod("web", 1, 'said "hunter\\22\nx"'), time: at(1) });
    history.change({ type: "MODIFIED", raw: pod("web", 2, "2026 Pod"), time: at(2) });
    mask.addAll(['"hunter\\22\nx', "2026", "Pod"]);
    const [, first = "", second = ""] = linesOf(history);
    expect(JSON.parse(first)).toMatchObject({ object: { status: { message: 'said [secret]"' } } });
    // Times and kinds stay: without them nobody could read it.
    expect(JSON.parse(second)).toMatchObject({
      time: at(2),
      object: { kind: "Pod", status: { message: "[secret] [secret]" } },
    });
  });

  test("hides all of a secret of which a part was known before", () => {
    const mask = new Mask();
    mask.add("hunter22");
    const history = newHistory(undefined, mask);
    history.change({ type: "ADDED", raw: pod("web", 1, "hunter22 and hunter22-of-the-db"), time: at(1) });
    mask.add("hunter22-of-the-db");
    expect(linesOf(history)[1]).toContain('"[secret] and [secret]"');
  });

  test("that grows too large begins later, with the state of that time", () => {
    const history = newHistory(20_000);
    const filled = "x".repeat(400);
    history.change({ type: "ADDED", raw: pod("steady", 1, filled), time: at(1) });
    history.change({ type: "ADDED", raw: pod("short", 2, filled), time: at(2) });
    history.change({ type: "DELETED", raw: pod("short", 3, filled), time: at(3) });
    for (let second = 4; second < 104; second += 1)
      history.change({ type: second === 4 ? "ADDED" : "MODIFIED", raw: pod("web", second, filled), time: at(second) });
    const text = linesOf(history).join("");
    expect(text.length).toBeLessThan(20_000);
    expect(Date.parse(history.started)).toBeGreaterThan(start);
    const recording = recordingOf(history);
    const times = recording.entries.map(({ time }) => time);
    expect(times).toEqual([...times].sort());
    expect(times[0]).toBe(history.started);
    // No object comes to be out of nothing, and the first moment is complete.
    const begun = snapshotAt(recording, history.started);
    expect(begun.coverage("Pod", "shop")).toBe("complete");
    expect(begun.objects.podsIn("shop").map(({ metadata }) => metadata.name)).toEqual(["steady", "web"]);
    const last = snapshotAt(recording).objects.findKnown("Pod", "shop", "web");
    expect(last?.metadata.resourceVersion).toBe("103");
  });

  test("of which the state alone is too large is given up", () => {
    const history = newHistory(5000);
    for (let index = 0; index < 20; index += 1)
      history.change({ type: "ADDED", raw: pod(`p${String(index)}`, index, "x".repeat(400)), time: at(index) });
    expect(history.isGivenUp).toBe(true);
    expect(linesOf(history)).toEqual([]);
  });

  test("is not told when there is no time to look through it", () => {
    const history = newHistory();
    history.change({ type: "ADDED", raw: pod("web", 1), time: at(1) });
    expect(
      history.linesFor(
        "web",
        [],
        () => true,
        () => true,
      ),
    ).toBeUndefined();
  });
});
