import { isUnknown, valueOf, type MaybeLabels, type PodSource } from "../wiring";
import type { DeclaredObject } from "./declared";
import { samePlace, type Place } from "./place";
import type { PodTemplate } from "./pod-template";

/** Pods that a declaration shows: those of a workload, or a bare one. */
export interface PlacedSource extends PodSource {
  readonly id: string;
  readonly place: Place;
  readonly object: DeclaredObject;
  readonly template: PodTemplate;
}

/**
 * The sources of a declaration by namespace and by each known label, so that a selector whose Pods
 * are there is done without looking at all of them.
 */
export class SourceIndex {
  private readonly byNamespace = new Map<string, PlacedSource[]>();
  /** By key, then by value. */
  private readonly byLabel = new Map<string, Map<string, PlacedSource[]>>();
  private readonly anywhere: PlacedSource[] = [];

  constructor(readonly all: readonly PlacedSource[]) {
    for (const source of all) {
      const { namespace } = source.place;
      if (typeof namespace === "string") add(this.byNamespace, namespace, source);
      else this.anywhere.push(source);
      if (!isUnknown(source.labels)) this.addLabels(source, source.labels);
    }
  }

  private addLabels(source: PlacedSource, labels: Exclude<MaybeLabels, symbol>): void {
    for (const key of Object.keys(labels)) {
      const value = labels[key];
      if (value === undefined || isUnknown(value)) continue;
      let values = this.byLabel.get(key);
      if (values === undefined) {
        values = new Map();
        this.byLabel.set(key, values);
      }
      add(values, value, source);
    }
  }

  /** The sources that certainly carry all these labels, wherever they land. None for labels with unknown values, or for no labels. */
  matching(labels: MaybeLabels): readonly PlacedSource[] {
    if (isUnknown(labels)) return [];
    let rarest: readonly PlacedSource[] | undefined;
    for (const key of Object.keys(labels)) {
      const value = labels[key];
      if (value === undefined || isUnknown(value)) return [];
      const bucket = this.byLabel.get(key)?.get(value);
      if (bucket === undefined) return [];
      if (rarest === undefined || bucket.length < rarest.length) rarest = bucket;
    }
    return (rarest ?? []).filter((source) => carries(source.labels, labels));
  }

  /** Those of {@link matching} that land at that place. */
  matchingAt(labels: MaybeLabels, place: Place): readonly PlacedSource[] {
    return this.matching(labels).filter((source) => samePlace(source.place, place) === "same");
  }

  /** The sources that land at that place, and those that might. */
  at(place: Place): { readonly here: readonly PlacedSource[]; readonly maybe: readonly PlacedSource[] } {
    const { namespace } = place;
    const candidates =
      typeof namespace === "string" ? [...(this.byNamespace.get(namespace) ?? []), ...this.anywhere] : this.all;
    const here: PlacedSource[] = [];
    const maybe: PlacedSource[] = [];
    for (const source of candidates) {
      const same = samePlace(source.place, place);
      if (same === "same") here.push(source);
      else if (same === "maybe") maybe.push(source);
    }
    return { here, maybe };
  }
}

function carries(labels: MaybeLabels, wanted: Exclude<MaybeLabels, symbol>): boolean {
  if (isUnknown(labels)) return false;
  for (const key of Object.keys(wanted)) if (valueOf(labels, key) !== wanted[key]) return false;
  return true;
}

function add(buckets: Map<string, PlacedSource[]>, key: string, source: PlacedSource): void {
  const bucket = buckets.get(key);
  if (bucket === undefined) buckets.set(key, [source]);
  else bucket.push(source);
}
