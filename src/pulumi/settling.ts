import type { Diagnosis } from "../diagnosis";
import { duration, verdictOf, verdictSentence } from "../render";
import { deepestCause } from "../story";
import type { Following } from "./following";
import { identityInUrn } from "./resource-identity";
import { isBeside } from "./traceable";
import type { TracedObject, Version } from "./traced-object";
import { pause } from "./waiting";

/** How long a verdict has to stand before a wait ends by it: what is seen in between may be half of a change. */
const steadyMs = { "will-not-heal": 3000, absent: 10_000 } as const;
const lookEveryMs = 100;

/** What stands in front of others waits for them; they may be created after it, by what depends on it. */
const fronts: ReadonlySet<string> = new Set(["Service", "Ingress", "HTTPRoute", "Gateway"]);
const isMissing: ReadonlySet<string> = new Set([
  "NoPodsYet",
  "SelectorMatchesNothing",
  "ScaledToZero",
  "BackendServiceNotFound",
  "GatewayNotFound",
]);

/** What came of a wait; `why` says why the resource is not done, as one sentence. */
export type Settled = { readonly done: true } | { readonly done: false; readonly why: string };

const done: Settled = { done: true };

/**
 * The waits of resources that count as done only when our diagnosis says Current. A verdict that
 * nothing will change ends a wait at once; so do its time limit and the end of the update. What
 * cannot be seen is not done.
 */
export class Settling {
  /** By what the URN says of the resource: limits are known before URNs are. */
  private readonly limits = new Map<string, number>();
  private readonly waits = new Map<string, Promise<Settled>>();
  private readonly standing = new Map<TracedObject, { readonly verdict: string; readonly since: number }>();
  private stopped: string | undefined;

  constructor(
    private readonly following: Following,
    private readonly now: () => number,
  ) {}

  /** Does anything in this program wait? */
  get isUsed(): boolean {
    return this.limits.size > 0;
  }

  expect(identity: string, limitMs: number): void {
    this.limits.set(identity, limitMs);
  }

  has(urn: string): boolean {
    return this.limits.has(identityInUrn(urn));
  }

  /** Waits for a resource whose step has just been performed; `version` is what the step left. */
  operated(urn: string, version: Version | undefined): Promise<Settled> {
    const wait = this.wait(urn, (object) => this.isSeen(object, version) && this.isEnough(object));
    this.waits.set(urn, wait);
    return wait;
  }

  /** Waits for a resource that something else depends on: for the step that waits already, or by itself where there was nothing to do. */
  needed(urn: string): Promise<Settled> {
    const wait = this.waits.get(urn) ?? this.wait(urn, (object) => this.isEnough(object));
    this.waits.set(urn, wait);
    return wait;
  }

  /**
   * All that is not done at the end, what had no changes included; what failed before is not told
   * again. Where the update has failed already nothing is waited for any more.
   */
  async rest(hasFailed: boolean): Promise<ReadonlyMap<string, string>> {
    if (hasFailed) this.stop("");
    const urns = new Set(this.following.objects.all().map(({ urn }) => urn));
    const left = new Map<string, string>();
    await Promise.all(
      [...urns].map(async (urn) => {
        if (!this.has(urn) || (await this.waits.get(urn))?.done === false) return;
        if (this.following.objects.of(urn).some(({ phase }) => phase === "failed")) return;
        const settled = await this.wait(urn, ({ diagnosis }) => isDone(diagnosis));
        if (!settled.done) left.set(urn, settled.why);
      }),
    );
    return left;
  }

  /** The update is over: no wait goes on. */
  stop(why: string): void {
    this.stopped ??= why;
  }

  private async wait(urn: string, isOver: (object: TracedObject) => boolean): Promise<Settled> {
    const limitMs = this.limits.get(identityInUrn(urn));
    if (limitMs === undefined) return done;
    const until = this.now() + limitMs;
    await this.following.started();
    for (;;) {
      const unfollowed = this.following.whyUnfollowed(urn);
      if (unfollowed !== undefined) return unfollowed === "" ? done : { done: false, why: unfollowed };
      const objects = this.following.objects.of(urn).filter(({ ref }) => !isBeside(ref.kind));
      for (const object of objects) this.following.objects.sessionOf(object)?.look(object);
      const open = objects.filter((object) => !isOver(object));
      if (objects.length > 0 && open.length === 0) return done;
      const failed =
        open.find((object) => this.isFinal(object)) ?? open.find(({ diagnosis }) => diagnosis !== undefined);
      const what = failed?.diagnosis === undefined ? undefined : verdictSentence(failed.diagnosis);
      if (failed !== undefined && this.isFinal(failed)) return { done: false, why: what ?? "" };
      const end = this.stopped ?? (this.now() >= until ? `given up after ${duration(limitMs)}` : undefined);
      if (end !== undefined) return { done: false, why: whyNot(what, end) };
      await pause(lookEveryMs);
    }
  }

  /** Has our watch seen what the step left? Versions are numbers that grow, for those who have the newest Kubernetes' word. */
  private isSeen(object: TracedObject, version: Version | undefined): boolean {
    const seen = this.following.objects.sessionOf(object)?.snapshotOf(object).objects.find(object.ref)?.metadata;
    if (seen === undefined) return false;
    const [a, b] = [seen.resourceVersion ?? "", version?.resourceVersion ?? ""];
    if (/^\d+$/.test(a) && /^\d+$/.test(b)) return BigInt(a) >= BigInt(b);
    return (seen.generation ?? 0) >= (version?.generation ?? 0);
  }

  private isEnough({ ref, diagnosis }: TracedObject): boolean {
    if (isDone(diagnosis)) return true;
    return diagnosis !== undefined && fronts.has(ref.kind) && isMissing.has(deepestCause(diagnosis).reason);
  }

  /** Has it said long enough that waiting is of no use? */
  private isFinal(object: TracedObject): boolean {
    const { diagnosis } = object;
    const kind = diagnosis === undefined ? undefined : finality(diagnosis);
    if (diagnosis === undefined || kind === undefined) {
      this.standing.delete(object);
      return false;
    }
    const verdict = `${kind} ${deepestCause(diagnosis).reason}`;
    const before = this.standing.get(object);
    if (before?.verdict !== verdict) this.standing.set(object, { verdict, since: this.now() });
    return before?.verdict === verdict && this.now() - before.since >= steadyMs[kind];
  }
}

/** What no further waiting would change: it will not heal, it may not be seen, or somebody has deleted it. */
function finality(diagnosis: Diagnosis): keyof typeof steadyMs | undefined {
  if (diagnosis.reason === "NotVisible" || diagnosis.status === "NotFound") return "absent";
  return diagnosis.outlook === "will-not-heal" ? "will-not-heal" : undefined;
}

function whyNot(what: string | undefined, end: string): string {
  if (what === undefined) return end === "" ? "not ready" : end;
  return end === "" ? what : `${what} (${end})`;
}

/** Current, or suspended: then it is as somebody wants it. */
function isDone(diagnosis: Diagnosis | undefined): boolean {
  return diagnosis !== undefined && (diagnosis.status === "Current" || verdictOf(diagnosis) === "suspended");
}
