import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Mask } from "../../src/render/mask";

function masked(text: string, ...values: readonly string[]): string {
  const mask = new Mask();
  mask.addAll(values);
  return mask.apply(text);
}

describe("a mask", () => {
  test.each([
    ["hides the value", "token=hunter2 ok", ["hunter2"], "token=[secret] ok"],
    ["hides every occurrence", "hunter2, hunter2", ["hunter2"], "[secret], [secret]"],
    ["hides the value at both ends of the text", "hunter2", ["hunter2"], "[secret]"],
    ["leaves other text as it is", "nothing here", ["hunter2"], "nothing here"],
    ["does nothing without values", "text", [], "text"],
    ["hides the longer of two values that begin alike", "abcdef abc", ["abc", "abcdef"], "[secret] [secret]"],
    ["hides both of two values that overlap", "1abcdefghi2", ["abcdef", "defghi"], "1[secret]2"],
    ["makes one of two values that touch", "abcdef", ["abc", "def"], "[secret]"],
    ["hides a word of its own replacement once", "my secret", ["secret"], "my [secret]"],
    ["does not mask values of two characters", "on and on", ["on"], "on and on"],
    ["masks values of three characters", "a key", ["key"], "a [secret]"],
    ["ignores space around a value", "token hunter2", ["  hunter2\n"], "token [secret]"],
    ["hides the base64 form", "data: aHVudGVyMg==", ["hunter2"], "data: [secret]=="],
    [
      "hides the base64 form with other letters than a to z",
      `data: ${Buffer.from("pässwörd?>").toString("base64url")}`,
      ["pässwörd?>"],
      "data: [secret]",
    ],
    ["hides the JSON-escaped form", String.raw`{"a":"say \"hi\" now"}`, ['say "hi" now'], '{"a":"[secret]"}'],
    [
      "hides each longer line of a value of several lines",
      "read MIIEpAIBAAKCAQEA",
      ["-----BEGIN-----\nMIIEpAIBAAKCAQEA\n-----END-----"],
      "read [secret]",
    ],
    [
      "hides the beginning of a value where the text was cut",
      "password is correct-horse…",
      ["correct-horse-battery"],
      "password is [secret]…",
    ],
    ["hides the longest beginning that was cut", "x abcabc…", ["abcabcd"], "x [secret]…"],
    ["leaves two characters of a value before a cut", "and so co…", ["correct-horse"], "and so co…"],
    ["leaves other words before a cut", "and so on…", ["correct-horse"], "and so on…"],
  ])("%s", (_name, text, values, expected) => {
    expect(masked(text, ...values)).toBe(expected);
  });

  const value = fc.string({ unit: "grapheme", minLength: 3, maxLength: 30 }).filter((text) => text.length >= 3);

  test("leaves no character of a value, wherever the values stand and however they overlap", () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 5 }),
        fc.array(fc.oneof(fc.string(), fc.nat(4)), { maxLength: 12 }),
        (values, parts) => {
          const text = parts
            .map((part) => (typeof part === "number" ? (values[part % values.length] ?? "") : part))
            .join("");
          // Replaced by nothing that a value could contain, what is left is text of which no value was part.
          const mask = new Mask("\u0000");
          mask.addAll(values);
          const rest = mask.apply(text);
          for (const secret of values) expect(rest).not.toContain(secret);
          if (values.some((secret) => text.includes(secret))) expect(rest).toContain("\u0000");
        },
      ),
    );
  });

  test("finds the values in any text around them", () => {
    fc.assert(
      fc.property(value, fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(!before.includes("\u0000") && !after.includes("\u0000") && !secret.includes("\u0000"));
        const mask = new Mask("\u0000");
        mask.add(secret);
        expect(mask.apply(before + secret + after)).toMatch(/\u0000/); // eslint-disable-line no-control-regex -- the replacement
      }),
    );
  });

  test("changes nothing when applied twice, as long as no value is part of its replacement", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), fc.string(), (values, text) => {
        fc.pre(values.every((secret) => !secret.includes("\u0000") && !secret.includes("…")));
        const mask = new Mask("\u0000");
        mask.addAll(values);
        expect(mask.apply(mask.apply(text))).toBe(mask.apply(text));
      }),
    );
  });

  test("takes a megabyte in well under a second", () => {
    const mask = new Mask();
    for (let at = 0; at < 200; at += 1) mask.add(`value-number-${String(at)}-of-two-hundred`);
    const began = performance.now();
    mask.apply("… some text of a log ".repeat(50_000));
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
