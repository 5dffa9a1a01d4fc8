import { keyOf } from "../objects";
import type { WatchTarget } from "../watch";
import type { ClusterSession } from "./cluster-session";
import type { TracedObject } from "./traced-object";

/**
 * Everything that is followed, by resource: one object each, but for a Helm release, which is one
 * resource and many objects.
 */
export class TracedObjects {
  private readonly byUrn = new Map<string, Map<string, TracedObject>>();
  private readonly sessions = new Map<TracedObject, ClusterSession>();

  /** Follows an object beside the others of its resource. False when that is done already. */
  add(object: TracedObject, session: ClusterSession, targets: readonly WatchTarget[]): boolean {
    const objects = this.byUrn.get(object.urn) ?? new Map<string, TracedObject>();
    if (objects.has(object.key)) return false;
    this.byUrn.set(object.urn, objects.set(object.key, object));
    this.settleTeller(object, session);
    this.sessions.set(object, session);
    session.trace(object, targets);
    return true;
  }

  /** Two resources can stand for one object: a Deployment and a patch of it. The one that Pulumi is at work on tells it. */
  private settleTeller(object: TracedObject, session: ClusterSession): void {
    for (const [other, where] of this.sessions) {
      if (where !== session || keyOf(other.ref) !== keyOf(object.ref)) continue;
      if (object.phase === "unchanged") object.isToldElsewhere = true;
      else if (other.phase === "done" || other.phase === "unchanged") other.isToldElsewhere = true;
    }
  }

  /** No object of the resource is followed any longer: it is replaced, or tried once more. */
  forget(urn: string): void {
    for (const object of this.of(urn)) {
      this.sessions.get(object)?.forget(object);
      this.sessions.delete(object);
    }
    this.byUrn.delete(urn);
  }

  of(urn: string): readonly TracedObject[] {
    return [...(this.byUrn.get(urn)?.values() ?? [])];
  }

  all(): readonly TracedObject[] {
    return [...this.sessions.keys()];
  }

  withSessions(): Iterable<readonly [TracedObject, ClusterSession]> {
    return this.sessions;
  }

  sessionOf(object: TracedObject): ClusterSession | undefined {
    return this.sessions.get(object);
  }
}
