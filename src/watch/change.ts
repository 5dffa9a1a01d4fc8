import type { KubeObject, ObjectRef } from "../objects";

/** One thing that a source of objects says. Times are RFC 3339, as the receiver's clock had it. */
export type Change =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: KubeObject; readonly time: string }
  /** The first list of this kind is complete: what was not added does not exist. */
  | { readonly type: "SYNCED"; readonly kind: string; readonly namespace: string | undefined; readonly time: string }
  /** This kind cannot be seen: `cause` is one phrase ("403 as alice@acme"). */
  | {
      readonly type: "GAP";
      readonly kind: string;
      readonly namespace: string | undefined;
      readonly cause: string;
      readonly status: number | undefined;
      readonly time: string;
    };

/** Which kind to follow, where. `plural` is the path segment of the API ("replicasets"). */
export interface WatchTarget {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  /** Undefined: cluster-scoped, or all namespaces. */
  readonly namespace: string | undefined;
}

/** What is in a recording's first line. */
export interface RecordingHeader {
  readonly kubespy: "recording/v1";
  readonly root: Omit<ObjectRef, "uid">;
  readonly started: string;
  readonly server: string | undefined;
  /** When the operation began that it was made of: Events that ended before it are history. */
  readonly since?: string;
  /** How the program had the root's kind read, unchecked (see `readRules` of the diagnosis). */
  readonly rules?: unknown;
}
