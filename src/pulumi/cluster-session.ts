import {
  diagnose,
  wantedKinds,
  wantedLogs,
  type ClusterKind,
  type Diagnosis,
  type ReadinessRule,
  type Snapshot,
} from "../diagnosis";
import { keyOf, refOf, type KubeObject, type ObjectRef } from "../objects";
import { verdictOf } from "../render";
import { lastRolloutMs, tell, type Telling } from "../story";
import {
  discoverTargets,
  targetsEverywhere,
  targetsFor,
  type Change,
  type Cluster,
  type Hub,
  type WatchTarget,
} from "../watch";
import type { CrashLogs } from "../logs/crash-logs";
import { isWorkload } from "./applications";
import type { ClusterHistory } from "./cluster-history";
import { withKubectl, type Kubectl } from "./kubectl-flags";
import { isTraceable } from "./traceable";
import type { TracedObject } from "./traced-object";
import { newWarnings } from "./warning-events";

export interface SessionOptions {
  readonly rules: readonly ReadinessRule[];
  readonly heartbeatMs: number;
  readonly now: () => number;
  /** Runs something later, without keeping the program alive. */
  readonly after: (ms: number, run: () => void) => void;
  readonly told: (object: TracedObject, telling: Telling) => void;
  /** Pulumi has begun to delete an object that nothing in the program leads to. */
  readonly deleting: (session: ClusterSession, ref: ObjectRef) => void;
  /** Kinds whose Warning Events are told one by one. */
  readonly eventsOf: ReadonlySet<string> | undefined;
  readonly warned: (object: TracedObject, line: string) => void;
  readonly gap: (change: Extract<Change, { type: "GAP" }>, isStillThere: () => boolean) => void;
}

/** What a chart usually brings that comes up over time: following them costs a watch for each kind. */
const releaseKinds = [
  { apiVersion: "apps/v1", kind: "Deployment" },
  { apiVersion: "apps/v1", kind: "StatefulSet" },
  { apiVersion: "apps/v1", kind: "DaemonSet" },
  { apiVersion: "batch/v1", kind: "Job" },
] as const;

const discoverAgainMs = 2000;

/** Changes that arrive together are looked at together. */
const gatherMs = 10;
/** What changes anywhere in a cluster is much, and concerns few. */
const gatherEverywhereMs = 1000;

/**
 * One cluster during one deployment: follows what the traced objects need, and runs
 * snapshot → diagnosis → story for those that a change may concern. Holds no event loop open.
 */
export class ClusterSession {
  private readonly traced = new Map<TracedObject, { stop(): void }>();
  private readonly releases: { stop(): void }[] = [];
  /** Names that the API server made, and that a resource was told. */
  private readonly generated = new Set<string>();
  private readonly everywhere = new Set<ClusterKind>();
  private gatheringEverywhere = false;
  private readonly dirty = new Set<string>();
  /** Events that were told. */
  private readonly warnings = new Set<string>();
  /** UIDs of objects that are known to be going. */
  private readonly deletions = new Set<string>();
  private readonly openedAt: number;
  private gathering = false;
  private closed = false;

  constructor(
    readonly cluster: Cluster,
    private readonly hub: Hub,
    private readonly logs: CrashLogs,
    private readonly options: SessionOptions,
    private readonly kubectl: Kubectl,
    /** Only where something may have to be recorded. */
    readonly history?: ClusterHistory,
  ) {
    this.openedAt = options.now();
  }

  /** Starts to follow an object; what is already known of its namespace counts at once. */
  trace(object: TracedObject, targets: readonly WatchTarget[]): void {
    if (this.closed || this.traced.has(object)) return;
    const namespace = object.ref.namespace ?? "";
    this.history?.want(object.key, targets);
    const following = this.hub.follow(targets, (change) => {
      if (change.type === "GAP") {
        this.options.gap(change, () => typeof this.hub.coverage(change.kind, change.namespace) === "object");
      }
      if (change.type === "ADDED" || change.type === "MODIFIED") this.seeDeletion(change.object);
      this.touch(namespace);
    });
    this.traced.set(object, following);
    this.touch(namespace);
  }

