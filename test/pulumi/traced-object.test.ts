import { describe, expect, test } from "vitest";
import type { Diagnosis } from "../../src/diagnosis";
import { TracedObject, type Phase, type Version } from "../../src/pulumi/traced-object";

const urn = "urn:pulumi:stack::project::kubernetes:apps/v1:Deployment::web";
const startedAt = Date.parse("2026-01-01T12:00:00Z");
const ref = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web", uid: "uid-1" };

const traced = (phase: Phase, before?: Version, row = urn): TracedObject =>
  new TracedObject(row, row, undefined, ref, row === "", startedAt, phase, before);

const looks = (uid: string | undefined, details: Partial<Diagnosis> = {}): Diagnosis => ({
  object: { ...ref, ...(uid === undefined ? {} : { uid }) },
  status: "InProgress",
  outlook: "waiting",
  reason: "RollingOut",
  message: "0 of 2 Pods ready",
  because: [],
  evidence: [],
  actions: [],
  ...details,
});
const absent = looks(undefined, { status: "NotFound", reason: "NotFound", message: "not in namespace shop" });

describe("what is said of an object", () => {
  test("that is replaced by another of its name: it is gone, and the other has its own row", () => {
    const object = traced("deleting", undefined, "");
    expect(object.judged(looks("uid-1"), true).message).toBe("0 of 2 Pods ready");
    expect(object.judged(looks("uid-2"), true)).toMatchObject({ status: "NotFound", object: ref });
  });

  test.each<readonly [string, TracedObject, string]>([
    ["that is to be created", traced("operating"), "not in namespace shop"],
    ["that is to be updated", traced("operating", {}), "deleted since the last update, and not by Pulumi"],
    ["that had no changes", traced("unchanged"), "not in namespace shop"],
  ])("%s and is not there", (_, object, message) => {
    expect(object.judged(absent, false).message).toBe(message);
  });

  test("that was there during the step and is gone", () => {
    const object = traced("operating");
    object.judged(looks("uid-1"), true);
    expect(object.judged(absent, false).message).toBe("deleted while Pulumi waits for it, and not by this update");
  });
});

describe("what was there before", () => {
  const since = startedAt - 2000;
  const seen = (created: string, generation = 1): Version & { readonly creationTimestamp: string } => ({
    creationTimestamp: created,
    generation,
  });
  const before = "2026-01-01T11:00:00Z";
  const after = "2026-01-01T12:00:01Z";

  test("a create finds an object that is well: no news until it changes, or for two seconds", () => {
    const object = traced("operating");
    const isOld = (generation: number, ms: number): boolean =>
      object.isOld(seen(before, generation), startedAt + ms, { since, isWell: true });
    expect([isOld(1, 100), isOld(2, 300), isOld(2, 400)]).toEqual([true, false, false]);
    expect(object.isUntouched).toBe(false);
  });

  test.each<readonly [string, string, boolean]>([
    ["that is not well: it may be the adoption under way", before, false],
    ["that it has made", after, true],
  ])("a create finds an object %s", (_, created, isWell) => {
    expect(traced("operating").isOld(seen(created), startedAt + 100, { since, isWell })).toBe(false);
  });

  test("a create that is refused has not touched it", () => {
    const object = traced("failed");
    expect(object.isOld(seen(before), startedAt + 100, { since, isWell: true })).toBe(false);
    expect(object.isUntouched).toBe(true);
  });

  test("an update has only just begun for two seconds", () => {
    const object = traced("operating", { generation: 1 });
    expect([object.isBegun(startedAt + 1900), object.isBegun(startedAt + 2000)]).toEqual([true, false]);
    expect(traced("operating").isBegun(startedAt)).toBe(false);
  });
});
