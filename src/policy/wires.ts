import type { ObjectRef } from "../objects";
import type { MaybeSelector, PodSource } from "../wiring";
import type { Place } from "./place";

/*
 * What a stack says about who selects whom: the sources that wiring's rules judge, each with the
 * place where it lands and the resource that it comes from.
 */

/** A Service that has to find its Pods in this stack. */
export interface SelectingService {
  readonly urn: string;
  readonly ref: ObjectRef;
  readonly place: Place;
  readonly selector: Exclude<MaybeSelector, undefined>;
}

export interface PlacedSource extends PodSource {
  readonly urn: string;
  readonly place: Place;
}

/** Something that brings Pods which do not stand in the stack, so that "no Pod has it" cannot be said at its place. */
export interface OpaqueSource {
  readonly urn: string;
  /** A part of a sentence: "the Helm release ingress". */
  readonly what: string;
  readonly place: Place;
}

export interface Wires {
  readonly services: readonly SelectingService[];
  readonly sources: readonly PlacedSource[];
  readonly opaque: readonly OpaqueSource[];
}
