import type { Container, Probe } from "../objects";
import { failuresOf, type ProbeFailures } from "./probe-failures";
import type { ProbeAnswer } from "./probes";
import type { ContainerView, PodView } from "./pod-view";
import { timeOf } from "./time";

// Source of all rules: worker.run and worker.doProbe of pkg/kubelet/prober/worker.go. The ticks of
// periodSeconds begin with the Pod and not with the container, so the first probe comes up to one
// period after the initial delay. (A kubelet that started less than a period ago waits for a random
// part of the period in addition: it can only make a probe later.)

/** The API stores whole seconds. */
const roundingMs = 1000;
/** So much later than computed the kubelet's event about a kill may be seen: a kill stays due until then. */
export const announcementMs = 5000;

/** The earliest moment, in milliseconds, at which this probe can run: initialDelaySeconds count from the container's start. */
export function earliestProbe(probe: Probe, startedAt: number): number {
  return startedAt + Math.max(0, probe.initialDelaySeconds) * 1000;
}

/**
 * The earliest moment, in milliseconds, at which the readiness probe can have passed; undefined
 * without one. A startup probe has to pass before; both initial delays count from the container's
 * start. The periods between several passes (successThreshold) are no lower bound and left out: the
 * kubelet probes out of turn whenever it updates the status of a Pod that is not ready
 * (manager.UpdatePodStatus of pkg/kubelet/prober/prober_manager.go).
 */
export function earliestReady({ readinessProbe, startupProbe }: Container, startedAt: number): number | undefined {
  if (readinessProbe === undefined) return undefined;
  const ready = earliestProbe(readinessProbe, startedAt);
  return startupProbe === undefined ? ready : Math.max(ready, earliestProbe(startupProbe, startedAt));
}

/**
 * From the container's start until a startup probe that always fails like this has it killed, in
 * seconds, at most: the initial delay and failureThreshold periods. What times out takes timeoutSeconds each
 * time, and the ticks that it misses are lost.
 */
export function killWithin(probe: Probe, answer: ProbeAnswer | undefined): number {
  const waits = answer?.kind === "timeout" ? Math.max(0, probe.timeoutSeconds) : 0;
  return Math.max(0, probe.initialDelaySeconds) + probe.periodSeconds + toGo(probe, answer) + waits;
}

/** From the first of failureThreshold failures in a row to the last, in seconds. */
function toGo({ periodSeconds, timeoutSeconds, failureThreshold }: Probe, answer: ProbeAnswer | undefined): number {
  const step = answer?.kind === "timeout" ? Math.max(periodSeconds, timeoutSeconds) : periodSeconds;
  return Math.max(0, failureThreshold - 1) * step;
}

/**
 * When the startup probe has the kubelet kill the container if it goes on failing, in milliseconds:
 * from its first failure, or where events do not tell that one, at the latest. Undefined while it has
 * not failed; a moment that has just passed stays until the kubelet must have said so.
 */
export function startupKillsAt(view: PodView, container: ContainerView): number | undefined {
  const probe = container.spec.startupProbe;
  const startedAt = timeOf(container.status?.state.running?.startedAt);
  if (probe === undefined || startedAt === undefined || container.status?.started === true) return undefined;
  const failures = failuresOf(view, container, "startup");
  if (failures === undefined) return undefined;
  const { from, answer } = failures;
  const due = from === undefined ? startedAt + killWithin(probe, answer) * 1000 : from + toGo(probe, answer) * 1000;
  return due + announcementMs > view.now ? due : undefined;
}

/**
 * When the liveness probe has the kubelet kill the container if it goes on failing, in milliseconds.
 * Events tell of failures only, and one pass starts the count anew: undefined unless the failures of
 * the present instance are known from the first and follow each other without a gap until now. A
 * moment that has just passed stays, as in {@link startupKillsAt}.
 */
export function livenessKillsAt(view: PodView, container: ContainerView): number | undefined {
  const probe = container.spec.livenessProbe;
  if (probe === undefined || container.status?.state.running === undefined) return undefined;
  const failures = failuresOf(view, container, "liveness");
  if (failures?.from === undefined || !isRun(probe, failures, view.now)) return undefined;
  const due = failures.from + toGo(probe, failures.answer) * 1000;
  return due + announcementMs > view.now ? due : undefined;
}

/** Has the probe failed at every turn from its first failure until now? */
function isRun(probe: Probe, { from = 0, to, count, answer }: ProbeFailures, now: number): boolean {
  const waitMs = answer.kind === "timeout" ? probe.timeoutSeconds * 1000 : 0;
  const stepMs = Math.max(probe.periodSeconds * 1000, waitMs);
  const slackMs = Math.min(roundingMs, stepMs / 2);
  return to - from <= (count - 1) * stepMs + slackMs && now - to <= stepMs + waitMs + 2 * roundingMs;
}
