import type { Coverage, LogExcerpt, Snapshot } from "../diagnosis/snapshot";
import { ObjectStore } from "../objects";
import type { Entry, Recording } from "./recording";

/** One entry of a recording and what was known after it. */
export interface Step {
  readonly entry: Entry;
  /** RFC 3339: the entry's. */
  readonly time: string;
  /** Its objects are those of this step only until the next step is asked for. */
  readonly snapshot: Snapshot;
}

/** Goes through a recording as it happened. Has no clock: `time` says when a step was. */
export function* replay(recording: Recording): Generator<Step, void, undefined> {
  const playback = new Playback(recording);
  for (const entry of recording.entries) {
    playback.apply(entry);
    yield { entry, time: entry.time, snapshot: playback.snapshot() };
  }
}

/** What was known at a time (RFC 3339, inclusive), or at the end. */
export function snapshotAt(recording: Recording, time?: string): Snapshot {
  const playback = new Playback(recording);
  const end = time === undefined ? Number.POSITIVE_INFINITY : Date.parse(time);
  for (const entry of recording.entries) {
    if (Date.parse(entry.time) > end) break;
    playback.apply(entry);
  }
  return playback.snapshot();
}

const scopeOf = (kind: string, namespace: string | undefined): string => `${kind}/${namespace ?? ""}`;

class Playback {
  private readonly store = new ObjectStore();
  private readonly logs = new Map<string, LogExcerpt>();
  private readonly states = new Map<string, Coverage>();
  /** Kinds that occur in a recording which says nothing about how well it saw them, wherever. */
  private readonly unspoken = new Set<string>();

  constructor(private readonly recording: Recording) {
    for (const entry of recording.entries) {
      if (entry.type === "SYNCED" || entry.type === "GAP")
        this.states.set(scopeOf(entry.kind, entry.namespace), "pending");
      else if (entry.type !== "LOG") this.unspoken.add(entry.object.kind);
    }
    for (const entry of recording.entries) if ("kind" in entry) this.unspoken.delete(entry.kind);
  }

  apply(entry: Entry): void {
    switch (entry.type) {
      case "ADDED":
      case "MODIFIED":
        this.store.put(entry.object);
        return;
      case "DELETED": {
        const { apiVersion, kind, metadata } = entry.object;
        const { namespace, name } = metadata;
        this.store.delete({ apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) });
        return;
      }
      case "SYNCED":
        this.states.set(scopeOf(entry.kind, entry.namespace), "complete");
        return;
      case "GAP":
        this.states.set(scopeOf(entry.kind, entry.namespace), { gap: entry.cause });
        return;
      case "LOG": {
        const { namespace, pod, container, lines } = entry.log;
        const key = `${namespace ?? ""}/${pod}/${container}`;
        // One log per container, as live: the latest, but none takes the place of one that says something.
        if (lines.length > 0 || !this.logs.has(key)) this.logs.set(key, entry.log);
      }
    }
  }

  snapshot(): Snapshot {
    const states = new Map(this.states);
    const { root, since } = this.recording.header;
    return {
      root,
      ...(since === undefined ? {} : { started: since }),
      objects: this.store,
      logs: [...this.logs.values()],
      coverage: (kind, namespace) =>
        states.get(scopeOf(kind, namespace)) ??
        states.get(scopeOf(kind, undefined)) ??
        (this.unspoken.has(kind) ? "complete" : { gap: "not in the recording" }),
    };
  }
}
