/**
 * Reading JSON that nobody vouches for. Each function takes whatever stands in a field and gives the
 * value if it has the expected type, else "not there". Objects of a cluster come from API servers of
 * many versions, from old recordings and from people's hands: a wrong type is the same as no value.
 */

export type RawRecord = Readonly<Record<string, unknown>>;

const nothing: RawRecord = Object.freeze({});

/** The fields of a JSON object; an empty record for anything else, lists included. */
export function record(value: unknown): RawRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as RawRecord) : nothing;
}

/** As {@link record}, but tells "absent" from "there and empty". */
export function optionalRecord(value: unknown): RawRecord | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as RawRecord) : undefined;
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function integer(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function flag(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

/** An int-or-string field (ports, percentages). */
export function textOrInteger(value: unknown): string | number | undefined {
  return text(value) ?? integer(value);
}

export function list<T>(value: unknown, read: (item: unknown) => T): readonly T[] {
  return Array.isArray(value) ? value.map(read) : [];
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** One annotation of a whole object. What is read this way is not kept otherwise: see meta. */
export function annotation(object: unknown, key: string): string | undefined {
  return text(record(record(record(object)["metadata"])["annotations"])[key]);
}

export type StringMap = Readonly<Record<string, string>>;

/** A map of strings (labels, selectors, quantities); numbers become text, other values are dropped. */
export function stringMap(value: unknown): StringMap | undefined {
  const source = optionalRecord(value);
  if (source === undefined) return undefined;
  const entries: [string, string][] = [];
  for (const [key, item] of Object.entries(source)) {
    if (typeof item === "string") entries.push([key, item]);
    else if (typeof item === "number") entries.push([key, String(item)]);
  }
  return Object.fromEntries(entries);
}
