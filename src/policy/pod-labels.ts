import { isUnknown, unknown, type MaybeLabels } from "../wiring";
import { isBuiltIn, type TypedKind } from "./kind";
import { field, labelsField, type Tree } from "./tree";

/** Where the built-in workloads keep their Pod template, by group/kind. A Pod is its own template. */
const templatePaths: Readonly<Record<string, readonly string[]>> = {
  "/Pod": [],
  "/ReplicationController": ["spec", "template"],
  "apps/ReplicaSet": ["spec", "template"],
  "apps/Deployment": ["spec", "template"],
  "apps/StatefulSet": ["spec", "template"],
  "apps/DaemonSet": ["spec", "template"],
  "extensions/ReplicaSet": ["spec", "template"],
  "extensions/Deployment": ["spec", "template"],
  "extensions/DaemonSet": ["spec", "template"],
  "batch/Job": ["spec", "template"],
  "batch/CronJob": ["spec", "jobTemplate", "spec", "template"],
};

/** Where custom resources keep it: usually as the built-in ones do (Rollout, CloneSet, Knative Service), KEDA's ScaledJob elsewhere. */
const customTemplatePaths: readonly (readonly string[])[] = [
  ["spec", "template"],
  ["spec", "jobTemplate", "spec", "template"],
  ["spec", "jobTargetRef", "template"],
];

/** The labels that the Pods of an object will carry; undefined for what has no Pods (or none that it shows). */
export function podLabelsOf({ group, kind }: Pick<TypedKind, "group" | "kind">, tree: Tree): MaybeLabels | undefined {
  const path = templatePaths[`${group}/${kind}`];
  if (path !== undefined) return labelsField(tree, ...path, "metadata", "labels");
  if (isBuiltIn(group)) return undefined;
  const labels = customTemplatePaths.map((custom) => customLabels(tree, custom)).find((found) => found !== undefined);
  if (group === "argoproj.io" && kind === "Rollout") return rolloutLabels(tree, labels);
  return labels;
}

function customLabels(tree: Tree, path: readonly string[]): MaybeLabels | undefined {
  const labels = field(tree, ...path, "metadata", "labels");
  return labels === undefined || isUnknown(field(tree, "spec"))
    ? undefined
    : labelsField(tree, ...path, "metadata", "labels");
}

/** Argo Rollouts takes another workload's template (`workloadRef`), and labels the Pods by their role while it rolls. */
function rolloutLabels(tree: Tree, labels: MaybeLabels | undefined): MaybeLabels {
  if (labels === undefined || isUnknown(labels) || field(tree, "spec", "workloadRef") !== undefined) return unknown;
  const roles = [
    ["canary", "canaryMetadata"],
    ["canary", "stableMetadata"],
    ["blueGreen", "activeMetadata"],
    ["blueGreen", "previewMetadata"],
  ] as const;
  let all = labels;
  for (const role of roles) {
    const added = labelsField(tree, "spec", "strategy", ...role, "labels");
    if (isUnknown(added)) return unknown;
    all = { ...all, ...Object.fromEntries(Object.keys(added).map((key) => [key, unknown])) };
  }
  return all;
}

/** Does an object of this group/kind run Pods, or stand before them? */
export function concernsPods({ group, kind }: Pick<TypedKind, "group" | "kind">): boolean {
  return Object.hasOwn(templatePaths, `${group}/${kind}`) || (group === "" && kind === "Service");
}
