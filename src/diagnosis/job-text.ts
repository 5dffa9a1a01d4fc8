import { countIndexes, type Job } from "../objects";
import { counted, phrase } from "./wording";

/** "2 of 5 completions", "2 of 5 indexes complete", "no Pod has succeeded yet" of a work queue. */
export function doneText({ spec, status }: Job): string {
  const { succeeded } = status;
  if (spec.completions === undefined)
    return succeeded === 0 ? "no Pod has succeeded yet" : `${counted(succeeded, "Pod has", "Pods have")} succeeded`;
  return spec.isIndexed
    ? `${countIndexes(status.completedIndexes)} of ${counted(spec.completions, "index", "indexes")} complete`
    : `${succeeded} of ${counted(spec.completions, "completion")}`;
}

/** "2 of 10 indexes failed (1, 4)". */
export function failedIndexesText({ spec, status }: Job): string {
  const count = countIndexes(status.failedIndexes);
  const which = phrase((status.failedIndexes ?? "").replaceAll(",", ", "), 30);
  return `${count} of ${counted(spec.completions ?? count, "index", "indexes")} failed (${which})`;
}
