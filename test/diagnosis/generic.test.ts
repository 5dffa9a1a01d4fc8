import { describe, expect, test } from "vitest";
import { diagnose } from "../../src/diagnosis";
import { at, moment, namespace, snapshotOf, told, type Raw } from "../support/objects";

const custom = (status: Raw, metadata: Raw = {}): Raw => ({
  apiVersion: "example.com/v1",
  kind: "Database",
  metadata: { name: "db", namespace, uid: "u", generation: 2, creationTimestamp: at(0), ...metadata },
  status,
});
const ready = (status: string, reason?: string, message?: string): Raw => ({
  conditions: [{ type: "Ready", status, reason, message }],
});

const only = (type: string, status: string, reason?: string): Raw => ({ conditions: [{ type, status, reason }] });

describe("a kind without rules of its own", () => {
  test.each<readonly [string, Raw, number, string]>([
    ["says nothing yet", custom({}), 4, "InProgress waiting NotObserved: no status yet"],
    ["says nothing", custom({}), 5, "Current healthy Ready: exists"],
    ["is of a kind without a status", custom({}, { generation: undefined }), 1, "Current healthy Ready: exists"],
    ["is ready", custom(ready("True")), 1, "Current healthy Ready: ready"],
    [
      "is not ready yet",
      custom(ready("False", "Creating", "waiting for disks")),
      1,
      "InProgress waiting Reconciling: waiting for disks (Ready is False)",
    ],
    [
      "is not ready for an error",
      custom(ready("False", "IssuerNotFound", "the issuer x does not exist.")),
      1,
      "InProgress may-heal NotReady: the issuer x does not exist (Ready is False)",
    ],
    ["does not know", custom(ready("Unknown")), 1, "InProgress waiting Reconciling: Ready is Unknown"],
    [
      "is being worked on",
      custom({
        conditions: [
          { type: "Reconciling", status: "True", message: "building" },
          { type: "Ready", status: "True" },
        ],
      }),
      1,
      "InProgress waiting Reconciling: building (Reconciling)",
    ],
    [
      "has given up",
      custom({ conditions: [{ type: "Stalled", status: "True", reason: "RetriesExhausted" }] }),
      1,
      "Failed will-not-heal Stalled: RetriesExhausted (Stalled)",
    ],
    [
      "has a status of the last generation",
      custom({ observedGeneration: 1, ...ready("True") }),
      1,
      "InProgress waiting NotObserved: generation 2 not observed yet (the controller is at 1)",
    ],
    [
      "is not looked at",
      custom({ observedGeneration: 1, ...ready("True") }),
      11,
      "InProgress may-heal ControllerSilent: its controller has not looked at generation 2 for over 10 s",
    ],
    [
      "is not looked at, by a controller that has just had a word",
      custom({
        observedGeneration: 1,
        conditions: [{ type: "Ready", status: "True", observedGeneration: 1, lastTransitionTime: at(8) }],
      }),
      11,
      "InProgress waiting NotObserved: generation 2 not observed yet (the controller is at 1)",
    ],
    ["is available", custom(only("Available", "True", "AllGood")), 1, "Current healthy Ready: available"],
    [
      "is not available yet",
      custom(only("Available", "False", "MinimumReplicasUnavailable")),
      1,
      "InProgress waiting Reconciling: MinimumReplicasUnavailable (Available is False)",
    ],
    [
      "is degraded although it is ready",
      custom({
        conditions: [
          { type: "Ready", status: "True" },
          { type: "Degraded", status: "True", message: "one of three is lost" },
        ],
      }),
      1,
      "InProgress may-heal NotReady: one of three is lost (Degraded)",
    ],
    [
      "is not accepted",
      custom(only("Accepted", "False", "InvalidParameters")),
      1,
      "InProgress may-heal NotReady: InvalidParameters (Accepted is False)",
    ],
    [
      "is not programmed yet",
      custom(only("Programmed", "False", "Pending")),
      1,
      "InProgress waiting Reconciling: Pending (Programmed is False)",
    ],
    [
      "is not established yet",
      custom(only("Established", "Unknown")),
      1,
      "InProgress waiting Reconciling: Established is Unknown",
    ],
    ["is in sync", custom(only("Synced", "True")), 1, "Current healthy Ready: synced"],
    ["has failed", custom(only("Failed", "True", "Oops")), 1, "Failed may-heal Failed: Oops (Failed)"],
    [
      "is progressing",
      custom(only("Progressing", "True", "Rolling")),
      1,
      "InProgress waiting Reconciling: Rolling (Progressing)",
    ],
    [
      "has progressed to its end",
      custom({
        conditions: [
          { type: "Progressing", status: "True", reason: "NewReplicationControllerAvailable" },
          { type: "Available", status: "True" },
        ],
      }),
      1,
      "Current healthy Ready: available",
    ],
    ["says what nobody knows", custom(only("Frobnicated", "False", "Error")), 1, "Current healthy Ready: exists"],
    [
      "is in a phase of failure",
      custom({ phase: "Failed", message: "disk is full" }),
      1,
      "Failed may-heal Failed: disk is full (Failed)",
    ],
    ["is in a phase of error", custom({ state: "Error" }), 1, "Failed may-heal Failed: state Error"],
    ["is in a phase that passes", custom({ phase: "Pending" }), 1, "InProgress waiting Reconciling: phase Pending"],
    ["is in an unknown phase", custom({ phase: "Unknown" }), 1, "Unknown unknown Unclear: phase Unknown"],
    ["is in a phase of its own", custom({ phase: "Bound" }), 1, "Current healthy Ready: phase Bound"],
    [
      "has a condition of the last generation only",
      custom({ observedGeneration: 2, conditions: [{ type: "Ready", status: "True", observedGeneration: 1 }] }),
      1,
      "InProgress waiting NotObserved: Ready speaks of generation 1, not of 2",
    ],
    [
      "has a condition that stays behind for a minute",
      custom({ conditions: [{ type: "Ready", status: "False", reason: "Failed", observedGeneration: 1 }] }),
      61,
      "Unknown unknown NotObserved: Ready speaks of generation 1, not of 2",
    ],
    [
      "was stalled in the last generation",
      custom({
        conditions: [
          { type: "Stalled", status: "True", observedGeneration: 1 },
          { type: "Ready", status: "True", observedGeneration: 2 },
        ],
      }),
      1,
      "Current healthy Ready: ready",
    ],
    ["is observed", custom({ observedGeneration: 2, ...ready("True") }), 11, "Current healthy Ready: ready"],
    [
      "is being deleted",
      custom(ready("True"), { deletionTimestamp: at(0) }),
      1,
      "Terminating waiting Terminating: being deleted",
    ],
    [
      "is held by finalizers",
      custom({}, { deletionTimestamp: at(0), finalizers: ["a/1", "b/2", "c/3", "d/4", "e/5"] }),
      31,
      "Terminating may-heal StuckTerminating: still being deleted, waits for finalizer a/1, b/2, c/3 and 2 more",
    ],
  ])("%s", (_, object, seconds, expected) => {
    expect(told(diagnose(snapshotOf([object]), moment(seconds)))).toBe(expected);
  });

  test("a foreign group's Deployment is not judged as Kubernetes' own", () => {
    const foreign = { ...custom(ready("False", "Creating")), apiVersion: "example.com/v1", kind: "Deployment" };
    expect(diagnose(snapshotOf([foreign]), moment(1)).reason).toBe("Reconciling");
  });
});

test("a problem comes with the last warning about the object", () => {
  const warning = {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: "db.1", namespace },
    involvedObject: { kind: "Database", name: "db", namespace, uid: "u" },
    type: "Warning",
    reason: "NoQuota",
    message: "the account has no disks left",
    lastTimestamp: at(1),
  };
  const { evidence } = diagnose(snapshotOf([custom(ready("False", "DiskFailed", "no disk")), warning]), moment(2));
  expect(evidence).toMatchObject([{ type: "condition" }, { type: "event", reason: "NoQuota" }]);
  expect(diagnose(snapshotOf([custom(ready("True")), warning]), moment(2)).evidence).toHaveLength(1);
});
