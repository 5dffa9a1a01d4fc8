import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { ansi } from "../../src/render";
import type { Checked, CheckedFinding } from "../../src/render/checked";
import { findingsJson } from "../../src/render/findings-json";
import { findingsText } from "../../src/render/findings-text";
import { findingsGitHub } from "../../src/render/github";
import { findingsJUnit } from "../../src/render/junit";
import { findingsSarif } from "../../src/render/sarif";
import { faultsOf } from "./json-schema";
import { sarifSchema } from "./sarif-schema";
import { parseXml, type Element } from "./xml";

const schema = JSON.parse(readFileSync(path.resolve(__dirname, "../../schemas/findings-v1.json"), "utf8")) as unknown;
const service = (name: string, namespace = "default") => ({ apiVersion: "v1", kind: "Service", namespace, name });
const web = service("web");
const finding: CheckedFinding = {
  code: "service-selector-matches-pods",
  severity: "error",
  certainty: "certain",
  object: web,
  path: "spec.selector",
  message: 'spec.selector is { app: "wbe" }: no Pod of these manifests has it.',
  remedy: 'selector: { app: "web" }',
  nearest: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
  file: "k8s/web.yaml",
  line: 12,
};
const warning: CheckedFinding = {
  ...finding,
  severity: "warning",
  certainty: "possible",
  object: service("api", "prod"),
  file: "k8s/api.yaml",
};
const nothing: Checked = {
  version: "1.2.3",
  rules: [{ code: finding.code, title: "t", description: "d", remedy: "r", severity: "error" }],
  objects: [],
  findings: [],
  exempted: [],
  undecided: [],
  judged: 0,
  skipped: 0,
  unreadable: [],
  fails: (severity) => severity === "error",
};
const everything: Checked = {
  ...nothing,
  objects: [
    { object: web, file: "k8s/web.yaml", line: 1 },
    { object: warning.object, file: "k8s/api.yaml", line: 1 },
    { object: service("fine"), file: "k8s/web.yaml", line: 30 },
    { object: service("open"), file: "k8s/web.yaml", line: 40 },
    { object: service("known"), file: "k8s/web.yaml", line: 50 },
  ],
  findings: [finding, warning],
  exempted: [
    { finding: { ...finding, object: service("known") }, reason: "the operator labels them", until: "2027-01-31" },
  ],
  undecided: [{ code: finding.code, object: service("open"), why: "the selector is not known yet" }],
  undecidedLine: { severity: "note", message: "1 of 41 relations cannot be decided: Service open" },
  judged: 41,
  skipped: 2,
  unreadable: [{ file: "k8s/bad.yaml", line: 7, message: "it is no YAML" }],
};
/** Texts of findings are clean; names of files and reasons are whatever somebody called them. */
const hostile: Checked = {
  ...everything,
  findings: [{ ...finding, file: 'a\u001b[31m,b:%c\n"<&>.yaml', message: '100% "<b>" & more', remedy: "x]]>" }],
  exempted: [{ finding, reason: "<&>\u0001\u202e" }],
};
const inputs = { nothing, everything, hostile };

describe("the text", () => {
  const line = (checked: Partial<Checked>): string =>
    findingsText({ ...nothing, ...checked })
      .split("\n")
      .at(-1) ?? "";
  const objects = everything.objects.slice(0, 2);

  test.each<[string, Partial<Checked>]>([
    ["no Kubernetes objects found", {}],
    ["no findings in 2 objects; 0 relations checked", { objects }],
    ["1 error in 1 object; 1 relation checked", { objects: objects.slice(0, 1), findings: [finding], judged: 1 }],
    [
      "2 errors, 1 warning in 2 objects; 41 relations checked, 1 cannot be told",
      { objects, findings: [finding, finding, warning], judged: 41, undecided: everything.undecided },
    ],
    [
      "no findings in 2 objects; 0 relations checked; 1 part of it cannot be read; 1 finding exempted; 1 document left out, no Kubernetes object",
      { objects, exempted: everything.exempted, skipped: 1, unreadable: everything.unreadable },
    ],
  ])("ends with: %s", (expected, checked) => {
    expect(line(checked)).toBe(expected);
  });

  test("has three lines for each finding, which no name of a file can change", () => {
    const lines = findingsText(hostile).split("\n");
    expect(lines.slice(0, 3)).toEqual([
      'a,b:%c "<&>.yaml:12 error service-selector-matches-pods',
      '  Service web: 100% "<b>" & more',
      "  Fix: x]]>",
    ]);
  });

  test("says in colour what it says without", () => {
    const coloured = findingsText(everything, ansi);
    expect(coloured).toContain("\u001b[31merror\u001b[39m");
    // eslint-disable-next-line no-control-regex -- colours
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(findingsText(everything));
  });
});

