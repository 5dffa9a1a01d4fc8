import { isUnknown, selectorMatches, knownLabels, type MaybeLabels, type PodSource } from "../wiring";
import { samePlace, type Place } from "./place";
import type { PlacedSource } from "./wires";

/**
 * The sources of a stack by namespace and by each known label, so that a Service whose Pods are
 * there is done without looking at all of them.
 */
export class SourceIndex {
  private readonly byNamespace = new Map<string, PlacedSource[]>();
  private readonly byLabel = new Map<string, PlacedSource[]>();
  private readonly anywhere: PlacedSource[] = [];

  constructor(readonly all: readonly PlacedSource[]) {
    for (const source of all) {
      const { namespace } = source.place;
      if (typeof namespace === "string") add(this.byNamespace, namespace, source);
      else this.anywhere.push(source);
      for (const [key, value] of Object.entries(knownLabels(source.labels)))
        add(this.byLabel, `${key}\0${value}`, source);
    }
  }

  /** The sources that certainly match, wherever they land. None for a selector with unknown values. */
  matching(selector: MaybeLabels): readonly PlacedSource[] {
    const wanted = knownLabels(selector);
    const pairs = Object.entries(wanted);
    if (isUnknown(selector) || pairs.length < Object.keys(selector).length) return [];
    const buckets = pairs.map(([key, value]) => this.byLabel.get(`${key}\0${value}`) ?? []);
    const [rarest = []] = buckets.sort((one, other) => one.length - other.length);
    return rarest.filter(({ labels }) => selectorMatches(wanted, knownLabels(labels)));
  }

  /** The sources that land at that place, and those that might. */
  at(place: Place): { readonly here: readonly PodSource[]; readonly maybe: readonly PodSource[] } {
    const candidates =
      typeof place.namespace === "string"
        ? [...(this.byNamespace.get(place.namespace) ?? []), ...this.anywhere]
        : this.all;
    const sorted = candidates.map((source) => ({ source, same: samePlace(source.place, place) }));
    return {
      here: sorted.filter(({ same }) => same === "same").map(({ source }) => source),
      maybe: sorted.filter(({ same }) => same === "maybe").map(({ source }) => source),
    };
  }
}

function add(buckets: Map<string, PlacedSource[]>, key: string, source: PlacedSource): void {
  const bucket = buckets.get(key);
  if (bucket === undefined) buckets.set(key, [source]);
  else bucket.push(source);
}
