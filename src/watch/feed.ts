import type { Coverage } from "../diagnosis/snapshot";
import type { KubeObject } from "../objects";
import type { Change, WatchTarget } from "./change";
import type { Cluster } from "./cluster";
import type { ObjectChange } from "./known-objects";
import { Reflector, type ReflectorOptions } from "./reflector";

export type Listener = (change: Change) => void;

/** A change with the JSON as the cluster sent it; of an object that was found to be gone only its identity. */
export interface RawChange {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly raw: unknown;
  readonly time: string;
}

export type StateChange = Exclude<Change, { readonly object: KubeObject }>;

export interface FeedOptions extends ReflectorOptions {
  /** Called before the listeners, for every change. */
  readonly apply: (change: ObjectChange) => void;
  readonly tap: ((change: RawChange | StateChange) => void) | undefined;
  readonly onListenerError: (error: unknown) => void;
}

/** One watch and all who listen to it. */
export class Feed {
  private readonly reflector: Reflector;
  private readonly stopped = new AbortController();
  private readonly listeners = new Set<Listener>();
  private users = 0;
  private state: Coverage = "pending";
  private lastGap: Extract<Change, { type: "GAP" }> | undefined;

  constructor(
    cluster: Cluster,
    readonly target: WatchTarget,
    private readonly options: FeedOptions,
  ) {
    const { kind, namespace } = target;
    this.reflector = new Reflector(
      cluster,
      target,
      {
        changed: (change, raw) => {
          options.apply(change);
          const time = this.time();
          this.call(options.tap, { type: change.type, raw, time });
          this.send({ ...change, time });
        },
        synced: () => {
          this.state = "complete";
          this.lastGap = undefined;
          this.sendState({ type: "SYNCED", kind, namespace, time: this.time() });
        },
        gap: (cause, status) => {
          this.state = { gap: cause };
          this.lastGap = { type: "GAP", kind, namespace, cause, status, time: this.time() };
          this.sendState(this.lastGap);
        },
      },
      options,
    );
  }

  get coverage(): Coverage {
    return this.state;
  }

  /** Nobody listens, nor is about to. */
  get unused(): boolean {
    return this.users === 0;
  }

  objects(): Iterable<KubeObject> {
    return this.reflector.known.values();
  }

  knows(object: KubeObject): boolean {
    return this.reflector.known.has(object);
  }

  start(): void {
    this.reflector.run(this.stopped.signal).catch(this.options.onListenerError);
  }

  /** Somebody will {@link join}; until {@link leave} this feed is in use. */
  expect(): void {
    this.users += 1;
  }

  /** Tells the listener what is known by now, and from then on every change. */
  join(listener: Listener): void {
    this.listeners.add(listener);
    const time = this.time();
    for (const object of this.objects()) this.call(listener, { type: "ADDED", object, time });
    const { kind, namespace } = this.target;
    if (this.state === "complete") this.call(listener, { type: "SYNCED", kind, namespace, time });
    if (this.lastGap !== undefined) this.call(listener, this.lastGap);
  }

  leave(listener: Listener): void {
    this.users -= 1;
    this.listeners.delete(listener);
  }

  stop(): void {
    this.stopped.abort();
    this.listeners.clear();
  }

  private sendState(change: StateChange): void {
    this.call(this.options.tap, change);
    this.send(change);
  }

  private send(change: Change): void {
    for (const listener of this.listeners) this.call(listener, change);
  }

  /** A listener that throws harms neither the watch nor the other listeners. */
  private call<T>(listener: ((change: T) => void) | undefined, change: T): void {
    try {
      listener?.(change);
    } catch (error) {
      this.options.onListenerError(error);
    }
  }

  private time(): string {
    return new Date(this.options.clock.now()).toISOString();
  }
}
