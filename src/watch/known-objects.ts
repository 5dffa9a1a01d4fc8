import { keyOf, type KubeObject } from "../objects";

export type ObjectChange = { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: KubeObject };

function keyFor(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return keyOf({
    apiVersion: object.apiVersion,
    kind: object.kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
  });
}

/**
 * What one watch knows to exist. Says what a list or an event changes: an object that is there
 * again with another uid was deleted and made anew, one with the same resourceVersion is no news.
 */
export class KnownObjects {
  private readonly objects = new Map<string, KubeObject>();

  values(): Iterable<KubeObject> {
    return this.objects.values();
  }

  has(object: KubeObject): boolean {
    return this.objects.has(keyFor(object));
  }

  /** The object exists, and this is its state. */
  put(object: KubeObject): readonly ObjectChange[] {
    const key = keyFor(object);
    const before = this.objects.get(key);
    if (before === undefined) {
      this.objects.set(key, object);
      return [{ type: "ADDED", object }];
    }
    const { uid, resourceVersion } = object.metadata;
    if (before.metadata.uid !== uid) {
      this.objects.set(key, object);
      return [
        { type: "DELETED", object: before },
        { type: "ADDED", object },
      ];
    }
    if (resourceVersion !== undefined && before.metadata.resourceVersion === resourceVersion) return [];
    this.objects.set(key, object);
    return [{ type: "MODIFIED", object }];
  }

  /** The object is gone; nothing to tell if it was never known. */
  remove(object: KubeObject): readonly ObjectChange[] {
    return this.objects.delete(keyFor(object)) ? [{ type: "DELETED", object }] : [];
  }

  /** A list was complete: whatever was not in it is gone. */
  keepOnly(listed: ReadonlySet<KubeObject>): readonly ObjectChange[] {
    const keys = new Set<string>();
    for (const object of listed) keys.add(keyFor(object));
    const gone: ObjectChange[] = [];
    for (const [key, object] of this.objects) {
      if (keys.has(key)) continue;
      this.objects.delete(key);
      gone.push({ type: "DELETED", object });
    }
    return gone;
  }
}
