import { describe, expect, test } from "vitest";
import { diagnose, wantedLogs } from "../../src/diagnosis";
import {
  type Raw,
  at,
  endpoint,
  merge,
  moment,
  readinessProbe,
  pod,
  podWith,
  podWithInit,
  running,
  waiting,
  terminated,
  ended,
  service,
  slice,
  snapshotOf,
} from "../support/objects";
import { backOff, notFound, unhealthy } from "../support/web-pods";

describe("which logs are wanted", () => {
  const wanted = (object: Raw, seconds = 5, more: readonly Raw[] = []): unknown => {
    const snapshot = snapshotOf([object, ...more]);
    return wantedLogs(snapshot, diagnose(snapshot, moment(seconds)));
  };
  const base = { namespace: "prod", pod: "web-1-a", container: "web", init: false };
  test("the log of the instance that just ended", () => {
    expect(wanted(podWith(terminated(3)))).toEqual([{ ...base, previous: false, instance: 0 }]);
  });
  test("the previous one's in the back-off", () => {
    expect(wanted(backOff(ended(3), 2))).toEqual([{ ...base, previous: true, instance: 2 }]);
  });
  test("the init container's", () => {
    expect(wanted(podWithInit({ ...terminated(1), name: "migrate" }))).toEqual([
      { ...base, container: "migrate", previous: false, init: true, instance: 0 },
    ]);
  });
  test("the running one's when the readiness probe fails", () => {
    const object = podWith(
      running({
        ready: false,
        restartCount: 1,
        lastState: { terminated: ended(1) },
        state: { running: { startedAt: at(3) } },
      }),
      { container: { readinessProbe } },
    );
    expect(wanted(object, 40, [unhealthy("Readiness", notFound, 39, { count: 9, firstTimestamp: at(5) })])).toEqual([
      { ...base, previous: false, instance: 1 },
    ]);
  });
  test("that of a Pod beside those that serve a Service", () => {
    const crashing = backOff(ended(3), 2);
    const fine = merge(pod(), { metadata: { name: "web-1-b", uid: "uid-web-1-b" } });
    const snapshot = snapshotOf([service(), slice([endpoint("web-1-a", false), endpoint("web-1-b")]), crashing, fine]);
    expect(wantedLogs(snapshot, diagnose(snapshot, moment(6)))).toEqual([{ ...base, previous: true, instance: 2 }]);
  });
  test("none when all is well or nothing ran", () => {
    expect(wanted(pod())).toEqual([]);
    expect(wanted(podWith(waiting("ErrImagePull", "not found")))).toEqual([]);
    expect(
      wanted(backOff(ended(128, { reason: "StartError", message: 'exec: "x": no such file or directory' }))),
    ).toEqual([]);
  });
});
