import { groupsOfKind, isKind, type Known, type KnownKind, type KubeObject } from "./object";
import { keyOf, type ObjectRef } from "./ref";
import type { EndpointSlice } from "./service";
import type { Event } from "./event";
import type { Pod } from "./pod";

/** The reading side of an {@link ObjectStore}: what diagnosis gets to see. All answers are in a stable order (namespace, name). */
export interface ObjectView {
  find(ref: Pick<ObjectRef, "apiVersion" | "kind" | "namespace" | "name">): KubeObject | undefined;
  findKnown<K extends KnownKind>(kind: K, namespace: string | undefined, name: string): Known[K] | undefined;
  /** All objects of a kind, in one namespace or (undefined) in all. */
  all<K extends KnownKind>(kind: K, namespace?: string): readonly Known[K][];
  /** Objects of a kind whose controller reference has this uid. */
  ownedBy<K extends KnownKind>(kind: K, uid: string): readonly Known[K][];
  /** Events about one object (by uid where both have one, else by kind and name), latest last. */
  eventsAbout(object: KubeObject): readonly Event[];
  slicesOf(serviceName: string, namespace: string | undefined): readonly EndpointSlice[];
  podsIn(namespace: string | undefined): readonly Pod[];
  /** Objects of any kind in a namespace that are being deleted, as far as their kinds are followed. */
  endingIn(namespace: string): readonly KubeObject[];
}

const byName = (a: KubeObject, b: KubeObject): number =>
  compare(a.metadata.namespace ?? "", b.metadata.namespace ?? "") || compare(a.metadata.name, b.metadata.name);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byKindAndName = (a: KubeObject, b: KubeObject): number => compare(a.kind, b.kind) || byName(a, b);
const eventTime = (event: Event): string => event.lastTime ?? event.metadata.creationTimestamp ?? "";

/** An index from key to a set of objects; empties are removed so that a long run does not leak. */
class Index {
  private readonly buckets = new Map<string, Map<string, KubeObject>>();
  put(bucket: string, key: string, object: KubeObject): void {
    const entries = this.buckets.get(bucket) ?? new Map<string, KubeObject>();
    entries.set(key, object);
    this.buckets.set(bucket, entries);
  }
  drop(bucket: string, key: string): void {
    const entries = this.buckets.get(bucket);
    entries?.delete(key);
    if (entries?.size === 0) this.buckets.delete(bucket);
  }
  values(bucket: string): Iterable<KubeObject> {
    return this.buckets.get(bucket)?.values() ?? [];
  }
}

function bucketsOf(object: KubeObject): readonly string[] {
  const namespace = object.metadata.namespace ?? "";
  const buckets = [`kind/${object.kind}`, `in/${object.kind}/${namespace}`];
  if (object.metadata.deletionTimestamp !== undefined) buckets.push(`ending/${namespace}`);
  for (const owner of object.metadata.ownerReferences) {
    if (owner.controller && owner.uid !== undefined) buckets.push(`owner/${object.kind}/${owner.uid}`);
  }
  if (isKind(object, "Event")) {
    const { uid, kind, name } = object.regarding;
    if (uid !== undefined) buckets.push(`about/${uid}`);
    buckets.push(`about/${kind}/${object.regarding.namespace ?? namespace}/${name}`);
    // What is said of objects of the whole cluster stands in a namespace all the same: in default.
    if (object.regarding.namespace === undefined) buckets.push(`about/${kind}//${name}`);
  }
  if (isKind(object, "EndpointSlice") && object.serviceName !== undefined) {
    buckets.push(`slice/${namespace}/${object.serviceName}`);
  }
  return buckets;
}

/**
 * The objects known at this moment, indexed by what the diagnosis asks. It keeps the latest state
 * that it was given of each object; history is the story's business. The one mutable thing in the
 * pure core: it has no clock and does no I/O.
 */
export class ObjectStore implements ObjectView {
  private readonly objects = new Map<string, KubeObject>();
  private readonly index = new Index();

  get size(): number {
    return this.objects.size;
  }

  put(object: KubeObject): void {
    const key = keyOf({ ...object, ...object.metadata, namespace: object.metadata.namespace ?? "" });
    const before = this.objects.get(key);
    if (before !== undefined) this.forget(key, before);
    this.objects.set(key, object);
    for (const bucket of bucketsOf(object)) this.index.put(bucket, key, object);
  }

  delete(ref: Pick<ObjectRef, "apiVersion" | "kind" | "namespace" | "name">): void {
    const key = keyOf({ ...ref, namespace: ref.namespace ?? "" });
    const object = this.objects.get(key);
    if (object !== undefined) this.forget(key, object);
  }

  private forget(key: string, object: KubeObject): void {
    this.objects.delete(key);
    for (const bucket of bucketsOf(object)) this.index.drop(bucket, key);
  }

  find(ref: Pick<ObjectRef, "apiVersion" | "kind" | "namespace" | "name">): KubeObject | undefined {
    return this.objects.get(keyOf({ ...ref, namespace: ref.namespace ?? "" }));
  }

  findKnown<K extends KnownKind>(kind: K, namespace: string | undefined, name: string): Known[K] | undefined {
    for (const group of groupsOfKind(kind)) {
      const found = this.find({
        apiVersion: `${group}/`,
        kind,
        name,
        ...(namespace === undefined ? {} : { namespace }),
      });
      if (found !== undefined && isKind(found, kind)) return found;
    }
    return undefined;
  }

  all<K extends KnownKind>(kind: K, namespace?: string): readonly Known[K][] {
    return this.select(kind, namespace === undefined ? `kind/${kind}` : `in/${kind}/${namespace}`);
  }

  ownedBy<K extends KnownKind>(kind: K, uid: string): readonly Known[K][] {
    return this.select(kind, `owner/${kind}/${uid}`);
  }

  eventsAbout(object: KubeObject): readonly Event[] {
    const { uid, namespace, name } = object.metadata;
    const sameName = this.select("Event", `about/${object.kind}/${namespace ?? ""}/${name}`);
    const events = sameName.filter(
      // The kubelet gives a node's name as its uid.
      ({ regarding }) => uid === undefined || regarding.uid === undefined || [uid, name].includes(regarding.uid),
    );
    return [...events].sort((a, b) => compare(eventTime(a), eventTime(b)));
  }

  slicesOf(serviceName: string, namespace: string | undefined): readonly EndpointSlice[] {
    const slices = this.select("EndpointSlice", `slice/${namespace ?? ""}/${serviceName}`);
    // Where a recording has both, those that were read from Endpoints say nothing of their own.
    const real = slices.filter(({ metadata }) => Object.hasOwn(metadata.labels, "kubernetes.io/service-name"));
    return real.length > 0 ? real : slices;
  }

  podsIn(namespace: string | undefined): readonly Pod[] {
    return this.all("Pod", namespace ?? "");
  }

  endingIn(namespace: string): readonly KubeObject[] {
    return [...this.index.values(`ending/${namespace}`)].sort(byKindAndName);
  }

  private select<K extends KnownKind>(kind: K, bucket: string): readonly Known[K][] {
    const found: Known[K][] = [];
    for (const object of this.index.values(bucket)) if (isKind(object, kind)) found.push(object);
    return found.sort(byName);
  }
}
