import { readObject } from "../objects";
import { record, text } from "../objects/raw";
import { failureOfStatus, isDenied, ownFailure, phraseOf, toApiFailure, type ApiFailure } from "./api-failure";
import { backOffMs } from "./back-off";
import type { WatchTarget } from "./change";
import { sleep, type Clock } from "./clock";
import type { Cluster } from "./cluster";
import { KnownObjects, type ObjectChange } from "./known-objects";
import type { WatchLimits } from "./limits";
import { LineReader, LineTooLong } from "./line-reader";

/** Who is told what a reflector sees. `raw` is the JSON as it came; of an object that was found to be gone only its identity. */
export interface ReflectorSink {
  changed(change: ObjectChange, raw: unknown): void;
  /** All that exists was told, and from now on changes are followed. */
  synced(): void;
  /** The kind cannot be seen, or no longer. Told once per cause, then not again until `synced`. */
  gap(cause: string, status: number | undefined): void;
}

export interface ReflectorOptions {
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly limits: WatchLimits;
}

/** The path of a kind's list: "/apis/apps/v1/namespaces/prod/deployments". */
export function pathOf(target: WatchTarget): string {
  const root = target.apiVersion.includes("/") ? `/apis/${target.apiVersion}` : `/api/${target.apiVersion}`;
  const scope = target.namespace === undefined ? "" : `/namespaces/${encodeURIComponent(target.namespace)}`;
  return `${root}${scope}/${target.plural}`;
}

/**
 * Follows one kind in one namespace: lists it, watches from there, and goes on whatever happens,
 * following the client conventions of https://kubernetes.io/docs/reference/using-api/api-concepts/
 * (paged lists, bookmarks, a new list after 410). Never throws and never gives up; waits between
 * failures. It ends when its signal does.
 */
export class Reflector {
  readonly known = new KnownObjects();
  /** Where the next watch starts; undefined: with a list. */
  private version: string | undefined;
  private failures = 0;
  private failingSince: number | undefined;
  private gap: { readonly state: number | string; readonly at: "list" | "watch" } | undefined;
  private listed = false;
  private stage: "list" | "watch" = "list";
  private openedAt: number | undefined;

  constructor(
    private readonly cluster: Cluster,
    private readonly target: WatchTarget,
    private readonly sink: ReflectorSink,
    private readonly options: ReflectorOptions,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.options;
    while (!isOver(signal)) {
      const began = clock.now();
      this.openedAt = undefined;
      let wait: number;
      try {
        if (this.version === undefined) await this.list(signal);
        if (isOver(signal)) return;
        wait = this.version === undefined ? this.absent() : await this.watch(this.version, signal);
      } catch (error) {
        if (isOver(signal)) return;
        wait = this.failed(toApiFailure(error), began);
      }
      await sleep(wait, signal, clock);
    }
  }

  private async list(signal: AbortSignal): Promise<void> {
    this.stage = "list";
    const { pageSize, pageTimeoutMs, maxPageBytes } = this.options.limits;
    const listed = new Set<KubeObjectOf>();
    let from: string | undefined;
    let version: string | undefined;
    do {
      const query = { limit: pageSize, resourceVersion: from === undefined ? "" : undefined, continue: from };
      const page = await this.page(query, signal, { timeoutMs: pageTimeoutMs, maxBytes: maxPageBytes });
      if (isOver(signal)) return;
      const metadata = record(page["metadata"]);
      for (const item of page["items"] as readonly unknown[]) {
        // Items of a list carry neither kind nor apiVersion.
        const raw = { ...record(item), apiVersion: this.target.apiVersion, kind: this.target.kind };
        const object = readObject(raw);
        if (object === undefined) continue;
        listed.add(object);
        this.tell(this.known.put(object), raw);
      }
      version = text(metadata["resourceVersion"]);
      from = text(metadata["continue"]) || undefined;
    } while (from !== undefined);
    this.tell(this.known.keepOnly(listed), undefined);
    this.version = version;
    // A kind that may be listed but not watched stays a gap until the watch stands.
    if (!this.listed || this.gap?.at === "list") this.synced();
    this.listed = true;
  }

  /** One page; an empty one where the server does not know the kind: then there are no objects of it. */
  private async page(
    query: Parameters<Cluster["get"]>[1],
    signal: AbortSignal,
    limits: Parameters<Cluster["get"]>[3],
  ): Promise<Readonly<Record<string, unknown>>> {
    try {
      const answer = record((await this.cluster.get(pathOf(this.target), query, signal, limits)).json);
      if (Array.isArray(answer["items"])) return answer;
    } catch (error) {
      // Every API server has the core group: there, 404 means that this is something else.
      if (toApiFailure(error).status === 404 && this.target.apiVersion !== "v1") return { items: [] };
      throw error;
    }
    throw ownFailure("UNREADABLE", `the answer is no list of ${this.target.plural}: is this an API server?`);
  }

