import { findCondition, type Container, type Probe } from "../objects";
import { containerEvidence } from "./container-evidence";
import type { Diagnosis } from "./diagnosis";
import { logEvidence } from "./ends";
import { eventEvidence } from "./events";
import { kubectl } from "./kubectl";
import { failuresOf } from "./probe-failures";
import {
  announcementMs,
  earliestProbe,
  earliestReady,
  killWithin,
  livenessKillsAt,
  startupKillsAt,
} from "./probe-times";
import { failureTime, otherPorts, probePort, probeTitle, type ProbeAnswer } from "./probes";
import { titleOf, type ContainerView, type PodView, type Trouble } from "./pod-view";
import { earliest, exactSpan, timeOf } from "./time";
import { verdict } from "./verdict";
import { listed } from "./wording";

/** What a program may take to start before its failing readiness probe is told as a problem. */
const startPatienceMs = 15_000;

/** An earliest moment that is nearer than this is not worth a word. */
const worthSayingMs = 3000;

/**
 * A running container that is not ready because of its readiness probe. A program that is still
 * starting refuses connections too: it gets {@link startPatienceMs} and failureThreshold failures,
 * except where waiting cannot help (it answers 4xx, or the probe asks a port that it does not declare).
 */
export function readinessTrouble(view: PodView, container: ContainerView): Trouble | undefined {
  const { spec, status } = container;
  const probe = spec.readinessProbe;
  const startedAt = timeOf(status?.state.running?.startedAt);
  if (
    probe === undefined ||
    status === undefined ||
    status.ready ||
    status.state.running === undefined ||
    startedAt === undefined
  )
    return undefined;
  if (spec.startupProbe !== undefined && status.started !== true) return undefined;
  const failures = failuresOf(view, container, "readiness");
  if (view.now < problemFrom(view, container)) return undefined;
  const title = titleOf(container);
  const asked = probeTitle("readiness", probe, spec);
  const { namespace, name } = view.pod.metadata;
  const message =
    failures === undefined
      ? `${title}: ${asked} does not pass${passedBefore(view, container) ? " any more" : ""}`
      : passedBefore(view, container)
        ? explainChange(title, asked, failures.answer, spec)
        : explain(title, asked, failures.answer, spec);
  return {
    symptom: "unready",
    cause: verdict(view.pod, "ReadinessProbeFailing", message, {
      since: timeOf(failures?.event.firstTime) ?? startedAt,
      until: nextOf(view, livenessKillsAt(view, container)),
      evidence: [
        ...(failures === undefined ? [] : [eventEvidence(view.pod, failures.event)]),
        containerEvidence(view, container),
        ...logEvidence(view, container, false),
      ],
      actions: [
        { text: "see the probe and its failures", command: kubectl(namespace, "describe", "pod", name) },
        { text: "read what the program says", command: kubectl(namespace, "logs", name, "-c", spec.name) },
      ],
    }),
  };
}

/** From when on not being ready counts as a problem, in milliseconds since the epoch. */
function problemFrom(view: PodView, container: ContainerView): number {
  const { spec, status } = container;
  const probe = spec.readinessProbe;
  const startedAt = timeOf(status?.state.running?.startedAt) ?? view.now;
  if (probe === undefined) return Number.POSITIVE_INFINITY;
  const thorough = startedAt + Math.max(startPatienceMs, failureTime(probe) * 1000);
  const failures = failuresOf(view, container, "readiness");
  if (failures === undefined) return thorough + startPatienceMs;
  const { answer, count } = failures;
  const enough = count >= probe.failureThreshold;
  const certain =
    (answer.code !== undefined && answer.code >= 400 && answer.code < 500) ||
    (answer.kind === "refused" && otherPorts(probe, spec).length > 0);
  if (certain && enough) return view.now;
  return thorough;
}

/**
 * Has this probe passed since the container's present instance started? The Pod was ready after that
 * start, until its condition changed, so all its containers were.
 */
function passedBefore({ pod }: PodView, { status }: ContainerView): boolean {
  const { conditions } = pod.status;
  const ready = findCondition(conditions, "ContainersReady") ?? findCondition(conditions, "Ready");
  const until = timeOf(ready?.lastTransitionTime);
  const startedAt = timeOf(status?.state.running?.startedAt);
  return ready?.status === "False" && until !== undefined && startedAt !== undefined && until > startedAt;
}

/** Path and port were right: the program has changed its mind. */
function explainChange(title: string, asked: string, { kind, code, text }: ProbeAnswer, spec: Container): string {
  if (kind === "refused") {
    const port = spec.readinessProbe === undefined ? undefined : probePort(spec.readinessProbe, spec);
    return `${title}: nothing listens on ${port ?? "its port"} any more: ${asked} → ${text}`;
  }
  return `${title}: ${asked} → ${text}${code === undefined ? "" : ": the program now says no"}`;
}

