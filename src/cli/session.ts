import {
  diagnose,
  wantedKinds,
  wantedLogs,
  type ClusterKind,
  type Diagnosis,
  type LogExcerpt,
  type Snapshot,
} from "../diagnosis";
import { keyOf, type ObjectRef } from "../objects";
import { tell, untold, type StoryOptions, type StoryState, type Telling } from "../story";
import { CrashLogs } from "../logs/crash-logs";
import {
  hintTargetsFor,
  Hub,
  targetsEverywhere,
  type Change,
  type Cluster,
  type HubOptions,
  type WatchTarget,
} from "../watch";
import { relatedTo } from "./related-targets";
import type { Root } from "./roots";
import { ServedKinds } from "./served-kinds";
import type { World } from "./world";

/** One object that is followed, as it stands. */
export interface Followed {
  readonly root: ObjectRef;
  readonly snapshot: Snapshot;
  readonly diagnosis: Diagnosis;
  /** It was told as ready and nothing else was told since: a look in between two crashes does not count. */
  readonly settled: boolean;
}

export interface SessionListener {
  /** Something new is worth a line. */
  readonly told?: (telling: Telling, followed: Followed) => void;
  /** Everything was looked at again, whether or not there is something to say. */
  readonly looked?: (all: readonly Followed[]) => void;
  /** These kinds cannot be seen. */
  readonly gap?: (gap: Extract<Change, { type: "GAP" }>, kinds: readonly string[]) => void;
  readonly excerpt?: (excerpt: LogExcerpt) => void;
}

export interface SessionOptions {
  readonly story?: StoryOptions;
  readonly tap?: HubOptions["tap"];
  /** Also look at what is not the objects' own: nodes, what a Service's traffic takes. Not for a recording, which is given away. */
  readonly hints?: boolean;
}

/** Changes that come together are looked at together. */
const gatherMs = 30;
/** What changes anywhere in a cluster is much, and concerns few. */
const gatherEverywhereMs = 1000;
/** Last lines of a crashed container's log that are read. */
const logLines = 20;
/** A problem is not told before its log is there, unless the log takes longer. */
const logPatienceMs = 1500;
/** The first lists of all kinds belong together; a kind that takes longer than this is not waited for. */
const listPatienceMs = 3000;
/** Kinds that are refused for the same cause are told together. */
const refusedMs = 300;
/** Each watch finds out by itself that there is no connection, at its own time. */
const unreachableMs = 2500;

/** Follows objects of one cluster: runs snapshot → diagnosis → story at every change and when the story asks for it. */
export class Session {
  private readonly hub: Hub;
  private readonly logs: CrashLogs;
  private readonly stories = new Map<string, StoryState>();
  private readonly settled = new Set<string>();
  private readonly followings: { stop(): void }[] = [];
  private readonly everywhere = new Set<ClusterKind>();
  /** What is followed because of how an object stands, and how many kinds of it are still being asked for. */
  private readonly related: WatchTarget[] = [];
  private readonly relatedNames = new Set<string>();
  private asking = 0;
  private readonly served: ServedKinds;
  private readonly gaps = new Map<string, Set<string>>();
  private cancelLook: (() => void) | undefined;
  private lookAtMs = Number.POSITIVE_INFINITY;
  private logsSinceMs: number | undefined;
  private closed = false;
  private readonly startedMs: number;

  constructor(
    cluster: Cluster,
    private readonly roots: readonly Root[],
    private readonly world: Pick<World, "now" | "after">,
    private readonly listener: SessionListener,
    private readonly options: SessionOptions = {},
  ) {
    this.startedMs = world.now();
    this.hub = new Hub(cluster, options.tap === undefined ? {} : { tap: options.tap });
    this.logs = new CrashLogs(cluster, { lines: logLines });
    this.served = new ServedKinds(cluster);
  }

  start(): void {
    for (const { ref, targets } of this.roots) {
      this.followings.push(
        this.hub.follow(targets, (change) => {
          if (change.type === "GAP") this.collectGap(change);
          this.lookWithin(gatherMs);
        }),
      );
      // What of these is refused is nobody's loss: without them there are no hints.
      this.followQuietly(this.hintsFor(ref));
    }
    this.lookWithin(gatherMs);
  }

  /** Everything as it stands at this moment. */
  all(): readonly Followed[] {
    const now = new Date(this.world.now());
    return this.roots.map(({ ref: root }) => {
      const snapshot = this.snapshotOf(root);
      const diagnosis = diagnose(snapshot, now);
      return { root, snapshot, diagnosis, settled: diagnosis.outlook === "healthy" && this.settled.has(keyIn(root)) };
    });
  }

  /** The objects that are known of, to suggest another name. */
  snapshotOf(root: ObjectRef): Snapshot {
    return {
      root,
      objects: this.hub.store,
      coverage: (kind, namespace) => this.hub.coverage(kind, namespace),
      logs: this.logs.all(),
    };
  }

  /** The first lists are not all in: what is known so far is not the truth. */
  get listing(): boolean {
    if (this.world.now() - this.startedMs >= listPatienceMs) return false;
    const own = this.roots.flatMap(({ ref, targets }) => [...targets, ...this.hintsFor(ref)]);
    const isPending = ({ kind, namespace }: WatchTarget): boolean => this.hub.coverage(kind, namespace) === "pending";
    return this.asking > 0 || [...own, ...this.related].some(isPending);
  }

