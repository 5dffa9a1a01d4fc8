import { list, record, text } from "../objects/raw";

/** A kind as the API server lists it. */
export interface ServedResource {
  readonly kind: string;
  /** The path segment of the API: "certificates". */
  readonly plural: string;
  readonly isNamespaced: boolean;
  /** All that is said of it. */
  readonly entry: Readonly<Record<string, unknown>>;
}

/**
 * The kinds in an answer of the discovery API (`APIResourceList`); subresources ("carts/status"), which
 * have the kind too, are left out. Nothing of an answer that is none. Never throws.
 */
export function servedResources(answer: unknown): readonly ServedResource[] {
  return list(record(answer)["resources"], record).flatMap((entry) => {
    const [plural, kind] = [text(entry["name"]), text(entry["kind"])];
    if (plural === undefined || kind === undefined || plural.includes("/")) return [];
    return [{ kind, plural, isNamespaced: entry["namespaced"] !== false, entry }];
  });
}
