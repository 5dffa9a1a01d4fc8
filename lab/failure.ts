import { existsSync, readFileSync } from "node:fs";

/** A part of the lab that cannot be had or did not come up. */
export class PartFailed extends Error {
  readonly part: string;
  /** The file to read. */
  readonly log: string | undefined;
  /** What to do about it, if that is known. */
  readonly remedy: string | undefined;
  constructor(part: string, message: string, log?: string, remedy?: string) {
    super(message);
    this.part = part;
    this.log = log;
    this.remedy = remedy;
  }
}

/** What is printed: the part, the message, the log with its last lines, the remedy. */
export function failureText({ part, message, log, remedy }: PartFailed, lines = 8): string {
  const text = [message.includes(part) ? message : `${part}: ${message}`];
  if (log !== undefined && existsSync(log)) {
    const last = readFileSync(log, "utf8").trimEnd().split("\n").slice(-lines);
    text.push(`  log ${log}, last ${last.length} lines`, ...last.map((line) => `    ${line.slice(0, 400)}`));
  }
  if (remedy !== undefined) text.push(`  ${remedy}`);
  return text.join("\n");
}
