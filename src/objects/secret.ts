import type { ObjectMeta } from "./meta";
import { optionalRecord, record, text } from "./raw";

/** A Secret without its values: they are dropped on arrival. */
export interface Secret {
  readonly apiVersion: string;
  readonly kind: "Secret";
  readonly metadata: ObjectMeta;
  readonly type: string | undefined;
  /** The names of its entries; undefined where the source has left the data out, as recordings do. */
  readonly keys: readonly string[] | undefined;
}

export function readSecret(apiVersion: string, metadata: ObjectMeta, raw: unknown): Secret {
  const object = record(raw);
  const data = optionalRecord(object["data"]);
  const strings = optionalRecord(object["stringData"]);
  return {
    apiVersion,
    kind: "Secret",
    metadata,
    type: text(object["type"]),
    keys:
      data === undefined && strings === undefined
        ? undefined
        : [...new Set([...Object.keys(data ?? {}), ...Object.keys(strings ?? {})])].sort(),
  };
}
