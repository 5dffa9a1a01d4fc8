import type { Outlook } from "./diagnosis";

/** What the catalogue says about one reason. Texts are complete sentences: they become docs/reasons/<Reason>.md. */
export interface ReasonEntry {
  /** How loud it is told: info is progress or fine, warning may pass, error asks for somebody to act. */
  readonly severity: "info" | "warning" | "error";
  /** The outlook when no fact of the case says better. */
  readonly outlook: Outlook;
  /** A few words, no full stop. */
  readonly title: string;
  /** What people see: a headline as this tool writes it. */
  readonly example: string;
  /** Why it happens. */
  readonly explanation: string;
  /** What to do. */
  readonly remedy: string;
  /** Which fields and events the rule reads. */
  readonly recognised: string;
}
