import type { Coverage } from "../diagnosis/snapshot";
import { ObjectStore } from "../objects";
import { groupOf } from "../objects";
import type { WatchTarget } from "./change";
import { systemClock } from "./clock";
import type { Cluster } from "./cluster";
import { Feed, type FeedOptions, type Listener } from "./feed";
import type { ObjectChange } from "./known-objects";
import { usualWatchLimits, type WatchLimits } from "./limits";

/** All have defaults; tests bring their own clock and chance. */
export interface HubOptions extends Partial<Pick<FeedOptions, "clock" | "random" | "tap" | "onListenerError">> {
  readonly limits?: Partial<WatchLimits>;
}

export interface Following {
  /** No more calls from now on, not even of what is already on its way. */
  stop(): void;
}

/**
 * What is known of one cluster. Each (kind, namespace) has one watch, however many follow it; it
 * begins with the first follower and ends, its objects forgotten, with the last. Listeners are
 * never called from within {@link follow}: there is always a {@link Following} to stop first. The
 * store has a change before the listener hears of it.
 */
export class Hub {
  readonly store = new ObjectStore();
  private readonly feeds = new Map<string, Feed>();
  private readonly options: FeedOptions;
  private closed = false;

  constructor(
    private readonly cluster: Cluster,
    options: HubOptions = {},
  ) {
    this.options = {
      clock: options.clock ?? systemClock,
      random: options.random ?? Math.random,
      limits: { ...usualWatchLimits, ...options.limits },
      tap: options.tap,
      onListenerError: options.onListenerError ?? warnOf,
      apply: (change) => {
        this.apply(change);
      },
    };
  }

  /**
   * Tells the listener of everything in the targets: what is known already as ADDED, then SYNCED
   * once per target when its list is complete, then every change; GAP when a target cannot be
   * seen, SYNCED when it can be seen again. A target given twice counts once.
   */
  follow(targets: readonly WatchTarget[], listener: Listener): Following {
    // A function of its own, so that the same listener may follow twice.
    let stopped = false;
    const call: Listener = (change) => {
      if (!stopped) listener(change);
    };
    const feeds = new Set<Feed>();
    if (!this.closed) for (const target of targets) feeds.add(this.feedOf(target));
    for (const feed of feeds) {
      feed.expect();
      queueMicrotask(() => {
        if (!stopped) feed.join(call);
      });
    }
    return {
      stop: () => {
        if (stopped) return;
        stopped = true;
        for (const feed of feeds) {
          feed.leave(call);
          if (feed.unused) this.end(feed);
        }
      },
    };
  }

  /** How well a kind is seen; of a kind that nobody follows there is a gap, "not watched". */
  coverage(kind: string, namespace: string | undefined): Coverage {
    let found: Coverage | undefined;
    for (const { target, coverage } of this.feeds.values()) {
      if (target.kind !== kind || (target.namespace !== undefined && target.namespace !== namespace)) continue;
      if (coverage === "complete") return coverage;
      found ??= coverage;
    }
    return found ?? { gap: "not watched" };
  }

  /** Ends all watches at once; the cluster stays open. */
  close(): void {
    this.closed = true;
    for (const feed of [...this.feeds.values()]) this.end(feed);
  }

  private feedOf(target: WatchTarget): Feed {
    const key = `${groupOf(target.apiVersion)}/${target.plural}/${target.namespace ?? ""}`;
    let feed = this.feeds.get(key);
    if (feed === undefined) {
      feed = new Feed(this.cluster, target, this.options);
      this.feeds.set(key, feed);
      feed.start();
    }
    return feed;
  }

  private end(feed: Feed): void {
    feed.stop();
    for (const [key, other] of this.feeds) if (other === feed) this.feeds.delete(key);
    const others = [...this.feeds.values()].filter(({ target }) => target.kind === feed.target.kind);
    for (const object of feed.objects()) {
      if (!others.some((other) => other.knows(object))) this.forget(object);
    }
  }

  private apply(change: ObjectChange): void {
    if (change.type === "DELETED") this.forget(change.object);
    else this.store.put(change.object);
  }

  private forget({ apiVersion, kind, metadata: { namespace, name } }: ObjectChange["object"]): void {
    this.store.delete({ apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) });
  }
}

/** Where nobody took care of it: a warning of Node's, so that it is neither lost nor the program's end. */
function warnOf(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error), "KubespyListenerWarning");
}