function explain(title: string, asked: string, answer: ProbeAnswer, spec: Container): string {
  const probe = spec.readinessProbe;
  const others = probe === undefined ? [] : otherPorts(probe, spec);
  const port = probe === undefined ? undefined : probePort(probe, spec);
  if (answer.kind === "refused" && others.length > 0) {
    const declared = listed(others.map(({ containerPort }) => String(containerPort)));
    return `${title}: nothing listens on ${port ?? "its port"} (readiness probe); it declares ${declared}`;
  }
  if (answer.kind === "refused") return `${title}: nothing listens on ${port ?? "its port"}: ${asked} → ${answer.text}`;
  if (answer.code === 404) return `${title}: ${asked} → 404: the path is wrong, not the port`;
  if (answer.code === 401 || answer.code === 403) return `${title}: ${asked} → ${answer.code}: the path wants a login`;
  if (answer.code !== undefined && answer.code >= 500)
    return `${title}: ${asked} → ${answer.code}: the program says it is not ready`;
  return `${title}: ${asked} → ${answer.text}`;
}

/** A running container whose probes have not passed yet, and for which that is normal so far. */
export function awaitsProbe(view: PodView, container: ContainerView): Diagnosis | undefined {
  const { spec, status } = container;
  const { pod } = view;
  if (status?.state.running === undefined || status.ready) return undefined;
  if (spec.startupProbe !== undefined && status.started !== true)
    return awaitsStartup(view, container, spec.startupProbe);
  const startedAt = timeOf(status.state.running.startedAt);
  const title = titleOf(container);
  const probe = spec.readinessProbe;
  if (probe === undefined)
    return verdict(pod, "Starting", `${title} runs, not reported ready yet`, { since: startedAt });
  const answer = failuresOf(view, container, "readiness")?.answer;
  const asked = probeTitle("readiness", probe, spec);
  const first = startedAt === undefined ? undefined : earliestReady(spec, startedAt);
  const kill = livenessKillsAt(view, container);
  const message =
    answer === undefined
      ? `${title} runs, ${asked} ${notYet(view, startedAt, first)}`
      : `${title} runs, ${asked} → ${answer.text} so far`;
  return verdict(pod, "AwaitingReadiness", `${message}${kill === undefined ? "" : livenessClause(spec)}`, {
    since: startedAt,
    until: nextOf(view, first, kill, problemFrom(view, container)),
  });
}

function awaitsStartup(view: PodView, container: ContainerView, probe: Probe): Diagnosis {
  const { spec, status } = container;
  const startedAt = timeOf(status?.state.running?.startedAt);
  const first = startedAt === undefined ? undefined : earliestProbe(probe, startedAt);
  const answer = failuresOf(view, container, "startup")?.answer;
  const kill = startupKillsAt(view, container);
  const latestKill = startedAt === undefined ? undefined : startedAt + killWithin(probe, answer) * 1000;
  const within = exactSpan(killWithin(probe, answer));
  const state =
    answer === undefined
      ? ` ${notYet(view, startedAt, first)}`
      : ` → ${answer.text} so far${kill === undefined ? "" : `, killed within ${within} of its start if it goes on`}`;
  return verdict(
    view.pod,
    "AwaitingReadiness",
    `${titleOf(container)} runs, ${probeTitle("startup", probe, spec)}${state}`,
    {
      since: startedAt,
      until:
        nextOf(view, kill, first) ?? nextOf(view, latestKill, kill === undefined ? undefined : kill + announcementMs),
    },
  );
}

/** Seconds from the start and no time left: the same for all Pods of a workload, so that they are told as one. */
function notYet({ now }: PodView, startedAt: number | undefined, first: number | undefined): string {
  return startedAt !== undefined && first !== undefined && first - now > worthSayingMs
    ? `not before ${exactSpan((first - startedAt) / 1000)} after its start`
    : "not passed yet";
}

/** The failures need not have begun with the start: a count holds for all Pods, a time would not. */
function livenessClause({ livenessProbe }: Container): string {
  const threshold = livenessProbe?.failureThreshold ?? 1;
  return `, killed after ${threshold} liveness ${threshold === 1 ? "failure" : "failures"} in a row`;
}

/** The first of these moments that is still to come. */
function nextOf({ now }: PodView, ...times: readonly (number | undefined)[]): number | undefined {
  return earliest(...times.filter((time) => time !== undefined && Number.isFinite(time) && time > now));
}
