import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { CrashLogs } from "../dist/logs/crash-logs.js";
import {
  Hub,
  readServerVersion,
  RecordingWriter,
  type Change,
  type Cluster,
  type HubOptions,
} from "../dist/watch/index.js";
import { wait, type Kubectl } from "./kubectl.ts";
import { followedKinds, isClusterScoped, kindOf, nameOf, objectsOf, rootApiVersion } from "./recorded-kinds.ts";
import { namespaceOf, type Situation } from "./situations/situation.ts";

export interface Recorded {
  readonly lines: number;
  readonly objects: number;
  readonly logs: number;
  readonly bytes: number;
}

type Tapped = Parameters<NonNullable<HubOptions["tap"]>>[0];
type Fields = Readonly<Record<string, unknown>>;

const logLines = 20;
/** What has no end yet is read at the end, with so much time. */
const lastLogsMs = 3000;
const listsMs = 15_000;

/** Makes a situation happen in a namespace of its own, writes down what the cluster says, and removes it again. */
export async function recordSituation(
  situation: Situation,
  cluster: Cluster,
  kubectl: Kubectl,
  file: string,
  signal: AbortSignal,
): Promise<Recorded> {
  const { before = [], steps, seconds } = situation;
  // A run that was killed may have left it.
  await kubectl.cleanUp(situation);
  const following = new Following(situation, cluster);
  try {
    await kubectl.makeNamespace(situation, signal);
    for (const step of before) await kubectl.perform(step, situation, signal);
    await following.start(signal);
    for (const step of steps) await kubectl.perform(step, situation, signal);
    await wait(seconds * 1000, signal);
    const recorded = await following.end();
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.part`, following.text());
    renameSync(`${file}.part`, file);
    return recorded;
  } finally {
    following.stop();
    await kubectl.cleanUp(situation);
  }
}

/** A recording that is being made. */
class Following {
  readonly #situation: Situation;
  readonly #cluster: Cluster;
  readonly #hub: Hub;
  readonly #logs: CrashLogs;
  readonly #lines: string[] = [];
  readonly #latest = new Map<string, string>();
  readonly #ownNames: ReadonlySet<string>;
  #writer: RecordingWriter | undefined;
  #excerpts = 0;

  constructor(situation: Situation, cluster: Cluster) {
    this.#situation = situation;
    this.#cluster = cluster;
    this.#logs = new CrashLogs(cluster, { lines: logLines });
    this.#ownNames = new Set([namespaceOf(situation.name), situation.root.name, ...objectsOf(situation).map(nameOf)]);
    this.#hub = new Hub(cluster, {
      tap: (change) => {
        this.#write(change);
      },
    });
  }

  /** Follows all kinds; resolves when their first lists are in. */
  async start(signal: AbortSignal): Promise<void> {
    const { name, root } = this.#situation;
    const namespace = this.#namespaceOfRoot();
    const server = await readServerVersion(this.#cluster);
    this.#writer = new RecordingWriter((line) => this.#lines.push(line), {
      kubespy: "recording/v1",
      root: {
        apiVersion: rootApiVersion(this.#situation),
        kind: root.kind,
        ...(namespace !== undefined && { namespace }),
        name: root.name,
      },
      started: new Date().toISOString(),
      server,
    });
    const targets = followedKinds(this.#situation).map((row) => ({
      apiVersion: row.apiVersion,
      kind: row.kind,
      plural: row.plural,
      namespace: row.isClusterScoped ? undefined : namespaceOf(name),
    }));
    this.#hub.follow(targets, (change) => {
      this.#readLogs(change);
    });
    const isListed = (): boolean =>
      targets.every((target) => this.#hub.coverage(target.kind, target.namespace) === "complete");
    const end = Date.now() + listsMs;
    while (!isListed()) {
      if (Date.now() > end) throw new Error(`not all kinds could be listed within ${listsMs / 1000} s`);
      await wait(50, signal);
    }
  }

  /** Reads the logs that can still be had. */
  async end(): Promise<Recorded> {
    for (const pod of this.#hub.store.all("Pod", namespaceOf(this.#situation.name))) {
      for (const { name, ready, restartCount, state } of [
        ...pod.status.initContainerStatuses,
        ...pod.status.containerStatuses,
      ])
        if (state.running !== undefined && !ready) this.#fetchLog(pod.metadata.name, name, false, restartCount);
    }
    await Promise.race([this.#logs.settled(), wait(lastLogsMs, new AbortController().signal)]);
    // What was read is written in the turn after.
    await wait(10, new AbortController().signal);
    // Up to here nothing else happened: the recording's last moment is that of its last line.
    const { kind } = this.#situation.root;
    this.#writer?.change({ type: "SYNCED", kind, namespace: this.#namespaceOfRoot(), time: new Date().toISOString() });
    const bytes = Buffer.byteLength(this.text());
    return { lines: this.#lines.length, objects: this.#latest.size, logs: this.#excerpts, bytes };
  }

  #namespaceOfRoot(): string | undefined {
    const { name, root } = this.#situation;
    return isClusterScoped(root.kind) ? undefined : namespaceOf(name);
  }

  text(): string {
    return this.#lines.join("");
  }

  stop(): void {
    this.#hub.close();
  }

  /** Leaves out other people's objects, and changes in which nothing changed but the version. */
  #write(change: Tapped): void {
    if (change.type !== "ADDED" && change.type !== "MODIFIED" && change.type !== "DELETED") {
      this.#writer?.change(change);
      return;
    }
    const object = ordered(change.raw) as Fields;
    const kind = kindOf(object);
    const name = nameOf(object);
    if (isClusterScoped(kind) && kind !== "Node" && !this.#ownNames.has(name)) return;
    const key = `${kind}/${name}`;
    const metadata = { ...(object["metadata"] as Fields), resourceVersion: undefined, managedFields: undefined };
    const content = change.type === "DELETED" ? "" : JSON.stringify({ ...object, metadata });
    if (change.type === "MODIFIED" && this.#latest.get(key) === content) return;
    this.#latest.set(key, content);
    this.#writer?.change({ ...change, raw: object });
  }

  /** Of every container that ends, whatever a diagnosis would make of it; of a running one when its probe fails. */
  #readLogs(change: Change): void {
    if (!("object" in change) || change.type === "DELETED") return;
    const { object } = change;
    if (object.kind !== "Pod" || !("status" in object) || !("containerStatuses" in object.status)) return;
    const { status, metadata } = object;
    for (const { name, state, lastState, restartCount } of [
      ...status.initContainerStatuses,
      ...status.containerStatuses,
    ]) {
      const ended = state.terminated ?? (state.waiting === undefined ? undefined : lastState.terminated);
      // What could not be started has written nothing.
      if (ended === undefined || ended.reason === "StartError" || ended.reason === "ContainerCannotRun") continue;
      this.#fetchLog(metadata.name, name, state.terminated === undefined, restartCount);
    }
  }

  #fetchLog(pod: string, container: string, previous: boolean, instance: number): void {
    const namespace = namespaceOf(this.#situation.name);
    const snapshot = {
      root: { apiVersion: "v1", kind: "Pod", namespace, name: pod },
      objects: this.#hub.store,
      coverage: () => "complete" as const,
      logs: [],
    };
    void this.#logs.fetch({ namespace, pod, container, previous, init: false, instance }, snapshot).then((excerpt) => {
      if (excerpt === undefined || (excerpt.lines.length === 0 && excerpt.withheld === undefined)) return;
      this.#excerpts += 1;
      this.#writer?.log(excerpt, new Date().toISOString());
    });
  }
}

const first = ["apiVersion", "kind", "metadata", "spec"];
const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The same value with its fields in one order, whatever order the API server of the day has. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const rank = (name: string): number => (first.indexOf(name) + first.length + 1) % (first.length + 1);
  const entries = Object.entries(value).sort(([a], [b]) => rank(a) - rank(b) || byName(a, b));
  return Object.fromEntries(entries.map(([name, item]) => [name, ordered(item)]));
}
