import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clean, cleanLogLine, cut } from "../../src/render/clean";
import { widthOf } from "../../src/render/width";

describe("what a cluster says is printed as harmless text", () => {
  test.each([
    ["a colour", "\u001b[31mred\u001b[0m text", "red text"],
    ["a CSI of one C1 byte", "\u009b2Jgone", "gone"],
    ["a window title ended by BEL", "a\u001b]0;pwned\u0007b", "ab"],
    ["a hyperlink ended by ST", "\u001b]8;;http://evil\u001b\\click\u001b]8;;\u001b\\", "click"],
    ["a C1 OSC", "a\u009d0;title\u009cb", "ab"],
    ["a device control string", "a\u001bPq#0;2\u001b\\b", "ab"],
    ["an unterminated OSC keeps the text", "a\u001b]0;rest of the message", "a0;rest of the message"],
    ["a cursor save", "a\u001b7b\u001bc", "ab"],
    ["a charset switch", "a\u001b(0b", "ab"],
    ["a lone escape at the end", "a\u001b", "a"],
    ["line breaks of any sort", "one\r\ntwo\nthree\u2028four\u0085five\vsix", "one two three four five six"],
    ["tabs", "a\t\tb", "a b"],
    ["a backspace and a NUL", "ab\b\u0000c", "abc"],
    ["a bidirectional override", "user\u202egpj.exe", "usergpj.exe"],
    ["zero-width characters", "ad\u200bmin\ufeff\u2060", "admin"],
    ["a byte order mark and a soft hyphen", "\ufeffso\u00adft", "soft"],
    ["tag characters", "a\u{e0041}\u{e007f}b", "ab"],
    ["a lone surrogate", "a\ud800b", "a\ufffdb"],
    ["a piled-up accent", `a${"\u0301".repeat(50)}b`, `a${"\u0301".repeat(4)}b`],
    ["a Pulumi directive", "<{%fg 1%}>x<{%reset%}>", "<{ %fg 1%}>x<{ %reset%}>"],
    ["a directive hidden behind an invisible character", "<\u200b{\u200b%x%}>", "<{ %x%}>"],
    ["a directive put together by an escape", "<\u001b[0m{\u001b[1m%x%}>", "<{ %x%}>"],
    ["a Go template, left alone", "{% if %} a < b {{ x }}", "{% if %} a < b {{ x }}"],
    ["text of any language", "образ не найден 容器 🚀", "образ не найден 容器 🚀"],
    ["surrounding space", "  a  ", "a"],
  ])("%s", (_, text, expected) => {
    expect(clean(text)).toBe(expected);
  });

  const hostile = fc
    .array(
      fc.constantFrom(
        "<",
        "{",
        "%",
        "<{",
        "<{%",
        "%}>",
        "x",
        " ",
        "…",
        "\u001b",
        "[",
        "0m",
        "]",
        "\u0007",
        "\\",
        "\u009b",
        "\u200b",
        "\ud800",
        "\n",
        "界",
        "é",
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join(""));

  test("texts cleaned one by one never form a directive when put together", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(hostile, fc.option(fc.nat(12))), { maxLength: 6 }), (texts) => {
        const joined = texts.map(([text, max]) => (max === null ? clean(text) : clean(text, max))).join("");
        expect(joined).not.toContain("<{%");
      }),
      { numRuns: 3000 },
    );
  });

  test("nothing that a terminal acts on is left, and cleaning twice changes nothing", () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: "binary" })), (text) => {
        const result = clean(text);
        // eslint-disable-next-line no-control-regex -- control characters are what this is about
        expect(result).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b-\u200f]/);
        expect(result).not.toMatch(/\p{Cs}/u);
        expect(clean(result)).toBe(result);
      }),
      { numRuns: 3000 },
    );
  });

  test("the result is never wider than asked for", () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: "grapheme" })), fc.nat(30), (text, max) => {
        expect(widthOf(clean(text, max))).toBeLessThanOrEqual(max);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ["escapes without an end", "\u001b]".repeat(500_000)],
    ["one string that never ends", `\u001b]${"a".repeat(1_000_000)}`],
    ["parameters without an end", `\u001b[${"1;".repeat(500_000)}`],
    ["line breaks", "\n ".repeat(500_000)],
    ["spaces", " ".repeat(1_000_000) + "x"],
    ["accents", "\u0301".repeat(1_000_000)],
    ["openings of directives", "<{%".repeat(330_000)],
  ])("a megabyte of %s takes well under a second", (_, text) => {
    const before = performance.now();
    clean(text);
    clean(text, 100);
    expect(performance.now() - before).toBeLessThan(1500);
  });
});

describe("cutting", () => {
  test.each([
    ["fits", "abc", 3, "abc"],
    ["at the end of a word when one is near", "connection refused by the server", 21, "connection refused…"],
    ["inside a long word", "abcdefghijklmnop", 8, "abcdefg…"],
    ["by columns, not by characters", "容器容器容器", 7, "容器容…"],
    ["never half a character", "🚀🚀🚀", 4, "🚀…"],
    ["to nothing", "abc", 0, ""],
  ])("%s", (_, text, max, expected) => {
    expect(cut(text, max)).toBe(expected);
  });
});

describe("a line of a log", () => {
  test("keeps its indentation", () => {
    expect(cleanLogLine("\tat app.main(App.java:12)\r\n")).toBe("  at app.main(App.java:12)");
    expect(cleanLogLine("    at run")).toBe("    at run");
  });
  test("is empty when it has only control characters and space", () => {
    expect(cleanLogLine(" \u001b[0m \r\n")).toBe("");
  });
});
