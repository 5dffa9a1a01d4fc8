import { describe, expect, test } from "vitest";
import { formatQuantity, parseQuantity } from "../../src/objects";

describe("reading quantities", () => {
  test.each<readonly [string, number | undefined]>([
    ["64", 64],
    ["500m", 0.5],
    ["1.5", 1.5],
    [".5", 0.5],
    ["16Mi", 16_777_216],
    ["1Gi", 1_073_741_824],
    ["2k", 2000],
    ["1e3", 1000],
    ["5E", 5e18],
    ["-1", -1],
    ["100n", 1e-7],
    ["", undefined],
    ["Mi", undefined],
    ["1 Gi", undefined],
    ["1mi", undefined],
    ["NaN", undefined],
    ["9".repeat(60), undefined],
  ])("%j", (text, expected) => {
    const value = parseQuantity(text);
    if (expected === undefined) expect(value).toBeUndefined();
    else expect(value).toBeCloseTo(expected, 10);
  });
  test("nothing is no quantity", () => {
    expect(parseQuantity(undefined)).toBeUndefined();
  });
});

describe("writing quantities", () => {
  test.each<readonly [number, string, string]>([
    [0.02, "cpu", "20m"],
    [0.1 - 0.08, "requests.cpu", "20m"],
    [64, "cpu", "64"],
    [7.2, "cpu", "7.2"],
    [1.25, "cpu", "1250m"],
    [0.5, "cpu", "500m"],
    [0, "cpu", "0"],
    [12.5, "cpu", "12.5"],
    [16_777_216, "memory", "16Mi"],
    [1_610_612_736, "limits.memory", "1.5Gi"],
    [512, "memory", "512"],
    [5 * 2 ** 30, "ephemeral-storage", "5Gi"],
    [2, "nvidia.com/gpu", "2"],
    [5, "pods", "5"],
  ])("%d of %s is %s", (value, resource, expected) => {
    expect(formatQuantity(value, resource)).toBe(expected);
  });
});
