import { describe, expect, test } from "vitest";
import { unknown } from "../../src/wiring";
import { field, isEmpty, labelsField, secretTextsIn, textField, treeOf } from "../../src/policy/tree";
import { unknownCheckingProxy, unknownObjectValue, unknownStringValue } from "./stack";

const props = {
  metadata: { labels: { app: "web", build: unknownStringValue } },
  spec: unknownObjectValue,
  items: [{ a: 1 }, unknownStringValue],
};

describe("properties behind the SDK's proxy", () => {
  test("throw when they are touched, which is what this is about", () => {
    expect(() => unknownCheckingProxy(props)["spec"]).toThrow("can't be known during preview");
  });

  test.each([
    ["the SDK's proxy", unknownCheckingProxy(props)],
    ["plain properties", props],
  ])("are read through %s without touching an unknown", (_, given) => {
    const tree = treeOf(given);
    expect(field(tree, "spec")).toBe(unknown);
    expect(field(tree, "spec", "selector", "app")).toBe(unknown);
    expect(labelsField(tree, "metadata", "labels")).toEqual({ app: "web", build: unknown });
    expect(field(tree, "status", "phase")).toBeUndefined();
    expect(isEmpty(tree)).toBe(false);
  });

  test("are copied where the proxy does not give its target", () => {
    const veiled = (value: object): object =>
      new Proxy(value, {
        get: (target, key) => {
          if (key === "__isSpecialProxy") return true;
          if (key === "__getSpecialProxyTarget") throw new Error("not in this version");
          return Reflect.get(target, key) as unknown;
        },
      });
    expect(labelsField(treeOf(veiled(props)), "metadata", "labels")).toEqual({ app: "web", build: unknown });
  });

  test.each<[string, unknown]>([
    [
      "a proxy whose every trap throws",
      new Proxy(
        {},
        {
          get: () => {
            throw new Error("no");
          },
          ownKeys: () => {
            throw new Error("no");
          },
          getOwnPropertyDescriptor: () => {
            throw new Error("no");
          },
        },
      ),
    ],
    ["undefined", undefined],
    ["null", null],
    ["a text", "x"],
    ["a list", [1]],
  ])("that are %s are an empty tree", (_, given) => {
    expect(isEmpty(treeOf(given))).toBe(true);
  });

  test("with a getter that throws are unknown there and known elsewhere", () => {
    const tree = treeOf({
      good: "x",
      get bad(): string {
        throw new Error("no");
      },
    });
    expect(textField(tree, "good")).toBe("x");
    expect(textField(tree, "bad")).toBe(unknown);
  });

  test("that contain themselves come to an end", () => {
    const loop: Record<string, unknown> = { name: "x" };
    loop["self"] = loop;
    expect(textField(treeOf(loop), "name")).toBe("x");
  });
});

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
});

test("only what is marked as secret counts as secret", () => {
  class Secret {
    constructor(readonly value: unknown) {}
  }
  expect(
    secretTextsIn({
      a: "plain",
      b: new Secret("hidden"),
      c: [new Secret({ d: "deep", e: unknownStringValue })],
      f: null,
      g: 1,
    }),
  ).toEqual(["hidden", "deep"]);
});
