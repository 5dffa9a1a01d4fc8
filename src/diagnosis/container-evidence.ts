import { refOf } from "../objects";
import type { Evidence } from "./diagnosis";
import { shorten } from "./events";
import type { ContainerView, PodView } from "./pod-view";
import { timeOf } from "./time";
import { phrase } from "./wording";

/** What the kubelet says of a container at this moment, in one line. */
export function containerEvidence({ pod }: PodView, { spec, status }: ContainerView): Evidence {
  const { waiting, running, terminated } = status?.state ?? {};
  const time = running?.startedAt ?? terminated?.finishedAt;
  return {
    type: "container",
    object: refOf(pod),
    container: spec.name,
    state:
      waiting !== undefined
        ? (waiting.reason ?? "waiting")
        : running !== undefined
          ? "running"
          : terminated !== undefined
            ? "terminated"
            : "unknown",
    message: [
      waiting?.message === undefined
        ? ""
        : phrase(shorten(waiting.message).replace(/(restarting failed container)=\S+ pod=\S+/, "$1"), 300),
      lastEndOf(status),
      restartsOf(status?.restartCount),
    ]
      .filter((part) => part !== "")
      .join("; "),
    ...(time === undefined ? {} : { time }),
  };
}

function lastEndOf(status: ContainerView["status"]): string {
  const end = status?.state.terminated ?? status?.lastState.terminated;
  if (end === undefined) return "";
  const code = end.exitCode === undefined ? "ended" : `exit ${end.exitCode}`;
  const reason = end.reason === undefined ? "" : ` (${end.reason})`;
  return `${status?.state.terminated === undefined ? "last instance: " : ""}${code}${reason}${lifeOf(end.startedAt, end.finishedAt)}`;
}

function lifeOf(startedAt: string | undefined, finishedAt: string | undefined): string {
  const start = timeOf(startedAt);
  const end = timeOf(finishedAt);
  if (start === undefined || end === undefined || start <= 0) return "";
  return ` ${Math.max(0, Math.round((end - start) / 1000))} s after its start`;
}

const restartsOf = (count: number | undefined): string =>
  count === undefined || count === 0 ? "" : count === 1 ? "1 restart" : `${count} restarts`;
