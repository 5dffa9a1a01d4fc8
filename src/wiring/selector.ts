import type { LabelSelector, LabelSelectorRequirement, StringMap } from "../objects";
import { isUnknown, type Maybe } from "./answer";

/** Labels as a program states them: the whole map or single values may not be decided yet. */
export type MaybeLabels = Maybe<Readonly<Record<string, Maybe<string>>>>;

/**
 * Do all pairs of an equality selector stand in the labels? An empty selector gives false: a
 * Service (and nothing else is selected this way) without a selector has no Pods of its own.
 * Source: `Selector.Matches` of apimachinery's pkg/labels, `ServiceSpec.selector` of the API.
 */
export function selectorMatches(selector: StringMap, labels: StringMap): boolean {
  const pairs = Object.entries(selector);
  return pairs.length > 0 && pairs.every(([key, value]) => valueOf(labels, key) === value);
}

/**
 * A `metav1.LabelSelector` against labels: absent selects nothing, empty selects everything, all
 * requirements must hold, `NotIn` and `DoesNotExist` hold where the key is absent. A selector that
 * the API server refuses (see {@link selectorFault}) matches nothing.
 * Source: `LabelSelectorAsSelector` (apimachinery meta/v1/helpers.go), `Requirement.Matches`
 * (apimachinery pkg/labels/selector.go).
 */
export function labelSelectorMatches(selector: LabelSelector | undefined, labels: StringMap): boolean {
  if (selector === undefined || selectorFault(selector) !== undefined) return false;
  const equal = Object.entries(selector.matchLabels).every(([key, value]) => valueOf(labels, key) === value);
  return (
    equal && selector.matchExpressions.every((requirement) => holds(requirement, valueOf(labels, requirement.key)))
  );
}

/**
 * What is wrong with a selector's expressions, in one sentence, or undefined. Judges the operator
 * and the number of values (`In` and `NotIn` need at least one, `Exists` and `DoesNotExist` none);
 * the spelling of keys and values is the API server's to judge.
 * Source: `NewRequirement` of apimachinery's pkg/labels/selector.go.
 */
export function selectorFault(selector: LabelSelector): string | undefined {
  for (const { key, operator, values } of selector.matchExpressions) {
    switch (operator) {
      case "In":
      case "NotIn":
        if (values.length === 0) return `${operator} on ${key} needs at least one value`;
        break;
      case "Exists":
      case "DoesNotExist":
        if (values.length > 0) return `${operator} on ${key} takes no values`;
        break;
      default:
        return `${operator === "" ? "an empty operator" : operator} on ${key} is none of In, NotIn, Exists, DoesNotExist`;
    }
  }
  return undefined;
}

function holds({ operator, values }: LabelSelectorRequirement, value: string | undefined): boolean {
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return false;
  }
}

/** The value of a key of its own: labels named like Object's members ("constructor") are absent unless set. */
export function valueOf<T>(labels: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/** The pairs that are decided, the others left out; nothing of labels that are not known as a whole. */
export function knownLabels(labels: MaybeLabels): StringMap {
  if (isUnknown(labels)) return {};
  return Object.fromEntries(Object.entries(labels).filter((pair): pair is [string, string] => !isUnknown(pair[1])));
}
