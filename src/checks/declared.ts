import type { ObjectRef } from "../objects";
import { isUnknown, unknown, type Maybe } from "../wiring";
import { isClusterWide, kindKey, type TypedKind } from "./kind";
import { namespaceOf, type Cluster, type Place } from "./place";
import { field, isEmpty, textField, type Tree } from "./tree";

/** Where the declaration says it: a resource of a program, or a line of a file. */
export type Origin = { readonly urn: string } | { readonly file: string; readonly line: number };

/** A Kubernetes object that a program or a manifest declares. */
export interface DeclaredObject {
  /** Unlike all others of its declaration: the URN, or where it stands in a file. */
  readonly id: string;
  /** For messages. Its name is the object's, or what the program calls it where Pulumi makes the name up. */
  readonly ref: ObjectRef;
  readonly group: string;
  readonly kind: string;
  readonly apiVersion: string;
  /** "apps/Deployment". */
  readonly key: string;
  /** Its fields, some perhaps not known yet: read them with the functions of tree.ts. */
  readonly tree: Tree;
  readonly place: Place;
  /** It changes some fields of an object that somebody else owns. */
  readonly patch: boolean;
  /** It is looked up with `.get()`: somebody else deploys it. */
  readonly read: boolean;
  /** Pulumi makes its name up: `web-1a2b3c4`. */
  readonly autonamed: boolean;
  /** The name in the cluster. Unknown where it comes from an output, or where Pulumi has not made it up yet. */
  readonly name: Maybe<string>;
  /** What the program calls it: the resource's name. For a manifest the object's. */
  readonly label: string;
  readonly origin: Origin;
  /** Which resources the outputs in a property come from: `spec` to their ids. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
}

/** What {@link declare} is told of an object; the rest it reads from its fields. */
export interface Declared {
  readonly id: string;
  readonly kind: TypedKind;
  readonly tree: Tree;
  readonly cluster: Cluster;
  readonly label: string;
  readonly origin: Origin;
  readonly read?: boolean;
  readonly dependencies?: Readonly<Record<string, readonly string[]>>;
}

/** Reads what all rules need to know of an object. Of one of which nothing is known (an empty tree) name and namespace are unknown. */
export function declare(declared: Declared): DeclaredObject {
  const { id, kind, tree, cluster, label, origin, read = false, dependencies = {} } = declared;
  const place: Place = { cluster, namespace: namespaceIn(declared) };
  const stated = isEmpty(tree) ? unknown : textField(tree, "metadata", "name");
  const name = stated === undefined || stated === "" ? unknown : stated;
  const autonamed =
    field(tree, "metadata", "annotations", "pulumi.com/autonamed") === "true" ||
    (!isUnknown(stated) && isUnknown(name) && field(tree, "metadata", "generateName") === undefined);
  return {
    id,
    ref: {
      apiVersion: kind.apiVersion,
      kind: kind.kind,
      ...(typeof place.namespace === "string" ? { namespace: place.namespace } : {}),
      name: isUnknown(name) || autonamed ? label : name,
    },
    group: kind.group,
    kind: kind.kind,
    apiVersion: kind.apiVersion,
    key: kindKey(kind),
    tree,
    place,
    patch: kind.patch,
    read,
    autonamed,
    name,
    label,
    origin,
    dependencies,
  };
}

function namespaceIn({ kind, tree, cluster }: Declared): Maybe<string> | undefined {
  if (isClusterWide(kind)) return undefined;
  return isEmpty(tree) ? unknown : namespaceOf(tree, cluster);
}

/** A place of the same cluster in another namespace. */
export function inNamespace({ cluster }: Place, namespace: Maybe<string> | undefined): Place {
  return { cluster, namespace };
}
