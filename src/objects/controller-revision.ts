import type { ObjectMeta } from "./meta";
import { readPodTemplate, type PodTemplate } from "./pod-spec";
import { integer, record } from "./raw";

/** A template that a StatefulSet or DaemonSet had. The highest `revision` is the present one. */
export interface ControllerRevision {
  readonly apiVersion: string;
  readonly kind: "ControllerRevision";
  readonly metadata: ObjectMeta;
  readonly revision: number;
  readonly template: PodTemplate;
}

export function readControllerRevision(apiVersion: string, metadata: ObjectMeta, raw: unknown): ControllerRevision {
  const object = record(raw);
  return {
    apiVersion,
    kind: "ControllerRevision",
    metadata,
    revision: integer(object["revision"]) ?? 0,
    // Both controllers store a patch of spec.template: getPatch of pkg/controller/{statefulset,daemon}.
    template: readPodTemplate(record(record(object["data"])["spec"])["template"]),
  };
}
