import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { quoted, type ReadinessRule } from "../diagnosis";
import { nameOf, type ObjectRef } from "../objects";
import { verdictOf } from "../render";
import type { Mask } from "../render/mask";
import { readServerVersion, type Cluster, type RecordingLine } from "../watch";
import { applicationsOf, type Outcome } from "./applications";
import { ClusterHistory } from "./cluster-history";
import { maskedFields } from "./masked-line";
import type { TracedObjects } from "./traced-objects";
import { outcomesOf, worthTelling, type Seen } from "./verdicts";

/** When an update leaves recordings behind: of what fails, or of everything that it worked on. */
export type RecordWhen = "never" | "on-failure" | "always";

/** Where recordings go if nobody says. Not a hidden folder: CI systems leave those out of what they keep. */
export const usualRecordDir = "kubespy-recordings";

export interface RunRecordingOptions {
  readonly record: RecordWhen;
  /** Relative to where the program runs. */
  readonly recordDir: string;
  readonly rules: readonly ReadinessRule[];
  readonly stack: string;
  readonly mask: Mask;
  readonly now: () => number;
}

const mostNamed = 3;
const piece = 256;

/**
 * Recordings of an update, one file for each object that needs one, for `kubespy why`. Everything is
 * kept in memory until the end, and written then: whole, or not at all. Never throws, and is done by
 * the time that it is given.
 */
export class RunRecording {
  /** What the end of a program has to leave for it. */
  readonly reservedMs = 200;
  private readonly servers = new Map<ClusterHistory, string | undefined>();
  private readonly files = new Set<string>();

  constructor(private readonly options: RunRecordingOptions) {}

  /** The history of a cluster that was just opened. */
  historyOf(cluster: Cluster): ClusterHistory {
    const history = new ClusterHistory(this.options.mask, this.options.now());
    void readServerVersion(cluster).then((version) => this.servers.set(history, version));
    return history;
  }

  /**
   * Writes what of these objects is to be written, in the reserved time or until `end`. Gives a sentence
   * for the stack's row; none where there was nothing to write.
   */
  write(seen: readonly Seen[], objects: TracedObjects, end = 0): string | undefined {
    const until = Math.max(end, this.options.now() + this.reservedMs);
    const outcomes = applicationsOf(worthTelling(outcomesOf(seen))).flatMap((application) => application.outcomes);
    const written: { readonly name: string; readonly file: string }[] = [];
    const faults = new Set<string>();
    for (const outcome of outcomes.filter((one) => this.isWanted(one))) {
      try {
        const file = this.writeOne(outcome, objects, until);
        if (file !== undefined) written.push({ name: nameOf(outcome.object), file });
      } catch (error) {
        faults.add(error instanceof Error ? error.message : String(error));
      }
    }
    const [first] = written;
    const [fault] = faults;
    if (first === undefined) return fault === undefined ? undefined : `kubespy: cannot be recorded: ${fault}`;
    const more = written.length > mostNamed ? ` and ${String(written.length - mostNamed)} more` : "";
    const names = written.slice(0, mostNamed).map(({ name }) => name);
    const others = fault === undefined ? "" : ` (not all: ${fault})`;
    return `kubespy: recorded ${names.join(", ")}${more}: npx kubespy why ${quoted(first.file)}${others}`;
  }

  private isWanted({ diagnosis, phase }: Outcome): boolean {
    return this.options.record === "always" || phase === "failed" || verdictOf(diagnosis) === "failing";
  }

  /** The file; undefined where there is nothing to record. Throws with what went wrong. */
  private writeOne(outcome: Outcome, objects: TracedObjects, until: number): string | undefined {
    const { mask, recordDir, now } = this.options;
    const traced = objects.of(outcome.urn).find(({ ref }) => ref === outcome.object);
    const history = traced === undefined ? undefined : objects.sessionOf(traced)?.history;
    if (traced === undefined || history === undefined) return undefined;
    if (history.isGivenUp) throw new Error("what is followed is more than is kept in memory");
    if (!history.hasSeen(traced.ref)) return undefined;
    const { snapshot } = outcome;
    const lines = history.linesFor(
      traced.key,
      endOf(outcome, new Date(now()).toISOString()),
      (ref) => snapshot.objects.find(ref) !== undefined,
      () => now() > until,
    );
    if (lines === undefined) throw new Error(late);
    const header = JSON.stringify(maskedFields(this.headerOf(outcome, history), mask));
    this.prepareFolder();
    const file = path.join(recordDir, this.fileFor(outcome.object));
    writeWhole(file, [`${header}\n`, ...lines], () => now() > until);
    return file;
  }

  private headerOf({ object, snapshot }: Outcome, history: ClusterHistory): object {
    const { apiVersion, kind, namespace, name } = object;
    const rules = this.options.rules.filter((rule) => rule.kind === kind);
    return {
      kubespy: "recording/v1",
      root: { apiVersion, kind, namespace, name },
      started: history.started,
      server: this.servers.get(history),
      since: snapshot.started,
      ...(rules.length === 0 ? {} : { rules }),
    };
  }

  /** A folder of ours is nothing for a repository. */
  private prepareFolder(): void {
    const { recordDir } = this.options;
    if (existsSync(recordDir)) return;
    mkdirSync(recordDir, { recursive: true, mode: 0o700 });
    if (recordDir === usualRecordDir) writeFileSync(path.join(recordDir, ".gitignore"), "*\n");
  }

  /** `dev.deployment.shop.web.ndjson`: the same in every run, so that the folder does not grow. */
  private fileFor({ kind, namespace, name }: ObjectRef): string {
    const parts = [this.options.stack, kind.toLowerCase(), namespace ?? "", name].filter((part) => part !== "");
    const base = this.options.mask.apply(parts.join(".")).replace(/[^\w.-]+/g, "_");
    for (let count = 1; ; count += 1) {
      const file = `${base}${count === 1 ? "" : `-${String(count)}`}.ndjson`;
      if (this.files.has(file)) continue;
      this.files.add(file);
      return file;
    }
  }
}

const late = "the time at the end was not enough";

/** How well the object's kind was seen when the update ended, and with it the time of the verdict. */
function endOf({ object, snapshot }: Outcome, time: string): readonly RecordingLine[] {
  const { kind, namespace } = object;
  const coverage = snapshot.coverage(kind, namespace);
  const about = { kind, metadata: { namespace } };
  if (coverage === "pending") return [];
  return [
    coverage === "complete"
      ? { time, type: "BOOKMARK", object: about }
      : { time, type: "GONE", object: about, cause: coverage.gap },
  ];
}

/** Nothing of that name is ever there in part. For nobody else to read. */
function writeWhole(file: string, lines: readonly string[], isLate: () => boolean): void {
  const unfinished = `${file}.${String(process.pid)}.tmp`;
  const descriptor = openSync(unfinished, "w", 0o600);
  try {
    try {
      for (let at = 0; at < lines.length; at += piece) {
        if (isLate()) throw new Error(late);
        writeFileSync(descriptor, lines.slice(at, at + piece).join(""));
      }
    } finally {
      closeSync(descriptor);
    }
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
