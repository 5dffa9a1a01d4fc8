import type { ObjectRef } from "../objects";
import type { DeclaredObject } from "./declared";

export const severities = ["error", "warning", "note"] as const;
export type Severity = (typeof severities)[number];

/** "possible" where what the declaration does not show could still make it right. */
export type Certainty = "certain" | "possible";

/** Something wrong that a rule found, as the findings format has it. */
export interface Finding {
  /** The rule's code. */
  readonly code: string;
  readonly severity: Severity;
  readonly certainty: Certainty;
  /** The object whose field is wrong. */
  readonly object: ObjectRef;
  readonly path: string;
  /** One line: what the field says, and the nearest thing that it could have meant. */
  readonly message: string;
  /** One line of code. */
  readonly remedy: string;
  readonly nearest?: ObjectRef & { readonly urn?: string };
  readonly urn?: string;
  readonly file?: string;
  readonly line?: number;
}

/** What a rule says of an object. Code, identity and place in the source are filled in by {@link check}, which also cleans the texts. */
export interface Raised {
  /** The object whose field is wrong. */
  readonly object: DeclaredObject;
  /** `spec.ports[0].targetPort`. */
  readonly path: string;
  /** "certain" only where it holds whatever the unknown values turn out to be, and nothing that is not shown could make it right. */
  readonly certainty: Certainty;
  readonly message: string;
  readonly remedy: string;
  readonly nearest?: DeclaredObject;
  /** Where it weighs less than the rule's other findings. */
  readonly severity?: Severity;
  /**
   * What broke, where several rules may come upon the same: `labels <id>`, `port http of <id>`.
   * Of the findings of one cause only the first hop's is told.
   */
  readonly cause?: string;
}

/** A relation that could not be decided: not raised, but counted. */
export interface Undecided {
  readonly object: DeclaredObject;
  /** A part of a sentence: "the selector's app is not known yet". */
  readonly why: string;
}

export interface Judgement {
  readonly raised: readonly Raised[];
  readonly undecided: readonly Undecided[];
  /** How many relations were looked at. */
  readonly judged: number;
}
