import {
  isLikelyMeant,
  isUnknown,
  knownLabels,
  matchLabelSelector,
  nearestSource,
  unknown,
  type Match,
  type MaybeLabels,
  type MaybeLabelSelector,
} from "../wiring";
import type { DeclaredObject } from "./declared";
import type { Declaration } from "./declaration";
import { samePlace, type Place, type Same } from "./place";
import { isEmpty, labelsField } from "./tree";

/** A Service as a monitor sees it: by its own labels. */
export interface LabelledService {
  readonly object: DeclaredObject;
  readonly ref: DeclaredObject["ref"];
  readonly labels: MaybeLabels;
}

/** In what way no Service has the labels. */
export type ServiceMiss =
  /** It selects its Pods by these labels and does not carry them itself. */
  | { readonly type: "on the Pods"; readonly service: LabelledService }
  | { readonly type: "near"; readonly service: LabelledService; readonly likely: boolean }
  | { readonly type: "other namespace"; readonly service: LabelledService }
  | { readonly type: "none"; readonly others: readonly LabelledService[] };

export type ServicesFound =
  | { readonly answer: "yes"; readonly services: readonly LabelledService[] }
  | { readonly answer: "no"; readonly miss: ServiceMiss }
  | { readonly answer: "cannot-tell"; readonly why: string };

/** Which Services of some places a label selector selects by their own labels. */
export function selectServices(
  declaration: Declaration,
  selector: MaybeLabelSelector,
  places: readonly Place[],
): ServicesFound {
  const services = candidates(declaration, selector).filter(
    (service) => matches(selector, service) === "yes" && standing(service, places) === "same",
  );
  if (services.length > 0) return { answer: "yes", services };
  const doubt = perhapsServices(declaration, selector, places);
  if (doubt !== undefined) return { answer: "cannot-tell", why: doubt };
  for (const place of places) {
    const hidden = declaration.hidden("Service", place);
    if (hidden !== undefined) return { answer: "cannot-tell", why: `${hidden.what} may bring the Services` };
  }
  return { answer: "no", miss: missOf(declaration, selector, places) };
}

/** Why other Services may be selected too: an unknown value decides. */
export function perhapsServices(
  declaration: Declaration,
  selector: MaybeLabelSelector,
  places: readonly Place[],
): string | undefined {
  for (const service of declaration.once(labelledServices)) {
    const match = matches(selector, service);
    const where = standing(service, places);
    if (match === "no" || where === "other") continue;
    if (typeof match === "object") return match.doubt;
    if (where === "maybe") return `Service ${service.ref.name} may be deployed to another place`;
  }
  return undefined;
}

function matches(selector: MaybeLabelSelector, { object, ref, labels }: LabelledService): Match {
  return matchLabelSelector(selector, labels, { whose: `Service ${ref.name}`, mayAdd: () => object.patch });
}

function standing({ object }: LabelledService, places: readonly Place[]): Same {
  const all = places.map((place) => samePlace(object.place, place));
  return all.includes("same") ? "same" : all.includes("maybe") ? "maybe" : "other";
}

/** The Services that have one of the labels, so that not all of them are looked at where one is found. */
function candidates(declaration: Declaration, { matchLabels }: MaybeLabelSelector): readonly LabelledService[] {
  const [pair] = isUnknown(matchLabels) ? [] : Object.entries(matchLabels);
  if (pair === undefined) return declaration.once(labelledServices);
  const [key, value] = pair;
  return isUnknown(value) ? [] : (declaration.once(byLabel).get(`${key}\0${value}`) ?? []);
}

function byLabel(declaration: Declaration): ReadonlyMap<string, readonly LabelledService[]> {
  const buckets = new Map<string, LabelledService[]>();
  for (const service of declaration.once(labelledServices)) {
    for (const [key, value] of Object.entries(knownLabels(service.labels))) {
      const bucket = buckets.get(`${key}\0${value}`);
      if (bucket === undefined) buckets.set(`${key}\0${value}`, [service]);
      else bucket.push(service);
    }
  }
  return buckets;
}

function labelledServices(declaration: Declaration): readonly LabelledService[] {
  return declaration.all("/Service").map(labelled);
}

function labelled(object: DeclaredObject): LabelledService {
  const labels = isEmpty(object.tree) ? unknown : labelsField(object.tree, "metadata", "labels");
  return { object, ref: object.ref, labels };
}

function missOf(declaration: Declaration, selector: MaybeLabelSelector, places: readonly Place[]): ServiceMiss {
  const all = declaration.once(labelledServices);
  const here = all.filter((service) => standing(service, places) === "same");
  const labels = isUnknown(selector.matchLabels) ? {} : selector.matchLabels;
  const onPods = here.find(({ object }) => {
    const own = knownLabels(labelsField(object.tree, "spec", "selector"));
    const pairs = Object.entries(labels);
    return pairs.length > 0 && pairs.every(([key, value]) => own[key] === value);
  });
  if (onPods !== undefined) return { type: "on the Pods", service: onPods };
  const near = nearestSource(labels, here);
  if (near !== undefined && (isLikelyMeant(near) || near.matching.length > 0))
    return { type: "near", service: near.source, likely: isLikelyMeant(near) };
  const elsewhere = all.find(
    (service) => standing(service, places) === "other" && matches(selector, service) === "yes",
  );
  if (elsewhere !== undefined) return { type: "other namespace", service: elsewhere };
  return { type: "none", others: here };
}
