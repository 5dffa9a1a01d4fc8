import type { ObjectMeta } from "./meta";
import { readPodTemplate, type PodTemplate } from "./pod-spec";
import { flag, integer, list, record, text } from "./raw";

export interface CronJob {
  readonly apiVersion: string;
  readonly kind: "CronJob";
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly schedule: string;
    readonly timeZone: string | undefined;
    readonly suspend: boolean;
    /** Allow, Forbid or Replace. */
    readonly concurrencyPolicy: string;
    readonly startingDeadlineSeconds: number | undefined;
    /** The Pod template of its Jobs: jobTemplate.spec.template. */
    readonly template: PodTemplate;
  };
  readonly status: {
    /** Names of the Jobs that run. */
    readonly active: readonly string[];
    readonly lastScheduleTime: string | undefined;
    readonly lastSuccessfulTime: string | undefined;
  };
}

export function readCronJob(apiVersion: string, metadata: ObjectMeta, raw: unknown): CronJob {
  const object = record(raw);
  const spec = record(object["spec"]);
  const status = record(object["status"]);
  return {
    apiVersion,
    kind: "CronJob",
    metadata,
    spec: {
      schedule: text(spec["schedule"]) ?? "",
      timeZone: text(spec["timeZone"]),
      suspend: flag(spec["suspend"]) ?? false,
      concurrencyPolicy: text(spec["concurrencyPolicy"]) ?? "Allow",
      startingDeadlineSeconds: integer(spec["startingDeadlineSeconds"]),
      template: readPodTemplate(record(record(spec["jobTemplate"])["spec"])["template"]),
    },
    status: {
      active: list(status["active"], (item) => text(record(item)["name"]) ?? "").filter((name) => name !== ""),
      lastScheduleTime: text(status["lastScheduleTime"]),
      lastSuccessfulTime: text(status["lastSuccessfulTime"]),
    },
  };
}
