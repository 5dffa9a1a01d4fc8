/** Why a script does not do what it was asked to, in one sentence that its user can act on. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly exitCode: 1 | 2,
  ) {
    super(message);
  }
}

/** Throws a Refusal for names that are not among the accepted ones: a typing mistake must not pass for "nothing to do". */
export function expectNames(names: readonly string[], accepted: readonly string[], what: string): void {
  const unknown = names.filter((name) => !accepted.includes(name));
  if (unknown.length === 0) return;
  const subject = unknown.length === 1 ? `is no ${what}` : `are no ${what}s`;
  throw new Refusal(`there ${subject} ${unknown.join(", ")}; there are ${accepted.join(", ")}`, 2);
}

/** Runs a script on what was typed after its name. A Refusal is told without a stack. */
export async function runScript(main: (args: readonly string[]) => Promise<void>): Promise<void> {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}
