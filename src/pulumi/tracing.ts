import type * as pulumi from "@pulumi/pulumi";
import { clean, isWarning } from "../render";
import { Mask } from "../render/mask";
import type { Telling } from "../story";
import { applicationsOf, type Outcome } from "./applications";
import type { ClusterSession } from "./cluster-session";
import { ClusterSessions } from "./cluster-sessions";
import { EngineLog } from "./engine-log";
import { Following } from "./following";
import { Gaps } from "./gaps";
import { holdDependents } from "./hold-dependents";
import { createHooks, createSettleHook, type HookListener } from "./hooks";
import { JobSummary } from "./job-summary";
import { LastLook } from "./last-look";
import { isWorthALine } from "./live-line";
import type { ResolvedOptions } from "./options";
import { RemoteChildren } from "./remote-children";
import { reportDocument, writeReport, type ReportDocument } from "./report";
import { RowLines, showsDiff } from "./row-lines";
import { RunRecording } from "./run-recording";
import { versionIn, type TracedObject } from "./traced-object";
import type { TracedObjects } from "./traced-objects";
import { Settling } from "./settling";
import type { Surroundings } from "./surroundings";
import { pause, settledWithin } from "./waiting";
import { outcomesOf, Verdicts, worthTelling, type Seen } from "./verdicts";

/** The stack's own row. */
const stackRow = "";
const deletions = new Set(["delete"]);

/**
 * One deployment's tracing: takes what the hooks say, follows the objects in their clusters, and
 * writes live lines and verdicts. It only ever looks: nothing it does or fails to do reaches the
 * deployment.
 */
export class Tracing implements HookListener {
  readonly hooks: pulumi.ResourceHookBinding;
  readonly following: Following;
  readonly remoteChildren: RemoteChildren;
  private readonly log: EngineLog;
  readonly mask = new Mask();
  private readonly sessions: ClusterSessions;
  private readonly objects: TracedObjects;
  private readonly settling: Settling;
  private readonly lastLook: LastLook;
  private settleHook: pulumi.ResourceHookBinding | undefined;
  private readonly notes = new Set<string>();
  private readonly rows: RowLines;
  private readonly verdicts: Verdicts;
  private readonly job: JobSummary;
  private readonly recording: RunRecording | undefined;
  private recorded: string | undefined;
  private readonly gaps: Gaps;
  private readonly startedAt: number;
  private readonly fault = (error: unknown): void => {
    this.faulted(stackRow, error);
  };
  /** URNs of steps that have begun and are not over. */
  private readonly atWork = new Set<string>();
  private openHooks = 0;
  private lastHook = 0;
  private faultTold = false;
  private anyFailed = false;
  private ending: Promise<void> | undefined;
  private stopping: Promise<void> | undefined;
  /** The summary is out: only deletions are still told. */
  private isConcluded = false;

  constructor(
    private readonly options: ResolvedOptions,
    private readonly around: Surroundings,
  ) {
    const { engine, environment, now, after } = around;
    const inCi = environment["CI"] !== undefined && environment["CI"] !== "false";
    this.startedAt = now();
    this.rows = new RowLines(showsDiff(environment));
    this.log = new EngineLog(engine, { rowIntervalMs: inCi ? 5000 : 250, linesPerSecond: 8, now, after });
    this.job = new JobSummary(environment, now);
    this.verdicts = new Verdicts((urn, text, severity) =>
      this.log.report(urn, this.job.keep(this.mask.apply(text), urn !== stackRow), severity),
    );
    this.gaps = new Gaps((line) => {
      this.note(line);
    }, after);
    if (options.record !== "never")
      this.recording = new RunRecording({ ...options, stack: around.stack, mask: this.mask, now });
    this.sessions = new ClusterSessions({
      recording: this.recording,
      rules: options.rules,
      heartbeatMs: options.heartbeatMs,
      logLines: options.logLines,
      mask: this.mask,
      environment,
      now,
      after,
      told: (object, telling) => {
        this.show(object, telling);
      },
      eventsOf: options.eventsOf,
      warned: (object, line) => {
        if (!this.options.quiet) this.log.status(object.row, this.mask.apply(line), "warning", true);
      },
      deleting: (session, ref) => {
        this.following.deleting(session, ref);
      },
      gap: (gap, isStillThere) => {
        this.gaps.add(gap, isStillThere);
      },
      fault: this.fault,
      unreadable: (sentence) => {
        this.note(`kubespy shows nothing live: ${sentence}; the deployment itself goes on`);
      },
    });
    const { mask, sessions, fault } = this;
    const note = (line: string): void => {
      this.note(line);
    };
    this.following = new Following({ options, sessions, mask, environment, now, after, note, fault });
    this.objects = this.following.objects;
    this.settling = new Settling(this.following, now);
    this.lastLook = new LastLook(this.following, now);
    this.hooks = createHooks(this);
    this.remoteChildren = new RemoteChildren(
      this.hooks,
      (type) => this.following.follows(type),
      (child, isToldOf) => {
        this.following.registerRemote(child, isToldOf);
      },
      fault,
      (identity, limitMs) => this.holdUntilReady(identity, limitMs),
    );
  }

