import fc from "fast-check";
import * as parser from "js-yaml";
import { describe, expect, test } from "vitest";
import { plainValue } from "../../src/cli/check-scalar";
import { readYaml } from "../../src/cli/check-yaml";
import { stepsOf, YamlSearch } from "../../src/cli/check-yaml-search";

const read = (text: string) => readYaml(text, parser);
const valuesOf = (text: string): readonly unknown[] => read(text).documents.map(({ value }) => value);

describe("a plain scalar is what kubectl takes it for", () => {
  test.each<[string, unknown]>([
    ["on", true],
    ["Off", false],
    ["y", true],
    ["N", false],
    ["yes", true],
    ["TRUE", true],
    ["yEs", "yEs"],
    ["", null],
    ["~", null],
    ["Null", null],
    ["nULL", "nULL"],
    ["80", 80],
    ["-80", -80],
    ["+80", 80],
    ["-0", 0],
    ["0755", 493],
    ["0o755", 493],
    ["08", 8],
    ["0x1F", 31],
    ["0b101", 5],
    ["1_000", 1000],
    ["1.5", 1.5],
    [".5", 0.5],
    ["1e3", 1000],
    ["1.", 1],
    [".inf", ".inf"],
    ["22:22", "22:22"],
    ["1.2.3", "1.2.3"],
    ["2026-01-14", "2026-01-14"],
    ["1Gi", "1Gi"],
    ["100m", "100m"],
    ["=", "="],
    ["nginx", "nginx"],
  ])("%s", (text, value) => {
    expect(plainValue(text)).toBe(value);
  });
});

