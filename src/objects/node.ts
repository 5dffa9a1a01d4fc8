import { readConditions, type Condition } from "./conditions";
import type { ObjectMeta } from "./meta";
import { flag, list, record, stringMap, text, type StringMap } from "./raw";

export interface Node {
  readonly apiVersion: string;
  readonly kind: "Node";
  readonly metadata: ObjectMeta;
  readonly unschedulable: boolean;
  readonly taints: readonly { readonly key: string; readonly value: string | undefined; readonly effect: string }[];
  readonly allocatable: StringMap;
  readonly architecture: string | undefined;
  readonly conditions: readonly Condition[];
}

export function readNode(apiVersion: string, metadata: ObjectMeta, raw: unknown): Node {
  const object = record(raw);
  const spec = record(object["spec"]);
  const status = record(object["status"]);
  return {
    apiVersion,
    kind: "Node",
    metadata,
    unschedulable: flag(spec["unschedulable"]) ?? false,
    taints: list(spec["taints"], (item) => ({
      key: text(record(item)["key"]) ?? "",
      value: text(record(item)["value"]),
      effect: text(record(item)["effect"]) ?? "",
    })),
    allocatable: stringMap(status["allocatable"]) ?? {},
    architecture: text(record(status["nodeInfo"])["architecture"]),
    conditions: readConditions(status["conditions"]),
  };
}
