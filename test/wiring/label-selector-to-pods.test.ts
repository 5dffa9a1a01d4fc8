import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  labelSelectorToPods,
  matchLabelSelector,
  unknown,
  type Maybe,
  type MaybeLabels,
  type MaybeLabelSelector,
  type PodSource,
} from "../../src/wiring";

const source = (labels: MaybeLabels, kind = "Deployment"): PodSource => ({
  ref: { apiVersion: "apps/v1", kind, name: "web" },
  labels,
});
const web = source({ app: "web", tier: "front" });
const by = (
  matchLabels: MaybeLabelSelector["matchLabels"],
  ...expressions: readonly [key: Maybe<string>, operator: Maybe<string>, values?: Maybe<readonly Maybe<string>[]>][]
): MaybeLabelSelector => ({
  matchLabels,
  matchExpressions: expressions.map(([key, operator, values = []]) => ({ key, operator, values })),
});

describe("a label selector selects", () => {
  test.each<[string, MaybeLabelSelector]>([
    ["all with an empty one", by({})],
    ["by equality", by({ app: "web" })],
    ["by In", by({}, ["app", "In", ["api", "web"]])],
    ["by NotIn", by({}, ["app", "NotIn", ["api"]])],
    ["by NotIn what has no such key (popeye)", by({}, ["zone", "NotIn", ["a"]])],
    ["by Exists", by({}, ["app", "Exists"])],
    ["by DoesNotExist", by({}, ["zone", "DoesNotExist"])],
    ["by both, when both hold", by({ app: "web" }, ["tier", "In", ["front"]])],
    ["by In, whatever another value will be", by({}, ["app", "In", ["web", unknown]])],
  ])("%s", (_, selector) => {
    expect(labelSelectorToPods(selector, [web])).toEqual({ answer: "yes", value: [web] });
  });

  test("whatever has labels that are not known yet, when it asks for none", () => {
    expect(labelSelectorToPods(by({}), [source(unknown)]).answer).toBe("yes");
  });
});

describe("a label selector selects nothing", () => {
  test.each<[string, MaybeLabelSelector | undefined]>([
    ["when it is absent", undefined],
    ["when only matchLabels hold (popeye takes either)", by({ app: "web" }, ["tier", "In", ["back"]])],
    ["when only one of two expressions holds (popeye takes any)", by({}, ["app", "Exists"], ["zone", "Exists"])],
    ["by In without values, which is refused", by({}, ["app", "In", []])],
    ["by NotIn without values, which is refused", by({}, ["zone", "NotIn", []])],
    ["by Exists with values, which is refused", by({}, ["app", "Exists", ["web"]])],
    ["by an unknown operator", by({}, ["app", "Like", ["w"]])],
    ["by In when the key is absent, whatever the values", by({}, ["zone", "In", unknown])],
    ["by an absent key beside what is not known", by({ app: unknown, zone: "a" })],
  ])("%s", (_, selector) => {
    expect(labelSelectorToPods(selector, [web]).answer).toBe("no");
  });
});

describe("it cannot be told", () => {
  test.each<[string, Maybe<MaybeLabelSelector>, PodSource, string]>([
    ["of an unknown selector", unknown, web, "the selector is not known yet"],
    ["of unknown matchLabels", by(unknown), web, "the selector is not known yet"],
    ["of an unknown operator", by({}, ["app", unknown]), web, "the selector's matchExpressions are not known yet"],
    ["of unknown values", by({}, ["app", "In", unknown]), web, "the selector's values for app are not known yet"],
    [
      "of one unknown value",
      by({}, ["app", "NotIn", [unknown]]),
      web,
      "the selector's values for app are not known yet",
    ],
    [
      "of an unknown label",
      by({}, ["app", "In", ["web"]]),
      source({ app: unknown }),
      "label app of the Pods of Deployment web is not known yet",
    ],
    [
      "of a label that a controller adds",
      by({}, ["pod-template-hash", "DoesNotExist"]),
      web,
      "label pod-template-hash of the Pods of Deployment web is set by a controller at run time",
    ],
  ])("%s", (_, selector, one, why) => {
    expect(labelSelectorToPods(selector, [one])).toEqual({ answer: "cannot-tell", why });
  });

  test("but of an unknown label it can whether it exists", () => {
    const open = source({ app: unknown });
    expect(labelSelectorToPods(by({}, ["app", "Exists"]), [open]).answer).toBe("yes");
    expect(labelSelectorToPods(by({}, ["app", "DoesNotExist"]), [open]).answer).toBe("no");
  });
});

