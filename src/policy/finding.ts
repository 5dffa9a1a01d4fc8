import type { ObjectRef } from "../objects";

/** Something wrong that a rule found. The fields of the findings format, so that all its outputs can be made from it. */
export interface Finding {
  /** The policy's name. */
  readonly code: string;
  readonly severity: "error" | "warning" | "note";
  /** "possible" where what the stack does not show could still make it right. */
  readonly certainty: "certain" | "possible";
  /** The object whose field is wrong. */
  readonly object: ObjectRef;
  readonly path: string;
  /** One line: what the field says, and the nearest thing that it could have meant. */
  readonly message: string;
  /** One line of Pulumi code. */
  readonly remedy: string;
  readonly nearest?: ObjectRef;
  readonly urn: string;
}

/** What a rule could not decide: not raised, but counted. */
export interface Undecided {
  readonly urn: string;
  readonly why: string;
}

export interface Judgement {
  readonly findings: readonly Finding[];
  readonly undecided: readonly Undecided[];
}
