import { wantedLogs, type Snapshot } from "../diagnosis";
import { isProblem } from "../diagnosis/verdict";
import type { CrashLogs } from "../logs/crash-logs";
import type { ObjectRef } from "../objects";
import { duration } from "../render";
import { shapeOf } from "../story/sentence";
import { targetsFor, type Clock, type Cluster, type Hub } from "../watch";
import type { GateWish } from "./gate-args";
import { observe, type Observation } from "./observation";
import { closedText, isEnough, liveLine, readyLine, type Asked, type Ending } from "./sentences";
import { askThroughProxy, proxyPath, type Answer } from "./service-proxy";
import { Wake } from "./wake";

/** What a gate tells when it opens. */
export interface Passed {
  readonly addresses: readonly string[];
  readonly endpoints: number;
  /** Seconds until all that was asked for was first there, to a tenth. */
  readonly readyIn: number;
}

/** A gate that did not open; the message is the whole text for people. */
export class GateClosed extends Error {
  override readonly name = "GateClosed";
}

export interface Around {
  readonly cluster: Cluster;
  readonly hub: Hub;
  readonly logs: CrashLogs;
  readonly clock: Clock;
  /** Ctrl-C, or nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  readonly say: (line: string, severity: "info" | "warning") => void;
}

/** A container that crashes is ready for moments: endpoints have to stay for so long. */
const steadyMs = 2000;
/** A verdict that waiting changes nothing has to stand for so long. */
const patienceMs = 5000;
const askEveryMs = 1000;
/** A line that only counts further. */
const sayAgainMs = 10_000;
/** A line that is as it was: pipelines end a job that is silent for long. */
const heartbeatMs = 30_000;
/** Changes that arrive together are looked at together. */
const gatherMs = 50;
/** However little happens. */
const lookEveryMs = 5000;

/**
 * Waits until the Service has the endpoints that are wished for, for two seconds without a break, and has answered if
 * a path is asked. Ends in any case: at the wish's timeout, counted from `startedMs`; earlier when waiting changes
 * nothing (unless `failFast` is off); at once on an abort. Only reads from the cluster.
 * @throws GateClosed with the diagnosis.
 */
export async function waitForTraffic(
  service: { readonly name: string; readonly namespace: string },
  wish: GateWish,
  startedMs: number,
  around: Around,
): Promise<Passed> {
  const waiting = new Waiting({ apiVersion: "v1", kind: "Service", ...service }, service, wish, startedMs, around);
  try {
    for (;;) {
      const passed = await waiting.look();
      if (passed !== undefined) return passed;
      await waiting.pause();
    }
  } finally {
    waiting.stop();
  }
}

const isNeeded = (kind: string): boolean => kind === "Service" || kind === "EndpointSlice";

class Waiting {
  private readonly wake: Wake;
  private readonly following: { stop(): void };
  private readonly stopped = new AbortController();
  /** The kinds without which nothing can be said, and that this user may not see. */
  private readonly refused = new Set<string>();
  private enoughSince: number | undefined;
  private answeredAt: number | undefined;
  private hopelessSince: number | undefined;
  private answer: Answer | undefined;
  private asking = false;
  private asked: Asked | undefined;
  private askedAt = Number.NEGATIVE_INFINITY;
  private said: { readonly line: string; readonly at: number } | undefined;
  private nextLook: number | undefined;

  constructor(
    private readonly root: ObjectRef,
    private readonly service: { readonly name: string; readonly namespace: string },
    private readonly wish: GateWish,
    private readonly startedMs: number,
    private readonly around: Around,
  ) {
    const { hub, clock, signal } = around;
    this.wake = new Wake(clock, signal);
    this.following = hub.follow(targetsFor(root), (change) => {
      if (change.type === "GAP" && isNeeded(change.kind) && (change.status === 401 || change.status === 403))
        this.refused.add(change.kind);
      if (change.type === "SYNCED") this.refused.delete(change.kind);
      this.wake.soon(gatherMs);
    });
    if (wish.path !== undefined) this.asked = { path: wish.path, times: 0, said: undefined };
  }

  /** One look: what came of it, nothing while it goes on. */
  async look(): Promise<Passed | undefined> {
    const { clock, signal } = this.around;
    const now = clock.now();
    const { snapshot, observation } = this.see(now);
    this.readLogs(snapshot, observation);
    this.remember(observation, now);
    if (signal.aborted) throw this.closed("cancelled", now);
    const readyAt = this.openAt();
    if (readyAt !== undefined && now - (this.enoughSince ?? now) >= steadyMs) return this.passed(observation, readyAt);
    if (this.wish.failFast && this.hopelessSince !== undefined && now - this.hopelessSince >= patienceMs)
      throw await this.given("hopeless");
    if (now - this.startedMs >= this.wish.timeoutMs) throw await this.given("timeout");
    if (this.enoughSince !== undefined) this.ask(observation);
    this.tell(observation, now);
    this.nextLook = this.planned(observation, now);
    return undefined;
  }

  pause(): Promise<void> {
    return this.wake.until(this.nextLook ?? this.around.clock.now() + lookEveryMs);
  }

