import { isUnknown, type Maybe, type MaybeLabelSelector, type MaybeRequirement } from "../wiring";
import type { DeclaredObject } from "./declared";

const identifier = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** One property as one would write it in a program: `app: "web"`, `"app.kubernetes.io/name": "web"`. An ellipsis stands for what is not known yet. */
export function pairCode(key: string, value: Maybe<string>): string {
  const name = identifier.test(key) ? key : JSON.stringify(key);
  return `${name}: ${isUnknown(value) ? "…" : JSON.stringify(value)}`;
}

/** A map of labels as one would write it in a program. */
export function labelsCode(labels: Readonly<Record<string, Maybe<string>>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => pairCode(key, value));
  return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}

/** A label selector as one would write it: matchLabels alone as the labels that they are. */
export function labelSelectorCode({ matchLabels, matchExpressions }: MaybeLabelSelector): string {
  const labels = isUnknown(matchLabels) ? "…" : labelsCode(matchLabels);
  if (!isUnknown(matchExpressions) && matchExpressions.length === 0) return labels;
  const expressions = isUnknown(matchExpressions) ? "…" : `[${matchExpressions.map(requirementCode).join(", ")}]`;
  const isBare = !isUnknown(matchLabels) && Object.keys(matchLabels).length === 0;
  return `{ ${isBare ? "" : `matchLabels: ${labels}, `}matchExpressions: ${expressions} }`;
}

/** `{ key: "tier", operator: "In", values: ["a"] }`. */
function requirementCode({ key, operator, values }: MaybeRequirement): string {
  const list = isUnknown(values) ? "…" : `[${values.map(textCode).join(", ")}]`;
  const shown = !isUnknown(values) && values.length === 0 ? "" : `, values: ${list}`;
  return `{ key: ${textCode(key)}, operator: ${textCode(operator)}${shown} }`;
}

const textCode = (value: Maybe<string>): string => (isUnknown(value) ? "…" : JSON.stringify(value));

/** The name of an object as a program says it: `web.metadata.name`, as if the resource were kept in a variable of its name. */
export function nameCode({ label }: Pick<DeclaredObject, "label">): string {
  const variable = label.replace(/[^A-Za-z0-9_$]+(.)?/g, (_, next: string | undefined) => (next ?? "").toUpperCase());
  return `${identifier.test(variable) ? variable : "it"}.metadata.name`;
}
