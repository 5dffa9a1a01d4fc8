import { formatQuantity, parseQuantity, refOf, type Container, type Event, type TerminatedState } from "../objects";
import { containerEvidence } from "./container-evidence";
import type { Action, Diagnosis, Evidence, Outlook } from "./diagnosis";
import { concerns, eventEvidence, shorten } from "./events";
import { kubectl } from "./kubectl";
import { excerptOf, tellingLine } from "./log-line";
import { foreignText } from "./node";
import { killTime, probeTitle, readUnhealthy, type ProbeKind } from "./probes";
import { titleOf, type ContainerView, type PodView, type Trouble } from "./pod-view";
import { endedByHook, hookTrouble } from "./post-start";
import type { Reason } from "./reasons";
import { isComplete } from "./scene";
import { runtimeTrouble } from "./start-errors";
import { timeOf } from "./time";
import { verdict } from "./verdict";
import { listed, quoted } from "./wording";

/** After so many restarts nobody expects the next one to go better. */
const hopelessRestarts = 5;

const signals: Readonly<Record<number, string>> = {
  1: "SIGHUP",
  2: "SIGINT",
  3: "SIGQUIT",
  4: "SIGILL",
  6: "SIGABRT",
  7: "SIGBUS",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
  13: "SIGPIPE",
  14: "SIGALRM",
  15: "SIGTERM",
  24: "SIGXCPU",
  31: "SIGSYS",
};

/** Why an instance of a container ended: its probe, its memory, its command, or itself. */
export function endTrouble(view: PodView, container: ContainerView, end: TerminatedState, restarts: number): Trouble {
  const kill = probeKill(view, container, end);
  if (kill !== undefined) return probeTrouble(view, container, kill);
  if (endedByHook(view, container, end)) return hookTrouble(view, container);
  if (end.reason === "StartError" || end.reason === "ContainerCannotRun") {
    return runtimeTrouble(view, container, shorten(end.message ?? ""));
  }
  const { reason, message } = describeEnd(view, container, end);
  const init = container.role === "init container";
  const outlook: Outlook | undefined =
    restarts >= hopelessRestarts || (init && view.pod.spec.restartPolicy === "Never") ? "will-not-heal" : undefined;
  return {
    symptom: init
      ? "init"
      : reason === "ContainerCompleted"
        ? "completed"
        : view.pod.spec.restartPolicy === "Never"
          ? "failed"
          : "crash",
    cause: verdict(view.pod, reason, message, {
      ...(outlook === undefined ? {} : { outlook }),
      since: timeOf(end.finishedAt),
      evidence: [containerEvidence(view, container), ...logEvidence(view, container)],
      actions: logActions(view, container),
    }),
  };
}

function describeEnd(
  view: PodView,
  container: ContainerView,
  end: TerminatedState,
): { readonly reason: Reason; readonly message: string } {
  const title = titleOf(container);
  const quote = lastWords(view, container, end);
  const said = quote === undefined ? "" : `: ${quoted(quote)}`;
  const code = end.exitCode;
  const limit = parseQuantity(container.spec.limits["memory"]);
  const limitText = limit === undefined ? "" : ` of ${formatQuantity(limit, "memory")}`;
  if (end.reason === "OOMKilled") {
    return {
      reason: "OOMKilled",
      message:
        limit === undefined
          ? `${title} used up its node's memory (OOMKilled)`
          : `${title} needs more than its memory limit${limitText} (OOMKilled)`,
    };
  }
  if (code === 137 && limit !== undefined && end.reason === "Error") {
    return { reason: "OOMKilled", message: `${title} was killed (137), most likely at its memory limit${limitText}` };
  }
  if (quote !== undefined && /exec format error/i.test(quote)) {
    return { reason: "ExecFormatError", message: `${title}: ${foreignText(view)} (exec format error)` };
  }
  const waiting = container.role === "init container" ? notStarted(view) : "";
  if (container.role === "init container")
    return { reason: "InitContainerFailed", message: `${title} ${howItEnded(code)}${said}${waiting}` };
  if (code === 0 && mayBeKilled(view, container))
    return { reason: "CrashLoopBackOff", message: `${title} ended with exit 0` };
  if (code === 0)
    return { reason: "ContainerCompleted", message: `${title} ended with exit 0: nothing keeps it running` };
  if (code === 127) return { reason: "CommandNotFound", message: `${title} exited 127 (command not found)${said}` };
  if (code === 126)
    return { reason: "CommandNotExecutable", message: `${title} exited 126 (command cannot be executed)${said}` };
  return { reason: "CrashLoopBackOff", message: `${title} ${howItEnded(code)}${said}` };
}

