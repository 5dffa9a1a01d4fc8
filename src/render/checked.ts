import type { ObjectRef } from "../objects";

export type FindingSeverity = "error" | "warning" | "note";

/** A finding as the findings format has it. */
export interface CheckedFinding {
  readonly code: string;
  readonly severity: FindingSeverity;
  readonly certainty: "certain" | "possible";
  readonly object: ObjectRef;
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
  readonly nearest?: ObjectRef & { readonly urn?: string };
  readonly urn?: string;
  readonly file?: string;
  readonly line?: number;
}

/** A rule as the formats describe it. */
export interface CheckedRule {
  readonly code: string;
  readonly title: string;
  readonly description: string;
  readonly remedy: string;
  readonly severity: FindingSeverity;
}

/** An object that the rules looked at, and where it stands. */
export interface CheckedObject {
  readonly object: ObjectRef;
  readonly urn?: string;
  readonly file?: string;
  readonly line?: number;
}

/** What a check found, for all formats. Texts of it are clean, but for names of files. */
export interface Checked {
  readonly version: string;
  readonly rules: readonly CheckedRule[];
  readonly objects: readonly CheckedObject[];
  /** In the order in which they are shown; notes on exemptions among them. */
  readonly findings: readonly CheckedFinding[];
  readonly exempted: readonly { readonly finding: CheckedFinding; readonly reason: string; readonly until?: string }[];
  readonly undecided: readonly { readonly code: string; readonly object: ObjectRef; readonly why: string }[];
  /** The line on what is undecided, where the settings want one. */
  readonly undecidedLine?: { readonly severity: FindingSeverity; readonly message: string };
  /** How many relations were looked at. */
  readonly judged: number;
  /** How many documents are no Kubernetes objects. */
  readonly skipped: number;
  readonly unreadable: readonly { readonly file: string; readonly line?: number; readonly message: string }[];
  /** Does a finding of that severity fail the check? */
  readonly fails: (severity: FindingSeverity) => boolean;
}

/** "1 error", "3 errors". */
export function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? "" : "s"}`;
}
