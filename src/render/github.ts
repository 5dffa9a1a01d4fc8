import type { Checked, FindingSeverity } from "./checked";
import { clean } from "./clean";
import { titleOf } from "./findings-text";

const commands = {
  error: "error",
  warning: "warning",
  note: "notice",
} as const satisfies Record<FindingSeverity, string>;

/** Workflow commands of GitHub Actions: an annotation at each finding's line. One line each. */
export function findingsGitHub({ findings, undecidedLine, unreadable }: Checked): string {
  return [
    ...unreadable.map(({ message, ...place }) => workflowCommand("error", { ...place, title: "unreadable" }, message)),
    ...findings.map(({ severity, code, object, message, remedy, file, line }) =>
      workflowCommand(severity, { file, line, title: code }, `${titleOf(object)}: ${message}\nFix: ${remedy}`),
    ),
    ...(undecidedLine === undefined
      ? []
      : [workflowCommand(undecidedLine.severity, { title: "undecided" }, undecidedLine.message)]),
  ].join("\n");
}

/** One workflow command: an annotation of the run, or of a line of a file. */
export function workflowCommand(
  severity: FindingSeverity,
  properties: Readonly<Record<string, string | number | undefined>>,
  message: string,
): string {
  const given = Object.entries(properties).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [
          `${name}=${escapeData(clean(String(value)))
            .replaceAll(":", "%3A")
            .replaceAll(",", "%2C")}`,
        ],
  );
  return `::${commands[severity]} ${given.join(",")}::${escapeData(message)}`;
}

/** Source: `escapeData` and `escapeProperty` of actions/toolkit, packages/core/src/command.ts. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
