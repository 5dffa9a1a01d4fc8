import { changesSinceHealthy, usersSentence, type Diagnosis, type Snapshot } from "../diagnosis";
import { keyOf, nameOf } from "../objects";
import { renderBlock, renderSummary, verdictOf, verdictSentence } from "../render";
import { deepestCause } from "../story";
import { entryOf, isWorkload, type Application, type Outcome } from "./applications";
import type { Severity } from "./engine-log";
import { isBeside, isEcho } from "./traceable";
import type { TracedObject } from "./traced-object";

type Report = (urn: string, text: string, severity: Severity) => Promise<void>;

export interface Seen {
  readonly object: TracedObject;
  readonly snapshot: Snapshot | undefined;
}

/** What stays on the screen after the update: one block per cause, and the summary. */
export class Verdicts {
  /** Cause → the object whose block tells it, for each cluster. */
  private readonly told = new Map<Snapshot["objects"], Map<string, TracedObject>>();
  /** Rows of components that are marked as failed. */
  private readonly marked = new Set<string>();

  /** The summary's lines when it was said last. */
  private summed = "";

  constructor(private readonly send: Report) {}

  /**
   * The verdict on an object that failed: the whole block; or one line, if another object's block
   * tells the same cause. What stands before or beside a workload (a Service, an Ingress, a claim, a
   * budget) leaves the block to that, and an Ingress to the Service whose fault it is, whichever is
   * given up first.
   */
  async report({ object, snapshot }: Seen, others: readonly Seen[]): Promise<void> {
    const { diagnosis } = object;
    if (object.reported || snapshot === undefined || diagnosis === undefined || verdictOf(diagnosis) === "ready")
      return;
    // Why it could not be created is in the provider's own error; what cannot be seen was said once for all.
    if ((isUncreated(diagnosis) && object.phase === "failed") || isUnseen(diagnosis)) return;
    object.reported = true;
    const cause = causeOf(diagnosis);
    const told = this.toldIn(snapshot);
    if (!isWorkload(object.ref) && !told.has(cause)) {
      const sharing = others.filter(
        (other) =>
          other.object !== object && other.snapshot?.objects === snapshot.objects && isCausedBy(other.object, cause),
      );
      const nearer = sharing.find((other) => isWorkload(other.object.ref)) ?? sharing.find(isItself(diagnosis));
      if (nearer !== undefined) await this.report(nearer, []);
    }
    const teller = told.get(cause);
    if (teller === undefined) {
      told.set(cause, object);
      await this.send(object.urn, blockOf(withoutOthers(diagnosis), snapshot), "warning");
    } else if (!isEcho(diagnosis)) {
      // Its own part of the story only: the rest stands in the block that it points to.
      const own = verdictSentence({ ...diagnosis, because: [] });
      await this.send(object.urn, `${own} (see ${nameOf(teller.ref)})`, "warning");
    }
  }

  private toldIn({ objects }: Snapshot): Map<string, TracedObject> {
    const told = this.told.get(objects) ?? new Map<string, TracedObject>();
    this.told.set(objects, told);
    return told;
  }

  /**
   * Marks the row of the component around a failed object: without an error of its own it would end
   * as "created". Once for a row: its first error is what the row goes on to show.
   */
  async markRow({ object, snapshot }: Seen): Promise<void> {
    const { diagnosis, row } = object;
    if (diagnosis === undefined || this.marked.has(row)) return;
    this.marked.add(row);
    const teller = snapshot === undefined ? undefined : this.toldIn(snapshot).get(causeOf(diagnosis));
    await this.send(row, failedSentence(teller?.diagnosis ?? diagnosis, object.isUntouched), "error");
  }

  /**
   * The verdict on what Pulumi calls done although something is wrong with it. Mere progress gets no
   * block, the summary names it; a resource that had no changes is only spoken of when it is in trouble.
   */
  async reportUnlessReady(seen: Seen, others: readonly Seen[]): Promise<void> {
    const { diagnosis } = seen.object;
    if (diagnosis !== undefined && verdictOf(diagnosis) === "failing") await this.report(seen, others);
  }

