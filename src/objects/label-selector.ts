import { list, optionalRecord, record, stringMap, text, texts, type StringMap } from "./raw";

/** One requirement of matchExpressions. The operator is kept as written: an unknown one is for the rules to judge. */
export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** metav1.LabelSelector. Absent (undefined) selects nothing, empty selects everything: see wiring. */
export interface LabelSelector {
  readonly matchLabels: StringMap;
  readonly matchExpressions: readonly LabelSelectorRequirement[];
}

export function readLabelSelector(raw: unknown): LabelSelector | undefined {
  const selector = optionalRecord(raw);
  if (selector === undefined) return undefined;
  return {
    matchLabels: stringMap(selector["matchLabels"]) ?? {},
    matchExpressions: list(selector["matchExpressions"], (item) => {
      const requirement = record(item);
      return {
        key: text(requirement["key"]) ?? "",
        operator: text(requirement["operator"]) ?? "",
        values: texts(requirement["values"]),
      };
    }),
  };
}
