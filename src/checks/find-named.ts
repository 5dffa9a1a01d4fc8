import { dissimilarity, isSimilar, isUnknown, type Answer, type Maybe } from "../wiring";
import type { DeclaredObject } from "./declared";
import type { Declaration } from "./declaration";
import { nearestPlaced } from "./nearest-place";
import { sameCluster, samePlace, type Place } from "./place";

/** What a reference by name asks for. */
export interface Wanted {
  /** "/Service"; several where one kind is in several groups. */
  readonly kinds: readonly string[];
  readonly name: Maybe<string>;
  /** Where it has to be. */
  readonly place: Place;
  readonly from: DeclaredObject;
  /** The property of `from` that the reference stands in: "spec". */
  readonly property: string;
}

export interface Referred {
  readonly object: DeclaredObject;
  /** False where the name is not known yet, and only one object of that kind is among the resources that it can come from. */
  readonly sure: boolean;
}

/** In what way a reference certainly leads nowhere. */
export type Absent = {
  readonly kind: string;
  readonly name: string;
  readonly place: Place;
  readonly from: DeclaredObject;
} & (
  | {
      /** "auto-named": the resource is called so, but Pulumi makes up another name for the object. */
      readonly type: "auto-named" | "other namespace" | "other cluster" | "similar";
      readonly object: DeclaredObject;
    }
  | {
      readonly type: "none";
      /** Those of the kind that are at the place. */
      readonly others: readonly DeclaredObject[];
    }
);

/**
 * Which object of a declaration a reference by name leads to. *No* only where there is none whatever
 * the unknown values turn out to be, and nothing at that place brings objects of the kind that are
 * not shown; with what could have been meant. An object that is looked up or patched exists as well
 * as one that is created.
 */
export function findNamed(declaration: Declaration, wanted: Wanted): Answer<Referred, Absent> {
  const { kinds, name, place } = wanted;
  if (isUnknown(name)) return throughDependencies(declaration, wanted);
  for (const key of kinds)
    for (const object of declaration.named(key, name))
      if (samePlace(object.place, place) === "same") return { answer: "yes", value: { object, sure: true } };
  return notHere(declaration, wanted, name);
}

const kindIn = ({ kinds }: Wanted): string => (kinds[0] ?? "").split("/")[1] ?? "";

/** As {@link findNamed}, where no object of that name is certainly at that place. */
function notHere(declaration: Declaration, wanted: Wanted, name: string): Answer<Referred, Absent> {
  const { kinds, place } = wanted;
  const kind = kindIn(wanted);
  const named = kinds.flatMap((key) => declaration.named(key, name));
  const maybe = named.find((object) => samePlace(object.place, place) === "maybe");
  if (maybe !== undefined)
    return { answer: "cannot-tell", why: `${kind} ${maybe.ref.name} may be deployed to another place` };
  const hidden = declaration.hidden(kind, place);
  if (hidden !== undefined) return { answer: "cannot-tell", why: `${hidden.what} may bring ${kind} ${name}` };
  const all = declaration.all(...kinds).filter((object) => samePlace(object.place, place) !== "other");
  const open = all.find((object) => isUnknown(object.name) && couldBe(object, name));
  if (open !== undefined) return { answer: "cannot-tell", why: `the name of ${kind} ${open.label} is not known yet` };
  const absent = { kind, name, place, from: wanted.from, ...nearest(wanted, name, all, named) };
  // Any namespace of the cluster may have one that this declaration knows nothing of; a resource's name in the place of its object's is a mistake in each.
  if (isUnknown(place.namespace) && absent.type !== "auto-named")
    return { answer: "cannot-tell", why: `the namespace of ${kind} ${name} is not known yet` };
  return { answer: "no", value: absent };
}

/** A name that Pulumi has still to make up begins with the resource's. */
function couldBe({ autonamed, label }: DeclaredObject, name: string): boolean {
  return !autonamed || name.startsWith(`${label}-`);
}

function throughDependencies(declaration: Declaration, wanted: Wanted): Answer<Referred, Absent> {
  const { kinds, from, property, place } = wanted;
  const sources = (from.dependencies[property] ?? []).flatMap((id) => declaration.object(id) ?? []);
  const fitting = sources.filter((object) => kinds.includes(object.key) && samePlace(object.place, place) !== "other");
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return { answer: "yes", value: { object: only, sure: false } };
  return { answer: "cannot-tell", why: `the name of the ${kindIn(wanted)} is not known yet` };
}

function nearest(
  { place }: Wanted,
  name: string,
  all: readonly DeclaredObject[],
  named: readonly DeclaredObject[],
):
  | { readonly type: Exclude<Absent["type"], "none">; readonly object: DeclaredObject }
  | { readonly type: "none"; readonly others: readonly DeclaredObject[] } {
  const trap = all.find(({ autonamed, label }) => autonamed && label === name);
  if (trap !== undefined) return { type: "auto-named", object: trap };
  const inCluster = named.filter((object) => sameCluster(object.place.cluster, place.cluster) !== "other");
  const displaced = nearestPlaced(inCluster, place);
  if (displaced !== undefined) return { type: "other namespace", object: displaced };
  const abroad = nearestPlaced(named, place);
  if (abroad !== undefined) return { type: "other cluster", object: abroad };
  const [similar] = all
    .filter(({ ref }) => isSimilar(name, ref.name))
    .sort((one, other) => dissimilarity(name, one.ref.name) - dissimilarity(name, other.ref.name));
  return similar === undefined ? { type: "none", others: all } : { type: "similar", object: similar };
}
