import { nameOf } from "../objects/ref";
import type { Checked, CheckedFinding } from "./checked";
import { titleOf } from "./findings-text";
import { jsonText } from "./json-text";

/** SARIF 2.1.0, as code scanning services take it. */
export function findingsSarif(checked: Checked): string {
  const { version, rules, findings, exempted, undecidedLine, unreadable } = checked;
  const described = [...rules.map(ruleOf), ...otherCodes(checked)];
  return jsonText(
    {
      $schema: "https://json.schemastore.org/sarif-2.1.0.json",
      version: "2.1.0",
      runs: [
        {
          tool: { driver: { name: "kubespy", version, rules: described } },
          columnKind: "utf16CodeUnits",
          results: [
            ...findings.map((finding) => resultOf(finding)),
            ...exempted.map(({ finding, reason, until }) => ({
              ...resultOf(finding),
              suppressions: [
                { kind: "inSource", justification: until === undefined ? reason : `${reason} (until ${until})` },
              ],
            })),
            ...(undecidedLine === undefined
              ? []
              : [{ ruleId: "undecided", level: undecidedLine.severity, message: { text: undecidedLine.message } }]),
          ],
          invocations: [
            {
              executionSuccessful: unreadable.length === 0,
              toolExecutionNotifications: unreadable.map(({ file, line, message }) => ({
                level: "error",
                message: { text: message },
                locations: [{ physicalLocation: physical(file, line) }],
              })),
            },
          ],
        },
      ],
    },
    2,
  );
}

function ruleOf({ code, title, description, remedy, severity }: Checked["rules"][number]): object {
  return {
    id: code,
    name: code.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: description },
    help: { text: `${remedy} More in docs/policies/${code}.md of the package pulumi-kubespy.` },
    defaultConfiguration: { level: severity },
  };
}

/** What is reported under a code that no rule has. */
function otherCodes({ rules, findings, undecidedLine }: Checked): readonly object[] {
  const known = new Set(rules.map(({ code }) => code));
  const codes = new Set(findings.map(({ code }) => code).filter((code) => !known.has(code)));
  if (undecidedLine !== undefined) codes.add("undecided");
  return [...codes].map((id) => ({ id }));
}

function resultOf(finding: CheckedFinding): object {
  const { code, severity, certainty, object, path, message, remedy, urn, file, line } = finding;
  return {
    ruleId: code,
    level: severity,
    message: { text: `${titleOf(object)}: ${message}\nFix: ${remedy}` },
    locations: [
      {
        ...(file === undefined ? {} : { physicalLocation: physical(file, line) }),
        logicalLocations: [{ name: nameOf(object), fullyQualifiedName: urn ?? `${titleOf(object)} ${path}` }],
      },
    ],
    partialFingerprints: { "kubespy/v1": fingerprint(finding) },
    properties: { certainty, path },
  };
}

function physical(file: string, line: number | undefined): object {
  return {
    artifactLocation: { uri: encodeURI(file.replaceAll("\\", "/")) },
    ...(line === undefined ? {} : { region: { startLine: line } }),
  };
}

/** The same for the same finding, wherever in its file it stands. */
function fingerprint({ code, object, path }: CheckedFinding): string {
  return [code, object.apiVersion, object.kind, object.namespace ?? "", object.name, path].join("/");
}
