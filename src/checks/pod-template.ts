import { isUnknown, unknown, type Maybe, type MaybeLabels } from "../wiring";
import { containersOf, servicePortsOf, type DeclaredContainer, type DeclaredPort } from "./containers";
import { isBuiltIn, type GroupKind } from "./kind";
import { field, isEmpty, labelsField, type Tree } from "./tree";

/** Where an object keeps its Pods' labels and spec. */
export class PodTemplate {
  private readContainers: Maybe<readonly DeclaredContainer[]> | undefined;
  private readPorts: Maybe<readonly DeclaredPort[]> | undefined;

  constructor(
    /** The fields that lead to it: `["spec", "template"]`; empty for a Pod, which is its own template. */
    readonly path: readonly string[],
    readonly labels: MaybeLabels,
    /** The PodSpec as it is declared; `unknown` where it is not known yet, undefined where there is none. */
    readonly spec: unknown,
  ) {}

  /** Its containers, which several rules ask for. */
  get containers(): Maybe<readonly DeclaredContainer[]> {
    return (this.readContainers ??= containersOf(this.spec));
  }

  /** The ports that a Service can name. */
  get servicePorts(): Maybe<readonly DeclaredPort[]> {
    return (this.readPorts ??= servicePortsOf(this.containers));
  }
}

/** Pod templates of kinds that nobody here knows: "example.com/Fleet" to the fields that lead to the template. */
export type PodTemplatePaths = Readonly<Record<string, readonly string[]>>;

const inSpec = ["spec", "template"] as const;
const inJob = ["spec", "jobTemplate", "spec", "template"] as const;

/** Where the built-in workloads keep their Pod template. */
const builtInPaths: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ["/Pod", []],
  ["/ReplicationController", inSpec],
  ["apps/ReplicaSet", inSpec],
  ["apps/Deployment", inSpec],
  ["apps/StatefulSet", inSpec],
  ["apps/DaemonSet", inSpec],
  ["extensions/ReplicaSet", inSpec],
  ["extensions/Deployment", inSpec],
  ["extensions/DaemonSet", inSpec],
  ["batch/Job", inSpec],
  ["batch/CronJob", inJob],
]);

/**
 * Where custom resources keep it: usually as the built-in ones do (Rollout, CloneSet, Knative
 * Service, DeploymentConfig); elsewhere KEDA's ScaledJob and OpenKruise's AdvancedCronJob and
 * UnitedDeployment.
 */
const customPaths: readonly (readonly string[])[] = [
  inSpec,
  inJob,
  ["spec", "jobTargetRef", "template"],
  ["spec", "template", "jobTemplate", "spec", "template"],
  ["spec", "template", "broadcastJobTemplate", "spec", "template"],
  ["spec", "template", "deploymentTemplate", "spec", "template"],
  ["spec", "template", "cloneSetTemplate", "spec", "template"],
  ["spec", "template", "statefulSetTemplate", "spec", "template"],
  ["spec", "template", "advancedStatefulSetTemplate", "spec", "template"],
];

/**
 * The Pod template of an object; undefined for what has no Pods, or none that it shows. Of an object
 * of which nothing is known yet, labels and spec are unknown.
 */
export function podTemplateOf(kind: GroupKind, tree: Tree, more: PodTemplatePaths = {}): PodTemplate | undefined {
  const path = Object.hasOwn(more, kind.key) ? more[kind.key] : builtInPaths.get(kind.key);
  if (path !== undefined) return isEmpty(tree) ? new PodTemplate(path, unknown, unknown) : templateAt(tree, path);
  if (isBuiltIn(kind.group)) return undefined;
  const found = customTemplate(tree);
  return kind.key === "argoproj.io/Rollout" ? rolloutTemplate(tree, found) : found;
}

function templateAt(tree: Tree, path: readonly string[]): PodTemplate {
  const template = field(tree, ...path);
  return new PodTemplate(path, labelsField(template, "metadata", "labels"), field(template, "spec"));
}

/** Of a kind that is not in the tables only what looks like a Pod template is one: it has labels. */
function customTemplate(tree: Tree): PodTemplate | undefined {
  if (isUnknown(field(tree, "spec"))) return undefined;
  for (const path of customPaths) {
    if (field(tree, ...path, "metadata", "labels") !== undefined) return templateAt(tree, path);
  }
  return undefined;
}

/** Argo Rollouts takes another workload's template (`workloadRef`), and labels the Pods by their role while it rolls. */
function rolloutTemplate(tree: Tree, found: PodTemplate | undefined): PodTemplate {
  const undecided = new PodTemplate(inSpec, unknown, unknown);
  if (found === undefined || isUnknown(found.labels) || field(tree, "spec", "workloadRef") !== undefined)
    return undecided;
  const roles = [
    ["canary", "canaryMetadata"],
    ["canary", "stableMetadata"],
    ["blueGreen", "activeMetadata"],
    ["blueGreen", "previewMetadata"],
  ] as const;
  let labels = found.labels;
  for (const role of roles) {
    const added = labelsField(tree, "spec", "strategy", ...role, "labels");
    if (isUnknown(added)) return undecided;
    labels = { ...labels, ...Object.fromEntries(Object.keys(added).map((key) => [key, unknown])) };
  }
  return new PodTemplate(found.path, labels, found.spec);
}

/** Does an object of this group/kind run Pods, or stand before them? */
export function concernsPods({ key }: GroupKind): boolean {
  return builtInPaths.has(key) || key === "/Service";
}

/** Custom resources whose operator adds no containers of its own to the template. */
const showsContainers: ReadonlySet<string> = new Set([
  "apps.openshift.io/DeploymentConfig",
  "argoproj.io/Rollout",
  "keda.sh/ScaledJob",
]);

/** Are the containers of the template all that its Pods will have (but for what is injected at admission)? */
export function showsAllContainers({ group, key }: GroupKind): boolean {
  return builtInPaths.has(key) || showsContainers.has(key) || group === "apps.kruise.io";
}