  /** Follows until the stream ends, and says how long to wait before the next. */
  private async watch(version: string, signal: AbortSignal): Promise<number> {
    this.stage = "watch";
    const { clock, random, limits } = this.options;
    const timeoutSeconds = Math.round(limits.watchSeconds * (1 + random() / 20));
    const silent = new AbortController();
    const stop = (): void => {
      silent.abort();
    };
    signal.addEventListener("abort", stop, { once: true });
    let cancel = (): void => undefined;
    const listen = (): void => {
      cancel();
      cancel = clock.after(timeoutSeconds * 1000 + limits.graceMs, stop);
    };
    try {
      const query = { watch: 1, allowWatchBookmarks: true, timeoutSeconds, resourceVersion: version };
      const stream = await this.cluster.stream(pathOf(this.target), query, silent.signal);
      if (isOver(signal)) return 0;
      this.opened();
      listen();
      const reader = new LineReader(limits.maxLineBytes);
      for await (const chunk of stream) {
        if (isOver(signal)) return 0;
        listen();
        for (const line of reader.push(chunk)) this.event(line);
      }
      if (isOver(silent.signal)) throw new Error("ended by us");
    } catch (error) {
      if (error instanceof LineTooLong)
        throw ownFailure("UNREADABLE", `an event of ${this.target.plural} is larger than ${limits.maxLineBytes} bytes`);
      if (isOver(silent.signal) && !isOver(signal))
        throw ownFailure("SILENT", `nothing heard for ${timeoutSeconds + limits.graceMs / 1000} s`);
      throw error;
    } finally {
      cancel();
      signal.removeEventListener("abort", stop);
    }
    // The server ends a watch after timeoutSeconds: nothing is wrong then.
    return this.wasHealthy() ? this.recovered() : this.nextBackOff();
  }

  private event(line: string): void {
    const { type, object } = parseEvent(line, this.target);
    if (type === "ERROR") throw failureOfStatus(object);
    const version = text(record(record(object)["metadata"])["resourceVersion"]);
    const raw = { apiVersion: this.target.apiVersion, kind: this.target.kind, ...record(object) };
    const read = type === "ADDED" || type === "MODIFIED" || type === "DELETED" ? readObject(raw) : undefined;
    if (read !== undefined) this.tell(type === "DELETED" ? this.known.remove(read) : this.known.put(read), raw);
    if (version !== undefined) this.version = version;
  }

  private tell(changes: readonly ObjectChange[], raw: unknown): void {
    for (const change of changes) {
      const last = change === changes.at(-1) && raw !== undefined;
      this.sink.changed(change, last ? raw : identityOf(change));
    }
  }

  private opened(): void {
    this.openedAt = this.options.clock.now();
    this.failingSince = undefined;
    if (this.gap !== undefined) this.synced();
  }

  private synced(): void {
    this.gap = undefined;
    this.sink.synced();
  }

  /** The server does not know the kind (yet): nothing to follow. */
  private absent(): number {
    this.recovered();
    this.failingSince = undefined;
    return this.options.limits.deniedMs;
  }

  private wasHealthy(): boolean {
    return this.openedAt !== undefined && this.options.clock.now() - this.openedAt >= this.options.limits.healthyMs;
  }

  private recovered(): number {
    this.failures = 0;
    return 0;
  }

  private nextBackOff(): number {
    return backOffMs(this.failures++, this.options.random(), this.options.limits.backOff);
  }

  /** Takes note of a failure and says how long to wait. */
  private failed(failure: ApiFailure, began: number): number {
    const { clock, limits } = this.options;
    if (this.wasHealthy()) this.failures = 0;
    this.failingSince ??= this.openedAt === undefined ? began : clock.now();
    if (losesPlace(failure)) this.version = undefined;
    if (isDenied(failure)) {
      this.tellGap(failure);
      return limits.deniedMs;
    }
    if (failure.status === 410 && this.failures === 0) {
      this.failures = 1;
      return 0;
    }
    const silentMs = this.failingSince + limits.gapAfterMs - clock.now();
    if (silentMs <= 0) this.tellGap(failure);
    const waitMs = Math.max(this.nextBackOff(), failure.retryAfterMs ?? 0);
    // One try falls on the moment at which a gap is to be told: when it is told is not left to chance.
    return silentMs > 0 && failure.retryAfterMs === undefined ? Math.min(waitMs, silentMs) : waitMs;
  }

  private tellGap(failure: ApiFailure): void {
    const state = isDenied(failure) ? (failure.status ?? failure.code ?? "denied") : "unreachable";
    if (this.gap?.state === state) return;
    this.gap = { state, at: this.stage };
    this.sink.gap(phraseOf(failure, this.cluster), failure.status);
  }
}

/** A call, as the compiler takes a property that it saw once for settled. */
const isOver = (signal: AbortSignal): boolean => signal.aborted;

/** Where the server could not be asked, the place in the stream is still good; any other failure may be about the place. */
function losesPlace({ status, code }: ApiFailure): boolean {
  if (code === "UNREADABLE" || code === "ERROR_EVENT") return true;
  return status !== undefined && status !== 429 && status < 500;
}

type KubeObjectOf = NonNullable<ReturnType<typeof readObject>>;

function parseEvent(
  line: string,
  target: WatchTarget,
): { readonly type: string | undefined; readonly object: unknown } {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    throw ownFailure("UNREADABLE", `an event of ${target.plural} is not JSON`);
  }
  return { type: text(record(event)["type"]), object: record(event)["object"] };
}

function identityOf({ object }: ObjectChange): unknown {
  const { name, namespace, uid, resourceVersion } = object.metadata;
  return { apiVersion: object.apiVersion, kind: object.kind, metadata: { name, namespace, uid, resourceVersion } };
}
