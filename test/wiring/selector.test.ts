import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LabelSelector, StringMap } from "../../src/objects";
import { labelSelectorMatches, selectorFault, selectorMatches } from "../../src/wiring";

const web = { app: "web", tier: "front" };
const select = (matchLabels: StringMap, ...matchExpressions: LabelSelector["matchExpressions"]): LabelSelector => ({
  matchLabels,
  matchExpressions,
});
const having = (key: string, operator: string, ...values: string[]) => ({ key, operator, values });

describe("an equality selector", () => {
  test.each<[string, StringMap, StringMap, boolean]>([
    ["matches when each of its pairs stands in the labels", { app: "web" }, web, true],
    ["does not match a different value", { app: "wbe" }, web, false],
    ["does not match an absent key", { zone: "a" }, web, false],
    ["needs all pairs, not one of them", { app: "web", tier: "back" }, web, false],
    ["is case sensitive", { app: "Web" }, web, false],
    ["matches an empty value only by an empty value", { app: "" }, { app: "" }, true],
    ["does not take an absent key for an empty value", { app: "" }, {}, false],
    ["selects nothing when it is empty", {}, web, false],
    ["does not find Object's own members in labels", { constructor: "x" }, {}, false],
  ])("%s", (_, selector, labels, expected) => {
    expect(selectorMatches(selector, labels)).toBe(expected);
  });
});

describe("a label selector", () => {
  test.each<[string, LabelSelector | undefined, StringMap, boolean]>([
    ["that is absent selects nothing", undefined, {}, false],
    ["that is empty selects everything", select({}), {}, true],
    ["holds In for one of the values", select({}, having("app", "In", "api", "web")), web, true],
    ["does not hold In for an absent key", select({}, having("zone", "In", "a")), web, false],
    ["holds NotIn for another value", select({}, having("app", "NotIn", "api")), web, true],
    ["holds NotIn for an absent key", select({}, having("zone", "NotIn", "a")), web, true],
    ["holds Exists whatever the value", select({}, having("app", "Exists")), web, true],
    ["holds DoesNotExist for an absent key", select({}, having("zone", "DoesNotExist")), web, true],
    ["holds DoesNotExist for Pods without any label", select({}, having("zone", "DoesNotExist")), {}, true],
    ["ANDs its labels and its expressions", select({ app: "api" }, having("tier", "Exists")), web, false],
    ["ANDs its expressions", select({}, having("app", "Exists"), having("tier", "DoesNotExist")), web, false],
    ["is case sensitive in its operators", select({}, having("app", "exists")), web, false],
    ["matches nothing when In has no values", select({}, having("app", "In")), web, false],
    ["matches nothing when NotIn has no values", select({}, having("zone", "NotIn")), web, false],
    ["matches nothing when Exists has values", select({}, having("app", "Exists", "web")), web, false],
    ["matches nothing by operators of other selectors", select({}, having("app", "Gt", "1")), { app: "2" }, false],
  ])("%s", (_, selector, labels, expected) => {
    expect(labelSelectorMatches(selector, labels)).toBe(expected);
  });

  test.each<[string, LabelSelector, string | undefined]>([
    ["nothing at a valid one", select({ app: "web" }, having("a", "In", "x"), having("b", "Exists")), undefined],
    ["In without values", select({}, having("app", "In")), "In on app needs at least one value"],
    ["DoesNotExist with values", select({}, having("app", "DoesNotExist", "x")), "DoesNotExist on app takes no values"],
    [
      "a foreign operator",
      select({}, having("app", "Gt", "1")),
      "Gt on app is none of In, NotIn, Exists, DoesNotExist",
    ],
    [
      "an absent operator",
      select({}, having("app", "")),
      "an empty operator on app is none of In, NotIn, Exists, DoesNotExist",
    ],
  ])("finds fault with %s", (_, selector, fault) => {
    expect(selectorFault(selector)).toBe(fault);
  });
});

/**
 * apimachinery's semantics once more, written the way the Go code goes: turn the selector into
 * requirements or an error, then match each one against a set of labels.
 */
type Requirement = { key: string; operator: "=" | "in" | "notin" | "exists" | "!"; values: Set<string> };

function requirementsOf(selector: LabelSelector | undefined): Requirement[] | "nothing" | "error" {
  if (selector === undefined) return "nothing";
  const requirements: Requirement[] = [];
  for (const key in selector.matchLabels)
    requirements.push({ key, operator: "=", values: new Set([selector.matchLabels[key] ?? ""]) });
  for (const { key, operator, values } of selector.matchExpressions) {
    if (operator === "In" && values.length >= 1) requirements.push({ key, operator: "in", values: new Set(values) });
    else if (operator === "NotIn" && values.length >= 1)
      requirements.push({ key, operator: "notin", values: new Set(values) });
    else if (operator === "Exists" && values.length === 0)
      requirements.push({ key, operator: "exists", values: new Set() });
    else if (operator === "DoesNotExist" && values.length === 0)
      requirements.push({ key, operator: "!", values: new Set() });
    else return "error";
  }
  return requirements;
}

function oracle(selector: LabelSelector | undefined, labels: Map<string, string>): boolean {
  const requirements = requirementsOf(selector);
  if (requirements === "nothing" || requirements === "error") return false;
  for (const { key, operator, values } of requirements) {
    const has = labels.has(key);
    const value = labels.get(key) ?? "";
    let matches: boolean;
    if (operator === "in" || operator === "=") matches = has && values.has(value);
    else if (operator === "notin") matches = !has || !values.has(value);
    else matches = operator === "exists" ? has : !has;
    if (!matches) return false;
  }
  return true;
}

const key = fc.constantFrom("app", "tier", "app.kubernetes.io/name", "zone");
const value = fc.constantFrom("", "web", "api", "a");
const labels = fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true });
const expression = fc.record({
  key,
  operator: fc.constantFrom("In", "NotIn", "Exists", "DoesNotExist", "Gt", ""),
  values: fc.array(value, { maxLength: 3 }),
});
const validExpression = fc.oneof(
  fc.record({ key, operator: fc.constantFrom("In", "NotIn"), values: fc.array(value, { minLength: 1, maxLength: 3 }) }),
  fc.record({ key, operator: fc.constantFrom("Exists", "DoesNotExist"), values: fc.constant<string[]>([]) }),
);
const selector = (one: fc.Arbitrary<LabelSelector["matchExpressions"][number]>) =>
  fc.record({ matchLabels: labels, matchExpressions: fc.array(one, { maxLength: 3 }) });

describe("against apimachinery's semantics, written once more", () => {
  test("valid selectors give the same answer", () => {
    fc.assert(
      fc.property(fc.option(selector(validExpression), { nil: undefined }), labels, (one, map) => {
        expect(labelSelectorMatches(one, map)).toBe(oracle(one, new Map(Object.entries(map))));
      }),
      { numRuns: 3000 },
    );
  });

  test("invalid selectors give the same answer", () => {
    fc.assert(
      fc.property(selector(expression), labels, (one, map) => {
        expect(labelSelectorMatches(one, map)).toBe(oracle(one, new Map(Object.entries(map))));
      }),
      { numRuns: 3000 },
    );
  });

  test("a Service's selector is one of labels only, except that an empty one selects nothing", () => {
    fc.assert(
      fc.property(labels, labels, (one, map) => {
        const expected =
          Object.keys(one).length > 0 &&
          oracle({ matchLabels: one, matchExpressions: [] }, new Map(Object.entries(map)));
        expect(selectorMatches(one, map)).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });
});
