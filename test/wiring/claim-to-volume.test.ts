import { describe, expect, test } from "vitest";
import {
  readObject,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type PodDisruptionBudget,
} from "../../src/objects";
import { budgetCovers, claimToVolume } from "../../src/wiring";
import type { Raw } from "../support/objects";
import { budget, claim, volume } from "../support/referring-objects";

function answer(claimPatch: Raw, volumePatch: Raw): string {
  const asked = readObject(claim(claimPatch)) as PersistentVolumeClaim;
  const given = claimToVolume(asked, "manual", readObject(volume(volumePatch)) as PersistentVolume);
  return given.answer === "no" ? given.value : given.answer;
}
const mine = { namespace: "prod", name: "data" };

describe("a claim and a volume", () => {
  test.each<readonly [string, Raw, Raw, string]>([
    ["all suits", {}, {}, "yes"],
    ["larger than asked for", {}, { spec: { capacity: { storage: "1Ti" } } }, "yes"],
    ["smaller", {}, { spec: { capacity: { storage: "9Gi" } } }, "size"],
    ["of another class", {}, { spec: { storageClassName: "fast" } }, "class"],
    ["another one is named", { spec: { volumeName: "pv-2" } }, {}, "class"],
    ["without the access mode", { spec: { accessModes: ["ReadWriteMany"] } }, {}, "accessModes"],
    [
      "without one of the access modes",
      { spec: { accessModes: ["ReadWriteOnce", "ReadOnlyMany"] } },
      {},
      "accessModes",
    ],
    ["a device where a file system is asked for", {}, { spec: { volumeMode: "Block" } }, "volumeMode"],
    ["another claim's", {}, { spec: { claimRef: { namespace: "prod", name: "other" } } }, "taken"],
    ["another namespace's", {}, { spec: { claimRef: { ...mine, namespace: "test" } } }, "taken"],
    ["kept for this one", {}, { spec: { claimRef: mine } }, "yes"],
    ["of an earlier claim of the same name", {}, { spec: { claimRef: { ...mine, uid: "before" } } }, "taken"],
    ["released", {}, { status: { phase: "Released" } }, "taken"],
    ["without the labels", { spec: { selector: { matchLabels: { tier: "gold" } } } }, {}, "selector"],
    [
      "with the labels",
      { spec: { selector: { matchLabels: { tier: "gold" } } } },
      { metadata: { labels: { tier: "gold" } } },
      "yes",
    ],
    ["of a size that nobody can read", {}, { spec: { capacity: { storage: "much" } } }, "cannot-tell"],
  ])("%s", (_, claimPatch, volumePatch, expected) => {
    expect(answer(claimPatch, volumePatch)).toBe(expected);
  });
});

describe("a disruption budget and a Pod's labels", () => {
  const covers = (patch: Raw): boolean =>
    budgetCovers(readObject(budget(patch)) as PodDisruptionBudget, { app: "web" });
  test.each<readonly [string, Raw, boolean]>([
    ["a selector that matches", {}, true],
    ["a selector that does not", { spec: { selector: { matchLabels: { app: "api" } } } }, false],
    ["no selector", { spec: { selector: undefined } }, false],
    ["an empty one, policy/v1", { spec: { selector: { matchLabels: { app: undefined } } } }, true],
    [
      "an empty one, policy/v1beta1",
      { apiVersion: "policy/v1beta1", spec: { selector: { matchLabels: { app: undefined } } } },
      false,
    ],
  ])("%s", (_, patch, expected) => {
    expect(covers(patch)).toBe(expected);
  });
});
