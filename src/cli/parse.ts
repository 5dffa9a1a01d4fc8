import { parseArgs } from "node:util";
import { UsageError, type Command, type Invocation, type OptionSpec } from "./command";
import { didYouMean, listed } from "./suggestion";

/** What was typed after a command's name. Throws {@link UsageError} with one sentence. */
export function parse(command: Pick<Command, "name" | "options">, argv: readonly string[]): Invocation {
  const specs = new Map(command.options.map((option) => [option.name, option]));
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      command.options.map(({ name, short, value }) => [
        name,
        {
          type: value === undefined ? ("boolean" as const) : ("string" as const),
          ...(short === undefined ? {} : { short }),
        },
      ]),
    ),
  });
  const operands: string[] = [];
  const values = new Map<string, string>();
  const flags = new Map<string, boolean>();
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const spec = specs.get(token.name);
    if (spec?.value !== undefined) values.set(spec.name, valueOf(spec, token.rawName, token.value));
    else if (spec !== undefined) flags.set(spec.name, flagOf(token.rawName, token.value));
    else flags.set(negated(command, specs, token.rawName, token.name), false);
  }
  return { operands, values, flags };
}

function valueOf(spec: OptionSpec, typed: string, value: string | undefined): string {
  const wanted = spec.choices === undefined ? `a ${(spec.value ?? "value").toLowerCase()}` : listed(spec.choices, "or");
  if (value === undefined || value === "") throw new UsageError(`${typed} needs ${wanted}`);
  if (spec.choices !== undefined && !spec.choices.includes(value)) {
    throw new UsageError(`${typed} takes ${wanted}, not "${value}"${didYouMean(value, spec.choices)}`);
  }
  return value;
}

function flagOf(typed: string, value: string | undefined): boolean {
  if (value === undefined || value === "true") return true;
  if (value === "false") return false;
  throw new UsageError(`${typed} is true or false, not "${value}"`);
}

/** The flag that a `--no-…` turns off; anything else nobody knows. */
function negated(
  { name, options }: Pick<Command, "name" | "options">,
  specs: ReadonlyMap<string, OptionSpec>,
  typed: string,
  option: string,
): string {
  const flag = option.startsWith("no-") ? specs.get(option.slice(3)) : undefined;
  if (flag !== undefined && flag.value === undefined) return flag.name;
  const all = options.map((known) => `--${known.name}`);
  throw new UsageError(`${name} has no option ${typed}${didYouMean(typed, all) || `: it has ${listed(all)}`}`);
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** "90s", "5m", "1h30m" in milliseconds; a bare number is seconds; 0 is 0. Throws {@link UsageError}. */
export function parseDuration(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text))
    throw new UsageError(`${option} takes a duration such as 90s, 5m or 1h30m, not "${text}"`);
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g))
    total += Number(amount) * (units[unit ?? ""] ?? 0);
  return total;
}
