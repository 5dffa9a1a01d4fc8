import path from "node:path";
import { format, resolveConfig } from "prettier";
import { describe, expect, test } from "vitest";
import { defaultSettings, readSettings, rules, SettingsError } from "../../src/checks";

describe("settings", () => {
  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["no option", {}],
  ])("that are %s are the defaults", (_, given) => {
    expect(readSettings(given)).toEqual(defaultSettings);
  });

  test("are read as they are written", () => {
    expect(
      readSettings({
        rules: { "service-selector-matches-pods": "note" },
        namespaces: { ignore: ["kube-system"] },
        onUnknown: "advise",
        podTemplates: { "example.com/Fleet": "$.spec.fleet.template", "/Thing": ".spec.pods" },
      }),
    ).toEqual({
      rules: { "service-selector-matches-pods": "note" },
      namespaces: { only: [], ignore: ["kube-system"] },
      onUnknown: "advise",
      podTemplates: { "example.com/Fleet": ["spec", "fleet", "template"], "/Thing": ["spec", "pods"] },
    });
  });

  const codes = rules.map(({ code }) => code).join(", ");
  test.each<[string, unknown, string]>([
    ["are no object", [], "the settings: [] is no object"],
    [
      "have an option that does not exist",
      { rule: {} },
      'there is no option "rule" (did you mean rules?); there are rules, namespaces, onUnknown, podTemplates',
    ],
    [
      "name a rule that does not exist",
      { rules: { "service-selector-match-pods": "off" } },
      `there is no rule "service-selector-match-pods" (did you mean service-selector-matches-pods?); there are ${codes}`,
    ],
    ["name a rule that nothing resembles", { rules: { x: "off" } }, `there is no rule "x"; there are ${codes}`],
    [
      "give a rule a level that does not exist",
      { rules: { "service-selector-matches-pods": "mandatory" } },
      'rules.service-selector-matches-pods: "mandatory" is none of error, warning, note, off',
    ],
    ["give no rules", { rules: "all" }, 'rules: "all" is no object'],
    [
      "have an option of namespaces that does not exist",
      { namespaces: { ignored: [] } },
      'there is no option of namespaces "ignored" (did you mean ignore?); there are only, ignore',
    ],
    ["list no namespaces", { namespaces: { only: "a" } }, 'namespaces.only: "a" is no list of texts'],
    ["want something else of the unknown", { onUnknown: "warn" }, 'onUnknown: "warn" is none of ignore, advise, fail'],
    [
      "name a kind without its group",
      { podTemplates: { Fleet: ".spec" } },
      'podTemplates: "Fleet" is no kind; it is written group/Kind, as in example.com/Fleet',
    ],
    [
      "name a path that is none",
      { podTemplates: { "example.com/Fleet": "$.spec.pods[*]" } },
      'podTemplates.example.com/Fleet: "$.spec.pods[*]" is no path; it is written as in .spec.fleet.template',
    ],
  ])("that %s are refused", (_, given, message) => {
    expect(() => readSettings(given)).toThrow(new SettingsError(message));
  });
});

test("the schema says the same", async () => {
  const texts = { type: "array", items: { type: "string" } };
  const closed = (description: string, properties: object): object => ({
    type: "object",
    description,
    properties,
    additionalProperties: false,
  });
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "kubespy check-settings/v1",
    ...closed("What the rules report. Everything has a default.", {
      rules: closed(
        "A rule's severity for what is certain, or off. By default each rule's own.",
        Object.fromEntries(
          rules.map(({ code, description }) => [code, { description, enum: ["error", "warning", "note", "off"] }]),
        ),
      ),
      namespaces: closed("Which namespaces' objects are reported.", {
        only: { description: "Of these only; of all when it is empty.", ...texts },
        ignore: { description: "Not of these.", ...texts },
      }),
      onUnknown: {
        description: "What is said of relations that cannot be decided: nothing, a line of advice, a line that fails.",
        enum: ["ignore", "advise", "fail"],
        default: "ignore",
      },
      podTemplates: {
        type: "object",
        description: "Kinds with Pods that nobody here knows: group/Kind to the path of the Pod template.",
        propertyNames: { pattern: "^(?:[a-z0-9.-]+)?/[A-Z][A-Za-z0-9]*$" },
        additionalProperties: { type: "string", pattern: "^\\$?\\.?[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*$" },
      },
    }),
  };
  const file = path.resolve(__dirname, "../../schemas/check-settings-v1.json");
  const options = (await resolveConfig(file)) ?? {};
  await expect(await format(JSON.stringify(schema, undefined, 2), { ...options, filepath: file })).toMatchFileSnapshot(
    file,
  );
});
