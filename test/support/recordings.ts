import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Snapshot } from "../../src/diagnosis";
import { keyOf, readObject, refOf, type KubeObject, type ObjectRef } from "../../src/objects";
import { readRecording, replay, type Entry, type Recording } from "../../src/watch";

/*
 * The corpus: what a real cluster (Kubernetes 1.34.4, containerd) said while the situations of
 * lab/situations happened. docs/corpus.md says what is in it; `npm run record` makes it anew.
 */

const folder = path.resolve(__dirname, "../fixtures/recordings");
export const recordingNames: readonly string[] = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith(".ndjson"))
      .map((file) => path.basename(file, ".ndjson"))
      .sort()
  : [];

const read = new Map<string, Recording>();

export function recordingOf(name: string): Recording {
  const known = read.get(name) ?? readRecording(readFileSync(path.join(folder, `${name}.ndjson`), "utf8"));
  read.set(name, known);
  return known;
}

/** Objects of a recording that there is something to say of: its root, then the Services beside it. */
export function rootsOf({ header, entries }: Recording): readonly ObjectRef[] {
  const roots = new Map<string, ObjectRef>([[keyOf(header.root), header.root]]);
  for (const entry of entries) {
    if (!("object" in entry) || entry.object.kind !== "Service") continue;
    const { apiVersion, kind, namespace, name } = refOf(entry.object);
    const root = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
    if (!roots.has(keyOf(root))) roots.set(keyOf(root), root);
  }
  return [...roots.values()];
}

/** Milliseconds of the recording's last line. */
export const endOf = ({ header, entries }: Recording): number => Date.parse(entries.at(-1)?.time ?? header.started);

/** The same with objects that were there before anything else. */
export function withObjects(recording: Recording, objects: readonly unknown[]): Recording {
  const added = objects
    .map(readObject)
    .filter((object): object is KubeObject => object !== undefined)
    .map((object): Entry => ({ type: "ADDED", object, time: recording.header.started }));
  return { ...recording, entries: [...added, ...recording.entries] };
}

/** A moment at which somebody who follows the cluster looks at it. */
export interface Look {
  readonly now: number;
  /** When something changes next; at the end `now`. */
  readonly next: number;
  /** Good until the next look. */
  readonly snapshot: Snapshot;
  /** How many entries there were up to here. */
  readonly entries: number;
}

/** Changes that come together are looked at together. */
const gatherMs = 30;

/** Goes through a recording as a session does that follows an object: once the first lists are in, at every change. */
export function* looksAt(recording: Recording, root: ObjectRef): Generator<Look, void, undefined> {
  const { header, entries } = recording;
  const listed = lastOfFirstLists(entries);
  let index = -1;
  for (const { snapshot, time } of replay(recording)) {
    index += 1;
    const now = Date.parse(time);
    const after = entries[index + 1];
    const next = after === undefined ? now : Date.parse(after.time);
    if (index < listed || (after !== undefined && next - now < gatherMs)) continue;
    yield { now, next, snapshot: { ...snapshot, root, started: header.started }, entries: index + 1 };
  }
}

/** The index of the entry with which each kind that is listed at all has been listed. */
function lastOfFirstLists(entries: readonly Entry[]): number {
  const kinds = new Set<string>();
  let last = 0;
  entries.forEach((entry, index) => {
    if (entry.type !== "SYNCED" || kinds.has(entry.kind)) return;
    kinds.add(entry.kind);
    last = index;
  });
  return last;
}
