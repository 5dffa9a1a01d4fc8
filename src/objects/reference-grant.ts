import type { ObjectMeta } from "./meta";
import { list, record, text } from "./raw";

/** Allows objects of other namespaces to refer to objects of its own. */
export interface ReferenceGrant {
  readonly apiVersion: string;
  readonly kind: "ReferenceGrant";
  readonly metadata: ObjectMeta;
  readonly from: readonly { readonly group: string; readonly kind: string; readonly namespace: string }[];
  /** Without a name: all objects of the kind. */
  readonly to: readonly { readonly group: string; readonly kind: string; readonly name: string | undefined }[];
}

export function readReferenceGrant(apiVersion: string, metadata: ObjectMeta, raw: unknown): ReferenceGrant {
  const spec = record(record(raw)["spec"]);
  return {
    apiVersion,
    kind: "ReferenceGrant",
    metadata,
    from: list(spec["from"], (item) => ({
      group: text(record(item)["group"]) ?? "",
      kind: text(record(item)["kind"]) ?? "",
      namespace: text(record(item)["namespace"]) ?? "",
    })),
    to: list(spec["to"], (item) => ({
      group: text(record(item)["group"]) ?? "",
      kind: text(record(item)["kind"]) ?? "",
      name: text(record(item)["name"]) || undefined,
    })),
  };
}
