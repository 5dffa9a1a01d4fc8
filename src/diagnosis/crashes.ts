import type { TerminatedState } from "../objects";
import { endTrouble, killEvents, probeKill, probeTrouble } from "./ends";
import { killTime } from "./probes";
import { isOfThisOperation, restartsAlways, titleOf, type ContainerView, type PodView, type Trouble } from "./pod-view";
import { timeOf } from "./time";
import { concerns } from "./events";
import { containerEvidence } from "./container-evidence";
import { verdict } from "./verdict";

/** An instance that has run for so long has proven itself, whatever became of the ones before. */
const provenMs = 10_000;
/** Lives longer than this are no measure for how long the next instance has to be watched. */
const longLifeMs = 120_000;
const marginMs = 5000;

/**
 * A container that has ended, waits to be started again, or was started again and has not proven
 * itself. One cause through the whole cycle, so that the verdict does not change with each turn.
 *
 * A running instance is in trouble only while it is younger than {@link survivalTime}; a ready one
 * only if it restarted at least twice in this operation, or once by a probe's kill, or once without
 * any readiness probe (then "ready" says no more than "runs").
 */
export function crashTrouble(view: PodView, container: ContainerView): Trouble | undefined {
  const { status } = container;
  if (status === undefined) return undefined;
  const { state, lastState } = status;
  if (state.terminated !== undefined) return endedTrouble(view, container, state.terminated);
  const last = lastState.terminated;
  if (state.waiting?.reason === "CrashLoopBackOff" || state.waiting?.reason === "PostStartHookError") {
    if (last === undefined) return undefined;
    return delayed(
      endTrouble(view, container, last, restartsInOperation(view, container)),
      backOffEnd(state.waiting.message, last, view),
    );
  }
  const startedAt = timeOf(state.running?.startedAt);
  if (startedAt === undefined) return undefined;
  return dyingTrouble(view, container, startedAt) ?? restartedTrouble(view, container, startedAt);
}

function endedTrouble(view: PodView, container: ContainerView, end: TerminatedState): Trouble | undefined {
  const finished = end.exitCode === 0 && !restartsAlways(view.pod, container);
  // A Pod that is being deleted ends its containers on purpose.
  if (finished || view.pod.metadata.deletionTimestamp !== undefined) return undefined;
  return endTrouble(view, container, end, restartsInOperation(view, container));
}

/**
 * A probe has failed for good and the kubelet is ending the container: seen before the restart count
 * rises. Also right after the restart, when the kubelet sometimes has no last state to show.
 */
function dyingTrouble(view: PodView, container: ContainerView, startedAt: number): Trouble | undefined {
  const kill = killEvents(view, container).at(-1);
  const time = timeOf(kill?.event.lastTime);
  if (kill === undefined || time === undefined) return undefined;
  const last = container.status?.lastState.terminated;
  const explains = time >= startedAt || (last === undefined && (container.status?.restartCount ?? 0) > 0);
  const grace = (view.pod.spec.terminationGracePeriodSeconds ?? 30) * 1000 + marginMs;
  const proven = Math.max(time, startedAt) + Math.max(survivalTime(container, last), time >= startedAt ? grace : 0);
  return explains && view.now < proven ? delayed(probeTrouble(view, container, kill), proven) : undefined;
}

function restartedTrouble(view: PodView, container: ContainerView, startedAt: number): Trouble | undefined {
  const last = container.status?.lastState.terminated;
  const restarts = restartsInOperation(view, container);
  const byProbe = last !== undefined && probeKill(view, container, last) !== undefined;
  const proven = startedAt + survivalTime(container, last, byProbe || restarts >= 2);
  if (restarts === 0 || view.now >= proven) return undefined;
  if (container.status?.ready === true && container.role !== "init container") {
    if (restarts < 2 && !byProbe && container.spec.readinessProbe !== undefined) return undefined;
  }
  return delayed(
    last === undefined ? unexplained(view, container) : endTrouble(view, container, last, restarts),
    proven,
  );
}

/** The kubelet counts a restart and does not say how the last instance ended. */
function unexplained(view: PodView, container: ContainerView): Trouble {
  const evidence = [containerEvidence(view, container)];
  return {
    symptom: "crash",
    cause: verdict(view.pod, "CrashLoopBackOff", `${titleOf(container)} was restarted, how it ended is not known`, {
      evidence,
    }),
  };
}

/**
 * How long an instance has to run until its predecessors no longer count, in milliseconds: longer
 * than the last one lived, and if probes matter, long enough for them to show that they are content.
 */
export function survivalTime({ spec }: ContainerView, last: TerminatedState | undefined, probesMatter = true): number {
  const start = timeOf(last?.startedAt);
  const end = timeOf(last?.finishedAt);
  const life = start === undefined || end === undefined || start <= 0 ? 0 : end - start;
  const probes = probesMatter && killTime(spec) > 0 ? killTime(spec) * 1000 + marginMs : 0;
  return Math.max(provenMs, probes, life > 0 && life <= longLifeMs ? life + marginMs : 0);
}

/** How often the container was started again since the operation began, at least. */
export function restartsInOperation(view: PodView, container: ContainerView): number {
  const { status, spec } = container;
  const { started } = view.scene;
  if (status === undefined) return 0;
  if (started === undefined || isOfThisOperation(view)) return status.restartCount;
  const end = timeOf(status.state.terminated?.finishedAt ?? status.lastState.terminated?.finishedAt);
  if (end === undefined || end < started) return 0;
  const starts = view.events
    .filter((event) => event.reason === "Started" && concerns(event, spec.name))
    .reduce((sum, { count, firstTime }) => sum + ((timeOf(firstTime) ?? 0) >= started ? count : 1), 0);
  return Math.min(status.restartCount, Math.max(1, starts));
}

/** "back-off 20s restarting failed container=web pod=…": when the kubelet starts it again. */
function backOffEnd(message: string | undefined, last: TerminatedState, { now }: PodView): number | undefined {
  const match = /back-off (?:(\d{1,2})m)?(\d{1,3})s/.exec(message ?? "");
  const end = timeOf(last.finishedAt);
  if (match === null || end === undefined) return undefined;
  const due = end + (Number(match[1] ?? 0) * 60 + Number(match[2])) * 1000;
  return due > now ? due : undefined;
}

function delayed(trouble: Trouble, until: number | undefined): Trouble {
  if (until === undefined) return trouble;
  return { ...trouble, cause: { ...trouble.cause, until: new Date(until).toISOString() } };
}
