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

describe("a kind without rules of its own", () => {
  test.each<readonly [string, Raw, number, string]>([
    ["says nothing", custom({}), 1, "Current healthy Ready: exists"],
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
