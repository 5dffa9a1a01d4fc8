import { isUnknown, type Maybe, type MaybeLabelSelector } from "../wiring";
import type { DeclaredObject } from "./declared";
import { labelSelectorField } from "./label-selector-field";
import { isEmpty, labelsField } from "./tree";

/** Workloads that select their Pods with a `metav1.LabelSelector`. */
const byLabelSelector: ReadonlySet<string> = new Set([
  "apps/DaemonSet",
  "apps/Deployment",
  "apps/ReplicaSet",
  "apps/StatefulSet",
  "apps.kruise.io/CloneSet",
  "apps.kruise.io/DaemonSet",
  "apps.kruise.io/StatefulSet",
  "argoproj.io/Rollout",
  "extensions/DaemonSet",
  "extensions/Deployment",
  "extensions/ReplicaSet",
]);

/** Workloads that select their Pods with a plain map. Without one they take the labels of their template. */
const byMap: ReadonlySet<string> = new Set(["/ReplicationController", "apps.openshift.io/DeploymentConfig"]);

/** The kinds that {@link workloadSelectorOf} reads. A Job is none of them: its selector is made for it. */
export const selectingWorkloads: readonly string[] = [...byLabelSelector, ...byMap];

/** What a workload selects its Pods by; undefined where it says nothing, or is no such workload. */
export function workloadSelectorOf({ key, tree }: DeclaredObject): Maybe<MaybeLabelSelector> | undefined {
  if (isEmpty(tree)) return undefined;
  if (byLabelSelector.has(key)) return labelSelectorField(tree, "spec", "selector");
  if (!byMap.has(key)) return undefined;
  const matchLabels = labelsField(tree, "spec", "selector");
  if (isUnknown(matchLabels)) return matchLabels;
  return Object.keys(matchLabels).length === 0 ? undefined : { matchLabels, matchExpressions: [] };
}
