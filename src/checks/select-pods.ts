import {
  isUnknown,
  labelSelectorToPods,
  matchPods,
  nearestSource,
  type Answer,
  type Maybe,
  type MaybeLabelSelector,
} from "../wiring";
import type { Declaration } from "./declaration";
import { nearestPlaced } from "./nearest-place";
import { sameCluster, samePlace, type Place } from "./place";
import type { Mismatch } from "./selector-message";
import type { PlacedSource } from "./source-index";

/**
 * Which Pods of a declaration a selector selects at a place. *Yes*: these certainly. *No*: none
 * whatever the unknown values turn out to be, and nothing there brings Pods that are not shown; with
 * what is nearest. *Cannot tell* says why. `{}` selects all Pods, an absent selector none.
 */
export function selectPods(
  declaration: Declaration,
  selector: Maybe<MaybeLabelSelector> | undefined,
  place: Place,
): Answer<readonly PlacedSource[], Mismatch> {
  const found = certainPods(declaration, selector, place);
  if (found.length > 0) return { answer: "yes", value: found };
  const { here, maybe } = declaration.pods.at(place);
  const answer = labelSelectorToPods(selector, here);
  if (answer.answer !== "no") return answer;
  const elsewhere = labelSelectorToPods(selector, maybe);
  if (elsewhere.answer === "yes") {
    const names = elsewhere.value.map(({ ref }) => `${ref.kind} ${ref.name}`).join(", ");
    return { answer: "cannot-tell", why: `${names} may be deployed to another place` };
  }
  if (elsewhere.answer === "cannot-tell") return elsewhere;
  const hidden = declaration.hidden("Pod", place);
  if (hidden !== undefined) return { answer: "cannot-tell", why: `${hidden.what} may bring the Pods` };
  return { answer: "no", value: mismatch(declaration, selector, place, { here, maybe }) };
}

/** The Pods at a place that a selector certainly selects; found by their labels where it has any. */
export function certainPods(
  declaration: Declaration,
  selector: Maybe<MaybeLabelSelector> | undefined,
  place: Place,
): readonly PlacedSource[] {
  if (selector === undefined || isUnknown(selector)) return [];
  return matchPods(selector, labelledPods(declaration, selector)).matches.filter(
    (source) => samePlace(source.place, place) === "same",
  );
}

/** Those that carry all of matchLabels; all where there are none. */
function labelledPods({ pods }: Declaration, { matchLabels }: MaybeLabelSelector): readonly PlacedSource[] {
  if (!isUnknown(matchLabels) && Object.keys(matchLabels).length === 0) return pods.all;
  return pods.matching(matchLabels);
}

function mismatch(
  declaration: Declaration,
  selector: Maybe<MaybeLabelSelector> | undefined,
  place: Place,
  { here, maybe }: { readonly here: readonly PlacedSource[]; readonly maybe: readonly PlacedSource[] },
): Mismatch {
  const stated: MaybeLabelSelector =
    selector === undefined || isUnknown(selector) ? { matchLabels: {}, matchExpressions: [] } : selector;
  const said = { selector: isUnknown(stated.matchLabels) ? {} : stated.matchLabels, stated, place };
  const matching = matchPods(stated, labelledPods(declaration, stated)).matches;
  const inCluster = matching.filter((source) => sameCluster(source.place.cluster, place.cluster) !== "other");
  const displaced = nearestPlaced(inCluster, place);
  if (displaced !== undefined) return { ...said, type: "other namespace", source: displaced };
  const abroad = nearestPlaced(matching, place);
  if (abroad !== undefined) return { ...said, type: "other cluster", source: abroad };
  const candidates = [...here, ...maybe];
  if (candidates.length === 0) return { ...said, type: "no pods", all: declaration.sources };
  const near = nearestSource(said.selector, here) ?? nearestSource(said.selector, candidates);
  return near === undefined ? { ...said, type: "nothing near", candidates } : { ...said, type: "near", near };
}
