import { refOf, type Event, type KubeObject } from "../objects";
import type { Evidence } from "./diagnosis";
import type { Scene } from "./scene";
import { timeOf } from "./time";

/** Longest text of an event or state that is looked at: admission webhooks have been seen to write megabytes. */
const longest = 4096;

/**
 * The events about an object that belong to this operation, latest last: those that last happened
 * before it began are history. Whether the state that an event explains still holds is for the rule
 * that uses it to check.
 */
export function eventsOf(scene: Scene, object: KubeObject): readonly Event[] {
  const events = scene.objects.eventsAbout(object);
  const { started } = scene;
  if (started === undefined) return events;
  return events.filter((event) => {
    const time = timeOf(event.lastTime);
    return time === undefined || time >= started;
  });
}

/** The latest event with one of these reasons. */
export function latestEvent(events: readonly Event[], ...reasons: readonly string[]): Event | undefined {
  return events.findLast(({ reason }) => reason !== undefined && reasons.includes(reason));
}

/** Is the event about this container, or about none in particular? */
export function concerns(event: Event, container: string): boolean {
  return event.regarding.container === undefined || event.regarding.container === container;
}

export function eventEvidence(object: KubeObject, event: Event): Evidence {
  return {
    type: "event",
    object: refOf(object),
    reason: event.reason ?? "",
    message: shorten(event.message),
    count: event.count,
    ...(event.lastTime === undefined ? {} : { time: event.lastTime }),
  };
}

export function conditionEvidence(
  object: KubeObject,
  condition: {
    readonly type: string;
    readonly reason: string | undefined;
    readonly message: string | undefined;
    readonly lastTransitionTime: string | undefined;
  },
): Evidence {
  return {
    type: "condition",
    object: refOf(object),
    condition: condition.type,
    reason: condition.reason ?? "",
    message: shorten(condition.message ?? ""),
    ...(condition.lastTransitionTime === undefined ? {} : { time: condition.lastTransitionTime }),
  };
}

/** A text of the cluster, cut to what is worth looking at. */
export function shorten(text: string): string {
  return text.length <= longest ? text : text.slice(0, longest);
}
