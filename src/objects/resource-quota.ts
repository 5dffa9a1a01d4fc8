import type { ObjectMeta } from "./meta";
import { record, stringMap, texts, type StringMap } from "./raw";

export interface ResourceQuota {
  readonly apiVersion: string;
  readonly kind: "ResourceQuota";
  readonly metadata: ObjectMeta;
  readonly spec: { readonly hard: StringMap; readonly scopes: readonly string[] };
  /** `hard` is the limit that the controller has taken up; undefined as long as it has not looked at the quota. */
  readonly status: { readonly hard: StringMap | undefined; readonly used: StringMap };
}

export function readResourceQuota(apiVersion: string, metadata: ObjectMeta, raw: unknown): ResourceQuota {
  const object = record(raw);
  const spec = record(object["spec"]);
  const status = record(object["status"]);
  return {
    apiVersion,
    kind: "ResourceQuota",
    metadata,
    spec: { hard: stringMap(spec["hard"]) ?? {}, scopes: texts(spec["scopes"]) },
    status: { hard: stringMap(status["hard"]), used: stringMap(status["used"]) ?? {} },
  };
}
