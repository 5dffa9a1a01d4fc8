import { isUnknown, matchPods, nearestSource, type Answer, type Maybe, type MaybeLabelSelector } from "../wiring";
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
  if (selector !== undefined) {
    if (isUnknown(selector)) return { answer: "cannot-tell", why: "the selector is not known yet" };
    const answer = matchPods(selector, here);
    if (answer.matches.length > 0) return { answer: "yes", value: answer.matches };
    const elsewhere = matchPods(selector, maybe);
    const names = elsewhere.matches.map(({ ref }) => `${ref.kind} ${ref.name}`).join(", ");
    const displaced = names === "" ? undefined : `${names} may be deployed to another place`;
    const doubt = answer.doubt ?? displaced ?? elsewhere.doubt;
    if (doubt !== undefined) return { answer: "cannot-tell", why: doubt };
  }
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
  const labelled = labelledPods(declaration, selector).filter((source) => samePlace(source.place, place) === "same");
  return isByLabels(selector) ? labelled : matchPods(selector, labelled).matches;
}

/** Is it nothing but labels, which those that carry all of them meet? */
function isByLabels({ matchLabels, matchExpressions }: MaybeLabelSelector): boolean {
  if (isUnknown(matchLabels) || isUnknown(matchExpressions) || matchExpressions.length > 0) return false;
  return Object.keys(matchLabels).length > 0;
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