  private hintsFor(root: ObjectRef): readonly WatchTarget[] {
    return this.options.hints === true ? hintTargetsFor(root) : [];
  }

  /** Logs that would say more are still being read. */
  get readingLogs(): boolean {
    return this.logs.pending && this.logsSinceMs !== undefined && this.world.now() - this.logsSinceMs < logPatienceMs;
  }

  close(): void {
    this.closed = true;
    this.cancelLook?.();
    for (const following of this.followings) following.stop();
    this.hub.close();
  }

  private lookWithin(ms: number): void {
    const due = this.world.now() + ms;
    if (this.closed || due >= this.lookAtMs) return;
    this.cancelLook?.();
    this.lookAtMs = due;
    this.cancelLook = this.world.after(ms, () => {
      this.lookAtMs = Number.POSITIVE_INFINITY;
      this.cancelLook = undefined;
      if (!this.closed) this.look();
    });
  }

  /** What is free in the cluster, once somebody finds no room; it is a hint, too. */
  private followEverywhere(kinds: readonly ClusterKind[]): void {
    const wanted = kinds.filter((kind) => this.options.hints === true && !this.everywhere.has(kind));
    if (wanted.length === 0) return;
    for (const kind of wanted) this.everywhere.add(kind);
    this.followings.push(
      this.hub.follow(targetsEverywhere(wanted), ({ type }) => {
        this.lookWithin(type === "SYNCED" ? gatherMs : gatherEverywhereMs);
      }),
    );
  }

  /** What explains how an object stands, without a word where it is refused. */
  private followRelated(root: ObjectRef): void {
    const { targets, resources } = relatedTo(root, this.hub.store);
    const follow = (found: readonly WatchTarget[]): void => {
      this.related.push(...found);
      this.followQuietly(found);
    };
    const isNew = (name: string, place = ""): boolean =>
      this.relatedNames.size < this.relatedNames.add(`${name} ${place}`).size;
    const own = targets.filter(({ namespace }) => this.options.hints === true || namespace === root.name);
    follow(own.filter(({ plural, namespace }) => isNew(plural, namespace)));
    for (const { resource, namespace } of resources.filter((one) => isNew(one.resource, one.namespace))) {
      this.asking += 1;
      void this.served.named(resource).then((found) => {
        this.asking -= 1;
        if (found === undefined || this.closed) return;
        follow([{ apiVersion: found.apiVersion, kind: found.kind, plural: found.plural, namespace }]);
      });
    }
  }

  private followQuietly(targets: readonly WatchTarget[]): void {
    if (targets.length === 0) return;
    this.followings.push(
      this.hub.follow(targets, () => {
        this.lookWithin(gatherMs);
      }),
    );
  }

  private fetchLogs(snapshot: Snapshot, diagnosis: Diagnosis): void {
    for (const wanted of wantedLogs(snapshot, diagnosis)) {
      void this.logs.fetch(wanted, snapshot).then((excerpt) => {
        if (excerpt === undefined) return;
        this.listener.excerpt?.(excerpt);
        this.lookWithin(0);
      });
    }
  }

  private look(): void {
    for (const { ref } of this.roots) this.followRelated(ref);
    if (this.listing) {
      this.lookWithin(listPatienceMs);
      return;
    }
    const all = this.all();
    for (const { snapshot, diagnosis } of all) {
      this.fetchLogs(snapshot, diagnosis);
      this.followEverywhere(wantedKinds(diagnosis));
    }
    this.logsSinceMs = this.logs.pending ? (this.logsSinceMs ?? this.world.now()) : undefined;
    const now = new Date(this.world.now());
    for (const followed of all) {
      const { root, snapshot, diagnosis } = followed;
      if (this.readingLogs && diagnosis.outlook !== "healthy") {
        this.lookWithin(logPatienceMs);
        continue;
      }
      const key = keyIn(root);
      const { state, tellings, againMs } = tell(
        this.stories.get(key) ?? untold,
        snapshot,
        diagnosis,
        now,
        this.options.story,
      );
      this.stories.set(key, state);
      for (const telling of tellings) {
        if (telling.type === "ready") this.settled.add(key);
        else this.settled.delete(key);
        this.listener.told?.(telling, followed);
      }
      if (againMs !== undefined) this.lookWithin(Math.max(50, againMs - now.getTime()));
    }
    if (!this.closed) this.listener.looked?.(this.all());
  }

  private collectGap(gap: Extract<Change, { type: "GAP" }>): void {
    const key = `${gap.namespace ?? ""}\n${gap.cause}`;
    const known = this.gaps.get(key);
    if (known !== undefined) {
      known.add(gap.kind);
      return;
    }
    const kinds = new Set([gap.kind]);
    this.gaps.set(key, kinds);
    const refused = gap.status === 401 || gap.status === 403;
    this.world.after(refused ? refusedMs : unreachableMs, () => {
      const lasting = [...kinds].filter((kind) => typeof this.hub.coverage(kind, gap.namespace) === "object");
      if (!this.closed && lasting.length > 0) this.listener.gap?.(gap, lasting);
    });
  }
}

const keyIn = (root: ObjectRef): string => keyOf({ ...root, namespace: root.namespace ?? "" });