  /** One line per application, with everything that is not ready and what it waits for. Once, as long as nothing changes. */
  async summarise(
    urn: string,
    applications: readonly Application[],
    elapsedMs: number,
    below: readonly string[] = [],
  ): Promise<void> {
    const entries = applications.map(entryOf);
    const summary = renderSummary(entries, elapsedMs);
    const same = renderSummary(entries, 0);
    if (same === this.summed) return;
    this.summed = same;
    if (summary !== "") await this.send(urn, [summary, ...below].join("\n"), "info");
  }
}

/** Everything that was looked at. */
export function outcomesOf(seen: readonly Seen[]): readonly Outcome[] {
  return seen.flatMap(({ object, snapshot }): readonly Outcome[] => {
    const { urn, diagnosis, phase, ref, component, readyInMs, lastTimeMs, isUntouched } = object;
    if (diagnosis === undefined || snapshot === undefined) return [];
    return [{ urn, phase, object: ref, diagnosis, snapshot, component, readyInMs, lastTimeMs, isUntouched }];
  });
}

/** What the end has to say something of: what was worked on, and what is in trouble; nothing where nothing could be seen. */
export function worthTelling(outcomes: readonly Outcome[]): readonly Outcome[] {
  const worth = outcomes.filter(({ phase, object, diagnosis, isUntouched }) => {
    const verdict = verdictOf(diagnosis);
    if (verdict === "failing") return true;
    // An update that was refused leaves what was there before: that this is ready is not its doing.
    if (phase === "failed" && isUntouched && verdict === "ready") return false;
    return phase !== "unchanged" && phase !== "deleting" && !isBeside(object.kind);
  });
  return worth.every(({ diagnosis }) => isUnseen(diagnosis)) ? [] : worth;
}

/** It is not there, and nobody has taken it away. */
const isUncreated = ({ status, outlook }: Diagnosis): boolean => status === "NotFound" && outlook === "waiting";

/** Nothing is known of it, for a reason that has its own line. */
export function isUnseen({ reason }: Diagnosis): boolean {
  return reason === "NotVisible" || reason === "Looking";
}

/** What a row says of an object that Pulumi calls failed. */
function failedSentence(diagnosis: Diagnosis, isUntouched: boolean): string {
  const name = nameOf(diagnosis.object);
  if (isUncreated(diagnosis)) return `${name} was not created`;
  if (isUnseen(diagnosis)) return `${name} failed`;
  if (verdictOf(diagnosis) === "ready")
    return isUntouched ? `${name} was not updated` : `${name} failed in Pulumi's eyes, but is ready now`;
  return verdictSentence(diagnosis);
}

function blockOf(diagnosis: Diagnosis, snapshot: Snapshot): string {
  const users = usersSentence(snapshot, diagnosis);
  return renderBlock(diagnosis, {
    logs: snapshot.logs,
    changed: changesSinceHealthy(snapshot),
    ...(users === undefined ? {} : { users }),
  });
}

/** What else is wrong behind a Service is told by the workload whose fault it is. */
function withoutOthers(diagnosis: Diagnosis): Diagnosis {
  return diagnosis.object.kind === "Service" ? { ...diagnosis, because: diagnosis.because.slice(0, 1) } : diagnosis;
}

const isCausedBy = ({ diagnosis }: TracedObject, cause: string): boolean =>
  diagnosis !== undefined && verdictOf(diagnosis) === "failing" && causeOf(diagnosis) === cause;

/** Is it the object at which the chain ends? */
const isItself = (diagnosis: Diagnosis): ((seen: Seen) => boolean) => {
  const key = keyOf(deepestCause(diagnosis).object);
  return ({ object }) => keyOf(object.ref) === key;
};

/** Two diagnoses have the same cause when their chains end at the same object for the same reason. */
function causeOf(diagnosis: Diagnosis): string {
  const cause = deepestCause(diagnosis);
  return `${keyOf(cause.object)} ${cause.reason}`;
}
