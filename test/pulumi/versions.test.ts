import { expect, test } from "vitest";
import { isOldSdk, oldest } from "../../src/pulumi/versions";
import { readFileSync } from "node:fs";
import path from "node:path";

test.each([
  ["3.230.0", true],
  ["3.244.9", true],
  ["2.999.0", true],
  ["3.245.0", false],
  ["3.245.0-alpha.1", false],
  ["3.259.0", false],
  ["4.0.0", false],
])("the SDK %s is too old: %s", (version, isOld) => {
  expect(isOldSdk(version)).toBe(isOld);
});

test("package.json and the README name the oldest version that is traced", () => {
  const root = path.resolve(__dirname, "../..");
  const text = readFileSync(path.join(root, "package.json"), "utf8");
  const { peerDependencies } = JSON.parse(text) as { readonly peerDependencies: Readonly<Record<string, string>> };
  expect(peerDependencies["@pulumi/pulumi"]).toBe(`>=${oldest} <4`);
  expect(readFileSync(path.join(root, "README.md"), "utf8")).toContain(`\`@pulumi/pulumi\` ${oldest} or newer`);
});
