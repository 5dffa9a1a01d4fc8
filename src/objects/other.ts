import { readConditions, type Condition } from "./conditions";
import type { ObjectMeta } from "./meta";
import { integer, optionalRecord, record, type RawRecord } from "./raw";

export type Scalar = string | number | boolean;

/**
 * Any kind without a reader of its own: what kstatus's generic rules and declared readiness rules
 * need. Secret data never gets past here: of `status` its texts, numbers and flags, of `spec` only
 * numbers and flags, of everything else nothing.
 */
export interface OtherObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly observedGeneration: number | undefined;
  readonly conditions: readonly Condition[];
  /** By path: `status.health.status`, `spec.suspend`. Lists and what lies in them are left out. */
  readonly fields: Readonly<Record<string, Scalar>>;
}

const mostFields = 200;
const deepest = 4;
const longestText = 1024;

export function readOther(apiVersion: string, kind: string, metadata: ObjectMeta, raw: unknown): OtherObject {
  const object = record(raw);
  const status = record(object["status"]);
  return {
    apiVersion,
    kind,
    metadata,
    observedGeneration: integer(status["observedGeneration"]),
    conditions: readConditions(status["conditions"]),
    fields: kind === "Secret" ? {} : { ...specFields(object["spec"]), ...statusFields(status) },
  };
}

/** Switches and counts: texts of a spec may be secret. */
function specFields(spec: unknown): Readonly<Record<string, Scalar>> {
  const entries = Object.entries(record(spec)).filter((entry): entry is [string, number | boolean] =>
    ["number", "boolean"].includes(typeof entry[1]),
  );
  return Object.fromEntries(entries.slice(0, mostFields).map(([key, value]) => [`spec.${key}`, value]));
}

/** The shallow ones first, so that a status of a thousand entries does not push out its phase. */
function statusFields(status: RawRecord): Readonly<Record<string, Scalar>> {
  const found: [string, Scalar][] = [];
  let level: readonly (readonly [string, RawRecord])[] = [["status", status]];
  for (let depth = 0; depth < deepest && level.length > 0; depth++) {
    const next: (readonly [string, RawRecord])[] = [];
    for (const [path, fields] of level) {
      for (const [key, value] of Object.entries(fields)) {
        if (found.length >= mostFields) return Object.fromEntries(found);
        const at = `${path}.${key}`;
        const inner = optionalRecord(value);
        if (inner !== undefined) next.push([at, inner]);
        else if (typeof value === "string") found.push([at, value.slice(0, longestText)]);
        else if (typeof value === "number" || typeof value === "boolean") found.push([at, value]);
      }
    }
    level = next.slice(0, mostFields);
  }
  return Object.fromEntries(found);
}
