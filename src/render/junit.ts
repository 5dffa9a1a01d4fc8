import { nameOf, type ObjectRef } from "../objects/ref";
import type { Checked, CheckedFinding } from "./checked";
import { titleOf } from "./findings-text";

/** What happened to one test case: the elements in it. Nothing is a pass. */
interface Case {
  readonly name: string;
  readonly file: string;
  readonly line?: number;
  readonly result: "pass" | "failure" | "error" | "skipped";
  readonly inside: string;
}

/**
 * JUnit's XML: a suite for each file, a case for each finding and for each relation that is exempted
 * or cannot be told (skipped), and a case that passes for each object of which there is nothing to
 * say. What is below the severity that fails the check passes too, with its text as output.
 */
export function findingsJUnit(checked: Checked): string {
  const cases = casesOf(checked);
  const files = [...new Set(cases.map(({ file }) => file))];
  const total = tally(cases);
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites name="kubespy check"${total}>`,
    ...files.flatMap((file) => {
      const own = cases.filter((one) => one.file === file);
      return [`  <testsuite name="${escape(file)}"${tally(own)}>`, ...own.map(caseText), "  </testsuite>"];
    }),
    "</testsuites>",
  ].join("\n");
}

function casesOf(checked: Checked): readonly Case[] {
  const { findings, exempted, undecided, objects, undecidedLine, unreadable, fails } = checked;
  const placeOf = new Map(objects.map((one) => [keyOf(one.object), one]));
  const fileOf = (object: ObjectRef): string => placeOf.get(keyOf(object))?.file ?? "";
  const cases: Case[] = unreadable.map(({ file, line, message }) => ({
    ...at(file, line),
    name: "is readable",
    result: "error",
    inside: `<error message="${escape(message)}"/>`,
  }));
  cases.push(...findings.map((finding) => findingCase(finding, fails(finding.severity))));
  for (const { finding, reason, until } of exempted) {
    const message = until === undefined ? `exempted: ${reason}` : `exempted until ${until}: ${reason}`;
    cases.push(skippedCase(finding.object, finding.code, finding.file ?? "", message));
  }
  for (const { object, code, why } of undecided)
    cases.push(skippedCase(object, code, fileOf(object), `cannot be told: ${why}`));
  const told = new Set(
    [...findings.map(({ object }) => object), ...exempted.map(({ finding }) => finding.object)]
      .concat(undecided.map(({ object }) => object))
      .map(keyOf),
  );
  for (const { object, file, line } of objects)
    if (!told.has(keyOf(object)))
      cases.push({ ...at(file ?? "", line), name: titleOf(object), result: "pass", inside: "" });
  if (undecidedLine !== undefined && fails(undecidedLine.severity)) {
    const inside = `<failure message="${escape(undecidedLine.message)}"/>`;
    cases.push({ name: "everything is decided", file: "", result: "failure", inside });
  }
  return cases;
}

const at = (file: string, line: number | undefined): Pick<Case, "file" | "line"> =>
  line === undefined ? { file } : { file, line };

function findingCase(finding: CheckedFinding, isFailure: boolean): Case {
  const { object, code, severity, message, remedy, file = "", line, urn } = finding;
  const where = urn ?? `${file}${line === undefined ? "" : `:${String(line)}`}`;
  const body = escape(`${where}\n${message}\nFix: ${remedy}`);
  return {
    ...at(file, line),
    name: `${titleOf(object)}: ${code}`,
    result: isFailure ? "failure" : "pass",
    inside: isFailure
      ? `<failure type="${severity}" message="${escape(message)}">${body}</failure>`
      : `<system-out>${severity}: ${body}</system-out>`,
  };
}

function skippedCase(object: ObjectRef, code: string, file: string, message: string): Case {
  const inside = `<skipped message="${escape(message)}"/>`;
  return { file, name: `${titleOf(object)}: ${code}`, result: "skipped", inside };
}

function caseText({ name, file, line, inside }: Case): string {
  const place = `${file === "" ? "" : ` file="${escape(file)}"`}${line === undefined ? "" : ` line="${String(line)}"`}`;
  const head = `    <testcase classname="${escape(file)}" name="${escape(name)}"${place}`;
  return inside === "" ? `${head}/>` : `${head}>${inside}</testcase>`;
}

function tally(cases: readonly Case[]): string {
  const count = (result: Case["result"]): string => String(cases.filter((one) => one.result === result).length);
  return ` tests="${String(cases.length)}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}"`;
}

function keyOf(object: ObjectRef): string {
  return `${object.apiVersion} ${nameOf(object)} ${object.namespace ?? ""}`;
}

/* eslint-disable no-control-regex -- what XML 1.0 cannot hold, escaped or not */
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
/* eslint-enable no-control-regex */

function escape(text: string): string {
  return text
    .replace(unwritable, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;");
}
