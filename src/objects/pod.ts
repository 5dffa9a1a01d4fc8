import { readConditions, type Condition } from "./conditions";
import type { ObjectMeta } from "./meta";
import { readPodSpec, type PodSpec } from "./pod-spec";
import { flag, integer, list, optionalRecord, record, text } from "./raw";

export interface WaitingState {
  readonly reason: string | undefined;
  readonly message: string | undefined;
}
export interface RunningState {
  readonly startedAt: string | undefined;
}
export interface TerminatedState {
  readonly exitCode: number | undefined;
  readonly signal: number | undefined;
  readonly reason: string | undefined;
  readonly message: string | undefined;
  readonly startedAt: string | undefined;
  readonly finishedAt: string | undefined;
}
/** At most one of the three is set; none means the kubelet has not said anything yet. */
export interface ContainerState {
  readonly waiting: WaitingState | undefined;
  readonly running: RunningState | undefined;
  readonly terminated: TerminatedState | undefined;
}

export interface ContainerStatus {
  readonly name: string;
  readonly image: string | undefined;
  readonly ready: boolean;
  readonly started: boolean | undefined;
  readonly restartCount: number;
  readonly state: ContainerState;
  readonly lastState: ContainerState;
}

export interface Pod {
  readonly apiVersion: string;
  readonly kind: "Pod";
  readonly metadata: ObjectMeta;
  readonly spec: PodSpec;
  readonly status: {
    readonly phase: string | undefined;
    readonly reason: string | undefined;
    readonly message: string | undefined;
    readonly podIP: string | undefined;
    readonly startTime: string | undefined;
    readonly conditions: readonly Condition[];
    readonly containerStatuses: readonly ContainerStatus[];
    readonly initContainerStatuses: readonly ContainerStatus[];
    readonly ephemeralContainerStatuses: readonly ContainerStatus[];
    /** The node that is being freed for it by preemption. */
    readonly nominatedNodeName: string | undefined;
  };
}

function readState(raw: unknown): ContainerState {
  const state = record(raw);
  const waiting = optionalRecord(state["waiting"]);
  const running = optionalRecord(state["running"]);
  const terminated = optionalRecord(state["terminated"]);
  return {
    waiting: waiting && { reason: text(waiting["reason"]), message: text(waiting["message"]) },
    running: running && { startedAt: text(running["startedAt"]) },
    terminated: terminated && {
      exitCode: integer(terminated["exitCode"]),
      signal: integer(terminated["signal"]),
      reason: text(terminated["reason"]),
      message: text(terminated["message"]),
      startedAt: text(terminated["startedAt"]),
      finishedAt: text(terminated["finishedAt"]),
    },
  };
}

function readContainerStatus(raw: unknown): ContainerStatus {
  const status = record(raw);
  return {
    name: text(status["name"]) ?? "",
    image: text(status["image"]),
    ready: flag(status["ready"]) ?? false,
    started: flag(status["started"]),
    restartCount: integer(status["restartCount"]) ?? 0,
    state: readState(status["state"]),
    lastState: readState(status["lastState"]),
  };
}

export function readPod(apiVersion: string, metadata: ObjectMeta, raw: unknown): Pod {
  const object = record(raw);
  const status = record(object["status"]);
  return {
    apiVersion,
    kind: "Pod",
    metadata,
    spec: readPodSpec(object["spec"]),
    status: {
      phase: text(status["phase"]),
      reason: text(status["reason"]),
      message: text(status["message"]),
      podIP: text(status["podIP"]),
      startTime: text(status["startTime"]),
      conditions: readConditions(status["conditions"]),
      containerStatuses: list(status["containerStatuses"], readContainerStatus),
      initContainerStatuses: list(status["initContainerStatuses"], readContainerStatus),
      ephemeralContainerStatuses: list(status["ephemeralContainerStatuses"], readContainerStatus),
      nominatedNodeName: text(status["nominatedNodeName"]),
    },
  };
}
