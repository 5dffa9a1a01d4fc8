import { readConditions, type Condition } from "./conditions";
import type { ObjectMeta } from "./meta";
import { integer, optionalRecord, record, text } from "./raw";

/** A Service that the API server calls: an aggregated API's or a webhook's. */
export interface ServiceReference {
  readonly namespace: string;
  readonly name: string;
  /** 443 when the object does not say. */
  readonly port: number;
}

/** One version of an API group, and who serves it. */
export interface APIService {
  readonly apiVersion: string;
  readonly kind: "APIService";
  readonly metadata: ObjectMeta;
  readonly group: string;
  readonly version: string;
  /** Absent: the API server itself serves it. */
  readonly service: ServiceReference | undefined;
  readonly conditions: readonly Condition[];
}

export function readServiceReference(raw: unknown): ServiceReference | undefined {
  const service = optionalRecord(raw);
  const name = service && text(service["name"]);
  if (service === undefined || name === undefined || name === "") return undefined;
  return { namespace: text(service["namespace"]) ?? "", name, port: integer(service["port"]) ?? 443 };
}

export function readAPIService(apiVersion: string, metadata: ObjectMeta, raw: unknown): APIService {
  const object = record(raw);
  const spec = record(object["spec"]);
  return {
    apiVersion,
    kind: "APIService",
    metadata,
    group: text(spec["group"]) ?? "",
    version: text(spec["version"]) ?? "",
    service: readServiceReference(spec["service"]),
    conditions: readConditions(record(object["status"])["conditions"]),
  };
}
