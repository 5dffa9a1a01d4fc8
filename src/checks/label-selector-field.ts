import { isUnknown, unknown, type Maybe, type MaybeLabelSelector, type MaybeRequirement } from "../wiring";
import { field, isRecord, labelsField, listField, textField } from "./tree";

/** A `metav1.LabelSelector` at a path; undefined when absent. Something else counts as `unknown`. */
export function labelSelectorField(tree: unknown, ...path: readonly string[]): Maybe<MaybeLabelSelector> | undefined {
  const value = field(tree, ...path);
  if (value === undefined) return undefined;
  if (isUnknown(value) || !isRecord(value)) return unknown;
  const expressions = listField(value, "matchExpressions");
  return {
    matchLabels: labelsField(value, "matchLabels"),
    matchExpressions: isUnknown(expressions) ? unknown : expressions.map(requirement),
  };
}

function requirement(item: unknown): MaybeRequirement {
  const values = listField(item, "values");
  return {
    key: textField(item, "key") ?? "",
    operator: textField(item, "operator") ?? "",
    values: isUnknown(values)
      ? unknown
      : values.map((value) => (typeof field(value) === "string" ? String(value) : unknown)),
  };
}
