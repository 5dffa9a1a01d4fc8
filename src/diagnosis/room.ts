import { formatQuantity, parseQuantity, type Container, type Pod, type PodSpec } from "../objects";
import { isComplete, type Scene } from "./scene";

/** How much of a resource one node has, and what the Pods on it ask for. In the resource's own unit. */
interface NodeRoom {
  readonly has: number;
  readonly requested: number;
}

/**
 * What the scheduler counts for a Pod: the sum of the containers and sidecars, or the largest init
 * container with the sidecars before it, if that is more; or what the Pod asks for as a whole. The
 * overhead of its runtime comes on top.
 * Source: PodRequests of kubernetes/component-helpers/resource.
 */
export function podRequest(spec: PodSpec, resource: string): number {
  const { containers, initContainers, requests, limits, overhead } = spec;
  if (resource === "pods") return 1;
  const asks = (from: Pick<Container, "requests" | "limits">): number =>
    parseQuantity(from.requests[resource] ?? from.limits[resource]) ?? 0;
  let sidecars = 0;
  let initial = 0;
  for (const container of initContainers) {
    if (container.restartPolicy === "Always") sidecars += asks(container);
    initial = Math.max(initial, container.restartPolicy === "Always" ? sidecars : sidecars + asks(container));
  }
  const summed = Math.max(initial, containers.reduce((sum, container) => sum + asks(container), 0) + sidecars);
  const whole = requests[resource] ?? limits[resource];
  return (whole === undefined ? summed : asks({ requests, limits })) + (parseQuantity(overhead[resource]) ?? 0);
}

/** "64 CPU", "3Gi memory", "2 nvidia.com/gpu": the Pod's request of a resource. */
export function needOf(resource: string, spec: PodSpec): string | undefined {
  const value = resource === "pods" ? 0 : podRequest(spec, resource);
  return value === 0 ? undefined : `${formatQuantity(value, resource)} ${resource === "cpu" ? "CPU" : resource}`;
}

/** The most that any known node has of a resource; undefined when nodes are not followed. */
export function largestNode(resource: string, { objects }: Scene): string | undefined {
  const sizes = objects.all("Node").map(({ allocatable }) => parseQuantity(allocatable[resource]) ?? 0);
  return sizes.length === 0 ? undefined : formatQuantity(Math.max(...sizes), resource);
}

/**
 * "at most 700m, 5.1 of 6 requested" of the `count` nodes that have too little of a resource for a
 * Pod. Undefined where nodes, or the Pods of all namespaces, are not followed, and where what is seen
 * is not what the scheduler saw: another number of nodes has too little.
 */
export function freeText(spec: PodSpec, resource: string, count: number, scene: Scene): string | undefined {
  if (!isComplete(scene, "Node", undefined) || !isComplete(scene, "Pod", undefined)) return undefined;
  const need = podRequest(spec, resource);
  const tooSmall = roomsOf(resource, scene).filter(({ has, requested }) => has - requested < need - 1e-9);
  if (tooSmall.length !== count) return undefined;
  const show = (value: number): string => formatQuantity(Math.max(0, value), resource);
  const sum = (field: keyof NodeRoom): string => {
    const total = tooSmall.reduce((before, room) => before + room[field], 0);
    return resource === "cpu" && total >= 1 ? String(Math.round(total * 10) / 10) : show(total);
  };
  const taken = `${sum("requested")} of ${sum("has")}`;
  if (resource === "pods") return taken;
  const free = show(Math.max(...tooSmall.map(({ has, requested }) => has - requested)));
  return `${count === 1 ? "" : "at most "}${free}, ${taken} requested`;
}

/** One answer for all Pods that are looked at in a moment: every Pod of the cluster is gone through for it. */
const known = new WeakMap<Scene, Map<string, readonly NodeRoom[]>>();

function roomsOf(resource: string, scene: Scene): readonly NodeRoom[] {
  const rooms = known.get(scene) ?? new Map<string, readonly NodeRoom[]>();
  known.set(scene, rooms);
  const found = rooms.get(resource) ?? countRooms(resource, scene);
  rooms.set(resource, found);
  return found;
}

/** Cordoned nodes are refused for that, whatever is free on them. */
function countRooms(resource: string, { objects }: Scene): readonly NodeRoom[] {
  const requested = new Map<string, number>();
  for (const { spec } of objects.all("Pod").filter(isCounted))
    requested.set(spec.nodeName ?? "", (requested.get(spec.nodeName ?? "") ?? 0) + podRequest(spec, resource));
  return objects
    .all("Node")
    .filter(({ unschedulable }) => !unschedulable)
    .map(({ metadata, allocatable }) => ({
      has: parseQuantity(allocatable[resource]) ?? 0,
      requested: requested.get(metadata.name) ?? 0,
    }));
}

/** A Pod that is over has given back what it had; one that is ending has not. */
const isCounted = ({ spec, status }: Pod): boolean =>
  spec.nodeName !== undefined && spec.nodeName !== "" && status.phase !== "Succeeded" && status.phase !== "Failed";
