import type { ObjectRef } from "../objects";
import {
  isLikelyMeant,
  isUnknown,
  knownLabels,
  type Maybe,
  type MaybeLabelSelector,
  type NearMiss,
  type PodSource,
} from "../wiring";
import type { Raised } from "./finding";
import type { Place } from "./place";
import { labelsCode, labelSelectorCode, pairCode } from "./pulumi-code";
import type { PlacedSource } from "./source-index";

type Selector = Readonly<Record<string, Maybe<string>>>;

/** In what way a selector certainly selects nothing. */
export type Mismatch = {
  /** Its equalities; all of it in `stated`. */
  readonly selector: Selector;
  readonly stated: MaybeLabelSelector;
  readonly place: Place;
} & (
  | { readonly type: "near"; readonly near: NearMiss<PlacedSource> }
  | { readonly type: "nothing near"; readonly candidates: readonly PlacedSource[] }
  | { readonly type: "other namespace" | "other cluster"; readonly source: PlacedSource }
  | { readonly type: "no pods"; readonly all: readonly PlacedSource[] }
);

/** How the selector is written, and where it looks. */
export interface Wording {
  /** `spec.selector`. */
  readonly path: string;
  /** The line of code that says these labels: `selector: { app: "web" }`. */
  readonly fix: (labels: string) => string;
  /** "a Service selects in its own namespace only". */
  readonly within: string;
  /** What all that is declared is called: "this stack". */
  readonly called: string;
}

export interface Description {
  readonly message: string;
  readonly remedy: string;
}

/** A mismatch in words and in code, one line each. */
export function describeMismatch(mismatch: Mismatch, wording: Wording): Description {
  const { message, remedy } = inWords(mismatch, wording);
  return { message: `${wording.path} is ${labelSelectorCode(mismatch.stated)}: ${message}`, remedy };
}

/** The object that a selector comes nearest to, as findings carry it. */
export function nearestOf(mismatch: Mismatch): Pick<Raised, "nearest"> {
  switch (mismatch.type) {
    case "near":
      return { nearest: mismatch.near.source.object };
    case "other namespace":
    case "other cluster":
      return { nearest: mismatch.source.object };
    case "nothing near":
    case "no pods":
      return {};
  }
}

function inWords(mismatch: Mismatch, wording: Wording): Description {
  const { selector, place } = mismatch;
  const { called } = wording;
  const it = isOne(mismatch.stated) ? "it" : "them all";
  const namespace = isUnknown(place.namespace) ? "its namespace" : `namespace ${place.namespace ?? "default"}`;
  const giveLabels = `in the Pod template that it is meant for: metadata: { labels: ${labelsCode(knownLabels(selector))} }`;
  switch (mismatch.type) {
    case "near":
      return nearWords(mismatch, `no Pod of ${called} has ${it}`, giveLabels, wording);
    case "other namespace": {
      const { ref } = mismatch.source;
      return {
        message: `no Pod in ${namespace} has ${it}. Nearest: ${named(ref)}, whose Pods have ${it} in namespace ${ref.namespace ?? "default"}; ${wording.within}.`,
        remedy: `metadata: { namespace: ${JSON.stringify(ref.namespace ?? "default")} }`,
      };
    }
    case "other cluster": {
      const { ref, place: other } = mismatch.source;
      return {
        message: `no Pod in its cluster has ${it}. Nearest: ${named(ref)}, whose Pods have ${it} but go to another cluster (provider ${other.cluster.name ?? "default"}).`,
        remedy: `the resource option { provider } of ${named(ref)}, here too`,
      };
    }
    case "nothing near":
      return {
        message: `no Pod of ${called} has ${it}. In ${namespace}: ${listOf(mismatch.candidates)}.`,
        remedy: giveLabels,
      };
    case "no pods": {
      const { all } = mismatch;
      const deploys = called.endsWith("s") ? "deploy" : "deploys";
      const none =
        all.length === 0
          ? `${called} ${deploys} no Pods`
          : `${called} ${deploys} no Pods to ${namespace}, only ${listOf(all)} elsewhere`;
      return {
        message: `${none}; they have to come from somebody else.`,
        remedy: "none needed where another stack deploys them; else deploy them here",
      };
    }
  }
}

