import { describe, expect, test } from "vitest";
import { blockExtra } from "../../src/cli/block-extra";
import { clean, renderBlock } from "../../src/render";
import { fixtureNames, readFixture, replayed, type Replayed } from "./replayed";

/*
 * Every rollout that was recorded from the real cluster, as it is told: what stands on the row, when,
 * and the verdict at the end. Read them aloud when they change; `vitest -u` writes them.
 */

const heartbeatMs = 15_000;

function transcript(title: string, { told, last }: Replayed): string {
  if (last === undefined) return "";
  const lines = told.map(
    ({ at, telling }) => `${(at / 1000).toFixed(1).padStart(6)} s  ${telling.type.padEnd(8)}  ${clean(telling.line)}`,
  );
  const verdict = renderBlock(last.diagnosis, blockExtra(last.snapshot, new Date(0)));
  return [`# ${title}`, "", ...lines, "", verdict, ""].join("\n");
}

describe("rollouts of the real cluster, as they are told", () => {
  test.each(fixtureNames)("%s", async (name) => {
    const fixture = readFixture(name);
    const text = (["Deployment", "Service"] as const)
      .map((kind) => transcript(kind, replayed(fixture, kind, { heartbeatMs })))
      .join("\n");
    await expect(text).toMatchFileSnapshot(`../golden/story/${name}.txt`);
  });
});

/** Somebody else's broken rollout in the same namespace. */
function neighbours(namespace: string): readonly unknown[] {
  const labels = { app: "neighbour" };
  const meta = (name: string, owner?: object): object => ({
    name,
    namespace,
    uid: `other-${name}`,
    generation: 1,
    creationTimestamp: "2026-01-01T00:00:00Z",
    labels,
    ...(owner === undefined ? {} : { ownerReferences: [owner] }),
  });
  const template = { metadata: { labels }, spec: { containers: [{ name: "main", image: "neighbour:1" }] } };
  const end = { exitCode: 1, reason: "Error", startedAt: "2026-01-01T00:00:01Z", finishedAt: "2026-01-01T00:00:02Z" };
  return [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: meta("neighbour"),
      spec: { replicas: 1, selector: { matchLabels: labels }, template },
      status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1 },
    },
    {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: meta("neighbour-1", {
        apiVersion: "apps/v1",
        kind: "Deployment",
        name: "neighbour",
        uid: "other-neighbour",
        controller: true,
      }),
      spec: { replicas: 1, selector: { matchLabels: labels }, template },
      status: { observedGeneration: 1, replicas: 1 },
    },
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: meta("neighbour-1-a", {
        apiVersion: "apps/v1",
        kind: "ReplicaSet",
        name: "neighbour-1",
        uid: "other-neighbour-1",
        controller: true,
      }),
      spec: { nodeName: "lab", containers: template.spec.containers },
      status: {
        phase: "Running",
        containerStatuses: [
          {
            name: "main",
            ready: false,
            restartCount: 9,
            state: { waiting: { reason: "CrashLoopBackOff" } },
            lastState: { terminated: end },
          },
        ],
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: meta("neighbour"),
      spec: { selector: labels, clusterIP: "10.96.0.9", ports: [{ port: 80 }] },
    },
    {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: "neighbour.1", namespace },
      type: "Warning",
      reason: "BackOff",
      message: "Back-off restarting failed container main",
      count: 9,
      lastTimestamp: "2026-01-01T00:00:03Z",
      involvedObject: { kind: "Pod", namespace, name: "neighbour-1-a", uid: "other-neighbour-1-a" },
    },
  ];
}

describe("whatever happens", () => {
  test.each(fixtureNames)("%s: somebody else's rollout beside it changes nothing", (name) => {
    const fixture = readFixture(name);
    for (const kind of ["Deployment", "Service"] as const) {
      const alone = replayed(fixture, kind, { heartbeatMs }).told.map(
        ({ at, telling }) => `${String(at)} ${telling.line}`,
      );
      const among = replayed(fixture, kind, { heartbeatMs }, fixture.frames.length, neighbours).told.map(
        ({ at, telling }) => `${String(at)} ${telling.line}`,
      );
      expect(among).toEqual(alone);
    }
  });

  test.each(fixtureNames)("%s: no line comes twice in a row, and no line names its own object", (name) => {
    const fixture = readFixture(name);
    for (const kind of ["Deployment", "Service"] as const) {
      const lines = replayed(fixture, kind, { heartbeatMs }).told.map(({ telling }) => telling.line);
      lines.forEach((line, index) => {
        expect(line).not.toBe(lines[index - 1]);
        expect(line.startsWith(`${kind} web`)).toBe(false);
        expect(line).not.toBe("");
      });
    }
  });

  test.each(fixtureNames)("%s: what was told stays told, whatever comes later", (name) => {
    const fixture = readFixture(name);
    const whole = replayed(fixture, "Deployment").told.map(
      ({ at, telling }) => `${String(at)} ${telling.type} ${telling.line}`,
    );
    for (let frames = 1; frames < fixture.frames.length; frames += 3) {
      const end = Date.parse(fixture.frames[frames]?.time ?? "") - Date.parse(fixture.started);
      const part = replayed(fixture, "Deployment", {}, frames)
        .told.filter(({ at }) => at < end)
        .map(({ at, telling }) => `${String(at)} ${telling.type} ${telling.line}`);
      expect(part).toEqual(whole.slice(0, part.length));
    }
  });
});
