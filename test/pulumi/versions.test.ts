import { expect, test } from "vitest";
import { isOldSdk, oldest, versionsNeeded } from "../../src/pulumi/versions";
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

test.each([
  ["3.244.0", "3.259.0", "the Pulumi CLI is 3.244.0, 3.245.0 or newer is needed"],
  [undefined, "3.230.0", "@pulumi/pulumi is 3.230.0, 3.245.0 or newer is needed"],
  ["3.210.0", "3.230.0", "the Pulumi CLI is 3.210.0 and @pulumi/pulumi is 3.230.0, 3.245.0 or newer is needed"],
  [undefined, "3.259.0", "the Pulumi CLI is too old, 3.245.0 or newer is needed"],
])("of CLI %s and SDK %s it is said which is too old", (cli, sdk, said) => {
  expect(versionsNeeded(cli, sdk)).toBe(said);
});

test("package.json and the README name the oldest version that is traced", () => {
  const root = path.resolve(__dirname, "../..");
  const text = readFileSync(path.join(root, "package.json"), "utf8");
  const { peerDependencies } = JSON.parse(text) as { readonly peerDependencies: Readonly<Record<string, string>> };
  expect(peerDependencies["@pulumi/pulumi"]).toBe(`>=${oldest} <4`);
  expect(readFileSync(path.join(root, "README.md"), "utf8")).toContain(`\`@pulumi/pulumi\` ${oldest} or newer`);
});
