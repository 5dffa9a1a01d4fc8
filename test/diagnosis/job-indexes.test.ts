import { describe, expect, test } from "vitest";
import { diagnose, type Diagnosis } from "../../src/diagnosis";
import { merge, moment, snapshotOf, told, type Raw } from "../support/objects";
import { endedJobPod, job, jobPod } from "../support/workloads";

function look(objects: readonly Raw[]): Diagnosis {
  return diagnose(snapshotOf(objects), moment(20));
}

const status = (fields: Raw): Raw => ({ status: fields });

describe("the indexes of a Job", () => {
  test("an index that failed for good keeps its cause when another one succeeds", () => {
    const indexed = job(
      merge(
        { spec: { completions: 3, parallelism: 3, completionMode: "Indexed", backoffLimitPerIndex: 0 } },
        status({ active: 1, failed: 1, succeeded: 1, completedIndexes: "0", failedIndexes: "1" }),
      ),
    );
    const objects = [indexed, endedJobPod("migrate-a", 1, 5), endedJobPod("migrate-b", 0, 9), jobPod("migrate-c")];
    expect(told(look(objects))).toBe(
      "InProgress will-not-heal FailedIndexes: 1 of 3 indexes failed (1), 1 of 3 indexes complete ← container migrate exited 1",
    );
  });
  test.each<readonly [string, Raw, string]>([
    [
      "is not made good by another one's success in the same second",
      { active: 1, failed: 0 },
      "InProgress may-heal Retrying: 0 of 3 indexes complete, 1 Pod failed (backoffLimitPerIndex 0) ← container migrate exited 1",
    ],
    [
      "is made good by its own",
      { active: 1, failed: 1, succeeded: 2, completedIndexes: "0-1" },
      "InProgress waiting Running: 2 of 3 indexes complete",
    ],
  ])("an index that failed %s", (_, fields, expected) => {
    const withIndex = (pod: Raw, index: string): Raw =>
      merge(pod, { metadata: { labels: { "batch.kubernetes.io/job-completion-index": index } } });
    const indexed = job(
      merge(
        { spec: { completions: 3, parallelism: 3, completionMode: "Indexed", backoffLimitPerIndex: 0 } },
        status(fields),
      ),
    );
    const objects = [withIndex(endedJobPod("migrate-a", 0, 5), "0"), withIndex(endedJobPod("migrate-b", 1, 5), "1")];
    expect(told(look([indexed, ...objects]))).toBe(expected);
  });
});