describe.each(Object.entries(inputs))("of %s", (_, checked) => {
  test("the JSON is what its schema says, on one line", () => {
    const text = findingsJson(checked);
    expect(text).not.toContain("\n");
    expect(faultsOf(schema, JSON.parse(text))).toEqual([]);
  });

  test("the SARIF is SARIF, and each result's rule is described", () => {
    const sarif = JSON.parse(findingsSarif(checked)) as {
      readonly runs: readonly [
        {
          readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
          readonly results: readonly { readonly ruleId: string }[];
        },
      ];
    };
    expect(faultsOf(sarifSchema, sarif)).toEqual([]);
    const [{ tool, results }] = sarif.runs;
    const described = tool.driver.rules.map(({ id }) => id);
    for (const { ruleId } of results) expect(described).toContain(ruleId);
  });

  test("the JUnit is XML whose numbers are those of its cases", () => {
    const root = parseXml(findingsJUnit(checked));
    const suites = root.children;
    const cases = suites.flatMap(({ children }) => children);
    const count = (all: readonly Element[], name: string): string =>
      String(all.filter(({ children }) => children.some((child) => child.name === name)).length);
    for (const [element, own] of [[root, cases] as const, ...suites.map((suite) => [suite, suite.children] as const)])
      expect(element.attributes).toMatchObject({
        tests: String(own.length),
        failures: count(own, "failure"),
        errors: count(own, "error"),
        skipped: count(own, "skipped"),
      });
  });

  test("the workflow commands are one line each", () => {
    const text = findingsGitHub(checked);
    for (const line of text === "" ? [] : text.split("\n"))
      expect(line).toMatch(/^::(?:error|warning|notice) (?:[a-z]+=[^,:\r\n]*)(?:,[a-z]+=[^,:\r\n]*)*::[^\r\n]+$/);
  });
});

describe("the broken schema of a document", () => {
  test.each([
    ["a severity that there is not", { severity: "fatal" }],
    ["a URN that is none", { urn: "x" }],
    ["no message", { message: undefined }],
  ])("is found out: %s", (_, wrong) => {
    const document = JSON.parse(
      findingsJson({ ...nothing, findings: [{ ...finding, ...wrong } as CheckedFinding] }),
    ) as unknown;
    expect(faultsOf(schema, document)).toHaveLength(1);
  });
});

describe("JUnit", () => {
  const cases = parseXml(findingsJUnit(everything)).children.flatMap(({ children }) => children);
  const outcome = (name: string): string | undefined =>
    cases
      .find(({ attributes }) => attributes["name"] === name)
      ?.children.map((child) => child.name)
      .join() ?? undefined;
  test.each([
    ["a finding that fails the check", "Service web: service-selector-matches-pods", "failure"],
    ["a finding below that", "Service api in prod: service-selector-matches-pods", "system-out"],
    ["what is exempted", "Service known: service-selector-matches-pods", "skipped"],
    ["what cannot be told", "Service open: service-selector-matches-pods", "skipped"],
    ["an object of which there is nothing to say", "Service fine", ""],
    ["what cannot be read", "is readable", "error"],
  ])("has a case for %s", (_, name, expected) => {
    expect(outcome(name)).toBe(expected);
  });
});

describe("GitHub's commands", () => {
  test("escape what would end them", () => {
    expect(findingsGitHub({ ...hostile, unreadable: [], findings: hostile.findings.slice(0, 1) }).split("\n")[0]).toBe(
      '::error file=a%2Cb%3A%25c "<&>.yaml,line=12,title=service-selector-matches-pods::Service web: 100%25 "<b>" & more%0AFix: x]]>',
    );
  });
});

describe("SARIF's fingerprints", () => {
  const prints = (findings: readonly CheckedFinding[]): readonly string[] =>
    [...findingsSarif({ ...nothing, findings }).matchAll(/"kubespy\/v1": (".*")/g)].map(([, print]) => print!);
  test("are the same wherever in its file a finding stands, and others for other findings", () => {
    const [one, moved, other] = prints([finding, { ...finding, line: 99 }, { ...finding, path: "spec.ports" }]);
    expect(moved).toBe(one);
    expect(other).not.toBe(one);
  });
});
