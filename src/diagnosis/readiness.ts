import { findCondition, type Container, type Event } from "../objects";
import { containerEvidence } from "./container-evidence";
import type { Diagnosis } from "./diagnosis";
import { logEvidence } from "./ends";
import { concerns, eventEvidence } from "./events";
import { kubectl } from "./kubectl";
import { failureTime, otherPorts, probePort, probeTitle, readUnhealthy, type ProbeAnswer } from "./probes";
import { titleOf, type ContainerView, type PodView, type Trouble } from "./pod-view";
import { timeOf } from "./time";
import { verdict } from "./verdict";
import { listed } from "./wording";

/** What a program may take to start before its failing readiness probe is told as a problem. */
const startPatienceMs = 15_000;

interface Failures {
  readonly event: Event;
  readonly answer: ProbeAnswer;
  readonly count: number;
}

/** The failures of the container's readiness probe since its present instance started. */
function failuresOf({ events }: PodView, { spec, status }: ContainerView): Failures | undefined {
  const startedAt = timeOf(status?.state.running?.startedAt) ?? 0;
  let last: Omit<Failures, "count"> | undefined;
  let count = 0;
  for (const event of events) {
    if (event.reason !== "Unhealthy" || !concerns(event, spec.name)) continue;
    const read = readUnhealthy(event.message);
    const time = timeOf(event.lastTime) ?? 0;
    if (read?.probe !== "readiness" || time < startedAt) continue;
    last = { event, answer: read.answer };
    count += (timeOf(event.firstTime) ?? 0) >= startedAt ? event.count : 1;
  }
  return last === undefined ? undefined : { ...last, count };
}

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
  const failures = failuresOf(view, container);
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
  const failures = failuresOf(view, container);
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
  const { pod, now } = view;
  if (status?.state.running === undefined || status.ready) return undefined;
  const startedAt = timeOf(status.state.running.startedAt);
  const title = titleOf(container);
  if (spec.startupProbe !== undefined && status.started !== true) {
    const asked = probeTitle("startup", spec.startupProbe, spec);
    const killAt = startedAt === undefined ? undefined : startedAt + failureTime(spec.startupProbe) * 1000;
    return verdict(pod, "AwaitingReadiness", `${title} runs, ${asked} not passed yet`, {
      since: startedAt,
      until: killAt !== undefined && killAt > now ? killAt : undefined,
    });
  }
  const probe = spec.readinessProbe;
  if (probe === undefined)
    return verdict(pod, "Starting", `${title} runs, not reported ready yet`, { since: startedAt });
  const answer = failuresOf(view, container)?.answer;
  const asked = probeTitle("readiness", probe, spec);
  const first = startedAt === undefined ? undefined : startedAt + probe.initialDelaySeconds * 1000;
  const next = first !== undefined && first > now ? first : problemFrom(view, container);
  const message =
    answer === undefined ? `${title} runs, ${asked} not passed yet` : `${title} runs, ${asked} → ${answer.text} so far`;
  return verdict(pod, "AwaitingReadiness", message, {
    since: startedAt,
    until: Number.isFinite(next) && next > now ? next : undefined,
  });
}