/* Whatever the unknowns turn out to be: complete them at random, and ask a plain reading of apimachinery's rules. */

interface Plain {
  readonly matchLabels: Record<string, string>;
  readonly matchExpressions: readonly { key: string; operator: string; values: readonly string[] }[];
}

function plainMatch({ matchLabels, matchExpressions }: Plain, labels: Record<string, string>): boolean {
  for (const key in matchLabels) if (!(key in labels) || labels[key] !== matchLabels[key]) return false;
  for (const { key, operator, values } of matchExpressions) {
    const has = key in labels;
    const among = has && values.includes(labels[key] ?? "");
    if (operator === "In" && (values.length === 0 || !among)) return false;
    if (operator === "NotIn" && (values.length === 0 || among)) return false;
    if (operator === "Exists" && (values.length > 0 || !has)) return false;
    if (operator === "DoesNotExist" && (values.length > 0 || has)) return false;
    if (!["In", "NotIn", "Exists", "DoesNotExist"].includes(operator)) return false;
  }
  return true;
}

const key = fc.constantFrom("app", "tier", "zone");
const word = fc.constantFrom("a", "b", "c");
const maybe = <T>(arbitrary: fc.Arbitrary<T>, weight = 5): fc.Arbitrary<Maybe<T>> =>
  fc.oneof({ weight, arbitrary }, { weight: 1, arbitrary: fc.constant(unknown) });
const map = fc.dictionary(key, maybe(word), { maxKeys: 3, noNullPrototype: true });
const operator = fc.constantFrom("In", "NotIn", "Exists", "DoesNotExist", "Like");
const requirement = fc.record({
  key: maybe(key, 12),
  operator: maybe(operator, 12),
  values: maybe(fc.array(maybe(word), { maxLength: 2 }), 12),
});
const selector = fc.record({
  matchLabels: maybe(map, 12),
  matchExpressions: maybe(fc.array(requirement, { maxLength: 3 }), 12),
});

const known = <T>(value: Maybe<T>, draw: () => T): T => (value === unknown ? draw() : value);

describe("the answer holds for every completion of the unknowns", () => {
  test("yes stays yes, no stays no, and without unknowns it is always one of them", () => {
    let decided = 0;
    const words = fc.infiniteStream(word);
    const maps = fc.infiniteStream(fc.dictionary(key, word, { maxKeys: 3, noNullPrototype: true }));
    const requirements = fc.infiniteStream(
      fc.array(fc.record({ key, operator, values: fc.array(word, { maxLength: 2 }) }), { maxLength: 2 }),
    );
    fc.assert(
      fc.property(selector, maybe(map), words, maps, requirements, (asked, labels, word$, map$, requirement$) => {
        const match = matchLabelSelector(asked, labels, { whose: "it", mayAdd: () => false });
        if (typeof match === "object") return;
        decided++;
        const next = <T>(stream: fc.Stream<T>): T => stream.next().value as T;
        const mapOf = (value: Maybe<Readonly<Record<string, Maybe<string>>>>): Record<string, string> =>
          value === unknown
            ? next(map$)
            : Object.fromEntries(
                Object.entries(value as Record<string, Maybe<string>>).map(([name, item]) => [
                  name,
                  known(item, () => next(word$)),
                ]),
              );
        for (let completion = 0; completion < 5; completion++) {
          const plain: Plain = {
            matchLabels: mapOf(asked.matchLabels),
            matchExpressions:
              asked.matchExpressions === unknown
                ? next(requirement$)
                : (
                    asked.matchExpressions as readonly (typeof requirement extends fc.Arbitrary<infer R> ? R : never)[]
                  ).map((one) => ({
                    key: known(one.key, () => "app"),
                    operator: known(one.operator, () => "Exists"),
                    values: known<readonly Maybe<string>[]>(one.values, () => [next(word$)]).map((value) =>
                      known(value, () => next(word$)),
                    ),
                  })),
          };
          expect(plainMatch(plain, mapOf(labels))).toBe(match === "yes");
        }
      }),
      { numRuns: 3000 },
    );
    expect(decided).toBeGreaterThan(500);
  });
});
