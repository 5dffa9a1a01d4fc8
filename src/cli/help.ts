import type { Command, OptionSpec } from "./command";
import { wrap } from "../render/rows";
import { padEnd } from "../render/width";

const width = 96;

/** The list of commands. */
export function overview(commands: readonly Command[], version: string): string {
  return [
    `kubespy ${version}: says in one sentence why a Kubernetes rollout is stuck`,
    "",
    "Usage: kubespy COMMAND",
    "",
    "Commands:",
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    "",
    "kubespy COMMAND --help tells more of one; kubespy --version prints the version.",
  ].join("\n");
}

/** All that is known of one command. */
export function helpOf(command: Command): string {
  const sections = [
    [`kubespy ${command.name}: ${command.summary}`],
    ["Usage:", ...command.usage.map((usage) => `  kubespy ${command.name} ${usage}`.trimEnd())],
    ...command.description.map((paragraph) => wrap(paragraph, width)),
    command.options.length === 0
      ? []
      : ["Options:", ...columns(command.options.map((option) => [titleOf(option), option.summary]))],
    command.exitCodes.length === 0
      ? []
      : ["Exit codes:", ...columns(command.exitCodes.map(([code, meaning]) => [String(code), meaning]))],
    command.examples.length === 0 ? [] : ["Examples:", ...columns(command.examples)],
  ];
  return sections
    .filter((section) => section.length > 0)
    .map((section) => section.join("\n"))
    .join("\n\n");
}

/** docs/cli.md. */
export function manual(commands: readonly Command[]): string {
  const pages = commands.map((command) => `## kubespy ${command.name}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`);
  return [
    "# The kubespy command",
    "",
    "This page is made from the definitions of the commands (`npx vitest run test/cli/manual.test.ts -u` writes it).",
    "`npx kubespy` runs it without an installation.",
    "",
    "| command | what it does |",
    "|---|---|",
    ...commands.map(({ name, summary }) => `| [\`kubespy ${name}\`](#kubespy-${name}) | ${summary} |`),
    "",
    ...pages,
  ].join("\n");
}

function titleOf({ name, short, value }: OptionSpec): string {
  return `${short === undefined ? "    " : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
}

/** Two columns, the second wrapped. */
function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const first = Math.max(...rows.map(([left]) => left.length));
  const indent = " ".repeat(first + 4);
  return rows.flatMap(([left, right]) => {
    const [head = "", ...rest] = wrap(right, width - indent.length);
    return [`  ${padEnd(left, first)}  ${head}`, ...rest.map((line) => indent + line)];
  });
}
