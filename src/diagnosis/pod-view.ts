import type { Container, ContainerStatus, Event, Pod } from "../objects";
import type { Diagnosis } from "./diagnosis";
import { eventsOf } from "./events";
import type { Scene } from "./scene";
import { timeOf } from "./time";

/** A Pod with what every rule about it needs: its events of this operation, its creation, the moment. */
export interface PodView {
  readonly pod: Pod;
  readonly scene: Scene;
  readonly now: number;
  readonly events: readonly Event[];
}

export function viewOf(pod: Pod, scene: Scene): PodView {
  return { pod, scene, now: scene.now, events: eventsOf(scene, pod) };
}

/** What a container is to its Pod. A sidecar is an init container with restartPolicy Always. */
export type Role = "container" | "init container" | "sidecar";

/** One container of the Pod: what is asked for, and what the kubelet says of it (undefined: nothing yet). */
export interface ContainerView {
  readonly role: Role;
  readonly spec: Container;
  readonly status: ContainerStatus | undefined;
}

export function containersOf({ spec, status }: Pod): readonly ContainerView[] {
  const byName = (statuses: readonly ContainerStatus[], name: string): ContainerStatus | undefined =>
    statuses.find((entry) => entry.name === name);
  return [
    ...spec.initContainers.map((container): ContainerView => ({
      role: container.restartPolicy === "Always" ? "sidecar" : "init container",
      spec: container,
      status: byName(status.initContainerStatuses, container.name),
    })),
    ...spec.containers.map((container): ContainerView => ({
      role: "container",
      spec: container,
      status: byName(status.containerStatuses, container.name),
    })),
  ];
}

/** "container web", "init container migrate". */
export function titleOf({ role, spec }: ContainerView): string {
  return `${role} ${spec.name}`;
}

/** Does the kubelet start it again whenever it ends, whatever its exit code? */
export function restartsAlways(pod: Pod, { role }: ContainerView): boolean {
  return role === "sidecar" || (role === "container" && pod.spec.restartPolicy === "Always");
}

/** Was the Pod made in this operation, so that all its restarts belong to it? */
export function isOfThisOperation({ pod, scene }: PodView): boolean {
  const created = timeOf(pod.metadata.creationTimestamp);
  return scene.started === undefined || created === undefined || created >= scene.started;
}

/** How a Pod as a whole suffers from a cause, for one Pod and for several. */
export const symptoms = {
  unschedulable: { one: "cannot be scheduled", many: "cannot be scheduled" },
  image: { one: "cannot pull an image", many: "cannot pull an image" },
  volume: { one: "cannot mount a volume", many: "cannot mount a volume" },
  config: { one: "lacks configuration", many: "lack configuration" },
  start: { one: "cannot start", many: "cannot start" },
  crash: { one: "crashes", many: "crash" },
  completed: { one: "does not keep running", many: "do not keep running" },
  restart: { one: "restarts again and again", many: "restart again and again" },
  init: { one: "fails to initialize", many: "fail to initialize" },
  unready: { one: "not ready", many: "not ready" },
  evicted: { one: "evicted", many: "evicted" },
  failed: { one: "failed", many: "failed" },
} as const;
export type Symptom = keyof typeof symptoms;

/** Something wrong with a Pod: how the Pod suffers, and the cause. */
export interface Trouble {
  readonly symptom: Symptom;
  readonly cause: Diagnosis;
}
