import type { ObjectMeta } from "./meta";
import { list, record, stringMap, text, type StringMap } from "./raw";

/** One entry of a LimitRange: what a Container, a Pod or a PersistentVolumeClaim may ask for, and gets when it does not ask. */
export interface LimitRangeItem {
  readonly type: string;
  readonly min: StringMap;
  readonly max: StringMap;
  /** The limit of a container that states none. */
  readonly default: StringMap;
  readonly defaultRequest: StringMap;
}

export interface LimitRange {
  readonly apiVersion: string;
  readonly kind: "LimitRange";
  readonly metadata: ObjectMeta;
  readonly limits: readonly LimitRangeItem[];
}

export function readLimitRange(apiVersion: string, metadata: ObjectMeta, raw: unknown): LimitRange {
  const spec = record(record(raw)["spec"]);
  return {
    apiVersion,
    kind: "LimitRange",
    metadata,
    limits: list(spec["limits"], (item) => {
      const limit = record(item);
      return {
        type: text(limit["type"]) ?? "",
        min: stringMap(limit["min"]) ?? {},
        max: stringMap(limit["max"]) ?? {},
        default: stringMap(limit["default"]) ?? {},
        defaultRequest: stringMap(limit["defaultRequest"]) ?? {},
      };
    }),
  };
}
