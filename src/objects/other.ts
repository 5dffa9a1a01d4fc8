import { readConditions, type Condition } from "./conditions";
import type { ObjectMeta } from "./meta";
import { integer, record } from "./raw";

/** Any kind without a reader of its own: what kstatus's generic rules need, and nothing else. Secret data never gets past here. */
export interface OtherObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly observedGeneration: number | undefined;
  readonly conditions: readonly Condition[];
}

export function readOther(apiVersion: string, kind: string, metadata: ObjectMeta, raw: unknown): OtherObject {
  const status = record(record(raw)["status"]);
  return {
    apiVersion,
    kind,
    metadata,
    observedGeneration: integer(status["observedGeneration"]),
    conditions: readConditions(status["conditions"]),
  };
}