  began(args: pulumi.ResourceHookArgs): void {
    this.atWork.add(args.urn);
    this.isConcluded &&= this.isEnding;
    this.following.began(args);
  }

  done({ urn }: pulumi.ResourceHookArgs): Promise<void> {
    void this.log.flush();
    if (this.settling.has(urn)) return Promise.resolve();
    this.following.done(urn);
    return this.over(urn);
  }

  /** The step waits for this: at most 1.5 s. */
  async failed(args: pulumi.ErrorHookArgs): Promise<void> {
    if (!this.anyFailed) this.around.ending();
    this.anyFailed = true;
    this.openHooks += 1;
    try {
      const objects = deletions.has(args.failedOperation) ? await this.ofDeletion(args) : await this.ofStep(args);
      for (const object of objects) object.phase = "failed";
      await this.within(800, this.lastLook.completely(objects));
      await this.within(300, this.tellFailure(objects));
      // What fails after the summary: a deletion.
      const late = this.isConcluded ? this.seen().filter(({ object }) => objects.includes(object)) : [];
      this.note(this.recording?.write(late, this.objects));
      await this.over(args.urn);
    } finally {
      this.openHooks -= 1;
      this.lastHook = this.around.now();
    }
  }

  private get isEnding(): boolean {
    return this.ending !== undefined || this.stopping !== undefined;
  }

  /**
   * A step is over, well or badly. An inline program whose update fails hears nothing more after the
   * hook of its last step, and the engine is gone as soon as that is answered: what is to be said at
   * the end is said before. If the update goes on all the same (--continue-on-error), so do we.
   */
  private async over(urn: string): Promise<void> {
    this.atWork.delete(urn);
    if (!this.around.isInline || !this.anyFailed || this.atWork.size > 0 || this.isEnding) return;
    await this.within(250, this.lastLook.untilAnswered(this.around.now() + 200));
    this.recorded ??= this.recording?.write(this.seen(), this.objects);
    await this.within(250, this.conclude());
  }

  private async ofStep({ urn }: pulumi.ErrorHookArgs): Promise<readonly TracedObject[]> {
    await this.within(400, this.following.started());
    return this.objects.of(urn);
  }

  private async ofDeletion(args: pulumi.ErrorHookArgs): Promise<readonly TracedObject[]> {
    const found: TracedObject[] = [];
    await this.within(
      400,
      this.following.failedDeletion(args).then((object) => {
        if (object !== undefined) found.push(object);
      }),
    );
    return found;
  }

  /** A resource that is to be ready before it is done: the hook that sees to it. */
  holdUntilReady(identity: string, limitMs: number): pulumi.ResourceHookBinding {
    if (!this.settling.isUsed) holdDependents((urn) => this.held(urn));
    this.settling.expect(identity, limitMs);
    return (this.settleHook ??= createSettleHook(this));
  }

  async settle(args: pulumi.ResourceHookArgs): Promise<void> {
    const settled = await this.settling.operated(args.urn, versionIn(args.newOutputs));
    if (settled.done) {
      this.following.done(args.urn);
      await this.log.flush();
      await this.over(args.urn);
      return;
    }
    await this.failedToSettle(args.urn);
    await this.over(args.urn);
    throw new Error(this.mask.apply(settled.why));
  }

  /** Something depends on this resource: resolves when it may go on, false when it may not. */
  private async held(urn: string): Promise<boolean> {
    if (!this.settling.has(urn) || this.following.hasBegun(urn)) return true;
    const settled = await this.settling.needed(urn);
    if (!settled.done) await this.failUnchanged(urn, settled.why);
    return settled.done;
  }

  /** What is still not ready when all is over makes the update fail: it was asked to. */
  private async judgeTheRest(): Promise<void> {
    if (!this.settling.isUsed) return;
    for (const [urn, why] of await this.settling.rest(this.anyFailed)) await this.failUnchanged(urn, why);
  }

  /** A resource without a step that could fail. */
  private async failUnchanged(urn: string, why: string): Promise<void> {
    if (this.objects.of(urn).some(({ phase }) => phase === "failed")) return;
    await this.failedToSettle(urn);
    await this.around.fail(urn, this.mask.apply(why));
  }

  private async failedToSettle(urn: string): Promise<void> {
    if (!this.anyFailed) this.around.ending();
    this.anyFailed = true;
    this.openHooks += 1;
    const objects = this.objects.of(urn);
    for (const object of objects) object.phase = "failed";
    await this.within(800, this.lastLook.completely(objects));
    await this.within(300, this.tellFailure(objects));
    this.openHooks -= 1;
    this.lastHook = this.around.now();
  }

  private async tellFailure(objects: readonly TracedObject[]): Promise<void> {
    for (const object of objects) {
      const seen = { object, snapshot: this.snapshotOf(object) };
      await this.verdicts.report(seen, this.seen());
      if (object.row !== object.urn) await this.verdicts.markRow(seen);
    }
    await this.log.flush();
  }