  /**
   * Tells of the objects that a Helm release brings, as they appear: those that carry its name in
   * the annotation that Helm gives to everything it deploys, in the release's own namespace.
   * Source: `setMetadataVisitor` of helm's pkg/action/validate.go.
   */
  traceRelease(release: { readonly name: string; readonly namespace: string }, found: (ref: ObjectRef) => void): void {
    if (this.closed) return;
    const targets = releaseKinds.flatMap((kind) => targetsFor({ ...kind, namespace: release.namespace }));
    this.history?.want(`release ${release.namespace}/${release.name}`, targets);
    const following = this.hub.follow(targets, (change) => {
      if (change.type !== "ADDED" && change.type !== "MODIFIED") return;
      const { metadata } = change.object;
      const isOfRelease =
        metadata.annotations["meta.helm.sh/release-name"] === release.name &&
        (metadata.annotations["meta.helm.sh/release-namespace"] ?? release.namespace) === release.namespace;
      // A Deployment hands its annotations on to its ReplicaSets.
      const isOwned = metadata.ownerReferences.some(({ controller }) => controller);
      if (isOfRelease && !isOwned && isTraceable(change.object)) found(refOf(change.object));
    });
    this.releases.push(following);
  }

  /**
   * Tells of the object that the API server gives its name, once it is there: the first of that kind
   * whose name begins so, that is no older than the operation, and that no other resource was told.
   */
  traceGenerated(beginning: ObjectRef, startedAt: number, found: (ref: ObjectRef) => void): void {
    if (this.closed) return;
    const since = Date.parse(this.clusterTime(startedAt));
    let isFound = false;
    const following = this.hub.follow(targetsFor(beginning), (change) => {
      if (isFound || change.type !== "ADDED") return;
      const { kind, metadata } = change.object;
      const isIt =
        kind === beginning.kind &&
        metadata.name.startsWith(beginning.name) &&
        Date.parse(metadata.creationTimestamp ?? "") >= since &&
        !this.generated.has(metadata.name);
      if (!isIt) return;
      isFound = true;
      this.generated.add(metadata.name);
      found(refOf(change.object));
    });
    this.releases.push(following);
  }

  /**
   * Asks the cluster under which plural it serves a kind, and tells it with what to follow, once it
   * does: the definition of a custom resource may be on its way.
   */
  async discover(
    ref: ObjectRef,
    found: (ref: ObjectRef, targets: readonly WatchTarget[]) => void,
    triesLeft = 5,
  ): Promise<void> {
    const targets = await discoverTargets(this.cluster, ref).catch(() => undefined);
    if (this.closed) return;
    const [own] = targets ?? [];
    if (targets === undefined || own === undefined) {
      if (triesLeft === 0) return;
      this.options.after(discoverAgainMs, () => void this.discover(ref, found, triesLeft - 1));
      return;
    }
    const { namespace, ...withoutPlace } = ref;
    found(own.namespace === undefined || namespace === undefined ? withoutPlace : ref, targets);
  }

  forget(object: TracedObject): void {
    this.traced.get(object)?.stop();
    this.traced.delete(object);
  }

  /** Looks at an object now, and says what is new. */
  look(object: TracedObject): void {
    if (this.closed || !this.traced.has(object)) return;
    const now = new Date(this.options.now());
    const snapshot = this.snapshotOf(object);
    const root = snapshot.objects.find(object.ref);
    const diagnosis = object.judged(withKubectl(diagnose(snapshot, now), this.kubectl), root !== undefined);
    const started = Date.parse(snapshot.started ?? "");
    object.lastTimeMs ??= lastRolloutMs(snapshot.objects, object.ref, started);
    const isAtRest = object.phase === "unchanged" || object.phase === "done";
    if (isAtRest && this.isSince(root?.metadata.deletionTimestamp)) object.phase = "deleting";
    const news = root === undefined ? undefined : this.newsAt(object, root, diagnosis, now.getTime());
    if (news !== undefined) {
      object.diagnosis = diagnosis;
      this.lookAgain(object, news, now.getTime());
      return;
    }
    const { heartbeatMs } = this.options;
    const { lastTimeMs } = object;
    const { state, tellings, againMs } = tell(object.story, snapshot, diagnosis, now, {
      ...(heartbeatMs > 0 ? { heartbeatMs } : {}),
      ...(lastTimeMs === undefined ? {} : { lastTimeMs }),
    });
    object.story = state;
    object.diagnosis = diagnosis;
    for (const telling of tellings) this.options.told(object, telling);
    const { eventsOf } = this.options;
    if (eventsOf !== undefined && object.phase !== "unchanged")
      for (const line of newWarnings(snapshot, eventsOf, this.warnings)) this.options.warned(object, line);
    if (againMs !== undefined) this.lookAgain(object, againMs, now.getTime());
    this.followEverywhere(wantedKinds(diagnosis));
    for (const wanted of wantedLogs(snapshot, diagnosis)) {
      void this.logs.fetch(wanted, snapshot).then((excerpt) => {
        if (excerpt === undefined) return;
        this.history?.log(excerpt, this.options.now());
        this.touch(object.ref.namespace ?? "");
      });
    }
  }