/** Without events a probe's kill looks like an end by itself. */
function mayBeKilled({ pod, scene }: PodView, { spec }: ContainerView): boolean {
  return (spec.livenessProbe ?? spec.startupProbe) !== undefined && !isComplete(scene, "Event", pod.metadata.namespace);
}

/** "exited 3", "was ended by SIGSEGV (139)". */
function howItEnded(code: number | undefined): string {
  if (code === undefined) return "ended";
  const signal = code > 128 ? signals[code - 128] : undefined;
  return signal === undefined ? `exited ${code}` : `was ended by ${signal} (${code})`;
}

function notStarted({ pod }: PodView): string {
  const names = pod.spec.containers.map(({ name }) => name);
  return names.length === 0 ? "" : `; ${listed(names, 2)} ${names.length === 1 ? "has" : "have"} not started`;
}

/** The line to quote: from the log, else from the termination message. */
function lastWords(view: PodView, container: ContainerView, end: TerminatedState): string | undefined {
  const log = excerptFor(view, container, isPrevious(container));
  return tellingLine(log?.lines ?? []) ?? tellingLine(shorten(end.message ?? "").split("\n"));
}

/** While the container runs again its last instance's log is the previous one's. */
export function isPrevious(container: ContainerView): boolean {
  return container.status?.state.terminated === undefined && container.status?.lastState.terminated !== undefined;
}

function excerptFor(
  { pod, scene }: PodView,
  container: ContainerView,
  previous: boolean,
): ReturnType<typeof excerptOf> {
  return excerptOf(scene.snapshot.logs, pod.metadata, container.spec.name, previous);
}

export function logEvidence(
  view: PodView,
  container: ContainerView,
  previous = isPrevious(container),
): readonly Evidence[] {
  const log = excerptFor(view, container, previous);
  if (log === undefined) return [];
  return [{ type: "log", object: refOf(view.pod), container: log.container, previous: log.previous, lines: log.lines }];
}

function logActions({ pod }: PodView, container: ContainerView): readonly Action[] {
  const { namespace, name } = pod.metadata;
  const previous = isPrevious(container) ? ["--previous"] : [];
  return [
    {
      text: "read the log of the instance that ended",
      command: kubectl(namespace, "logs", name, "-c", container.spec.name, ...previous),
    },
  ];
}

/** The probe that had an instance killed, with its answer as far as an event tells. */
export interface ProbeKill {
  readonly probe: "liveness" | "startup";
  readonly event: Event;
  readonly answer: string | undefined;
}

/** Times of the API are whole seconds: neighbours may seem out of order by one. */
const toleranceMs = 2000;

/**
 * Did a probe have this instance killed? The event Killing that says so must fall into the
 * instance's life. The kubelet drops events that repeat too often, so an earlier such event of this
 * operation is enough for an instance that ended by SIGKILL or SIGTERM, or that ended well (exit 0)
 * just when the probe would have had it killed.
 */
