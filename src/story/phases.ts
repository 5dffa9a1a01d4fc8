import type { Event, ObjectRef, ObjectView, Pod } from "../objects";
import { findCondition } from "../objects";
import { rolloutPods } from "./rollout-pods";
import type { Phases } from "./telling";

const parse = (time: string | undefined): number | undefined => {
  if (time === undefined) return undefined;
  const ms = Date.parse(time);
  return Number.isNaN(ms) ? undefined : ms;
};

const unitMs: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 0.001,
  µs: 0.001,
  ns: 0.000_001,
};

/** A duration as Go prints it ("1m2.5s", "850ms") in milliseconds; undefined for anything else. */
export function goDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:h|ms|m|s|us|µs|ns))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)/g))
    total += Number(amount) * (unitMs[unit ?? ""] ?? 0);
  return total;
}

/**
 * How long the pull took, from the kubelet's Event `Successfully pulled image "x" in 1.2s (3.4s including
 * waiting)`: with the waiting, where it is given, since that is what the rollout had to wait.
 */
function pullMs(event: Event): number | undefined {
  if (event.reason !== "Pulled") return undefined;
  const [, alone, withWaiting] = / in ([0-9.a-zµ]+)(?: \(([0-9.a-zµ]+) including waiting\))?/.exec(event.message) ?? [];
  const text = withWaiting ?? alone;
  return text === undefined ? undefined : goDuration(text);
}

interface Times {
  readonly phases: Phases;
  readonly total: number | undefined;
}

/** The phases of one Pod. A container that was restarted has lost its first start: its phases end with the pull. */
function timesOf(pod: Pod, events: readonly Event[]): Times {
  const created = parse(pod.metadata.creationTimestamp);
  const scheduled = conditionTime(pod, "PodScheduled");
  const ready = conditionTime(pod, "Ready");
  const pulls = events.map(pullMs).filter((ms) => ms !== undefined);
  const pulled = pulls.length === 0 ? undefined : pulls.reduce((sum, ms) => sum + ms, 0);
  const starts = pod.status.containerStatuses.map((status) =>
    status.restartCount > 0 ? undefined : parse(status.state.running?.startedAt),
  );
  const started =
    starts.length === 0 || starts.includes(undefined)
      ? undefined
      : Math.max(...starts.filter((ms) => ms !== undefined));
  const phases = {
    scheduled: between(created, scheduled),
    pulled,
    started: between(scheduled === undefined ? undefined : scheduled + (pulled ?? 0), started),
    ready: between(started, ready),
  };
  return { phases: definedOnly(phases), total: between(created, ready) };
}

function conditionTime(pod: Pod, type: string): number | undefined {
  const condition = findCondition(pod.status.conditions, type);
  return condition?.status === "True" ? parse(condition.lastTransitionTime) : undefined;
}

function between(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : Math.max(0, to - from);
}

function definedOnly(phases: { readonly [K in keyof Phases]: number | undefined }): Phases {
  return Object.fromEntries(Object.entries(phases).filter(([, ms]) => ms !== undefined));
}

/**
 * How long each part of coming up took, for the Pod of the rollout that took longest from created to
 * ready. The API's times are whole seconds, only a pull is known more precisely. Empty when no Pod is
 * ready. With `since` (RFC 3339) Pods that were there before do not count: after scaling down or going
 * back to a revision that still runs nothing has come up.
 */
export function phasesOf(objects: ObjectView, root: ObjectRef, since?: string): Phases {
  const from = parse(since) ?? Number.NEGATIVE_INFINITY;
  let slowest: Times | undefined;
  for (const pod of rolloutPods(objects, root)) {
    if ((parse(pod.metadata.creationTimestamp) ?? from) < from) continue;
    const times = timesOf(pod, objects.eventsAbout(pod));
    if (times.total !== undefined && (slowest?.total === undefined || times.total > slowest.total)) slowest = times;
  }
  return slowest?.phases ?? {};
}
