import { describe, expect, test } from "vitest";
import { diagnose } from "../../src/diagnosis";
import { at, moment, snapshotOf, told, type Raw } from "../support/objects";

const definition = (conditions: readonly Raw[], deleted = false): Raw => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: {
    name: "widgets.example.com",
    uid: "u",
    ...(deleted ? { deletionTimestamp: at(0), finalizers: ["customresourcecleanup.apiextensions.k8s.io"] } : {}),
  },
  spec: { group: "example.com", names: { plural: "widgets", kind: "Widget" } },
  status: { conditions },
});
const established = { type: "Established", status: "True", reason: "InitialNamesAccepted" };

describe("a CustomResourceDefinition", () => {
  test.each<readonly [string, Raw, number, string]>([
    ["is established", definition([established]), 1, "Current healthy Ready: established"],
    ["is new", definition([]), 1, "InProgress waiting Reconciling: objects of kind Widget cannot be made yet"],
    [
      "is being installed",
      definition([{ type: "Established", status: "False", reason: "Installing" }]),
      1,
      "InProgress waiting Reconciling: objects of kind Widget cannot be made yet",
    ],
    [
      "has names that are taken",
      definition([
        { type: "NamesAccepted", status: "False", reason: "PluralConflict", message: '"widgets" is already in use' },
        { type: "Established", status: "False", reason: "NotAccepted" },
      ]),
      1,
      'Failed will-not-heal NamesNotAccepted: its names are taken: "widgets" is already in use',
    ],
    [
      "has a schema without structure",
      definition([
        established,
        { type: "NonStructuralSchema", status: "True", message: "spec.validation: must not be empty" },
      ]),
      1,
      "Current healthy Ready: established, its schema is not structural: spec.validation: must not be empty",
    ],
    [
      "goes, with its objects",
      definition([established, { type: "Terminating", status: "True", reason: "InstanceDeletionInProgress" }], true),
      5,
      "Terminating waiting Terminating: being deleted, the objects of kind Widget go first",
    ],
    [
      "goes, before the API server has said a word",
      definition([established], true),
      5,
      "Terminating waiting Terminating: being deleted, its objects are deleted first (customresourcecleanup.apiextensions.k8s.io)",
    ],
    [
      "cannot go",
      definition(
        [
          {
            type: "Terminating",
            status: "True",
            reason: "InstanceDeletionCheck",
            message: "could not confirm zero CustomResources remaining: timed out waiting for the condition",
          },
        ],
        true,
      ),
      5,
      "Terminating may-heal StuckTerminating: still being deleted, objects of kind Widget are left",
    ],
  ])("%s", (_, object, seconds, expected) => {
    expect(told(diagnose(snapshotOf([object]), moment(seconds)))).toBe(expected);
  });
  test("what is left can be listed", () => {
    const stuck = definition([{ type: "Terminating", status: "True", reason: "InstanceDeletionFailed" }], true);
    expect(diagnose(snapshotOf([stuck]), moment(5)).actions[0]?.command).toBe("kubectl get widgets.example.com -A");
  });
});
