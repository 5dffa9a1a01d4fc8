import { describe, expect, test } from "vitest";
import {
  isLikelyMeant,
  serviceToPods,
  unknown,
  type MaybeLabels,
  type MaybeSelector,
  type NearMiss,
  type PodSource,
} from "../../src/wiring";

const deployment = (name: string, labels: MaybeLabels, ownLabels?: MaybeLabels): PodSource => ({
  ref: { apiVersion: "apps/v1", kind: "Deployment", name },
  labels,
  ...(ownLabels === undefined ? {} : { ownLabels }),
});

function nearest(selector: MaybeSelector, ...sources: readonly PodSource[]): NearMiss | undefined {
  const answer = serviceToPods(selector, sources);
  if (answer.answer !== "no") throw new Error(`the answer is ${answer.answer}`);
  return answer.value;
}

describe("the nearest source", () => {
  test.each<[string, MaybeSelector, readonly PodSource[], string]>([
    [
      "differs in the fewest keys",
      { app: "web", tier: "x" },
      [deployment("far", { app: "api", tier: "y" }), deployment("near", { app: "api", tier: "x" })],
      "near",
    ],
    [
      "has the more similar value",
      { app: "wbe" },
      [deployment("db", { app: "db" }), deployment("web", { app: "web" })],
      "web",
    ],
    [
      "rather has a misspelt value than a value that means something else",
      { app: "wbe", env: "prod" },
      [deployment("db", { app: "db", env: "prod" }), deployment("web", { app: "web", env: "prod" })],
      "web",
    ],
    [
      "rather lacks a key than contradicts",
      { app: "web", env: "prod" },
      [deployment("db", { app: "db", env: "prod" }), deployment("web", { app: "web" })],
      "web",
    ],
    [
      "rather misspells a value than lacks its key",
      { app: "wbe", env: "prod" },
      [deployment("job", { env: "prod" }), deployment("web", { app: "web", env: "prod" })],
      "web",
    ],
    [
      "has the value under another key",
      { app: "web" },
      [deployment("db", { "app.kubernetes.io/name": "db" }), deployment("web", { "app.kubernetes.io/name": "web" })],
      "web",
    ],
    [
      "carries the labels itself, if only not on its template",
      { app: "web" },
      [deployment("wbe", { app: "wbe" }), deployment("web", { name: "x" }, { app: "web" })],
      "web",
    ],
    [
      "is the first by name among equals",
      { app: "web" },
      [deployment("b", { app: "db" }), deployment("a", { app: "db" })],
      "a",
    ],
  ])("%s", (_, selector, sources, name) => {
    expect(nearest(selector, ...sources)?.source.ref.name).toBe(name);
  });

  test.each<[string, MaybeSelector, readonly PodSource[]]>([
    ["there is nothing", { app: "web" }, []],
    ["no source shares a key or a similar value", { app: "web" }, [deployment("db", { role: "postgres" })]],
    ["the sources have no labels", { app: "web" }, [deployment("db", {})]],
  ])("is none when %s", (_, selector, sources) => {
    expect(nearest(selector, ...sources)).toBeUndefined();
  });
});

describe("the near miss says", () => {
  test("which value differs and which agree", () => {
    const web = deployment("web", { app: "web", tier: "x" });
    expect(nearest({ app: "wbe", tier: "x" }, web)).toEqual({
      source: web,
      differs: [{ key: "app", wanted: "wbe", found: "web" }],
      matching: ["tier"],
    });
  });

  test("which key is missing", () => {
    expect(nearest({ app: "web", tier: "x" }, deployment("web", { app: "web" }))?.differs).toEqual([
      { key: "tier", wanted: "x", found: undefined },
    ]);
  });

  test.each<[string, string, string, string, string]>([
    ["a misspelt key", "app.kubernetes.io/nmae", "web", "app.kubernetes.io/name", "web"],
    ["the conventional key for the short one", "app", "web", "app.kubernetes.io/name", "web"],
    ["a key of another prefix", "example.com/app", "web", "example.org/app", "web"],
    ["any key with the same value", "component", "payments", "service", "payments"],
    ["a similar key with a similar value", "aap", "wbe", "app", "web"],
  ])("which key was meant: %s", (_, key, wanted, nearKey, value) => {
    expect(nearest({ [key]: wanted }, deployment("web", { [nearKey]: value }))?.differs).toEqual([
      { key, wanted, found: undefined, nearKey },
    ]);
  });

  test("no key of one prefix for another only because the prefix is long", () => {
    expect(
      nearest({ "app.kubernetes.io/instance": "blue" }, deployment("web", { "app.kubernetes.io/name": "red" })),
    ).toBeUndefined();
  });

  test("which values are still open", () => {
    expect(nearest({ app: "wbe", build: unknown }, deployment("web", { app: "web", build: "7" }))).toMatchObject({
      undecided: ["build"],
      matching: [],
    });
  });
});

describe("a near miss is likely meant", () => {
  test.each<[string, boolean, MaybeSelector, MaybeLabels]>([
    ["when letters are swapped", true, { app: "wbe" }, { app: "web" }],
    ["when the key is another and the value the same", true, { app: "web" }, { "app.kubernetes.io/name": "web" }],
    ["when a label too many is asked for", true, { app: "web", tier: "x" }, { app: "web" }],
    ["not when the value is another word", false, { app: "web" }, { app: "postgres" }],
    [
      "not when one of two values is another word",
      false,
      { app: "web", tier: "front" },
      { app: "web", tier: "postgres" },
    ],
    ["not when a value is still open", false, { app: "web", build: unknown }, { app: "web" }],
  ])("%s", (_, expected, selector, labels) => {
    const near = nearest(selector, deployment("web", labels));
    expect(near !== undefined && isLikelyMeant(near)).toBe(expected);
  });
});
