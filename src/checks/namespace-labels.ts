import { isUnknown, type MaybeLabels } from "../wiring";
import { inNamespace } from "./declared";
import type { Declaration } from "./declaration";
import { samePlace, type Place } from "./place";
import { labelsField } from "./tree";

/** The label that the API server gives each Namespace: its name. */
export const nameLabel = "kubernetes.io/metadata.name";

/** What is known of a Namespace's labels. */
export interface NamespaceLabels {
  readonly labels: MaybeLabels;
  /** False where somebody else makes the Namespace: then it may have any other labels. */
  readonly complete: boolean;
}

/** The labels of the Namespace of a place. Source: `LabelMetadataName` of k8s.io/api/core/v1. */
export function namespaceLabels(declaration: Declaration, { namespace, cluster }: Place): NamespaceLabels | undefined {
  if (namespace === undefined || isUnknown(namespace)) return undefined;
  const wide = inNamespace({ cluster, namespace }, undefined);
  const own = declaration
    .named("/Namespace", namespace)
    .find((object) => !object.read && !object.patch && samePlace(object.place, wide) === "same");
  const stated = own === undefined ? {} : labelsField(own.tree, "metadata", "labels");
  return isUnknown(stated)
    ? { labels: stated, complete: true }
    : { labels: { ...stated, [nameLabel]: namespace }, complete: own !== undefined };
}
