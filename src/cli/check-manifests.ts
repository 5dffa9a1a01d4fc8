import { clusterOf, Declaration, declare, typedKind, type DeclaredObject, type PodTemplatePaths } from "../checks";
import { groupOf, nameOf } from "../objects/ref";
import { record } from "../objects/raw";
import type { YamlDocument } from "./check-yaml";

/** A Kubernetes object of a manifest, and where it stands. */
export interface Manifest {
  readonly file: string;
  readonly document: YamlDocument;
  /** The steps from the document to the object: none, or `items` and a number for each list around it. */
  readonly steps: readonly string[];
  readonly apiVersion: string;
  readonly kind: string;
  readonly tree: Readonly<Record<string, unknown>>;
}

/** Files of tools that are written like objects, but that no cluster takes. */
const toolGroups: ReadonlySet<string> = new Set([
  "apiserver.config.k8s.io",
  "audit.k8s.io",
  "client.authentication.k8s.io",
  "config.k8s.io",
  "kind.x-k8s.io",
  "kubeadm.k8s.io",
  "kubelet.config.k8s.io",
  "kubeproxy.config.k8s.io",
  "kubescheduler.config.k8s.io",
  "kustomize.config.k8s.io",
  "skaffold",
]);

/**
 * The Kubernetes objects of a document, those of lists one by one. Undefined for what is none: no
 * apiVersion or kind, or no name (values of a chart, a kubeconfig, the configuration of a tool).
 */
export function manifestsIn(file: string, document: YamlDocument): readonly Manifest[] | undefined {
  return within({ file, document }, document.value, [], {});
}

type Place = Pick<Manifest, "file" | "document">;

function within(
  place: Place,
  value: unknown,
  steps: readonly string[],
  listed: { readonly apiVersion?: string; readonly kind?: string },
): readonly Manifest[] | undefined {
  const tree = record(value);
  const { apiVersion = listed.apiVersion, kind = listed.kind, items } = tree;
  if (typeof apiVersion !== "string" || typeof kind !== "string" || apiVersion === "" || kind === "") return undefined;
  if (kind.endsWith("List") && Array.isArray(items)) {
    // The items of a DeploymentList need not say what they are.
    const each = kind === "List" ? {} : { apiVersion, kind: kind.slice(0, -"List".length) };
    return items.flatMap((item, index) => within(place, item, [...steps, "items", String(index)], each) ?? []);
  }
  const { name, generateName } = record(tree["metadata"]);
  if ((isAbsent(name) && isAbsent(generateName)) || toolGroups.has(groupOf(apiVersion))) return undefined;
  return [{ ...place, steps, apiVersion, kind, tree }];
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === "";

export interface DeclaredManifests {
  readonly declaration: Declaration;
  /** The manifest of an object that a finding is about. */
  readonly manifestOf: (object: Pick<DeclaredObject, "ref" | "origin">) => Manifest | undefined;
  /** Objects that are declared once more further down, with the place that counts. */
  readonly repeated: readonly { readonly manifest: Manifest; readonly by: Manifest }[];
}

/**
 * What manifests declare together. Objects without a namespace go to `namespace`. Of an object that
 * is declared twice the last counts, as with `kubectl apply`.
 */
export function declareManifests(
  manifests: readonly Manifest[],
  { namespace, podTemplates }: { readonly namespace: string | undefined; readonly podTemplates: PodTemplatePaths },
): DeclaredManifests {
  const cluster = clusterOf(undefined, namespace);
  const byIdentity = new Map<string, { readonly object: DeclaredObject; readonly manifest: Manifest }>();
  const repeated: { readonly manifest: Manifest; readonly by: Manifest }[] = [];
  manifests.forEach((manifest, index) => {
    const { file, document, apiVersion, kind, tree } = manifest;
    const { name, generateName } = record(tree["metadata"]);
    const object = declare({
      id: String(index),
      kind: typedKind(apiVersion, kind),
      tree,
      cluster,
      label: isAbsent(name) ? `${text(generateName)}…` : text(name),
      origin: { file, line: document.line },
    });
    const identity = isAbsent(name) ? object.id : [object.key, String(object.place.namespace), object.label].join("\0");
    const before = byIdentity.get(identity);
    if (before !== undefined) {
      repeated.push({ manifest: before.manifest, by: manifest });
      byIdentity.delete(identity);
    }
    byIdentity.set(identity, { object, manifest });
  });
  const all = [...byIdentity.values()];
  let byPlace: ReadonlyMap<string, Manifest> | undefined;
  return {
    declaration: new Declaration(
      all.map(({ object }) => object),
      { called: "these manifests", podTemplates },
    ),
    manifestOf: (finding) => {
      byPlace ??= new Map(all.map(({ object, manifest }) => [placeOf(object), manifest]));
      return byPlace.get(placeOf(finding));
    },
    repeated,
  };
}

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function placeOf({ ref, origin }: Pick<DeclaredObject, "ref" | "origin">): string {
  const where = "file" in origin ? [origin.file, origin.line] : [];
  return JSON.stringify([...where, ref.apiVersion, nameOf(ref), ref.namespace]);
}
