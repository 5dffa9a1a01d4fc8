import { describe, expect, test } from "vitest";
import { lookAfter } from "../support/look";
import { at, merge, told, type Raw } from "../support/objects";
import { endedJobPod, job, jobPod } from "../support/workloads";

const look = lookAfter(20);

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

  const index = (name: string, of: number, exitCode: number, seconds: number, failures = 0): Raw =>
    merge(endedJobPod(name, exitCode, seconds), {
      metadata: {
        labels: { "batch.kubernetes.io/job-completion-index": String(of) },
        annotations: failures === 0 ? {} : { "batch.kubernetes.io/job-index-failure-count": String(failures) },
      },
    });
  const running = (name: string, of: number): Raw =>
    merge(jobPod(name), { metadata: { labels: { "batch.kubernetes.io/job-completion-index": String(of) } } });
  const retrying = (fields: Raw): Raw =>
    job(
      merge(
        { spec: { completions: 3, parallelism: 3, completionMode: "Indexed", backoffLimitPerIndex: 3 } },
        status(fields),
      ),
    );
  test.each<readonly [string, readonly Raw[], string, string | undefined]>([
    [
      "comes again after ten seconds",
      [retrying({ active: 0, failed: 1, succeeded: 2, completedIndexes: "0,2" }), index("migrate-b", 1, 1, 15)],
      "2 of 3 indexes complete, 1 Pod failed (backoffLimitPerIndex 3), index 1 comes again after a back-off of 10 s",
      at(25),
    ],
    [
      "waits longer each time, by its own failures",
      [retrying({ active: 0, failed: 3, succeeded: 2, completedIndexes: "0,2" }), index("migrate-b", 1, 1, 15, 2)],
      "2 of 3 indexes complete, 3 Pods failed (backoffLimitPerIndex 3), index 1 comes again after a back-off of 40 s",
      at(55),
    ],
    [
      "waits while others run",
      [
        retrying({ active: 1, failed: 1, succeeded: 1, completedIndexes: "0" }),
        index("migrate-b", 1, 1, 15),
        running("migrate-c", 2),
      ],
      "1 of 3 indexes complete, 1 Pod failed (backoffLimitPerIndex 3), 1 Pod runs, index 1 comes again after a back-off of 10 s",
      at(25),
    ],
    [
      "is one of several that wait",
      [
        retrying({ active: 0, failed: 3, succeeded: 1, completedIndexes: "0" }),
        index("migrate-b", 1, 1, 18),
        index("migrate-c", 2, 1, 9, 1),
      ],
      "1 of 3 indexes complete, 3 Pods failed (backoffLimitPerIndex 3), 2 indexes come again, index 1 first, after a back-off of 10 s",
      at(28),
    ],
    [
      "runs again already",
      [
        retrying({ active: 1, failed: 1, succeeded: 2, completedIndexes: "0,2" }),
        index("migrate-b", 1, 1, 5),
        running("migrate-d", 1),
      ],
      "2 of 3 indexes complete, 1 Pod failed (backoffLimitPerIndex 3), 1 Pod runs",
      undefined,
    ],
  ])("an index that failed %s", (_, objects, expected, until) => {
    const { message, reason, until: due } = look(objects);
    expect([reason, message]).toEqual(["Retrying", expected]);
    expect(due).toBe(until === undefined ? undefined : new Date(until).toISOString());
  });
});
