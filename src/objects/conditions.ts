import { integer, list, record, text } from "./raw";

/** One entry of status.conditions. `status` is "True", "False" or "Unknown" as the API spells it. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string | undefined;
  readonly message: string | undefined;
  readonly lastTransitionTime: string | undefined;
  /** Deployments only: the controller renews it at every progress, and counts the progress deadline from it. */
  readonly lastUpdateTime: string | undefined;
  readonly observedGeneration: number | undefined;
}

function readCondition(raw: unknown): Condition {
  const condition = record(raw);
  return {
    type: text(condition["type"]) ?? "",
    status: text(condition["status"]) ?? "Unknown",
    reason: text(condition["reason"]),
    message: text(condition["message"]),
    lastTransitionTime: text(condition["lastTransitionTime"]),
    lastUpdateTime: text(condition["lastUpdateTime"]),
    observedGeneration: integer(condition["observedGeneration"]),
  };
}

export function readConditions(raw: unknown): readonly Condition[] {
  return list(raw, readCondition);
}

export function findCondition(conditions: readonly Condition[], type: string): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}
