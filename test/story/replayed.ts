import { diagnose, type Diagnosis, type Snapshot } from "../../src/diagnosis";
import type { ObjectRef } from "../../src/objects";
import { tell, untold, type StoryOptions, type StoryState, type Telling } from "../../src/story";
import type { Recording } from "../../src/watch";
import { looksAt } from "../support/recordings";

export interface Told {
  /** Milliseconds since the recording began. */
  readonly at: number;
  readonly telling: Telling;
}

export interface Replayed {
  readonly told: readonly Told[];
  readonly last: { readonly snapshot: Snapshot; readonly diagnosis: Diagnosis; readonly now: number } | undefined;
}

/** Tells the story of an object as it would have been told live: at every change, and when the story asks for it. */
export function replayed(recording: Recording, root: ObjectRef, options: StoryOptions = {}): Replayed {
  const started = Date.parse(recording.header.started);
  const told: Told[] = [];
  let state: StoryState = untold;
  let last: Replayed["last"];
  for (const { now, next, snapshot } of looksAt(recording, root)) {
    for (let due: number | undefined = now; due !== undefined && (due === now || due < next);) {
      const diagnosis = diagnose(snapshot, new Date(due));
      last = { snapshot, diagnosis, now: due };
      const { state: after, tellings, againMs } = tell(state, snapshot, diagnosis, new Date(due), options);
      state = after;
      for (const telling of tellings) told.push({ at: due - started, telling });
      due = againMs;
    }
  }
  return { told, last };
}
