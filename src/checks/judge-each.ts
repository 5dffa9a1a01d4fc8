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

/** A judgement that grows by one relation after the other. */
export class Tally implements Judgement {
  readonly raised: Raised[] = [];
  readonly undecided: Undecided[] = [];
  judged = 0;

  count(object: DeclaredObject, verdict: Verdict): void {
    this.judged++;
    if (typeof verdict === "string") this.undecided.push({ object, why: verdict });
    else if (verdict !== undefined) this.raised.push(verdict);
  }
}

/** The judgement on relations that are judged one by one. */
export function judgeEach<Relation extends { readonly object: DeclaredObject }>(
  relations: readonly (Relation | OpenRelation)[],
  verdictOn: (relation: Relation) => Verdict,
): Judgement {
  const tally = new Tally();
  for (const relation of relations)
    tally.count(relation.object, isOpen(relation) ? relation.doubt : verdictOn(relation));
  return tally;
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
