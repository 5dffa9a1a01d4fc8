export { chainOf, deepestCause, linksOf, type Link } from "./chain";
export { duration, timeLeft } from "./duration";
export { addressOf, figuresOf, readyEndpoints, servicesBehind, type Figures } from "./figures";
export { phasesOf } from "./phases";
export { isReadyPod, newestReplicaSet, revisionOf, rolloutPods } from "./rollout-pods";
export { clausesOf, isSaid, shareSaid, withoutSaid, wordsOf } from "./said";
export { causeSentenceOf, sentenceOf } from "./sentence";
export { tell, untold, type StoryOptions, type StoryState, type Told } from "./story";
export type { Phases, Telling } from "./telling";