export function probeKill(view: PodView, container: ContainerView, end: TerminatedState): ProbeKill | undefined {
  const code = end.exitCode;
  const from = timeOf(end.startedAt);
  const until = timeOf(end.finishedAt);
  const endedInTime =
    code === 0 &&
    from !== undefined &&
    until !== undefined &&
    until - from <= killTime(container.spec) * 1000 + toleranceMs;
  const killed = killEvents(view, container).findLast(({ event }) => {
    const time = timeOf(event.lastTime);
    const within =
      time !== undefined &&
      (from === undefined || time >= from - toleranceMs) &&
      (until === undefined || time <= until + toleranceMs);
    return within || code === 137 || code === 143 || endedInTime;
  });
  if (end.reason === "OOMKilled") return undefined;
  return (
    killed ??
    (from !== undefined && (code === 0 || code === 137 || code === 143)
      ? announcedKill(view, container, from)
      : undefined)
  );
}

/** The event Killing may come late or be dropped: the liveness probe's failures in the instance's life say it too. */
function announcedKill({ events }: PodView, { spec }: ContainerView, from: number): ProbeKill | undefined {
  const { livenessProbe } = spec;
  const failure =
    livenessProbe === undefined
      ? undefined
      : lastAnswer(
          events.filter((event) => concerns(event, spec.name)),
          "liveness",
          spec,
        );
  if (livenessProbe === undefined || failure === undefined) return undefined;
  const { event, text } = failure;
  const enough = event.count >= livenessProbe.failureThreshold && (timeOf(event.lastTime) ?? 0) >= from;
  return enough ? { probe: "liveness", event, answer: text } : undefined;
}

/** The kubelet's announcements that a probe's failure ends this container, latest last. */
export function killEvents({ events }: PodView, container: ContainerView): readonly ProbeKill[] {
  const own = events.filter((event) => concerns(event, container.spec.name));
  return own.flatMap((event): readonly ProbeKill[] => {
    const probe = event.reason === "Killing" ? /failed (liveness|startup) probe/.exec(event.message)?.[1] : undefined;
    if (probe !== "liveness" && probe !== "startup") return [];
    if (event.regarding.container === undefined && !event.message.includes(container.spec.name)) return [];
    return [{ probe, event, answer: lastAnswer(own, probe, container.spec)?.text }];
  });
}

/** The latest answer that events tell of a probe. */
export function lastAnswer(
  events: readonly Event[],
  probe: ProbeKind,
  container: Container,
): { readonly event: Event; readonly text: string } | undefined {
  for (const event of [...events].reverse()) {
    if (event.reason !== "Unhealthy") continue;
    const read = readUnhealthy(event.message, container);
    if (read?.probe === probe) return { event, text: read.answer.text };
  }
  return undefined;
}

/** A container that its liveness or startup probe has killed, or is having killed. */
export function probeTrouble(view: PodView, container: ContainerView, { probe, event, answer }: ProbeKill): Trouble {
  const spec = probe === "liveness" ? container.spec.livenessProbe : container.spec.startupProbe;
  const title = spec === undefined ? `${probe} probe` : probeTitle(probe, spec, container.spec);
  const reason = probe === "liveness" ? "LivenessProbeFailing" : "StartupProbeFailing";
  const unhealthy = lastAnswer(
    view.events.filter((other) => concerns(other, container.spec.name)),
    probe,
    container.spec,
  );
  const { namespace, name } = view.pod.metadata;
  const cause: Diagnosis = verdict(
    view.pod,
    reason,
    `${titleOf(container)} is killed: ${title}${answer === undefined ? " fails" : ` → ${answer}`}`,
    {
      since: timeOf(event.firstTime),
      evidence: [
        ...(unhealthy === undefined ? [] : [eventEvidence(view.pod, unhealthy.event)]),
        eventEvidence(view.pod, event),
        containerEvidence(view, container),
        ...logEvidence(view, container),
      ],
      actions: [
        { text: "see the probe and its failures", command: kubectl(namespace, "describe", "pod", name) },
        ...logActions(view, container),
      ],
    },
  );
  return { symptom: "restart", cause };
}
