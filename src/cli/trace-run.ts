import { keyOf, type ObjectRef } from "../objects";
import { duration, gapLine, verdictOf, worstVerdict } from "../render";
import { chainOf, deepestCause } from "../story";
import type { Cluster } from "../watch";
import { exitCodes, verdictCodes } from "./exit-code";
import { andThen, notFoundSentences } from "./not-found";
import type { Root } from "./roots";
import { Session, type Followed } from "./session";
import type { Display } from "./trace-display";
import type { World } from "./world";

export interface TraceOptions {
  /** False: say how it stands, and end. */
  readonly wait: boolean;
  /** Go on after ready. */
  readonly follow: boolean;
  /** Undefined: no limit. */
  readonly timeoutMs: number | undefined;
  /** How long it has to stay ready until it counts. */
  readonly steadyMs: number;
}

/** How long an API server may take to list six kinds when nobody waits for a rollout. */
const firstLookMs = 10_000;
/** So long a verdict has to stand before the whole of it is told: at first only one of many Pods has met the problem. */
const settleMs = 2000;
/** So long a deleted object has to be gone: a replacement makes it anew at once. */
const goneMs = 3000;

/** One `kubespy trace`, from the first look to its exit code. */
export class Trace {
  private readonly session: Session;
  private readonly startedMs: number;
  private readonly missing = new Set<string>();
  /** Seen on their way out. */
  private readonly going = new Set<string>();
  /** By root that was on its way out: since when it is gone. */
  private readonly gone = new Map<string, number>();
  private readonly notes: Promise<void>[] = [];
  private readonly said = new Set<string>();
  /** By root: the cause that will not heal, and since when. */
  private readonly hopeless = new Map<string, { readonly cause: string; readonly sinceMs: number }>();
  /** By cause: who told it. */
  private readonly tellers = new Map<string, ObjectRef>();
  /** Causes and whom they hit, as far as told. */
  private readonly judged = new Set<string>();
  private readonly cancels: (() => void)[] = [];
  private cancelTick: () => void = () => undefined;
  private cancelSteady: (() => void) | undefined;
  private finish: (code: number) => void = () => undefined;
  private reported = false;
  private over = false;

  constructor(
    private readonly cluster: Cluster,
    private readonly roots: readonly Root[],
    private readonly world: World,
    private readonly display: Display,
    private readonly options: TraceOptions,
  ) {
    this.startedMs = world.now();
    const story = display.heartbeatMs === undefined ? {} : { heartbeatMs: display.heartbeatMs, progressMs: 1000 };
    this.session = new Session(
      cluster,
      roots,
      world,
      {
        told: (telling, followed) => {
          if (options.wait) display.told(telling, followed);
        },
        looked: (all) => {
          this.looked(all);
        },
        gap: (gap, kinds) => {
          display.note(gapLine(gap, kinds));
        },
      },
      { story, hints: true },
    );
  }

  async run(): Promise<number> {
    const ended = new Promise<number>((resolve) => {
      this.finish = resolve;
    });
    this.cancels.push(
      this.world.onInterrupt(() => {
        this.end(exitCodes.interrupted, `interrupted after ${this.elapsed()}`);
      }),
    );
    this.session.start();
    this.limit();
    const code = await ended;
    for (const cancel of this.cancels) cancel();
    this.cancelTick();
    this.cancelSteady?.();
    this.session.close();
    return code;
  }

  private limit(): void {
    const { wait, timeoutMs } = this.options;
    const limitMs = wait ? timeoutMs : Math.min(timeoutMs ?? firstLookMs, firstLookMs);
    if (limitMs !== undefined) {
      this.cancels.push(
        this.world.after(limitMs, () => {
          this.timeUp();
        }),
      );
    }
    this.tick();
  }

  /** Some things come by time alone: the elapsed time, a verdict that has stood long enough. Keeps the program alive. */
  private tick(): void {
    this.cancelTick = this.world.after(1000, () => {
      this.tick();
    });
    if (!this.session.listing) this.looked(this.session.all());
    else if (this.options.wait) this.display.show(this.shown(this.session.all()));
  }

  private elapsed(): string {
    return duration(Math.round((this.world.now() - this.startedMs) / 1000) * 1000);
  }

  private looked(all: readonly Followed[]): void {
    if (this.over) return;
    const { wait, follow } = this.options;
    for (const followed of all) this.watchDeletion(followed);
    this.sayMissing(all);
    if (!wait) {
      if (all.every(({ diagnosis }) => diagnosis.reason !== "Looking") && !this.session.readingLogs) this.report(all);
      return;
    }
    for (const followed of all) if (this.isHopeless(followed)) this.judge(followed);
    this.display.show(this.shown(all));
    if (!follow) this.endWhenSteady(all.every((followed) => followed.settled || this.isGone(followed)));
  }

  private watchDeletion({ root, diagnosis }: Followed): void {
    const key = keyIn(root);
    if (diagnosis.status === "Terminating") this.going.add(key);
    if (diagnosis.status !== "NotFound") this.gone.delete(key);
    else if (this.going.has(key) && !this.gone.has(key)) this.gone.set(key, this.world.now());
  }

  /** That it is not there is what somebody wanted. */
  private shown(all: readonly Followed[]): readonly Followed[] {
    return all.map((followed) =>
      this.gone.has(keyIn(followed.root))
        ? { ...followed, diagnosis: { ...followed.diagnosis, message: "deleted" } }
        : followed,
    );
  }

  /** What was being deleted is there no more, and nobody has made it anew. */
  private isGone({ root }: Followed): boolean {
    const since = this.gone.get(keyIn(root));
    return since !== undefined && this.world.now() - since >= goneMs;
  }

