import { renameSync, writeFileSync } from "node:fs";
import type { Diagnosis } from "../diagnosis";
import type { ObjectRef } from "../objects";
import { headline, jsonText, verdictOf, worstVerdict, type Verdict } from "../render";
import { phasesOf, type Phases } from "../story";
import type { Application, Outcome } from "./applications";
import type { Phase } from "./traced-object";

/** What one update came to: schemas/report-v1.json describes it. Times in milliseconds. */
export interface ReportDocument {
  readonly kubespy: "report/v1";
  readonly project: string;
  readonly stack: string;
  /** RFC 3339, by the clock of the machine that ran the program. */
  readonly started: string;
  readonly elapsedMs: number;
  /** The worst of all applications; ready when there is none. */
  readonly verdict: Verdict;
  readonly applications: readonly {
    readonly name: string;
    readonly verdict: Verdict;
    readonly objects: readonly ReportedObject[];
  }[];
}

export interface ReportedObject {
  readonly urn: string;
  readonly object: ObjectRef;
  /** Where Pulumi stood with the resource when the program ended. */
  readonly operation: Phase;
  readonly verdict: Verdict;
  readonly headline: string;
  readonly diagnosis: Diagnosis;
  /** From the start of its operation until it was first seen ready. */
  readonly readyInMs?: number;
  /** How long its rollout before this one took. */
  readonly lastTimeMs?: number;
  readonly phases?: Phases;
}

export interface Update {
  readonly project: string;
  readonly stack: string;
  readonly startedAt: number;
  readonly elapsedMs: number;
}

export function reportDocument(applications: readonly Application[], update: Update): ReportDocument {
  const told = applications.map(({ name, outcomes }) => {
    const objects = outcomes.map(reportedObject);
    return { name, verdict: worstVerdict(objects.map(({ verdict }) => verdict)), objects };
  });
  return {
    kubespy: "report/v1",
    project: update.project,
    stack: update.stack,
    started: new Date(update.startedAt).toISOString(),
    elapsedMs: Math.round(update.elapsedMs),
    verdict: told.length === 0 ? "ready" : worstVerdict(told.map(({ verdict }) => verdict)),
    applications: told,
  };
}

function reportedObject({ urn, object, phase, diagnosis, readyInMs, lastTimeMs, snapshot }: Outcome): ReportedObject {
  const phases = phasesOf(snapshot.objects, object, snapshot.started);
  return {
    urn,
    object,
    operation: phase,
    verdict: verdictOf(diagnosis),
    headline: headline(diagnosis),
    diagnosis,
    ...(readyInMs === undefined ? {} : { readyInMs: Math.round(readyInMs) }),
    ...(lastTimeMs === undefined ? {} : { lastTimeMs }),
    ...(Object.keys(phases).length === 0 ? {} : { phases }),
  };
}

/** The same with every text changed: secrets are to be hidden before they are quoted and escaped. */
function withTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === "string") return change(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => withTexts(item, change)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withTexts(item, change)])) as T;
}

/**
 * Writes the report, whole or not at all, with every text changed; nothing without a file. Gives what
 * went wrong as a sentence: a report that cannot be written is no reason to fail.
 */
export function writeReport(
  file: string | undefined,
  document: () => ReportDocument,
  change: (text: string) => string,
): string | undefined {
  if (file === undefined) return undefined;
  const made = document();
  const unfinished = `${file}.${String(process.pid)}.tmp`;
  try {
    writeFileSync(unfinished, `${jsonText(withTexts(made, change), 2)}\n`, { mode: 0o600 });
    renameSync(unfinished, file);
    return undefined;
  } catch (error) {
    return `the report cannot be written: ${error instanceof Error ? error.message : String(error)}`;
  }
}
