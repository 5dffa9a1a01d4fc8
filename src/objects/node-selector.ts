import type { LabelSelectorRequirement } from "./label-selector";
import { list, record, text, texts } from "./raw";

/** A node suits that meets all requirements on its labels, and has one of the names if there are any. */
export interface NodeSelectorTerm {
  readonly labels: readonly LabelSelectorRequirement[];
  /** Of the field metadata.name, the only one that terms may ask for. */
  readonly names: readonly string[];
}

/** core/v1 NodeSelector: any one of the terms will do. Empty where nothing is required. */
export type NodeSelector = readonly NodeSelectorTerm[];

export function readNodeSelector(raw: unknown): NodeSelector {
  return list(record(raw)["nodeSelectorTerms"], (item) => {
    const term = record(item);
    return {
      labels: list(term["matchExpressions"], readRequirement),
      names: list(term["matchFields"], readRequirement).flatMap(({ key, operator, values }) =>
        key === "metadata.name" && operator === "In" ? values : [],
      ),
    };
  });
}

function readRequirement(raw: unknown): LabelSelectorRequirement {
  const requirement = record(raw);
  return {
    key: text(requirement["key"]) ?? "",
    operator: text(requirement["operator"]) ?? "",
    values: texts(requirement["values"]),
  };
}
