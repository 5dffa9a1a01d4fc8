import { describe, expect, test } from "vitest";
import { readObject } from "../../src/objects";

const fieldsOf = (raw: Readonly<Record<string, unknown>>): unknown => {
  const object = readObject({ apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "x" }, ...raw });
  return object !== undefined && "fields" in object ? object.fields : undefined;
};

describe("what is kept of a kind that nobody knows", () => {
  test("texts, numbers and flags of its status, by path", () => {
    expect(
      fieldsOf({ status: { phase: "Ready", health: { status: "Green", score: 7, ok: true, none: null } } }),
    ).toEqual({
      "status.phase": "Ready",
      "status.health.status": "Green",
      "status.health.score": 7,
      "status.health.ok": true,
    });
  });
  test("of its spec only switches and counts: texts may be secret", () => {
    expect(fieldsOf({ spec: { suspend: true, replicas: 3, password: "hunter2", inner: { token: "t" } } })).toEqual({
      "spec.suspend": true,
      "spec.replicas": 3,
    });
  });
  test("nothing of data, and nothing of lists", () => {
    expect(
      fieldsOf({ data: { key: "c2VjcmV0" }, stringData: { key: "secret" }, status: { list: ["a", { b: "c" }] } }),
    ).toEqual({});
  });
  test("no more than two hundred fields, the shallow ones first, and no novels", () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, "v"]));
    const fields = fieldsOf({ status: { inner: many, phase: "Ready", text: "x".repeat(9999) } }) as Record<
      string,
      unknown
    >;
    expect(Object.keys(fields)).toHaveLength(200);
    expect(fields["status.phase"]).toBe("Ready");
    expect(fields["status.text"]).toHaveLength(1024);
  });
  test("odd types count as absent", () => {
    expect(fieldsOf({ status: "broken", spec: [] })).toEqual({});
    expect(fieldsOf({ status: { health: [], phase: undefined } })).toEqual({});
  });
});