  stop(): void {
    this.following.stop();
    this.stopped.abort();
    this.wake.stop();
  }

  private see(now: number): { readonly snapshot: Snapshot; readonly observation: Observation } {
    const { hub, logs, cluster } = this.around;
    // Event times are the cluster's, cut to whole seconds.
    const started = new Date(this.startedMs + (cluster.clockOffsetMs ?? 0) - 2000).toISOString();
    const snapshot: Snapshot = {
      root: this.root,
      objects: hub.store,
      coverage: (kind, namespace) => hub.coverage(kind, namespace),
      logs: logs.all(),
      started,
    };
    return { snapshot, observation: observe(snapshot, this.wish, new Date(now)) };
  }

  /** Since when things are as they are. */
  private remember(observation: Observation, now: number): void {
    const enough = isEnough(observation);
    this.enoughSince = enough ? (this.enoughSince ?? now) : undefined;
    if (!enough) {
      this.answer = undefined;
      this.answeredAt = undefined;
    }
    const hopeless = observation.obstacle !== undefined || this.refused.size > 0 || this.answer?.denied === true;
    this.hopelessSince = hopeless ? (this.hopelessSince ?? now) : undefined;
  }

  /** When all that was asked for was there; undefined while it is not. */
  private openAt(): number | undefined {
    if (this.enoughSince === undefined || this.asked === undefined) return this.enoughSince;
    return this.answer?.ok === true ? Math.max(this.enoughSince, this.answeredAt ?? this.enoughSince) : undefined;
  }

  private passed(observation: Observation, readyAt: number): Passed {
    const elapsedMs = Math.max(0, readyAt - this.startedMs);
    this.around.say(readyLine(observation, elapsedMs, this.wish.path), "info");
    const { addresses, ready } = observation;
    return { addresses, endpoints: ready, readyIn: Math.round(elapsedMs / 100) / 10 };
  }

  private ask({ port }: Observation): void {
    const { cluster, clock } = this.around;
    const { asked } = this;
    if (asked === undefined || this.asking || this.answer?.ok === true) return;
    if (clock.now() - this.askedAt < askEveryMs) return;
    this.asking = true;
    this.askedAt = clock.now();
    askThroughProxy(cluster, proxyPath(this.service, port, this.wish), this.stopped.signal).then(
      (answer) => {
        this.asking = false;
        this.answer = answer;
        this.answeredAt = clock.now();
        this.asked = { ...asked, times: asked.said === answer.said ? asked.times + 1 : 1, said: answer.said };
        this.wake.soon(0);
      },
      () => undefined, // Stopped: nobody asks any more.
    );
  }

  private readLogs(snapshot: Snapshot, { diagnosis }: Observation): void {
    for (const wanted of wantedLogs(snapshot, diagnosis)) {
      void this.around.logs.fetch(wanted, snapshot).then((excerpt) => {
        if (excerpt !== undefined) this.wake.soon(gatherMs);
      });
    }
  }

  private tell(observation: Observation, now: number): void {
    const { diagnosis } = observation;
    if (diagnosis.reason === "Looking") return;
    const line = liveLine(observation, this.asked);
    const quietMs = now - (this.said?.at ?? Number.NEGATIVE_INFINITY);
    const isSame = line === this.said?.line;
    const isAlike = shapeOf(line) === shapeOf(this.said?.line ?? "");
    if (quietMs < (isSame ? heartbeatMs : isAlike ? sayAgainMs : 0)) return;
    this.said = { line, at: now };
    const wrong = isEnough(observation) ? this.answer?.ok === false : isProblem(diagnosis);
    const shown = isSame ? `${line} (still so after ${duration(now - this.startedMs)})` : line;
    this.around.say(shown, wrong || observation.obstacle !== undefined ? "warning" : "info");
  }

  /** When to look again although nothing was heard. */
  private planned({ diagnosis }: Observation, now: number): number {
    const { startedMs, wish } = this;
    const times = [
      startedMs + wish.timeoutMs,
      (this.enoughSince ?? Number.NaN) + steadyMs,
      (this.hopelessSince ?? Number.NaN) + patienceMs,
      this.enoughSince === undefined || this.asked === undefined ? Number.NaN : this.askedAt + askEveryMs,
      diagnosis.until === undefined ? Number.NaN : Date.parse(diagnosis.until),
    ].filter((time) => time > now);
    return Math.min(now + lookEveryMs, ...times);
  }

  /** The gate gives up: with the logs that are still being read. */
  private async given(ending: Ending): Promise<GateClosed> {
    await this.around.logs.settled();
    return this.closed(ending, this.around.clock.now());
  }

  private closed(ending: Ending, now: number): GateClosed {
    const { snapshot, observation } = this.see(now);
    const { name, namespace } = this.service;
    const { wish, asked } = this;
    return new GateClosed(
      closedText({
        ending,
        wish,
        name,
        namespace,
        observation,
        snapshot,
        asked,
        proxyPath: proxyPath(this.service, observation.port, wish),
        elapsedMs: now - this.startedMs,
      }),
    );
  }
}
