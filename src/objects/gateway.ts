import { readConditions, type Condition } from "./conditions";
import type { ObjectMeta } from "./meta";
import { integer, list, record, text } from "./raw";

/** gateway.networking.k8s.io's Gateway. Istio's kind of the same name is none of it. */
export interface Gateway {
  readonly apiVersion: string;
  readonly kind: "Gateway";
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly gatewayClassName: string | undefined;
    readonly listeners: readonly {
      readonly name: string;
      readonly port: number | undefined;
      readonly protocol: string | undefined;
    }[];
  };
  readonly status: {
    readonly addresses: readonly string[];
    readonly conditions: readonly Condition[];
    readonly listeners: readonly {
      readonly name: string;
      readonly attachedRoutes: number | undefined;
      readonly conditions: readonly Condition[];
    }[];
  };
}

export interface GatewayClass {
  readonly apiVersion: string;
  readonly kind: "GatewayClass";
  readonly metadata: ObjectMeta;
  readonly controllerName: string | undefined;
  readonly conditions: readonly Condition[];
}

export function readGateway(apiVersion: string, metadata: ObjectMeta, raw: unknown): Gateway {
  const object = record(raw);
  const spec = record(object["spec"]);
  const status = record(object["status"]);
  return {
    apiVersion,
    kind: "Gateway",
    metadata,
    spec: {
      gatewayClassName: text(spec["gatewayClassName"]),
      listeners: list(spec["listeners"], (item) => ({
        name: text(record(item)["name"]) ?? "",
        port: integer(record(item)["port"]),
        protocol: text(record(item)["protocol"]),
      })),
    },
    status: {
      addresses: list(status["addresses"], (item) => text(record(item)["value"]) ?? "").filter((value) => value !== ""),
      conditions: readConditions(status["conditions"]),
      listeners: list(status["listeners"], (item) => ({
        name: text(record(item)["name"]) ?? "",
        attachedRoutes: integer(record(item)["attachedRoutes"]),
        conditions: readConditions(record(item)["conditions"]),
      })),
    },
  };
}

export function readGatewayClass(apiVersion: string, metadata: ObjectMeta, raw: unknown): GatewayClass {
  const object = record(raw);
  return {
    apiVersion,
    kind: "GatewayClass",
    metadata,
    controllerName: text(record(object["spec"])["controllerName"]),
    conditions: readConditions(record(object["status"])["conditions"]),
  };
}
