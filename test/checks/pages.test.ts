import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { check, defaultSettings, rules } from "../../src/checks";
import { policies } from "../../src/policy";
import { declareManifests } from "./manifests";
import { now, textOf } from "./stack";

const folder = path.resolve(__dirname, "../../docs/policies");
const read = (page: string): string => readFileSync(path.join(folder, page), "utf8");

describe("the page of each rule", () => {
  test.each(rules.map((rule) => [rule.code, rule] as const))("%s says what the rule says", (code, rule) => {
    const page = read(`${code}.md`);
    const policy = policies.some(({ name }) => name === code) ? code : rule.group;
    const severity = `Severity: ${rule.severity}${rule.off === true ? ", off by default" : ""}. Policy: \`${policy}\`.`;
    expect(page.startsWith(`# ${code}\n\n${rule.description}\n\n${severity}\n`)).toBe(true);
    const sections = [...page.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
    expect(sections).toEqual(expect.arrayContaining(["Why", "Example", "Fix", "Limits"]));
  });

  test.each(rules.map(({ code }) => code))("%s shows what is really said of its example", (code) => {
    const [, yaml = "", text = ""] =
      /## Example\n.*?```yaml\n(.*?)```\n.*?```text\n(.*?)```/s.exec(read(`${code}.md`)) ?? [];
    const settings = {
      ...defaultSettings,
      rules: rules.find((rule) => rule.code === code)?.off ? { [code]: "note" as const } : {},
    };
    const { findings } = check(declareManifests(yaml), { now, settings });
    expect(findings.map((finding) => `${finding.severity} ${finding.code}\n${textOf(finding)}\n`).join("")).toBe(text);
  });
});

describe("the index", () => {
  test("lists each rule, and no page is left over", () => {
    const index = read("README.md");
    for (const { code, title, severity, off } of rules)
      expect(index).toContain(`| [${code}](${code}.md) | ${title} | ${severity}${off === true ? ", off" : ""} |`);
    const pages = ["README.md", "peers.md", ...rules.map(({ code }) => `${code}.md`)];
    expect(readdirSync(folder).sort()).toEqual(pages.sort());
  });
});
