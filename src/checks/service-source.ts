import { isUnknown, unknown, type ServiceSource } from "../wiring";
import type { DeclaredObject } from "./declared";
import { isEmpty, listField, portField, textField } from "./tree";

/** A declared Service as something that routes lead to. Of a patch only the name is certain. */
export function serviceSource(object: DeclaredObject): ServiceSource {
  const { ref, name, tree, patch } = object;
  if (patch || isEmpty(tree)) return { ref, name, type: unknown, ports: unknown };
  const ports = listField(tree, "spec", "ports");
  return {
    ref,
    name,
    type: textField(tree, "spec", "type") ?? "ClusterIP",
    ports: isUnknown(ports)
      ? unknown
      : ports.map((port) => {
          const number = portField(port, "port");
          return {
            name: textField(port, "name"),
            port: typeof number === "number" ? number : unknown,
          };
        }),
  };
}

/** "80", "http=80": the ports of a Service as people compare them. */
export function servicePortsText(ports: readonly string[]): string {
  if (ports.length === 0) return "has no ports";
  return `has ${ports.length === 1 ? "port" : "ports"} ${ports.join(", ")}`;
}
