export { isUnknown, unknown, type Answer, type Maybe, type Unknown } from "./answer";
export { budgetCovers } from "./budget-to-pods";
export { claimToVolume, type VolumeMismatch } from "./claim-to-volume";
export { dissimilarity, isSimilar } from "./edit-distance";
export {
  ingressToService,
  portOf,
  serviceNamed,
  type ServiceMiss,
  type ServiceSource,
  type WantedService,
} from "./ingress-to-service";
export {
  labelSelectorToPods,
  matchLabelSelector,
  matchPod,
  matchPods,
  type Carrier,
  type Match,
  type MaybeLabelSelector,
  type MaybeRequirement,
} from "./label-selector-to-pods";
export { isLikelyMeant, nearestSource } from "./near-miss";
export { isGranted, routeToService, type Referrer } from "./route-to-service";
export { isRuntimeLabel } from "./runtime-labels";
export {
  knownLabels,
  labelSelectorMatches,
  selectorFault,
  selectorMatches,
  valueOf,
  type MaybeLabels,
} from "./selector";
export { targetPortOf } from "./service-ports";
export { serviceToPods, type MaybeSelector, type NearMiss, type PodSource } from "./service-to-pods";
