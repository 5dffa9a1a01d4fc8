import { findCondition, isKind, type Condition, type Namespace } from "../objects";
import { diagnoseAPIService } from "./api-service";
import { deletionWarnings, diagnoseDeletion, foldEnding, withoutDeletion } from "./deletion";
import type { Action, Diagnosis, Evidence } from "./diagnosis";
import { conditionEvidence } from "./events";
import { finalizerOwner, ownFinalizer } from "./finalizers";
import { describe, kubectl } from "./kubectl";
import { diagnosePod } from "./pod";
import { isComplete, type Scene } from "./scene";
import { timeOf } from "./time";
import { isProblem, verdict, worstOutlook } from "./verdict";
import { counted, listed, phrase } from "./wording";

/** How long finalizers of what is in it may take, and how long content without any, before it counts as stuck. */
const finalizerMs = 30_000;
const contentMs = 90_000;
/** How many of the objects that are left are named. */
const mostNamed = 10;

/**
 * A Namespace: Current while it is Active. Being deleted, its conditions say what is left; they are
 * told in words. Source: pkg/controller/namespace/deletion/status_condition_utils.go.
 */
export function diagnoseNamespace(namespace: Namespace, scene: Scene): Diagnosis {
  const { deletionTimestamp } = namespace.metadata;
  if (deletionTimestamp === undefined && namespace.phase !== "Terminating")
    return verdict(namespace, "Ready", "active");
  const holds = (type: string): Condition | undefined => {
    const condition = findCondition(namespace.conditions, type);
    return condition?.status === "True" ? condition : undefined;
  };
  const discovery = holds("NamespaceDeletionDiscoveryFailure") ?? holds("NamespaceDeletionGroupVersionParsingFailure");
  if (discovery !== undefined) return diagnoseDiscovery(namespace, discovery, scene);
  return diagnoseContent(
    namespace,
    holds("NamespaceContentRemaining"),
    holds("NamespaceFinalizersRemaining"),
    holds("NamespaceDeletionContentFailure"),
    scene,
  );
}

/** "metrics.k8s.io/v1beta1: stale GroupVersion discovery: metrics.k8s.io/v1beta1, x.io/v1: the server …". */
function groupsIn(message: string): readonly string[] {
  const groups = Array.from(
    message.slice(0, 4096).matchAll(/(?:^|[,:] )([a-z0-9][a-z0-9.-]{0,200}\/v[a-z0-9]{1,20}): /g),
    ([, group = ""]) => group,
  );
  return [...new Set(groups)];
}

function diagnoseDiscovery(namespace: Namespace, condition: Condition, scene: Scene): Diagnosis {
  const message = condition.message ?? "";
  const groups = groupsIn(message);
  const names = groups.map((group) => group.split("/").reverse().join("."));
  const because = names.flatMap((name) => {
    const api = scene.objects.find({ apiVersion: "apiregistration.k8s.io/v1", kind: "APIService", name });
    return api !== undefined && isKind(api, "APIService") ? [diagnoseAPIService(api, scene)] : [];
  });
  const what =
    groups.length === 0
      ? phrase(message, 70)
      : `API ${listed(groups, 2)} ${groups.length === 1 ? "does" : "do"} not answer`;
  return verdict(namespace, "DiscoveryFailed", `cannot be emptied: ${what}`, {
    status: "Terminating",
    outlook: worstOutlook(["may-heal", ...because.filter(isProblem).map(({ outlook }) => outlook)], "may-heal"),
    because: because.filter(isProblem),
    evidence: [conditionEvidence(namespace, condition)],
    since: timeOf(condition.lastTransitionTime) ?? timeOf(namespace.metadata.deletionTimestamp),
    actions: [
      {
        text: "see why the API does not answer",
        command: kubectl(undefined, "get", "apiservice", ...names.slice(0, 2)),
      },
      { text: "bring back what serves it, or delete the APIService if that is gone for good" },
    ],
  });
}

/** The resources of which something is left in a Namespace that is being deleted: "configmaps", "widgets.example.com". */
export function resourcesLeft(namespace: Namespace): readonly string[] {
  const condition = findCondition(namespace.conditions, "NamespaceContentRemaining");
  return condition?.status === "True" ? resourcesIn(condition.message ?? "").map(({ name }) => name) : [];
}

interface Count {
  readonly name: string;
  readonly count: number;
}

/** "pods. has 2 resource instances, widgets.example.com has 1 resource instances". */
function resourcesIn(message: string): readonly Count[] {
  return Array.from(
    message.slice(0, 4096).matchAll(/([a-z0-9-]{1,200})\.([a-z0-9.-]{0,200}) has (\d{1,9}) resource instances/g),
    ([, resource = "", group = "", count = "0"]) => ({
      name: group === "" ? resource : `${resource}.${group}`,
      count: Number(count),
    }),
  );
}

/** "example.com/guard in 1 resource instances". */
function finalizersIn(message: string): readonly Count[] {
  return Array.from(
    message
      .slice(0, 4096)
      .replace(/^.{0,200}?remaining: /s, "")
      .matchAll(/([^\s,]{1,300}) in (\d{1,9}) resource instances/g),
    ([, name = "", count = "0"]) => ({ name, count: Number(count) }),
  );
}

