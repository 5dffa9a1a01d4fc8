import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { check, rules } from "../../src/checks";
import { declareManifests } from "./manifests";
import { peersPage, verdictOn, type PeerCase, type ReadTool, type RunTool } from "./peers-page";
import { now } from "./stack";

/*
 * The table of what other tools say of manifests that are right, or have one wire broken. What they
 * say is in results.json, which bench/peers-verdicts.mjs writes.
 */

const folder = path.join(__dirname, "peers");
const read = (file: string): string => readFileSync(path.join(folder, file), "utf8");

function caseIn(file: string): PeerCase {
  const yaml = read(file);
  const said = (field: string): string => new RegExp(`^# ${field}: (.*)$`, "m").exec(yaml)?.[1] ?? "";
  const expected = said("expect") as PeerCase["expect"];
  return { name: path.basename(file, ".yaml"), rule: said("rule"), says: said("case"), expect: expected, yaml };
}

const rank = ({ rule }: PeerCase): number => rules.findIndex(({ code }) => code === rule);
const cases = readdirSync(folder)
  .filter((file) => file.endsWith(".yaml"))
  .map(caseIn)
  .sort((a, b) => rank(a) - rank(b) || Number(a.expect === "nothing") - Number(b.expect === "nothing"));
const { manifests, tools } = JSON.parse(read("results.json")) as {
  readonly manifests: Readonly<Record<string, string>>;
  readonly tools: Readonly<Record<string, RunTool>>;
};
const readTools = JSON.parse(read("by-source.json")) as Readonly<Record<string, ReadTool>>;

describe("a manifest for the comparison with other tools", () => {
  test.each(cases.map((one) => [`${one.name}: ${one.says}`, one] as const))(
    "%s",
    (_, { rule, expect: wanted, yaml }) => {
      expect(rules.map(({ code }) => code)).toContain(rule);
      const found = check(declareManifests(yaml), { now }).findings.map(({ code, severity }) => `${severity} ${code}`);
      expect(found).toEqual(wanted === "nothing" ? [] : [`${wanted} ${rule}`]);
    },
  );

  test("is what the other tools were run on", () => {
    const hashes = cases.map(({ name, yaml }) => [name, createHash("sha256").update(yaml).digest("hex")]);
    expect(Object.fromEntries(hashes)).toEqual(manifests);
    const names = cases.map(({ name }) => name).sort();
    for (const { cells } of Object.values(tools)) expect(Object.keys(cells).sort()).toEqual(names);
  });
});

describe("what is concluded from a tool's source", () => {
  test.each(Object.entries(readTools))("%s: fits the manifests", (_, { cells }) => {
    for (const [name, verdict] of Object.entries(cells)) {
      const one = cases.find((candidate) => candidate.name === name);
      expect(one, name).toBeDefined();
      if (one !== undefined) expect([verdictOn(one, true), verdictOn(one, false)], name).toContain(verdict);
    }
  });
});

test("the page shows what the tools said", async () => {
  await expect(peersPage(cases, { run: tools, read: readTools })).toMatchFileSnapshot("../../docs/policies/peers.md");
});
