import type { Diagnosis } from "../diagnosis";
import type { ObjectRef } from "../objects";
import { untold, type StoryState } from "../story";

/**
 * Where Pulumi stands with the resource: at work on it, done, failed, or it had nothing to do
 * (then only a problem is worth a word).
 */
export type Phase = "operating" | "done" | "failed" | "unchanged";

/** One object that is followed, and what was said of it so far. */
export class TracedObject {
  phase: Phase;
  story: StoryState = untold;
  diagnosis: Diagnosis | undefined;
  /** When it is to be looked at again without a change, in milliseconds since 1970. */
  lookAt: number | undefined;
  /** From the start of the operation until it was first seen ready. */
  readyInMs: number | undefined;
  /** A verdict of it is in the Diagnostics section. */
  reported = false;

  constructor(
    readonly urn: string,
    /** Where its live line goes: its component's row, else its own. */
    readonly row: string,
    readonly component: string | undefined,
    readonly ref: ObjectRef,
    /** When the operation began, by this machine's clock, in milliseconds since 1970. */
    readonly startedAt: number,
    phase: Phase,
  ) {
    this.phase = phase;
  }
}
