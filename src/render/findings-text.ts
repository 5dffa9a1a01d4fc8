import { nameOf, type ObjectRef } from "../objects/ref";
import { counted, type Checked, type CheckedFinding, type FindingSeverity } from "./checked";
import { clean } from "./clean";
import { plain, type Style } from "./style";

/**
 * What people read: three lines for each finding (where and what, the message, the fix), an empty
 * line between files, and what was looked at in the last line.
 */
export function findingsText(checked: Checked, style: Style = plain): string {
  const blocks: string[] = [];
  let file: string | undefined;
  for (const finding of checked.findings) {
    if (blocks.length > 0 && finding.file !== file) blocks.push("");
    ({ file } = finding);
    blocks.push(blockOf(finding, style));
  }
  const { undecidedLine: line } = checked;
  const advice = line === undefined ? [] : [`${styleOf(line.severity, style)(line.severity)} ${clean(line.message)}`];
  const lines = [...blocks, ...(blocks.length > 0 ? [""] : []), ...advice, totals(checked)];
  return lines.join("\n");
}

function blockOf(finding: CheckedFinding, style: Style): string {
  const { code, severity, object, message, remedy } = finding;
  return [
    `${style.strong(placeOf(finding))} ${styleOf(severity, style)(severity)} ${code}`,
    `  ${titleOf(object)}: ${message}`,
    `  Fix: ${remedy}`,
  ].join("\n");
}

/** "web.yaml:12", as editors and terminals open it; the URN of a resource. */
function placeOf({ urn, file, line }: CheckedFinding): string {
  if (urn !== undefined) return clean(urn);
  return clean(`${file ?? ""}${line === undefined ? "" : `:${String(line)}`}`);
}

/** "Service web", "Service web in prod". */
export function titleOf(object: ObjectRef): string {
  const { namespace } = object;
  return clean(`${nameOf(object)}${namespace === undefined || namespace === "default" ? "" : ` in ${namespace}`}`);
}

function styleOf(severity: FindingSeverity, style: Style): (text: string) => string {
  return { error: style.bad, warning: style.warn, note: style.faint }[severity];
}

/** "3 errors, 1 warning in 12 objects; 46 relations checked, 2 of them cannot be told". */
export function totals(checked: Checked): string {
  const { findings, exempted, undecided, objects, judged, skipped, unreadable } = checked;
  const count = (severity: FindingSeverity): number => findings.filter((one) => one.severity === severity).length;
  const found = (["error", "warning", "note"] as const)
    .filter((severity) => count(severity) > 0)
    .map((severity) => counted(count(severity), severity));
  const told = undecided.length === 0 ? "" : `, ${String(undecided.length)} cannot be told`;
  return [
    ...(objects.length === 0
      ? ["no Kubernetes objects found"]
      : [
          `${found.length === 0 ? "no findings" : found.join(", ")} in ${counted(objects.length, "object")}`,
          `${counted(judged, "relation")} checked${told}`,
        ]),
    ...(unreadable.length === 0 ? [] : [`${counted(unreadable.length, "part")} of it cannot be read`]),
    ...(exempted.length === 0 ? [] : [`${counted(exempted.length, "finding")} exempted`]),
    ...(skipped === 0
      ? []
      : [`${counted(skipped, "document")} left out, no Kubernetes ${skipped === 1 ? "object" : "objects"}`]),
  ].join("; ");
}