function isOne({ matchLabels, matchExpressions }: MaybeLabelSelector): boolean {
  if (isUnknown(matchLabels) || isUnknown(matchExpressions)) return false;
  return Object.keys(matchLabels).length + matchExpressions.length === 1;
}

function nearWords(
  { near, selector, stated }: Extract<Mismatch, { readonly type: "near" }>,
  no: string,
  giveLabels: string,
  { fix }: Wording,
): Description {
  const { source, onWorkload, differs } = near;
  const ref = named(source.ref);
  const labels = labelsCode(knownLabels(selector));
  if (onWorkload === true) {
    return {
      message: `${no}. Nearest: ${ref}, which has ${labels} itself but not in its Pod template.`,
      remedy: `in ${ref}: template: { metadata: { labels: ${labels} } }`,
    };
  }
  const whose = source.ref.kind === "Pod" ? `${ref}, which has` : `${ref}, whose Pods have`;
  const byExpression = differs.length === 0 && (near.undecided ?? []).length === 0;
  if (byExpression && !isUnknown(stated.matchExpressions) && stated.matchExpressions.length > 0) {
    return {
      message: `${no}. Nearest: ${whose} ${isUnknown(source.labels) ? "labels that are not known yet" : labelsCode(source.labels)}.`,
      remedy: `in ${ref}: template: { metadata: { labels } } that meet matchExpressions, or matchExpressions that these labels meet`,
    };
  }
  return {
    message: `${no}. Nearest: ${whose} ${differences(near)}.`,
    remedy: isLikelyMeant(near) ? fix(labelsCode(meant(near, selector))) : giveLabels,
  };
}

/** `app: "web" and no tier`. */
function differences({ source, differs, undecided }: NearMiss): string {
  const labels = knownLabels(source.labels);
  const has: string[] = [];
  const lacks = (undecided ?? []).filter((key) => !isUnknown(source.labels) && !Object.hasOwn(source.labels, key));
  for (const { key, found, nearKey } of differs) {
    if (found !== undefined) has.push(pairCode(key, found));
    else if (nearKey !== undefined) has.push(`${pairCode(nearKey, labels[nearKey] ?? "")} instead of ${key}`);
    else lacks.push(key);
  }
  return [
    ...(has.length === 0 ? [] : [has.join(", ")]),
    ...(lacks.length === 0 ? [] : [`no ${lacks.join(", no ")}`]),
  ].join(" and ");
}

/** The selector with the Pods' own labels where they differ. */
function meant({ source, differs, matching }: NearMiss, selector: Selector): Selector {
  const labels = knownLabels(source.labels);
  const pairs = Object.keys(selector).flatMap((key): [string, Maybe<string>][] => {
    const difference = differs.find((one) => one.key === key);
    if (difference === undefined || matching.includes(key)) return [[key, selector[key] ?? ""]];
    if (difference.found !== undefined) return [[key, difference.found]];
    return difference.nearKey === undefined ? [] : [[difference.nearKey, labels[difference.nearKey] ?? ""]];
  });
  return Object.fromEntries(pairs);
}

const most = 3;

function listOf(sources: readonly PodSource[]): string {
  const shown = sources
    .slice(0, most)
    .map(({ ref, labels }) => `${named(ref)} ${isUnknown(labels) ? "(labels not known yet)" : labelsCode(labels)}`);
  return [...shown, ...(sources.length > most ? [`${sources.length - most} more`] : [])].join(", ");
}

const named = ({ kind, name }: ObjectRef): string => `${kind} ${name}`;
