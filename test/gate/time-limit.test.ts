import { describe, expect, test } from "vitest";
import { readTimeLimit } from "../../src/gate/time-limit";

describe("a time limit", () => {
  test.each([
    [90, 90_000],
    [0.5, 500],
    ["90s", 90_000],
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["1h0m1s", 3_601_000],
    ["2.5m", 150_000],
    ["24h", 86_400_000],
  ])("%j is %i ms", (text, ms) => {
    expect(readTimeLimit(text)).toBe(ms);
  });

  test.each([
    0,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    86_401,
    "",
    "5",
    "5 m",
    "m",
    "30m1h",
    "25h",
    "0s",
    true,
    null,
    {},
  ])("%j is none", (value) => {
    expect(readTimeLimit(value)).toBeUndefined();
  });
});