function diagnoseContent(
  namespace: Namespace,
  content: Condition | undefined,
  finalizers: Condition | undefined,
  failure: Condition | undefined,
  scene: Scene,
): Diagnosis {
  const since = timeOf(namespace.metadata.deletionTimestamp);
  const left = resourcesIn(content?.message ?? "");
  const held = finalizersIn(finalizers?.message ?? "");
  const pods = endingPods(namespace, scene);
  const objects = endingObjects(namespace, scene);
  const because = [...pods, ...objects];
  const quick = held.length > 0 || failure !== undefined;
  const patience = since === undefined ? undefined : since + (quick ? finalizerMs : contentMs);
  const holds = content !== undefined || finalizers !== undefined || failure !== undefined;
  const late = holds && patience !== undefined && scene.now >= patience;
  const passes = because.length > 0 && !because.some(isProblem) && held.length === 0;
  const conditions = [content, finalizers, failure].flatMap((condition) => condition ?? []);
  const evidence: readonly Evidence[] = [
    ...conditions.map((condition) => conditionEvidence(namespace, condition)),
    ...deletionWarnings(namespace, scene),
  ];
  // What is named below need not be counted here; before the controller counts, we do.
  const unnamed = held.filter(({ name }) => !objects.some(({ message }) => message.includes(name)));
  const uncounted = left.length === 0 && held.length === 0 ? endingCount(namespace, pods, scene) : "";
  const words = leftWords(left, unnamed, failure) || uncounted;
  if (!late || passes) {
    return verdict(namespace, "Terminating", words === "" ? "being deleted" : `being deleted, ${words}`, {
      status: "Terminating",
      since,
      until: holds && !late ? patience : undefined,
      because,
      evidence,
    });
  }
  return verdict(namespace, "StuckTerminating", `still being deleted, ${words}`, {
    status: "Terminating",
    since,
    because,
    evidence,
    actions: actionsFor(namespace, left, held),
  });
}

/** "2 Pods", "1 ConfigMap", "1 widget.example.com": Kubernetes writes only plurals. */
function countWords({ name, count }: Count): string {
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (kind !== undefined) return count === 1 ? `1 ${kind}` : `${count} ${kind}${kind.endsWith("s") ? "es" : "s"}`;
  return `${count} ${count === 1 ? singular(name) : name}`;
}

/** Of the part before the group. */
function singular(name: string): string {
  const [plural = "", ...group] = name.split(".");
  const one = plural
    .replace(/ies$/, "y")
    .replace(/(ss|x|ch|sh)es$/, "$1")
    .replace(/([^s])s$/, "$1");
  return [one, ...group].join(".");
}

/** The kinds that are most often left behind, by their resource's name. */
const kinds: Readonly<Record<string, string>> = {
  pods: "Pod",
  services: "Service",
  configmaps: "ConfigMap",
  secrets: "Secret",
  serviceaccounts: "ServiceAccount",
  persistentvolumeclaims: "PersistentVolumeClaim",
  "deployments.apps": "Deployment",
  "replicasets.apps": "ReplicaSet",
  "statefulsets.apps": "StatefulSet",
  "daemonsets.apps": "DaemonSet",
  "jobs.batch": "Job",
  "cronjobs.batch": "CronJob",
  "ingresses.networking.k8s.io": "Ingress",
};

/** "2 Pods and 1 widget.example.com left; finalizer example.com/guard on 1 object". */
function leftWords(left: readonly Count[], held: readonly Count[], failure: Condition | undefined): string {
  const parts = [
    ...(left.length === 0 ? [] : [`${listed(left.map(countWords))} left`]),
    ...(held.length === 0
      ? []
      : [
          `finalizer ${listed(
            held.map(({ name, count }) => `${name} on ${counted(count, "object")}`),
            2,
          )}`,
        ]),
    ...(failure === undefined || left.length > 0 || held.length > 0
      ? []
      : [
          `its content cannot be deleted: ${phrase((failure.message ?? "").replace(/^Failed to delete all resource types, \d+ remaining: /, ""), 70)}`,
        ]),
  ];
  return parts.join("; ");
}

/** The Pods in it that are ending: most of what is left of a namespace usually hangs on them. */
function endingPods({ metadata }: Namespace, scene: Scene): readonly Diagnosis[] {
  if (!isComplete(scene, "Pod", metadata.name)) return [];
  const pods = scene.objects.podsIn(metadata.name);
  const ending = pods.map((pod) => diagnosePod(pod, scene)).filter(({ status }) => status === "Terminating");
  return foldEnding(ending, pods.length);
}

function endingCount({ metadata }: Namespace, pods: readonly Diagnosis[], scene: Scene): string {
  if (pods.length === 0) return "";
  const ending = scene.objects.endingIn(metadata.name).filter(({ kind }) => kind === "Pod");
  return `${counted(ending.length, "Pod")} left`;
}

/** What else in it waits to go: objects that finalizers hold, as far as their kinds are followed. */
function endingObjects({ metadata }: Namespace, scene: Scene): readonly Diagnosis[] {
  const held = scene.objects
    .endingIn(metadata.name)
    .filter((object) => object.kind !== "Pod" && object.metadata.finalizers.length > 0)
    .slice(0, mostNamed);
  return held.flatMap((object) => diagnoseDeletion(object, scene) ?? []).map(withoutDeletion);
}

function actionsFor(namespace: Namespace, left: readonly Count[], held: readonly Count[]): readonly Action[] {
  const { name } = namespace.metadata;
  const [first] = left.filter(({ name: resource }) => resource !== "pods");
  const resource = first?.name ?? left[0]?.name;
  const owners = new Set(
    held.map((finalizer) => ownFinalizer(finalizer.name)?.owner ?? finalizerOwner(finalizer.name)),
  );
  return [
    resource === undefined
      ? describe({ kind: "Namespace", name })
      : { text: "see what is left, and its finalizers", command: kubectl(name, "get", resource, "-o", "yaml") },
    ...[...owners].slice(0, 2).map((owner) => ({
      text: `see that ${owner} runs: it removes the finalizer. By hand only if it is gone for good: what it was to clean up stays behind`,
    })),
  ];
}
