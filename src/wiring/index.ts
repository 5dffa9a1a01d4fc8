export { isUnknown, unknown, type Answer, type Maybe, type Unknown } from "./answer";
export { isLikelyMeant, nearestSource } from "./near-miss";
export { isRuntimeLabel } from "./runtime-labels";
export { knownLabels, labelSelectorMatches, selectorFault, selectorMatches, type MaybeLabels } from "./selector";
export { targetPortOf } from "./service-ports";
export { serviceToPods, type MaybeSelector, type NearMiss, type PodSource } from "./service-to-pods";
