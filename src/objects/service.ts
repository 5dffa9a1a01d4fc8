import { readConditions, type Condition } from "./conditions";
import type { ObjectMeta } from "./meta";
import {
  flag,
  integer,
  list,
  optionalRecord,
  record,
  stringMap,
  text,
  textOrInteger,
  texts,
  type StringMap,
} from "./raw";

export interface ServicePort {
  readonly name: string | undefined;
  readonly port: number | undefined;
  /** A number, a container port's name, or absent: then the same as `port`. */
  readonly targetPort: string | number | undefined;
  readonly protocol: string;
  readonly nodePort: number | undefined;
}

export interface Service {
  readonly apiVersion: string;
  readonly kind: "Service";
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly type: string;
    readonly clusterIP: string | undefined;
    /** Absent or empty: nobody manages endpoints for it. */
    readonly selector: StringMap | undefined;
    readonly ports: readonly ServicePort[];
    readonly externalName: string | undefined;
    readonly externalIPs: readonly string[];
    readonly externalTrafficPolicy: string | undefined;
    readonly internalTrafficPolicy: string | undefined;
    readonly loadBalancerClass: string | undefined;
    readonly publishNotReadyAddresses: boolean;
    /** "IPv4", "IPv6" or both, the primary one first; empty for what has no address. */
    readonly ipFamilies: readonly string[];
  };
  readonly status: {
    readonly ingress: readonly { readonly ip: string | undefined; readonly hostname: string | undefined }[];
    readonly conditions: readonly Condition[];
  };
}

export interface Endpoint {
  readonly addresses: readonly string[];
  /** Absent means ready (discovery/v1: nil is to be read as true). */
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly nodeName: string | undefined;
  readonly targetRef: { readonly kind: string; readonly name: string; readonly uid: string | undefined } | undefined;
}

export interface EndpointSlice {
  readonly apiVersion: string;
  readonly kind: "EndpointSlice";
  readonly metadata: ObjectMeta;
  /** The label kubernetes.io/service-name. */
  readonly serviceName: string | undefined;
  readonly addressType: string | undefined;
  readonly endpoints: readonly Endpoint[];
  readonly ports: readonly { readonly name: string; readonly port: number | undefined; readonly protocol: string }[];
}

export function readService(apiVersion: string, metadata: ObjectMeta, raw: unknown): Service {
  const object = record(raw);
  const spec = record(object["spec"]);
  const status = record(object["status"]);
  return {
    apiVersion,
    kind: "Service",
    metadata,
    spec: {
      type: text(spec["type"]) ?? "ClusterIP",
      clusterIP: text(spec["clusterIP"]),
      selector: stringMap(spec["selector"]),
      ports: list(spec["ports"], (item) => {
        const port = record(item);
        return {
          name: text(port["name"]),
          port: integer(port["port"]),
          targetPort: textOrInteger(port["targetPort"]),
          protocol: text(port["protocol"]) ?? "TCP",
          nodePort: integer(port["nodePort"]),
        };
      }),
      externalName: text(spec["externalName"]),
      externalIPs: texts(spec["externalIPs"]),
      externalTrafficPolicy: text(spec["externalTrafficPolicy"]),
      internalTrafficPolicy: text(spec["internalTrafficPolicy"]),
      loadBalancerClass: text(spec["loadBalancerClass"]),
      publishNotReadyAddresses: flag(spec["publishNotReadyAddresses"]) ?? false,
      ipFamilies: texts(spec["ipFamilies"]),
    },
    status: {
      ingress: list(record(status["loadBalancer"])["ingress"], (item) => ({
        ip: text(record(item)["ip"]),
        hostname: text(record(item)["hostname"]),
      })),
      conditions: readConditions(status["conditions"]),
    },
  };
}

function readEndpoint(raw: unknown): Endpoint {
  const endpoint = record(raw);
  const conditions = record(endpoint["conditions"]);
  const target = optionalRecord(endpoint["targetRef"]);
  const ready = flag(conditions["ready"]) ?? true;
  return {
    addresses: texts(endpoint["addresses"]),
    ready,
    serving: flag(conditions["serving"]) ?? ready,
    terminating: flag(conditions["terminating"]) ?? false,
    nodeName: text(endpoint["nodeName"]),
    targetRef: target && {
      kind: text(target["kind"]) ?? "",
      name: text(target["name"]) ?? "",
      uid: text(target["uid"]),
    },
  };
}

export function readEndpointSlice(apiVersion: string, metadata: ObjectMeta, raw: unknown): EndpointSlice {
  const object = record(raw);
  return {
    apiVersion,
    kind: "EndpointSlice",
    metadata,
    serviceName: metadata.labels["kubernetes.io/service-name"],
    addressType: text(object["addressType"]),
    endpoints: list(object["endpoints"], readEndpoint),
    ports: list(object["ports"], (item) => ({
      name: text(record(item)["name"]) ?? "",
      port: integer(record(item)["port"]),
      protocol: text(record(item)["protocol"]) ?? "TCP",
    })),
  };
}
