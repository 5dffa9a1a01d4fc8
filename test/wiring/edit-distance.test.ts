import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dissimilarity, editDistance, isSimilar } from "../../src/wiring/edit-distance";

describe("the edit distance", () => {
  test.each<[string, string, number]>([
    ["web", "web", 0],
    ["web", "wbe", 1],
    ["web", "", 3],
    ["", "", 0],
    ["webapi", "web-api", 1],
    ["kitten", "sitting", 3],
    ["ab", "ba", 1],
    ["ca", "abc", 3],
    ["nmae", "name", 1],
  ])("of %j and %j is %i", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  test("is symmetric, 0 only for equal words and at most the longer one's length", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "-"), maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe("similar are", () => {
  test.each([
    ["web", "wbe"],
    ["web-api", "webapi"],
    ["web", "web-api"],
    ["api", "web-api"],
    ["frontend", "front-end"],
    ["Web", "web"],
    ["payments", "payment"],
  ])("%j and %j", (a, b) => {
    expect(isSimilar(a, b)).toBe(true);
    expect(isSimilar(b, a)).toBe(true);
  });
});

describe("not similar are", () => {
  test.each([
    ["web", "db"],
    ["frontend", "postgres"],
    ["", "web"],
    ["web", "website"],
    ["a", "a-b"],
    ["cat", "dog"],
  ])("%j and %j", (a, b) => {
    expect(isSimilar(a, b)).toBe(false);
  });
});

test("separators and case cost less than letters", () => {
  expect(dissimilarity("web-api", "webApi")).toBeLessThan(dissimilarity("web-api", "web-app"));
});

test("words of any length are compared in bounded time", () => {
  expect(dissimilarity("a".repeat(100_000), "b".repeat(100_000))).toBe(1);
});
