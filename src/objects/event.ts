import type { ObjectMeta } from "./meta";
import { integer, optionalRecord, record, text } from "./raw";

/** A Kubernetes Event, from core/v1 or events.k8s.io/v1 alike. */
export interface Event {
  readonly apiVersion: string;
  readonly kind: "Event";
  readonly metadata: ObjectMeta;
  readonly type: string | undefined;
  readonly reason: string | undefined;
  readonly message: string;
  readonly count: number;
  readonly firstTime: string | undefined;
  /** When it last happened: the latest of the fields that the two API groups use for it. */
  readonly lastTime: string | undefined;
  readonly regarding: {
    readonly kind: string;
    readonly namespace: string | undefined;
    readonly name: string;
    readonly uid: string | undefined;
    /** The container, when fieldPath names one: `spec.containers{web}`. */
    readonly container: string | undefined;
  };
}

const containerInFieldPath = /\{([^}]*)\}/;

export function readEvent(apiVersion: string, metadata: ObjectMeta, raw: unknown): Event {
  const event = record(raw);
  const series = record(event["series"]);
  const regarding = record(optionalRecord(event["involvedObject"]) ?? event["regarding"]);
  const eventTime = text(event["eventTime"]);
  const firstTime =
    text(event["firstTimestamp"]) ?? text(event["deprecatedFirstTimestamp"]) ?? eventTime ?? metadata.creationTimestamp;
  return {
    apiVersion,
    kind: "Event",
    metadata,
    type: text(event["type"]),
    reason: text(event["reason"]),
    message: text(event["message"]) ?? text(event["note"]) ?? "",
    count: integer(series["count"]) ?? integer(event["count"]) ?? integer(event["deprecatedCount"]) ?? 1,
    firstTime,
    lastTime:
      text(series["lastObservedTime"]) ??
      text(event["lastTimestamp"]) ??
      text(event["deprecatedLastTimestamp"]) ??
      firstTime,
    regarding: {
      kind: text(regarding["kind"]) ?? "",
      namespace: text(regarding["namespace"]),
      name: text(regarding["name"]) ?? "",
      uid: text(regarding["uid"]),
      container: containerInFieldPath.exec(text(regarding["fieldPath"]) ?? "")?.[1],
    },
  };
}
