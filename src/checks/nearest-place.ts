import { dissimilarity } from "../wiring";
import type { Place } from "./place";

interface Placed {
  readonly id: string;
  readonly place: Place;
}

/** Of several things that are elsewhere the one whose namespace is most like the place's; of equals the first by id, so that the order of a program does not matter. */
export function nearestPlaced<T extends Placed>(things: readonly T[], place: Place): T | undefined {
  const wanted = nameOf(place);
  const distances = things.map((thing) => ({ thing, distance: dissimilarity(nameOf(thing.place), wanted) }));
  return distances.reduce<(typeof distances)[number] | undefined>((best, one) => {
    if (best === undefined || one.distance < best.distance) return one;
    return one.distance === best.distance && one.thing.id < best.thing.id ? one : best;
  }, undefined)?.thing;
}

const nameOf = ({ namespace }: Place): string => (typeof namespace === "string" ? namespace : "");
