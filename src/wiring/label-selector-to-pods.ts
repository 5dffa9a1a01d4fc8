import { nameOf } from "../objects/ref";
import { isUnknown, type Answer, type Maybe } from "./answer";
import { nearestSource } from "./near-miss";
import { isRuntimeLabel } from "./runtime-labels";
import { valueOf, type MaybeLabels } from "./selector";
import type { NearMiss, PodSource } from "./service-to-pods";

/** One requirement of matchExpressions, as a program states it. */
export interface MaybeRequirement {
  readonly key: Maybe<string>;
  readonly operator: Maybe<string>;
  readonly values: Maybe<readonly Maybe<string>[]>;
}

/** A `metav1.LabelSelector` as a program states it: the whole of it, or single values, may not be decided yet. */
export interface MaybeLabelSelector {
  readonly matchLabels: MaybeLabels;
  readonly matchExpressions: Maybe<readonly MaybeRequirement[]>;
}

/** Does a selector match? A doubt says which value decides. */
export type Match = "yes" | "no" | { readonly doubt: string };

/**
 * Which Pods a label selector selects: `{}` selects all, an absent one none. The answers are those
 * of `serviceToPods`; where the answer is no the nearest is found by matchLabels.
 * Source: `LabelSelectorAsSelector` (apimachinery meta/v1/helpers.go).
 */
export function labelSelectorToPods<Source extends PodSource>(
  selector: Maybe<MaybeLabelSelector> | undefined,
  sources: readonly Source[],
): Answer<readonly Source[], NearMiss<Source> | undefined> {
  if (selector === undefined) return { answer: "no", value: undefined };
  if (isUnknown(selector)) return { answer: "cannot-tell", why: "the selector is not known yet" };
  const { matches, doubt } = matchPods(selector, sources);
  if (matches.length > 0) return { answer: "yes", value: matches };
  if (doubt !== undefined) return { answer: "cannot-tell", why: doubt };
  const { matchLabels } = selector;
  return { answer: "no", value: isUnknown(matchLabels) ? undefined : nearestSource(matchLabels, sources) };
}

/** The sources that certainly match, and the first value that decides about another. */
export function matchPods<Source extends PodSource>(
  selector: MaybeLabelSelector,
  sources: readonly Source[],
): { readonly matches: readonly Source[]; readonly doubt: string | undefined } {
  const matches: Source[] = [];
  let doubt: string | undefined;
  for (const source of sources) {
    const match = matchPod(selector, source);
    if (match === "yes") matches.push(source);
    else if (match !== "no") doubt ??= match.doubt;
  }
  return { matches, doubt };
}

/** One source against one selector. A label that a controller may add at run time leaves it open. */
export function matchPod(selector: MaybeLabelSelector, source: PodSource): Match {
  return matchLabelSelector(selector, source.labels, new Pods(source));
}

/** Whose labels they are, for the doubt's sentence, and which absent ones may come later. */
export interface Carrier {
  /** "the Pods of Deployment web". */
  readonly whose: string;
  mayAdd(key: string): boolean;
}

class Pods implements Carrier {
  constructor(private readonly source: PodSource) {}

  get whose(): string {
    const { ref } = this.source;
    return ref.kind === "Pod" ? nameOf(ref) : `the Pods of ${nameOf(ref)}`;
  }

  mayAdd(key: string): boolean {
    return isRuntimeLabel(key, this.source.ref);
  }
}

/**
 * A label selector against the labels of anything. An unknown value stands for some string, never
 * for an absent label. An expression that the API server refuses matches nothing.
 * Source: `Requirement.Matches` (apimachinery pkg/labels/selector.go).
 */
export function matchLabelSelector(
  { matchLabels, matchExpressions }: MaybeLabelSelector,
  labels: MaybeLabels,
  carrier: Carrier,
): Match {
  const open = isUnknown(matchLabels) || isUnknown(matchExpressions);
  const wanted = isUnknown(matchLabels) ? {} : matchLabels;
  const keys = Object.keys(wanted);
  const expressions = isUnknown(matchExpressions) ? [] : matchExpressions;
  if (isUnknown(labels)) {
    if (keys.length + expressions.length === 0 && !open) return "yes";
    return { doubt: `the labels of ${carrier.whose} are not known yet` };
  }
  let doubt: Match | undefined = open ? { doubt: "the selector is not known yet" } : undefined;
  for (const key of keys) {
    const match = hasValue(key, wanted[key] ?? "", labels, carrier);
    if (match === "no") return "no";
    if (match !== "yes") doubt ??= match;
  }
  for (const requirement of expressions) {
    const match = holdsAsWritten(requirement, labels, carrier);
    if (match === "no") return "no";
    if (match !== "yes") doubt ??= match;
  }
  return doubt ?? "yes";
}

type Labels = Exclude<MaybeLabels, symbol>;

function hasValue(key: string, wanted: Maybe<string>, labels: Labels, carrier: Carrier): Match {
  const found = valueOf(labels, key);
  if (found === undefined) return carrier.mayAdd(key) ? addedLater(key, carrier) : "no";
  if (isUnknown(found)) return notKnown(key, carrier);
  if (isUnknown(wanted)) return { doubt: `the selector's ${key} is not known yet` };
  return found === wanted ? "yes" : "no";
}

/** Values that are not known yet may be such that the API server refuses the expression. */
function holdsAsWritten(requirement: MaybeRequirement, labels: Labels, carrier: Carrier): Match {
  const match = holds(requirement, labels, carrier);
  return match === "yes" && isUnknown(requirement.values) ? valuesNotKnown(requirement.key) : match;
}

function holds({ key, operator, values }: MaybeRequirement, labels: Labels, carrier: Carrier): Match {
  if (isUnknown(key) || isUnknown(operator)) return { doubt: "the selector's matchExpressions are not known yet" };
  if (isRefused(operator, values)) return "no";
  const found = valueOf(labels, key);
  if (found === undefined && carrier.mayAdd(key)) return addedLater(key, carrier);
  switch (operator) {
    case "Exists":
      return found === undefined ? "no" : "yes";
    case "DoesNotExist":
      return found === undefined ? "yes" : "no";
    case "In":
      return found === undefined ? "no" : isAmong(key, found, values, carrier);
    case "NotIn": {
      if (found === undefined) return "yes";
      const among = isAmong(key, found, values, carrier);
      return typeof among === "object" ? among : among === "yes" ? "no" : "yes";
    }
    default:
      return "no";
  }
}

/** `In` and `NotIn` need a value, the other operators take none. */
function isRefused(operator: string, values: MaybeRequirement["values"]): boolean {
  if (isUnknown(values)) return false;
  return (operator === "In" || operator === "NotIn") === (values.length === 0);
}

function isAmong(key: string, found: Maybe<string>, values: Maybe<readonly Maybe<string>[]>, carrier: Carrier): Match {
  if (isUnknown(found)) return notKnown(key, carrier);
  if (isUnknown(values)) return valuesNotKnown(key);
  if (values.includes(found)) return "yes";
  return values.some(isUnknown) ? valuesNotKnown(key) : "no";
}

const valuesNotKnown = (key: Maybe<string>): Match => ({
  doubt: `the selector's values for ${isUnknown(key) ? "a key" : key} are not known yet`,
});
const notKnown = (key: string, { whose }: Carrier): Match => ({ doubt: `label ${key} of ${whose} is not known yet` });
const addedLater = (key: string, { whose }: Carrier): Match => ({
  doubt: `label ${key} of ${whose} is set by a controller at run time`,
});
