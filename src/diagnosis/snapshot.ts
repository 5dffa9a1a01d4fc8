import type { ObjectRef, ObjectView } from "../objects";
import type { ReadinessRule } from "./user-rules";

/**
 * How well a kind is seen in a namespace: "complete" when it was listed and is followed, "pending"
 * before the first list came back, or a gap with the cause ("403 as alice"). "There is no Pod" may
 * only be said of a kind that is complete.
 */
export type Coverage = "complete" | "pending" | { readonly gap: string };

/** The last lines of a container's log. Already cleaned and redacted when it gets here. */
export interface LogExcerpt {
  readonly pod: string;
  readonly namespace: string | undefined;
  readonly container: string;
  /** Of the instance that ended before the present one. */
  readonly previous: boolean;
  readonly lines: readonly string[];
  /** Said instead of the lines when they may not be shown or could not be had. */
  readonly withheld?: string;
}

/** A root object and all that is known around it at one moment. */
export interface Snapshot {
  readonly root: ObjectRef;
  readonly objects: ObjectView;
  readonly coverage: (kind: string, namespace: string | undefined) => Coverage;
  readonly logs: readonly LogExcerpt[];
  /** RFC 3339: when the operation (the update) began. Events that ended before it are history and don't count. */
  readonly started?: string;
  /** How to read kinds that have no rules here; they go before the built-in ones for custom resources. */
  readonly rules?: readonly ReadinessRule[];
}