  /** When there can be news at the latest, if what is seen is still what was there before the update. */
  private newsAt(object: TracedObject, root: KubeObject, diagnosis: Diagnosis, now: number): number | undefined {
    const since = Date.parse(this.clusterTime(object.startedAt));
    const verdict = verdictOf(diagnosis);
    if (object.isOld(root.metadata, now, { since, isWell: verdict === "ready" })) return object.newAt;
    // What is wrong in front of a workload is the workload's, which is most likely to be updated as well.
    return !isWorkload(object.ref) && verdict === "failing" && object.isBegun(now) ? object.newAt : undefined;
  }

  /** Looks once more, with the logs that are still being read. */
  async lookCompletely(object: TracedObject): Promise<void> {
    this.look(object);
    await this.logs.settled();
    this.look(object);
  }

  snapshotOf(object: TracedObject): Snapshot {
    return {
      root: object.ref,
      objects: this.hub.store,
      coverage: (kind, namespace) => this.hub.coverage(kind, namespace),
      logs: this.logs.all(),
      rules: this.options.rules,
      ...(object.phase === "unchanged" ? {} : { started: this.clusterTime(object.startedAt) }),
    };
  }

  /** Event times are the cluster's. Two seconds earlier, since theirs are cut to whole seconds. */
  private clusterTime(ms: number): string {
    return new Date(ms + (this.cluster.clockOffsetMs ?? 0) - 2000).toISOString();
  }

  close(): void {
    this.closed = true;
    for (const following of [...this.traced.values(), ...this.releases]) following.stop();
    this.traced.clear();
    this.hub.close();
    this.cluster.close();
  }

  /** What is free in the cluster is looked at only once somebody finds no room. What of it is refused is not missed. */
  private followEverywhere(kinds: readonly ClusterKind[]): void {
    const wanted = kinds.filter((kind) => !this.everywhere.has(kind));
    if (wanted.length === 0) return;
    for (const kind of wanted) this.everywhere.add(kind);
    // Ends with the hub.
    this.hub.follow(targetsEverywhere(wanted), (change) => {
      if (change.type === "SYNCED") this.touchSeekers();
      else if (change.type !== "GAP") this.touchSeekersLater();
    });
  }

  private touchSeekersLater(): void {
    if (this.gatheringEverywhere) return;
    this.gatheringEverywhere = true;
    this.options.after(gatherEverywhereMs, () => {
      this.gatheringEverywhere = false;
      this.touchSeekers();
    });
  }

  /** Those who find no room. */
  private touchSeekers(): void {
    for (const { diagnosis, ref } of this.traced.keys())
      if (diagnosis !== undefined && wantedKinds(diagnosis).length > 0) this.touch(ref.namespace ?? "");
  }

  /**
   * A resource that has left the program is deleted without a hook. Its object is among what is
   * watched for the others, if there are others of its kind in its namespace.
   */
  private seeDeletion({ metadata, ...object }: KubeObject): void {
    const uid = metadata.uid ?? "";
    if (metadata.deletionTimestamp === undefined || this.deletions.has(uid) || !metadata.appliedByPulumi) return;
    if (!this.isSince(metadata.deletionTimestamp)) return;
    this.deletions.add(uid);
    const ref = refOf({ ...object, metadata });
    const isOwned = metadata.ownerReferences.some(({ controller }) => controller);
    const isKnown = [...this.traced.keys()].some((traced) => keyOf(traced.ref) === keyOf(ref));
    if (!isOwned && !isKnown && isTraceable(object)) this.options.deleting(this, ref);
  }

  /** Did it happen in this update? */
  private isSince(time: string | undefined): boolean {
    return time !== undefined && Date.parse(time) >= Date.parse(this.clusterTime(this.openedAt));
  }

  private touch(namespace: string): void {
    this.dirty.add(namespace);
    if (this.gathering || this.closed) return;
    this.gathering = true;
    this.options.after(gatherMs, () => {
      this.gathering = false;
      const namespaces = new Set(this.dirty);
      this.dirty.clear();
      for (const object of [...this.traced.keys()]) {
        if (namespaces.has(object.ref.namespace ?? "")) this.look(object);
      }
    });
  }

  /** Some verdicts depend on time alone, and some lines wait for their turn: the story says when. */
  private lookAgain(object: TracedObject, at: number, now: number): void {
    const due = Math.max(at, now + 100);
    const planned = object.lookAt;
    if (planned !== undefined && planned > now && planned <= due) return;
    object.lookAt = due;
    this.options.after(due - now, () => {
      if (object.lookAt !== due) return;
      object.lookAt = undefined;
      this.look(object);
    });
  }
}
