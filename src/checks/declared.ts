import type { ObjectRef } from "../objects";
import { isUnknown, unknown, type Maybe } from "../wiring";
import { isClusterWide, type TypedKind } from "./kind";
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
  readonly dependencies?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** Reads what all rules need to know of an object. Of one of which nothing is known (an empty tree) name and namespace are unknown. */
export function declare(declared: Declared): DeclaredObject {
  const { id, kind, tree, cluster, label, origin, read = false, dependencies = none } = declared;
  const metadata = isEmpty(tree) ? unknown : field(tree, "metadata");
  const namespace = isClusterWide(kind) ? undefined : namespaceOf(metadata, cluster);
  const stated = textField(metadata, "name");
  const name = stated === undefined || stated === "" ? unknown : stated;
  const autonamed =
    field(metadata, "annotations", "pulumi.com/autonamed") === "true" ||
    (!isUnknown(stated) && isUnknown(name) && field(metadata, "generateName") === undefined);
  return {
    id,
    ref: refOf(kind, namespace, isUnknown(name) || autonamed ? label : name),
    group: kind.group,
    kind: kind.kind,
    apiVersion: kind.apiVersion,
    key: kind.key,
    tree,
    place: { cluster, namespace },
    patch: kind.patch,
    read,
    autonamed,
    name,
    label,
    origin,
    dependencies,
  };
}

const none = {};

function refOf({ apiVersion, kind }: TypedKind, namespace: Maybe<string> | undefined, name: string): ObjectRef {
  return typeof namespace === "string" ? { apiVersion, kind, namespace, name } : { apiVersion, kind, name };
}

/** A place of the same cluster in another namespace. */
export function inNamespace({ cluster }: Place, namespace: Maybe<string> | undefined): Place {
  return { cluster, namespace };
}