  private endWhenSteady(isReady: boolean): void {
    if (!isReady) {
      this.cancelSteady?.();
      this.cancelSteady = undefined;
      return;
    }
    const { steadyMs } = this.options;
    if (steadyMs === 0) this.end(exitCodes.ready, undefined);
    else {
      this.cancelSteady ??= this.world.after(steadyMs, () => {
        this.end(exitCodes.ready, undefined);
      });
    }
  }

  /** `--wait=false`: the verdict on everything, and the end. */
  private report(all: readonly Followed[]): void {
    if (this.reported) return;
    this.reported = true;
    const present = all.filter(({ diagnosis }) => diagnosis.status !== "NotFound");
    for (const followed of present) this.judge(followed);
    const worst = worstVerdict(all.map(({ diagnosis }) => verdictOf(diagnosis)));
    const code = present.length < all.length ? exitCodes.wrongInput : verdictCodes[worst];
    void Promise.allSettled(this.notes).then(() => {
      this.end(code, undefined, present);
    });
  }

  /** It will not heal, or its deletion hangs, for the same cause for some time. */
  private isHopeless({ root, diagnosis }: Followed): boolean {
    const key = keyIn(root);
    const isHanging = diagnosis.status === "Terminating" && verdictOf(diagnosis) === "failing";
    if (diagnosis.outlook !== "will-not-heal" && !isHanging) {
      this.hopeless.delete(key);
      return false;
    }
    const cause = isHanging
      ? diagnosis.reason
      : chainOf(diagnosis)
          .map(({ reason }) => reason)
          .join(" ");
    const known = this.hopeless.get(key);
    if (known?.cause !== cause) this.hopeless.set(key, { cause, sinceMs: this.world.now() });
    return known?.cause === cause && this.world.now() - known.sinceMs >= settleMs && !this.session.readingLogs;
  }

  /** The whole verdict, once per cause; whoever else it hits refers to it. False when it was told before. */
  private judge(followed: Followed): boolean {
    const { root, diagnosis } = followed;
    const deepest = deepestCause(diagnosis);
    const cause =
      verdictOf(diagnosis) === "ready" || diagnosis.status === "Terminating"
        ? `${diagnosis.reason} ${keyIn(root)}`
        : [
            diagnosis.outlook,
            deepest.object.kind,
            deepest.object.namespace ?? "",
            deepest.reason,
            // Log lines come later and differ by their times.
            deepest.message.replace(/:? ?"[^"]*"/g, ""),
          ].join(" ");
    const told = `${cause} ${keyIn(root)}`;
    if (this.judged.has(told)) return false;
    this.judged.add(told);
    const teller = this.tellers.get(cause);
    if (teller === undefined) this.tellers.set(cause, root);
    this.display.verdict(followed, teller);
    return true;
  }

  private sayMissing(all: readonly Followed[]): void {
    const missing = all.filter(
      ({ root, diagnosis }) =>
        diagnosis.reason === "NotFound" && !this.missing.has(keyIn(root)) && !this.gone.has(keyIn(root)),
    );
    const [first] = missing;
    if (first === undefined) return;
    for (const { root } of missing) this.missing.add(keyIn(root));
    this.notes.push(
      notFoundSentences(
        this.roots.filter(({ ref }) => missing.some(({ root }) => root === ref)),
        first.snapshot.objects,
        this.cluster,
      ).then((sentences) => {
        for (const sentence of sentences) {
          if (this.over || this.said.has(sentence)) continue;
          this.said.add(sentence);
          this.display.note(this.options.wait ? andThen(sentence, "waiting for it") : sentence);
        }
      }),
    );
  }

  private timeUp(): void {
    const all = this.session.all();
    const isLooking = all.some(({ diagnosis }) => diagnosis.reason === "Looking");
    if (!this.options.wait) {
      const why = isLooking ? `${this.cluster.server} has not answered after ${this.elapsed()}` : undefined;
      this.end(exitCodes.unknown, why, all);
      return;
    }
    const left = all.filter(({ root }) => !this.gone.has(keyIn(root)));
    const worst = left.length === 0 ? "ready" : worstVerdict(left.map(({ diagnosis }) => verdictOf(diagnosis)));
    const isMissing = left.some(({ diagnosis }) => diagnosis.status === "NotFound");
    const isDeletion = left.every(
      ({ diagnosis }) => diagnosis.status === "Terminating" || diagnosis.status === "Current",
    );
    const code = isLooking ? exitCodes.unknown : isMissing ? exitCodes.wrongInput : verdictCodes[worst];
    const outcome = isLooking
      ? `${this.cluster.server} has not answered`
      : worst === "unknown"
        ? "gave up"
        : worst === "suspended"
          ? "still suspended"
          : isDeletion
            ? "not gone"
            : "not ready";
    this.end(code, worst === "ready" ? undefined : `${outcome} after ${this.elapsed()} (--timeout)`, all);
  }

  private end(code: number, ending: string | undefined, all: readonly Followed[] = this.session.all()): void {
    if (this.over) return;
    this.over = true;
    this.cancelTick();
    this.display.end(this.shown(all), ending);
    // A Service is ready by itself; what else its traffic takes is worth a word all the same.
    if (code === exitCodes.ready && !this.reported)
      for (const followed of all) if ((followed.diagnosis.hints ?? []).length > 0) this.judge(followed);
    // Last words in full: what is failing and was not told yet.
    if (ending !== undefined) {
      for (const followed of all) {
        if (followed.diagnosis.reason === "Looking") continue;
        const isFailing = verdictOf(followed.diagnosis) === "failing";
        if (!isFailing || !this.judge(followed)) this.display.remain(followed);
      }
    }
    this.finish(code);
  }
}

const keyIn = (root: ObjectRef): string => keyOf({ ...root, namespace: root.namespace ?? "" });
