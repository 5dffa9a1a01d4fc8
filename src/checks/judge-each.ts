import type { DeclaredObject } from "./declared";
import type { Judgement, Raised, Undecided } from "./finding";

/** A relation of which not enough is known to judge it. */
export interface OpenRelation {
  readonly object: DeclaredObject;
  /** A part of a sentence: "its volumes are not known yet". */
  readonly doubt: string;
}

/** Undefined where a relation holds, a part of a sentence where it cannot be told. */
export type Verdict = Raised | string | undefined;

/** The judgement on relations that are judged one by one. */
export function judgeEach<Relation extends { readonly object: DeclaredObject }>(
  relations: readonly (Relation | OpenRelation)[],
  verdictOn: (relation: Relation) => Verdict,
): Judgement {
  const raised: Raised[] = [];
  const undecided: Undecided[] = [];
  for (const relation of relations) {
    const verdict = isOpen(relation) ? relation.doubt : verdictOn(relation);
    if (typeof verdict === "string") undecided.push({ object: relation.object, why: verdict });
    else if (verdict !== undefined) raised.push(verdict);
  }
  return { raised, undecided, judged: relations.length };
}

function isOpen(relation: object): relation is OpenRelation {
  return "doubt" in relation;
}

/** Several judgements as one. */
export function allOf(judgements: readonly Judgement[]): Judgement {
  return {
    raised: judgements.flatMap(({ raised }) => raised),
    undecided: judgements.flatMap(({ undecided }) => undecided),
    judged: judgements.reduce((sum, { judged }) => sum + judged, 0),
  };
}
