import { isUnknown, nearestSource, serviceToPods } from "../wiring";
import type { Finding, Judgement, Undecided } from "./finding";
import { sameCluster, samePlace } from "./place";
import { describeMismatch, type Mismatch } from "./selector-message";
import { SourceIndex } from "./source-index";
import type { OpaqueSource, PlacedSource, SelectingService, Wires } from "./wires";

export const code = "service-selector-matches-pods";

/**
 * Does each Service select the Pods of something in its stack, cluster and namespace? A finding is
 * only made where the answer is no whatever the unknown values turn out to be, and where nothing at
 * that place brings Pods that the stack does not show.
 */
export function judgeSelectors({ services, sources, opaque }: Wires): Judgement {
  const index = new SourceIndex(sources);
  const findings: Finding[] = [];
  const undecided: Undecided[] = [];
  for (const service of services) {
    const matching = index.matching(service.selector);
    if (matching.some((source) => samePlace(source.place, service.place) === "same")) continue;
    const verdict = judge(service, matching, index, opaque);
    if (verdict === undefined) continue;
    if (typeof verdict === "string") undecided.push({ urn: service.urn, why: verdict });
    else findings.push(findingOf(service, verdict));
  }
  return { findings, undecided };
}

/** Undefined where it matches, a text where it cannot be told. */
function judge(
  service: SelectingService,
  matching: readonly PlacedSource[],
  index: SourceIndex,
  opaque: readonly OpaqueSource[],
): Mismatch | string | undefined {
  const { selector, place } = service;
  const { here, maybe } = index.at(place);
  const answer = serviceToPods(selector, here);
  if (answer.answer === "yes") return undefined;
  if (answer.answer === "cannot-tell") return answer.why;
  const elsewhere = serviceToPods(selector, maybe);
  if (elsewhere.answer === "yes")
    return `${elsewhere.value.map(({ ref }) => `${ref.kind} ${ref.name}`).join(", ")} may be deployed to another place`;
  if (elsewhere.answer === "cannot-tell") return elsewhere.why;
  const hidden = opaque.find((source) => samePlace(source.place, place) !== "other");
  if (hidden !== undefined) return `${hidden.what} may bring the Pods`;
  const [displaced] = matching;
  if (displaced !== undefined) return displacedTo(service, matching, displaced);
  const candidates = [...here, ...maybe];
  const known = isUnknown(selector) ? {} : selector;
  if (candidates.length === 0) return { selector: known, place, type: "no pods", all: index.all };
  const near = answer.value ?? nearestSource(known, candidates);
  return near === undefined
    ? { selector: known, place, type: "nothing near", candidates }
    : { selector: known, place, type: "near", near };
}

/** What is wanted exists, in another namespace, or else in another cluster. */
function displacedTo(
  { selector, place }: SelectingService,
  matching: readonly PlacedSource[],
  first: PlacedSource,
): Mismatch {
  const known = isUnknown(selector) ? {} : selector;
  const near = matching.find((source) => sameCluster(source.place.cluster, place.cluster) !== "other");
  return {
    selector: known,
    place,
    type: near === undefined ? "other cluster" : "other namespace",
    source: near ?? first,
  };
}

function findingOf({ urn, ref }: SelectingService, mismatch: Mismatch): Finding {
  const { message, remedy, nearest } = describeMismatch(mismatch);
  const possible = mismatch.type === "no pods";
  return {
    code,
    severity: possible ? "warning" : "error",
    certainty: possible ? "possible" : "certain",
    object: ref,
    path: "spec.selector",
    message,
    remedy,
    ...(nearest === undefined ? {} : { nearest }),
    urn,
  };
}
