import { nameOf } from "../objects";
import type { Telling } from "../story";
import { clean } from "./clean";
import { plain, type Style } from "./style";
import { verdictOf } from "./verdict";
import { wrap } from "./rows";
import { padEnd, widthOf } from "./width";

/** A display clamps a row to its width; this is only the limit of what is sent there. */
const longestRow = 240;

/** Does it tell of something wrong? What a display's severity should say, heartbeats and updates included. */
export function isWarning({ type, diagnosis }: Telling): boolean {
  if (type === "problem" || type === "relapse") return true;
  return type !== "ready" && verdictOf(diagnosis) !== "progressing" && verdictOf(diagnosis) !== "ready";
}

/**
 * One telling as one line for a row that is replaced by the next: `Deployment web: 1 of 2 Pods ready; …`.
 * `named` false leaves the object's name out, where the row is the object's own.
 */
export function rowLine(telling: Telling, named = true, max = longestRow): string {
  return clean(named ? `${nameOf(telling.object)}: ${telling.line}` : telling.line, max);
}

/** Wall-clock time "05:07:41" at an offset from UTC in minutes (east is positive). */
export function clockTime(at: Date, offsetMinutes = 0): string {
  return new Date(at.getTime() + offsetMinutes * 60_000).toISOString().slice(11, 19);
}

export interface PipeLineOptions {
  readonly at: Date;
  readonly offsetMinutes?: number;
  /** What the line is about; the object's kind and name when it is left out. */
  readonly label?: string;
  /** Columns of the widest label, so that lines of several objects stand in columns. */
  readonly labelWidth?: number;
  readonly style?: Style;
  /** Columns to wrap at, between words, the rest below the line's text; without it, one line. */
  readonly width?: number;
}

/** One telling as one line of a log: `05:07:41 Deployment web  warning: …`. Never cut: a log has room and nobody to ask again. */
export function pipeLine(telling: Telling, options: PipeLineOptions): string {
  const style = options.style ?? plain;
  const label = padEnd(clean(options.label ?? nameOf(telling.object)), options.labelWidth ?? 0);
  const warning = isWarning(telling) && telling.type !== "still" ? "warning: " : "";
  const line = warning + clean(telling.line, 2000);
  const indent = 11 + widthOf(label);
  const wrapped =
    options.width === undefined
      ? line
      : wrap(line, Math.max(30, options.width - indent)).join(`\n${" ".repeat(indent)}`);
  const said = telling.type === "ready" ? style.good(wrapped) : wrapped.replace(/^warning:/, style.warn);
  return `${style.faint(clockTime(options.at, options.offsetMinutes))} ${style.strong(label)}  ${said}`;
}
