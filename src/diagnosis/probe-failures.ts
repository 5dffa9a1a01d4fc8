import type { Event } from "../objects";
import { concerns } from "./events";
import { readUnhealthy, type ProbeAnswer, type ProbeKind } from "./probes";
import type { ContainerView, PodView } from "./pod-view";
import { earliest, timeOf } from "./time";

/** The failures of one probe since the container's present instance started. */
export interface ProbeFailures {
  /** The latest event that tells of one. */
  readonly event: Event;
  readonly answer: ProbeAnswer;
  /** At least so many: an event that began with an earlier instance counts once. */
  readonly count: number;
  /** Of the first and the last failure, in milliseconds; `from` is undefined where it cannot be told. */
  readonly from: number | undefined;
  readonly to: number;
}

/** What the kubelet's events tell of a probe's failures since the present instance started; undefined without any. */
export function failuresOf(
  { events }: PodView,
  { spec, status }: ContainerView,
  probe: ProbeKind,
): ProbeFailures | undefined {
  const startedAt = timeOf(status?.state.running?.startedAt) ?? 0;
  let last: Pick<ProbeFailures, "event" | "answer" | "to"> | undefined;
  let count = 0;
  let from: number | undefined;
  let isFromKnown = true;
  for (const event of events) {
    if (event.reason !== "Unhealthy" || !concerns(event, spec.name)) continue;
    const read = readUnhealthy(event.message, spec);
    const to = timeOf(event.lastTime) ?? 0;
    if (read?.probe !== probe || to < startedAt) continue;
    last = { event, answer: read.answer, to };
    const first = timeOf(event.firstTime) ?? 0;
    count += first >= startedAt ? event.count : 1;
    from = earliest(from, first);
    isFromKnown &&= first >= startedAt && read.counts;
  }
  return last === undefined ? undefined : { ...last, count, from: isFromKnown ? from : undefined };
}
