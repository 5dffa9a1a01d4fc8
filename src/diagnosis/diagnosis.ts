import type { ObjectRef } from "../objects";
import type { Reason } from "./reasons";

/** kstatus's words for what state an object is in. */
export type Status = "InProgress" | "Current" | "Failed" | "Terminating" | "NotFound" | "Unknown";

/**
 * What becomes of it if nobody changes the program: *waiting* is normal progress, *may-heal* is
 * something wrong that can pass by itself, *will-not-heal* stays until somebody acts.
 */
export type Outlook = "healthy" | "waiting" | "may-heal" | "will-not-heal" | "suspended" | "unknown";

/** What a statement rests on. `time` is RFC 3339, absent when the source has none. */
export type Evidence =
  | {
      readonly type: "event";
      readonly object: ObjectRef;
      readonly reason: string;
      readonly message: string;
      readonly count: number;
      readonly time?: string;
    }
  | {
      readonly type: "condition";
      readonly object: ObjectRef;
      readonly condition: string;
      readonly reason: string;
      readonly message: string;
      readonly time?: string;
    }
  | {
      readonly type: "container";
      readonly object: ObjectRef;
      readonly container: string;
      readonly state: string;
      readonly message: string;
      readonly time?: string;
    }
  | {
      readonly type: "log";
      readonly object: ObjectRef;
      readonly container: string;
      readonly previous: boolean;
      readonly lines: readonly string[];
      readonly time?: string;
    };

/** Something to do; `command` can be pasted into a shell as it is. */
export interface Action {
  readonly text: string;
  readonly command?: string;
}

/** The state of one object at one moment, and why. Plain data: it is what the JSON output carries. */
export interface Diagnosis {
  readonly object: ObjectRef;
  readonly status: Status;
  readonly outlook: Outlook;
  readonly reason: Reason;
  /** One sentence without a full stop: what, which, how many of how many. Does not name the object itself (render puts "Deployment web: " before it). */
  readonly message: string;
  /** The objects that explain it, nearest first; their own `because` goes on from there. Same failures of several Pods are folded into one entry. */
  readonly because: readonly Diagnosis[];
  readonly evidence: readonly Evidence[];
  readonly actions: readonly Action[];
  /**
   * Never changes the rest. For a Service whose own wiring is right: what else can keep traffic from it;
   * for a StatefulSet: that the Service for its Pods' names is missing; for Pods that are ready, and
   * workloads of such: that a probe is about to have them killed.
   */
  readonly hints?: readonly Diagnosis[];
  /** RFC 3339: since when it is so. */
  readonly since?: string;
  /** RFC 3339: when it must be looked at again although no object changed. */
  readonly until?: string;
}
