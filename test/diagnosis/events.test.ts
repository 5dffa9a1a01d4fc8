import { describe, expect, test } from "vitest";
import { diagnose } from "../../src/diagnosis";
import { moment, podEvent, podWith, snapshotOf, told, waiting, type Raw } from "../support/objects";

/** A Pod that waits for its volumes, six seconds after the operation began, and one event. */
const say = (event: Raw): string =>
  told(diagnose(snapshotOf([podWith(waiting("ContainerCreating")), event], {}), moment(6)));
const message = 'MountVolume.SetUp failed for volume "config" : configmap "web" not found';

describe("an event counts", () => {
  test.each<readonly [string, number, Raw, string]>([
    [
      "about the object",
      2,
      {},
      "may-heal ConfigMapNotFound: cannot mount a volume ← volume config: ConfigMap web does not exist in prod",
    ],
    [
      "without the object's uid, as old clients write it",
      2,
      { involvedObject: { uid: undefined } },
      "may-heal ConfigMapNotFound",
    ],
    ["and not of the object that had the name before", 2, { involvedObject: { uid: "uid-before" } }, "waiting"],
    ["and not of another kind of that name", 2, { involvedObject: { kind: "ReplicaSet" } }, "waiting"],
    ["and not of another namespace", 2, { involvedObject: { namespace: "test" } }, "waiting"],
    ["and not of before the operation", -60, {}, "waiting"],
    [
      "by its last time, though it began before",
      2,
      { firstTimestamp: "2025-12-31T23:59:00Z", count: 9 },
      "may-heal ConfigMapNotFound",
    ],
  ])("%s", (_, time, patch, expected) => {
    expect(say(podEvent("FailedMount", message, time, patch))).toMatch(`InProgress ${expected}`);
  });
});
