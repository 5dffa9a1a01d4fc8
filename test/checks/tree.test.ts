import { describe, expect, test } from "vitest";
import { unknown } from "../../src/wiring";
import { field, labelsField, listField, portField, textField } from "../../src/checks/tree";
import { unknownObjectValue, unknownStringValue } from "./stack";

describe("values", () => {
  test.each<[string, unknown, unknown]>([
    ["a text", "web", "web"],
    ["an absent one", undefined, undefined],
    ["null", null, undefined],
    ["a number", 7, unknown],
    ["an unknown one", unknownStringValue, unknown],
  ])("read as text: %s", (_, value, expected) => {
    expect(textField({ a: value }, "a")).toBe(expected);
  });

  test.each<[string, unknown, unknown]>([
    ["nothing", undefined, {}],
    ["numbers", { v: 1 }, { v: "1" }],
    ["a flag", { v: true }, { v: unknown }],
    ["null", { v: null }, { v: unknown }],
    ["a list", ["a"], unknown],
    ["a text", "a=b", unknown],
    ["an unknown map", unknownObjectValue, unknown],
  ])("read as labels: %s", (_, value, expected) => {
    expect(labelsField({ labels: value }, "labels")).toEqual(expected);
  });

  test("named like Object's members are absent unless set", () => {
    expect(field({}, "constructor")).toBeUndefined();
    expect(labelsField({ labels: JSON.parse('{"__proto__": "x"}') as unknown }, "labels")).toBeDefined();
  });

  test.each<[string, unknown, unknown]>([
    ["nothing", undefined, []],
    ["a list", [1], [1]],
    ["a map", { 0: 1 }, unknown],
    ["an unknown one", unknownObjectValue, unknown],
  ])("read as a list: %s", (_, value, expected) => {
    expect(listField({ a: value }, "a")).toEqual(expected);
  });

  test.each<[string, unknown, unknown]>([
    ["a number", 80, 80],
    ["a name", "http", "http"],
    ["a flag", true, unknown],
    ["an unknown one", unknownStringValue, unknown],
  ])("read as a port: %s", (_, value, expected) => {
    expect(portField({ a: value }, "a")).toBe(expected);
  });
});
