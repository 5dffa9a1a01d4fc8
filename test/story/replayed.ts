import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { diagnose, type Diagnosis, type LogExcerpt, type Snapshot } from "../../src/diagnosis";
import { ObjectStore, readObject, type ObjectRef } from "../../src/objects";
import { tell, untold, type StoryOptions, type StoryState, type Telling } from "../../src/story";

/** What a real cluster (Kubernetes 1.34.4, containerd) said at successive moments of one rollout. */
export interface Fixture {
  readonly started: string;
  readonly logs: readonly LogExcerpt[];
  readonly frames: readonly {
    readonly time: string;
    readonly put: readonly unknown[];
    readonly gone?: readonly (readonly [kind: string, name: string])[];
  }[];
}

const folder = path.resolve(__dirname, "../fixtures/snapshots");
export const fixtureNames: readonly string[] = readdirSync(folder).map((file) => path.basename(file, ".json"));

export function readFixture(name: string): Fixture {
  return JSON.parse(readFileSync(path.join(folder, `${name}.json`), "utf8")) as Fixture;
}

export interface Told {
  /** Milliseconds since the update began. */
  readonly at: number;
  readonly telling: Telling;
}

export interface Replayed {
  readonly told: readonly Told[];
  readonly last: { readonly snapshot: Snapshot; readonly diagnosis: Diagnosis } | undefined;
}

const apiVersions: Readonly<Record<string, string>> = {
  Deployment: "apps/v1",
  ReplicaSet: "apps/v1",
  EndpointSlice: "discovery.k8s.io/v1",
};
/** After the last change the story goes on by time alone. */
const lingerMs = 20_000;

/** Tells the story of an object as it would have been told live: at every change, and when the story asks for it. */
export function replayed(
  fixture: Fixture,
  kind: "Deployment" | "Service",
  options: StoryOptions = {},
  frames = fixture.frames.length,
  others: (namespace: string) => readonly unknown[] = () => [],
): Replayed {
  const objects = new ObjectStore();
  const namespace = namespaceOf(fixture);
  const root: ObjectRef = { apiVersion: apiVersions[kind] ?? "v1", kind, namespace, name: "web" };
  const started = Date.parse(fixture.started);
  for (const raw of others(namespace)) {
    const object = readObject(raw);
    if (object !== undefined) objects.put(object);
  }
  const snapshot: Snapshot = {
    root,
    objects,
    coverage: () => "complete",
    logs: fixture.logs,
    started: fixture.started,
  };
  const told: Told[] = [];
  let state: StoryState = untold;
  let last: Replayed["last"];
  const tellAt = (now: number): number | undefined => {
    const diagnosis = diagnose(snapshot, new Date(now));
    last = { snapshot, diagnosis };
    const next = tell(state, snapshot, diagnosis, new Date(now), options);
    state = next.state;
    for (const telling of next.tellings) told.push({ at: now - started, telling });
    return next.againMs;
  };
  fixture.frames.slice(0, frames).forEach((frame, index) => {
    for (const raw of frame.put) {
      const object = readObject(raw);
      if (object !== undefined) objects.put(object);
    }
    for (const [gone, name] of frame.gone ?? [])
      objects.delete({ apiVersion: apiVersions[gone] ?? "v1", kind: gone, namespace, name });
    const from = Date.parse(frame.time);
    const next = fixture.frames[index + 1];
    const end = next === undefined ? from + lingerMs : Date.parse(next.time);
    for (let due: number | undefined = from; due !== undefined && due < end;) due = tellAt(due);
  });
  return { told, last };
}

function namespaceOf({ frames }: Fixture): string {
  for (const raw of frames.flatMap(({ put }) => put)) {
    const namespace = readObject(raw)?.metadata.namespace;
    if (namespace !== undefined) return namespace;
  }
  return "default";
}
