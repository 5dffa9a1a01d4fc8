import type { ObjectRef } from "../objects";
import { clean } from "../render/clean";
import { isLikelyMeant, isUnknown, knownLabels, type Maybe, type NearMiss, type PodSource } from "../wiring";
import type { Place } from "./place";
import { labelsCode, pairCode } from "./pulumi-code";
import type { PlacedSource } from "./wires";

type Selector = Readonly<Record<string, Maybe<string>>>;

/** In what way a selector certainly selects nothing. */
export type Mismatch = { readonly selector: Selector; readonly place: Place } & (
  | { readonly type: "near"; readonly near: NearMiss }
  | { readonly type: "nothing near"; readonly candidates: readonly PodSource[] }
  | { readonly type: "other namespace" | "other cluster"; readonly source: PlacedSource }
  | { readonly type: "no pods"; readonly all: readonly PlacedSource[] }
);

export interface Description {
  readonly message: string;
  readonly remedy: string;
  readonly nearest?: ObjectRef;
}

/** Long enough for a dozen labels, short enough to be read. */
const longest = 600;

/** A mismatch in words and in code. One line each, whatever the program wrote into its labels. */
export function describeMismatch(mismatch: Mismatch): Description {
  const { message, remedy, nearest } = inWords(mismatch);
  return {
    message: clean(`spec.selector is ${labelsCode(mismatch.selector)}: ${message}`, longest),
    remedy: clean(remedy, longest),
    ...(nearest === undefined ? {} : { nearest }),
  };
}

function inWords(mismatch: Mismatch): Description {
  const { selector, place } = mismatch;
  const it = Object.keys(selector).length === 1 ? "it" : "them all";
  const namespace = isUnknown(place.namespace) ? "its namespace" : `namespace ${place.namespace ?? "default"}`;
  const giveLabels = `in the Pod template that it is meant for: metadata: { labels: ${labelsCode(knownLabels(selector))} }`;
  switch (mismatch.type) {
    case "near":
      return {
        ...nearWords(mismatch.near, selector, `no Pod of this stack has ${it}`, giveLabels),
        nearest: mismatch.near.source.ref,
      };
    case "other namespace": {
      const { ref } = mismatch.source;
      return {
        message: `no Pod in ${namespace} has ${it}. Nearest: ${named(ref)}, whose Pods have ${it} in namespace ${ref.namespace ?? "default"}; a Service selects in its own namespace only.`,
        remedy: `metadata: { namespace: ${JSON.stringify(ref.namespace ?? "default")} }`,
        nearest: ref,
      };
    }
    case "other cluster": {
      const { ref, place: other } = mismatch.source;
      return {
        message: `no Pod in its cluster has ${it}. Nearest: ${named(ref)}, whose Pods have ${it} but go to another cluster (provider ${other.cluster.name ?? "default"}).`,
        remedy: `the resource option { provider } of ${named(ref)}, here too`,
        nearest: ref,
      };
    }
    case "nothing near":
      return {
        message: `no Pod of this stack has ${it}. In ${namespace}: ${listOf(mismatch.candidates)}.`,
        remedy: giveLabels,
      };
    case "no pods": {
      const { all } = mismatch;
      const none =
        all.length === 0
          ? "this stack deploys no Pods"
          : `this stack deploys no Pods to ${namespace}, only ${listOf(all)} elsewhere`;
      return {
        message: `${none}; they have to come from somebody else.`,
        remedy: "none needed where another stack deploys them; else deploy them here",
      };
    }
  }
}

function nearWords(near: NearMiss, selector: Selector, no: string, giveLabels: string): Description {
  const { source, onWorkload } = near;
  const ref = named(source.ref);
  if (onWorkload === true) {
    return {
      message: `${no}. Nearest: ${ref}, which has ${labelsCode(knownLabels(selector))} itself but not in its Pod template.`,
      remedy: `in ${ref}: template: { metadata: { labels: ${labelsCode(knownLabels(selector))} } }`,
    };
  }
  const whose = source.ref.kind === "Pod" ? `${ref}, which has` : `${ref}, whose Pods have`;
  return {
    message: `${no}. Nearest: ${whose} ${differences(near)}.`,
    remedy: isLikelyMeant(near) ? `selector: ${labelsCode(meant(near, selector))}` : giveLabels,
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