describe("a document is read as kubectl reads it", () => {
  test.each<[string, string, readonly unknown[]]>([
    ["names of fields are texts", "on: 1\n80: 2\n0x10: 3\n1.5: 4", [{ true: 1, "80": 2, "16": 3, "1.5": 4 }]],
    ["what is quoted is a text", `a: "on"\nb: '80'`, [{ a: "on", b: "80" }]],
    ["what a block holds is a text", "a: |\n  80\nb: >-\n  on", [{ a: "80\n", b: "on" }]],
    ["a tag says what it is", `a: !!str 80\nb: !!int "80"\nc: !mine x`, [{ a: "80", b: 80, c: "x" }]],
    ["an alias is what it stands for", "a: &x { b: 1 }\nc: *x", [{ a: { b: 1 }, c: { b: 1 } }]],
    ["a scalar can be aliased", "a: &x web\nb: *x", [{ a: "web", b: "web" }]],
    ["the alias that counts is the last before it", "a: &x 1\nb: &x 2\nc: *x", [{ a: 1, b: 2, c: 2 }]],
    [
      "<< merges, and what follows it counts more",
      "a: &x { b: 1, c: 1 }\nd:\n  <<: *x\n  c: 2",
      [{ a: { b: 1, c: 1 }, d: { b: 1, c: 2 } }],
    ],
    ["<< replaces what stands before it", "a: &x { b: 1 }\nd:\n  b: 2\n  <<: *x", [{ a: { b: 1 }, d: { b: 1 } }]],
    ["of several merged maps the first counts", "d:\n  <<: [{ a: 1 }, { a: 2, b: 2 }]", [{ d: { a: 1, b: 2 } }]],
    ["a quoted << is a field", `"<<": { a: 1 }`, [{ "<<": { a: 1 } }]],
    ["a field of no value is null", "a:\nb: []\nc: {}", [{ a: null, b: [], c: {} }]],
    ["documents are split at ---", "a: 1\n---\nb: 2\n--- # three\nc: 3\n", [{ a: 1 }, { b: 2 }, { c: 3 }]],
    ["a document may begin on the line of ---", "--- { a: 1 }\n---\n- b", [{ a: 1 }, ["b"]]],
    ["a document may end with ...", "a: 1\n...\nb: 2", [{ a: 1 }, { b: 2 }]],
    ["directives stay with their document", "%YAML 1.1\n---\na: 1", [{ a: 1 }]],
    ["what is only commented is no document", "# a\n---\n# b\n---\na: 1", [{ a: 1 }]],
    ["--- in a block does not split", "a: |\n  x\n  ---\n  y", [{ a: "x\n---\ny\n" }]],
    ["line ends of Windows", "a: 1\r\n---\r\nb: |\r\n  x\r\n  y\r\n", [{ a: 1 }, { b: "x\ny\n" }]],
    ["a byte order mark is none of it", "\ufeffa: 1", [{ a: 1 }]],
    ["JSON", '{\n\t"a": [1, "on", null]\n}', [{ a: [1, "on", null] }]],
    ["what is nearly JSON", "{a: [1, on,], }", [{ a: [1, true] }]],
  ])("%s", (_, text, expected) => {
    expect(valuesOf(text)).toEqual(expected);
    expect(read(text).faults).toEqual([]);
  });

  test("a field named __proto__ is a field", () => {
    const [value] = valuesOf("__proto__: { polluted: yes }");
    expect(Object.keys(value as object)).toEqual(["__proto__"]);
    expect((value as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe("what cannot be read is told with its line, and hides no other document", () => {
  const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    .concat(
      "b c d e f g h i".split(" ").map(
        (name, index) =>
          `${name}: &${name} [${Array(10)
            .fill(`*${"abcdefgh"[index] ?? ""}`)
            .join(", ")}]`,
      ),
    )
    .join("\n");
  test.each<[string, string, number, RegExp]>([
    ["broken indentation", "a: b: c", 1, /^it is no YAML: bad indentation/],
    ["a tab for indentation", "a:\n\tb: 1", 2, /^it is no YAML: tab characters/],
    ["an open quote", "a: 'x", 1, /^it is no YAML: /],
    ["an open bracket", "a: [1,\n  2", 2, /^it is no YAML: unexpected end/],
    [
      "a template",
      "metadata:\n  name: {{ .Release.Name }}",
      2,
      /; a template is rendered first: helm template CHART \| kubespy check -$/,
    ],
    ["aliases that stand for very much", bomb, 6, /^its aliases stand for more than 200000 values$/],
    [
      "an alias for what it stands in",
      "a: &a\n  b: *a",
      2,
      /^the alias \*a stands for nothing before it, or for itself$/,
    ],
    ["an alias for nothing", "a: *nobody", 1, /^the alias \*nobody stands for nothing/],
    ["much depth", "[".repeat(200_000), 1, /^it is no YAML: nesting exceeded/],
    ["much depth in JSON", "[".repeat(50_000) + "]".repeat(50_000), 1, /^it is no YAML: nesting exceeded/],
    ["much depth of blocks", "- ".repeat(5000) + "a", 1, /^it is no YAML: nesting exceeded/],
    ["a list for a name", "? [a]\n: 1", 1, /^the name of a field is no text$/],
    ["null for a name", "~: 1", 1, /^the name of a field is null$/],
    ["<< with a text", "a: 1\n<<: x", 2, /^<< takes a map or a list of maps$/],
  ])("%s", (_, text, line, message) => {
    const broken = `before: 1\n---\n${text}\n---\nafter: 1\n`;
    const { documents, faults } = read(broken);
    expect(faults).toEqual([{ line: line + 2, message: expect.stringMatching(message) as unknown }]);
    expect(documents.map(({ value }) => value)).toEqual([{ before: 1 }, { after: 1 }]);
  });

  test.each([
    ["binary", "a: 1\nb: \u0000\u0001", 2, 'it is no text: character "\\u0000" stands in it'],
    ["UTF-16", "\ufffd\ufffda\u0000", 1, "it is no UTF-8 (UTF-16, perhaps)"],
  ])("%s is no text", (_, text, line, message) => {
    expect(read(text)).toEqual({ documents: [], faults: [{ line, message }], doubts: [] });
  });

  test("a field that stands there twice is read, and told", () => {
    const { documents, doubts } = read("a: 1\nb:\n  c: 1\n  c: 2");
    expect(documents[0]?.value).toEqual({ a: 1, b: { c: 2 } });
    expect(doubts).toEqual([{ line: 4, message: "the field c stands there twice, and kubectl takes the last" }]);
  });

  test("aliases that stand for little are no bomb", () => {
    const text = `a: &a { b: 1 }\nc:\n${"  - *a\n".repeat(1000)}`;
    expect(read(text).faults).toEqual([]);
  });
});

describe("the line of a field", () => {
  const text = [
    "# first",
    "a: 1",
    "---",
    "# second",
    "spec:",
    "  ports:",
    "    - name: http",
    "      port: 80",
    "    - { name: metrics,",
    "        port: 90 }",
    "  labels: &labels",
    "    app.example.com/name: web",
    "  selector: *labels",
    "  again: 1",
    "  again: 2",
    "  text: |",
    "    x",
  ];
  test.each([
    ["spec", 5],
    ["spec.ports[0].name", 7],
    ["spec.ports[0].port", 8],
    ["spec.ports[1].port", 10],
    ["spec.ports[7].port", 6],
    ['spec.labels["app.example.com/name"]', 12],
    ["spec.selector.app", 13],
    ["spec.again", 15],
    ["spec.text", 16],
    ["spec.absent.field", 5],
    ["absent", 5],
    ["", 5],
  ])("%s", (path, line) => {
    for (const end of ["\n", "\r\n"]) {
      const [, document] = read(text.join(end)).documents;
      expect(new YamlSearch(document!, parser).lineOf(stepsOf(path))).toBe(line);
    }
  });

  test("is found in JSON, with tabs too", () => {
    const [document] = read('{\n\t"spec": {\n\t\t"ports": [\n\t\t\t{ "port": 80 }\n\t\t]\n\t}\n}').documents;
    expect(new YamlSearch(document!, parser).lineOf(stepsOf("spec.ports[0].port"))).toBe(4);
  });

  test("of a thousand findings in one long list takes no thousand times the time", () => {
    const count = 5000;
    const [document] = read(`items:\n${"- a: 1\n  b: 2\n".repeat(count)}`).documents;
    const search = new YamlSearch(document!, parser);
    const started = performance.now();
    const first = search.lineOf(["items", "0", "b"]);
    const once = performance.now() - started;
    expect(first).toBe(3);
    for (let index = 1; index < 1000; index++) expect(search.lineOf(["items", String(index), "b"])).toBe(3 + 2 * index);
    expect(performance.now() - started).toBeLessThan(once * 100 + 1000);
  });
});

describe("whatever stands in a file", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "a: ",
      "- ",
      "\n",
      "\n  ",
      "\n\t",
      "---\n",
      "...",
      "%YAML 1.1\n",
      "&x ",
      "*x",
      "<<: ",
      "? ",
      "|\n",
      ">-\n",
    ),
    fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ": ",
      '"',
      "'",
      "#",
      "!!int ",
      "!x ",
      "on",
      "0x",
      "~",
      "\r\n",
      "\u2028",
      "\ufeff",
    ),
    fc.string({ maxLength: 4, unit: "binary" }),
  );

  test("it is read or refused, each line of the refusal a line of the file", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join("");
        const lines = text.split("\n").length;
        const { documents, faults, doubts } = read(text);
        for (const { line } of [...documents, ...faults, ...doubts]) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
        }
        for (const document of documents) new YamlSearch(document, parser).lineOf(["a", "0", "a"]);
      }),
      { numRuns: 2000 },
    );
  });

  test("JSON says the same whether it is read as JSON or as YAML", () => {
    const json = fc.jsonValue({ noUnicodeString: true, maxDepth: 4 }).filter((value) => {
      const text = JSON.stringify(value);
      // JSON has no field twice and no -0; YAML refuses some characters that JSON has.
      return typeof value === "object" && value !== null && !text.includes("__proto__") && !/[\u007f]/.test(text);
    });
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value, undefined, 1);
        expect(valuesOf(text)).toEqual([JSON.parse(text)]);
        expect(valuesOf(`# a comment\n${text}`)).toEqual([JSON.parse(text)]);
      }),
    );
  });
});
