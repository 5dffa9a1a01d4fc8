import { readConditions, type Condition } from "./conditions";
import type { ObjectMeta } from "./meta";
import { record, text, texts } from "./raw";

export interface Namespace {
  readonly apiVersion: string;
  readonly kind: "Namespace";
  readonly metadata: ObjectMeta;
  /** spec.finalizers, not metadata's: what has to be emptied before it goes, usually just "kubernetes". */
  readonly finalizers: readonly string[];
  /** "Active" or "Terminating". */
  readonly phase: string | undefined;
  readonly conditions: readonly Condition[];
}

export function readNamespace(apiVersion: string, metadata: ObjectMeta, raw: unknown): Namespace {
  const object = record(raw);
  const status = record(object["status"]);
  return {
    apiVersion,
    kind: "Namespace",
    metadata,
    finalizers: texts(record(object["spec"])["finalizers"]),
    phase: text(status["phase"]),
    conditions: readConditions(status["conditions"]),
  };
}