  faulted(urn: string, error: unknown): void {
    if (this.faultTold) return;
    this.faultTold = true;
    const what = clean(error instanceof Error ? error.message : String(error), 160);
    this.log.status(urn, `kubespy: a fault of its own stopped part of the tracing: ${what}`, "info");
  }

  /**
   * The program has registered everything and all steps are done: say what is not as it should be.
   * At most 1.5 s. Deletions come after this, so the clusters stay open: they keep no program alive.
   */
  finish(): Promise<void> {
    return (this.ending ??= this.lastWords());
  }

  private async lastWords(): Promise<void> {
    // What is just being opened still counts: a program without changes is over at once.
    const until = this.around.now() + 1300;
    const lookMs = 1300 - (this.recording?.reservedMs ?? 0);
    await this.within(lookMs, this.lastLook.untilSeen(this.around.now() + lookMs - 100));
    await this.judgeTheRest();
    this.following.stop();
    // Before anything is awaited that the end of the program may cut off.
    this.recorded ??= this.recording?.write(this.seen(), this.objects, until);
    await this.within(200, this.conclude());
  }

  /** The update was cancelled or failed: the engine asks for the last words of error hooks first. At most 1.5 s. */
  interrupted(): Promise<void> {
    this.following.stop();
    this.settling.stop("the update was stopped");
    // A second call waits for the first: the engine sends its signal more than once.
    return (this.stopping ??= this.lastWordsOfHooks().finally(() => {
      this.sessions.close();
    }));
  }

  private async lastWordsOfHooks(): Promise<void> {
    const until = this.around.now() + 1200 - (this.recording?.reservedMs ?? 0);
    // Error hooks of steps that are being cancelled arrive a moment after the signal.
    this.lastHook = Math.max(this.lastHook, this.around.now());
    while (this.around.now() < until && (this.openHooks > 0 || this.around.now() - this.lastHook < 250))
      await pause(25);
    if (this.ending === undefined) this.recorded ??= this.recording?.write(this.seen(), this.objects, until);
    await (this.ending ??= this.within(250, this.conclude()));
  }

  /** The engine is gone and nobody listens any more. */
  abandon(): void {
    this.following.stop();
    this.settling.stop("the update is over");
    this.ending ??= Promise.resolve();
    this.sessions.close();
  }

  private async conclude(): Promise<void> {
    this.isConcluded = true;
    const seen = this.seen();
    this.gaps.flush();
    for (const [{ diagnosis }, { cluster }] of this.objects.withSessions()) {
      const isTold = [...this.notes].some((note) => note.includes(cluster.server));
      if (diagnosis?.reason === "Looking" && !isTold) {
        this.note(`kubespy shows nothing live: ${cluster.server} has not answered yet`);
      }
    }
    for (const one of seen) await this.verdicts.reportUnlessReady(one, seen);
    const outcomes = outcomesOf(seen);
    const elapsedMs = this.around.now() - this.startedAt;
    const applications = applicationsOf(worthTelling(outcomes));
    await this.verdicts.summarise(stackRow, applications, elapsedMs, this.job.annotations(applications));
    this.report(outcomes, elapsedMs);
    this.note(this.recorded);
    await this.log.flush();
  }

  private report(outcomes: readonly Outcome[], elapsedMs: number): void {
    const { project, stack } = this.around;
    const update = { project, stack, startedAt: this.startedAt, elapsedMs };
    const document = (): ReportDocument => reportDocument(applicationsOf(outcomes), update);
    const fault = writeReport(this.options.report, document, (text) => this.mask.apply(text)) ?? this.job.write();
    if (fault !== undefined) this.note(`kubespy: ${fault}`);
  }

  private show(object: TracedObject, telling: Telling): void {
    if (this.isConcluded && object.phase !== "deleting") return;
    if (telling.type === "ready") object.readyInMs ??= this.around.now() - object.startedAt;
    if (this.options.quiet || !isWorthALine(object, telling)) return;
    const { line, telling: shown } = this.rows.add(object, telling);
    this.log.status(
      object.row,
      this.mask.apply(line),
      isWarning(shown) ? "warning" : "info",
      shown.type !== "progress",
    );
  }

  private seen(): readonly Seen[] {
    return this.objects
      .all()
      .filter(({ isToldElsewhere }) => !isToldElsewhere)
      .map((object) => ({ object, snapshot: this.snapshotOf(object) }));
  }

  private snapshotOf(object: TracedObject): ReturnType<ClusterSession["snapshotOf"]> | undefined {
    return this.objects.sessionOf(object)?.snapshotOf(object);
  }

  private note(line: string | undefined): void {
    if (line === undefined || this.notes.has(line)) return;
    this.notes.add(line);
    void this.log.report(stackRow, this.mask.apply(clean(line, 300)), "info");
  }

  /** What is not done in time goes on by itself, but nobody waits for it any longer. */
  private within(ms: number, work: Promise<void>): Promise<void> {
    return settledWithin(ms, work, this.fault);
  }
}
