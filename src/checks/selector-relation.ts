import { isLikelyMeant, isUnknown, type Maybe, type MaybeLabelSelector } from "../wiring";
import { selectorAt } from "./causes";
import type { DeclaredObject } from "./declared";
import type { Declaration } from "./declaration";
import type { Certainty, Raised } from "./finding";
import type { Verdict } from "./judge-each";
import type { Place } from "./place";
import { selectPods } from "./select-pods";
import { describeMismatch, nearestOf, type Mismatch } from "./selector-message";

/** A label selector on Pods, and how it is written. */
export interface SelectorRelation {
  readonly object: DeclaredObject;
  readonly selector: Maybe<MaybeLabelSelector> | undefined;
  readonly place: Place;
  /** `spec.selector`. */
  readonly path: string;
  /** The line of code that says these labels. */
  readonly fix: (labels: string) => string;
  readonly within: string;
}

/** Does it certainly select everything: `{}`? */
export function isAll(selector: SelectorRelation["selector"]): boolean {
  if (selector === undefined || isUnknown(selector)) return false;
  const { matchLabels, matchExpressions } = selector;
  if (isUnknown(matchLabels) || isUnknown(matchExpressions)) return false;
  return Object.keys(matchLabels).length + matchExpressions.length === 0;
}

/**
 * Does a label selector select Pods of the declaration? Policies and budgets for the Pods of somebody
 * else are usual, so that only what comes near to Pods of the declaration is certain.
 */
export function verdictOnSelector(declaration: Declaration, relation: SelectorRelation): Verdict {
  const { selector, place } = relation;
  const answer = selectPods(declaration, selector, place);
  if (answer.answer === "yes") return undefined;
  return answer.answer === "cannot-tell" ? answer.why : findingOf(declaration, relation, answer.value);
}

function findingOf(declaration: Declaration, relation: SelectorRelation, mismatch: Mismatch): Raised {
  const { object, path, fix, within } = relation;
  const isNoPods = mismatch.type === "no pods";
  return {
    object,
    path,
    certainty: certaintyOf(mismatch),
    ...describeMismatch(mismatch, { path, fix, within, called: declaration.called }),
    ...nearestOf(mismatch),
    ...(isNoPods ? { severity: "note" } : {}),
    cause: selectorAt(object, path),
  };
}

/** Is it plain which Pods are meant? */
export function certaintyOf(mismatch: Mismatch): Certainty {
  switch (mismatch.type) {
    case "near":
      return isLikelyMeant(mismatch.near) || mismatch.near.onWorkload === true ? "certain" : "possible";
    case "other namespace":
    case "other cluster":
      return "certain";
    case "nothing near":
    case "no pods":
      return "possible";
  }
}
