import { readServiceReference, type ServiceReference } from "./api-service";
import { readConditions, type Condition } from "./conditions";
import type { ObjectMeta } from "./meta";
import { record, text } from "./raw";

export interface CustomResourceDefinition {
  readonly apiVersion: string;
  readonly kind: "CustomResourceDefinition";
  readonly metadata: ObjectMeta;
  readonly group: string;
  readonly plural: string;
  /** The kind that it brings. */
  readonly objectKind: string;
  /** Converts between versions; undefined where no webhook does. */
  readonly conversionService: ServiceReference | undefined;
  readonly conditions: readonly Condition[];
}

export function readCustomResourceDefinition(
  apiVersion: string,
  metadata: ObjectMeta,
  raw: unknown,
): CustomResourceDefinition {
  const object = record(raw);
  const spec = record(object["spec"]);
  const names = record(spec["names"]);
  const webhook = record(record(spec["conversion"])["webhook"]);
  return {
    apiVersion,
    kind: "CustomResourceDefinition",
    metadata,
    group: text(spec["group"]) ?? "",
    plural: text(names["plural"]) ?? "",
    objectKind: text(names["kind"]) ?? "",
    conversionService: readServiceReference(record(webhook["clientConfig"])["service"]),
    conditions: readConditions(record(object["status"])["conditions"]),
  };
}
