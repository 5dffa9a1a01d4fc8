import { readConditions, type Condition } from "./conditions";
import type { ObjectMeta } from "./meta";
import { integer, list, record, text, texts } from "./raw";

/** A reference of the Gateway API to a parent, defaults of its kind filled in. Without a namespace: the route's own. */
export interface ParentRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly sectionName: string | undefined;
  readonly port: number | undefined;
}

export interface RouteBackendRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly port: number | undefined;
  /** 0 gets no requests. */
  readonly weight: number;
}

/** gateway.networking.k8s.io's HTTPRoute: what it hangs on, where it leads, and what the Gateways' controllers say of it. */
export interface HTTPRoute {
  readonly apiVersion: string;
  readonly kind: "HTTPRoute";
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly parentRefs: readonly ParentRef[];
    readonly hostnames: readonly string[];
    readonly rules: readonly { readonly backendRefs: readonly RouteBackendRef[] }[];
  };
  readonly status: {
    readonly parents: readonly {
      readonly parentRef: ParentRef;
      readonly controllerName: string | undefined;
      readonly conditions: readonly Condition[];
    }[];
  };
}

function readParentRef(raw: unknown): ParentRef {
  const ref = record(raw);
  return {
    group: text(ref["group"]) ?? "gateway.networking.k8s.io",
    kind: text(ref["kind"]) ?? "Gateway",
    namespace: text(ref["namespace"]),
    name: text(ref["name"]) ?? "",
    sectionName: text(ref["sectionName"]),
    port: integer(ref["port"]),
  };
}

function readBackendRef(raw: unknown): RouteBackendRef {
  const ref = record(raw);
  return {
    group: text(ref["group"]) ?? "",
    kind: text(ref["kind"]) ?? "Service",
    namespace: text(ref["namespace"]),
    name: text(ref["name"]) ?? "",
    port: integer(ref["port"]),
    weight: integer(ref["weight"]) ?? 1,
  };
}

export function readHttpRoute(apiVersion: string, metadata: ObjectMeta, raw: unknown): HTTPRoute {
  const object = record(raw);
  const spec = record(object["spec"]);
  return {
    apiVersion,
    kind: "HTTPRoute",
    metadata,
    spec: {
      parentRefs: list(spec["parentRefs"], readParentRef),
      hostnames: texts(spec["hostnames"]),
      rules: list(spec["rules"], (rule) => ({ backendRefs: list(record(rule)["backendRefs"], readBackendRef) })),
    },
    status: {
      parents: list(record(object["status"])["parents"], (item) => ({
        parentRef: readParentRef(record(item)["parentRef"]),
        controllerName: text(record(item)["controllerName"]),
        conditions: readConditions(record(item)["conditions"]),
      })),
    },
  };
}
