import { isUnknown, unknown, type Maybe } from "../wiring";
import { field, listField, portField, textField } from "./tree";

/** A port that a container declares. Parts of it may not be known yet. */
export interface DeclaredPort {
  readonly name: Maybe<string> | undefined;
  readonly containerPort: Maybe<string | number> | undefined;
  /** TCP when it is not said. */
  readonly protocol: Maybe<string>;
}

export interface DeclaredContainer {
  readonly name: Maybe<string> | undefined;
  /** Where it stands in the PodSpec: `containers[0]`. */
  readonly path: string;
  /** An init container that keeps running (`restartPolicy: Always`); undefined for the others among the init containers. */
  readonly role: "container" | "sidecar" | "init" | "init or sidecar";
  readonly tree: unknown;
  /** Unknown where the list, or an item of it, is. */
  readonly ports: Maybe<readonly DeclaredPort[]>;
}

/** The containers of a PodSpec, init containers last. Unknown where the spec or one of the lists is, or where it has no containers. */
export function containersOf(spec: unknown): Maybe<readonly DeclaredContainer[]> {
  const containers = listField(spec, "containers");
  const initContainers = listField(spec, "initContainers");
  if (isUnknown(containers) || isUnknown(initContainers) || containers.length === 0) return unknown;
  return [
    ...containers.map((tree, index) => containerOf(tree, `containers[${index}]`, "container")),
    ...initContainers.map((tree, index) => containerOf(tree, `initContainers[${index}]`, initRole(tree))),
  ];
}

function initRole(tree: unknown): DeclaredContainer["role"] {
  const policy = textField(tree, "restartPolicy");
  if (isUnknown(policy)) return "init or sidecar";
  return policy === "Always" ? "sidecar" : "init";
}

function containerOf(tree: unknown, path: string, role: DeclaredContainer["role"]): DeclaredContainer {
  const ports = listField(tree, "ports");
  const isOpen = isUnknown(ports) || ports.some((port) => isUnknown(field(port)));
  return {
    name: textField(tree, "name"),
    path,
    role,
    tree,
    ports: isOpen ? unknown : ports.map(portOf),
  };
}

function portOf(tree: unknown): DeclaredPort {
  return {
    name: textField(tree, "name"),
    containerPort: portField(tree, "containerPort"),
    protocol: textField(tree, "protocol") ?? "TCP",
  };
}

/** The ports that a Service can name, in the order in which they are looked at; unknown where one of the lists is. */
export function servicePortsOf(containers: Maybe<readonly DeclaredContainer[]>): Maybe<readonly DeclaredPort[]> {
  if (isUnknown(containers)) return unknown;
  const serving = containers.filter(({ role }) => role !== "init");
  const all: DeclaredPort[] = [];
  for (const { ports } of serving) {
    if (isUnknown(ports)) return unknown;
    all.push(...ports);
  }
  return all;
}

/** "http=8080", "8080/UDP": a port as people compare it. */
export function portText({ name, containerPort, protocol }: DeclaredPort): string {
  const number = isUnknown(containerPort) || containerPort === undefined ? "…" : String(containerPort);
  const named = isUnknown(name) ? `…=${number}` : name === undefined || name === "" ? number : `${name}=${number}`;
  return protocol === "TCP" || isUnknown(protocol) ? named : `${named}/${protocol}`;
}
