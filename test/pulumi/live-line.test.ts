import { describe, expect, test } from "vitest";
import { diagnose, type Diagnosis } from "../../src/diagnosis";
import { refOf, readObject } from "../../src/objects";
import { isWorthALine } from "../../src/pulumi/live-line";
import { TracedObject, type Phase } from "../../src/pulumi/traced-object";
import type { Telling } from "../../src/story";
import { deployment, moment, podWith, replicaSet, snapshotOf, unready, waiting, type Raw } from "../support/objects";
import { budget } from "../support/referring-objects";

const pulls = podWith(waiting("ImagePullBackOff", 'Back-off pulling image "lab.local/web:nope": not found'));
const broken = [deployment(unready), replicaSet({ status: { replicas: 1, readyReplicas: 0 } }), pulls];

const look = (objects: readonly Raw[]): Diagnosis => diagnose(snapshotOf(objects), moment(30));

/** Is that the first object is in trouble worth a line, at work on it or later? */
function isTold(objects: readonly Raw[], type: "problem" | "relapse" | "still", phase: Phase): boolean {
  const root = readObject(objects[0] ?? {});
  if (root === undefined) throw new Error("it is an object");
  const ref = refOf(root);
  const object = new TracedObject("urn", "urn", undefined, ref, false, 0, phase);
  const telling = { type, object: ref, diagnosis: look(objects), line: "", forMs: 30_000 } satisfies Telling;
  return isWorthALine(object, telling);
}

describe("a line on the row", () => {
  test.each<readonly [Phase, "problem" | "relapse" | "still", boolean]>([
    ["operating", "problem", true],
    ["operating", "still", true],
    ["deleting", "still", true],
    ["done", "relapse", true],
    ["done", "still", false],
    ["failed", "problem", true],
    ["failed", "still", false],
    ["unchanged", "problem", false],
  ])("of what is %s, for a %s: %s", (phase, type, expected) => {
    expect(isTold(broken, type, phase)).toBe(expected);
  });

  const starved = budget({ status: { disruptionsAllowed: 0, currentHealthy: 0 } });
  test("a budget does not repeat what is wrong with its Pods", () => {
    expect(isTold([starved, ...broken], "problem", "done")).toBe(false);
  });
  test("a budget that shares its Pods with another one is in trouble itself", () => {
    expect(isTold([budget(), budget({}, "web-2"), ...broken], "problem", "done")).toBe(true);
  });
});
