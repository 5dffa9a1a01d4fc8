import { describe, expect, test } from "vitest";
import { unknown } from "../../src/wiring";
import { field, isEmpty, labelsField, textField } from "../../src/checks/tree";
import { secretTextsIn, treeOf } from "../../src/policy/unwrap";
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
