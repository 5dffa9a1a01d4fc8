import {
  nameOf,
  refOf,
  type DaemonSet,
  type Deployment,
  type ReplicaSet,
  type Service,
  type StatefulSet,
} from "../objects";
import { isLikelyMeant, selectorMatches, serviceToPods, type NearMiss, type PodSource } from "../wiring";
import { diagnoseDaemonSet } from "./daemon-set";
import { diagnoseDeployment } from "./deployment";
import type { Action, Diagnosis } from "./diagnosis";
import { hasSelector } from "./endpoints";
import { kubectl } from "./kubectl";
import { isActive } from "./owned";
import { diagnoseReplicaSet } from "./replica-set";
import { firstUnseen, isComplete, type Scene } from "./scene";
import { diagnoseStatefulSet } from "./stateful-set";
import { latest, timeOf } from "./time";
import { isProblem, verdict } from "./verdict";
import { phrase } from "./wording";

/** A Service is often made a moment before its workload: so long a misspelling is not called one. */
const nearPatienceMs = 3000;
/** Where nothing comes near, the workload may still wait for something slow. */
const farPatienceMs = 60_000;

/**
 * No Pod carries the selector's labels. Either a workload's template does and its Pods are not there
 * (then the workload tells why), or nothing in the namespace does.
 */
export function diagnoseNoMatch(service: Service, scene: Scene): Diagnosis {
  const { namespace } = service.metadata;
  const selector = service.spec.selector ?? {};
  const wanted = pairs(selector);
  const workload = workloads(scene, namespace).find(({ spec }) => selectorMatches(selector, spec.template.labels));
  if (workload !== undefined) return diagnoseThroughWorkload(service, wanted, workload, scene);
  const leaving = scene.objects
    .podsIn(namespace)
    .filter(
      ({ metadata }) => metadata.deletionTimestamp !== undefined && selectorMatches(selector, metadata.labels),
    ).length;
  if (leaving > 0)
    return verdict(
      service,
      "NoPodsYet",
      `no endpoints: its ${leaving === 1 ? "Pod is" : `${leaving} Pods are`} being deleted`,
    );
  const unseen = firstUnseen(scene, namespace, ["Deployment", "ReplicaSet"]);
  if (unseen?.coverage === "pending") return verdict(service, "Looking", `looking for its ${unseen.kind}s`);
  const answer = serviceToPods(selector, sourcesIn(scene, namespace));
  // A label that a controller adds to Pods decides: once they exist it is seen.
  if (answer.answer !== "no") return verdict(service, "NoPodsYet", `no Pod has ${wanted} yet`);
  const near = answer.value;
  return near !== undefined && isTold(near, service, scene)
    ? diagnoseNear(service, wanted, near, scene)
    : diagnoseFar(service, wanted, near, scene);
}

const pairs = (labels: Readonly<Record<string, string>>): string =>
  phrase(
    Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(", "),
    60,
  );

/** What makes Pods that a Service can select. StatefulSets and DaemonSets only where they are followed. */
type Workload = Deployment | ReplicaSet | StatefulSet | DaemonSet;

function workloads({ objects }: Scene, namespace: string | undefined): readonly Workload[] {
  const alone = objects
    .all("ReplicaSet", namespace ?? "")
    .filter(
      ({ metadata, spec }) => spec.replicas > 0 && !metadata.ownerReferences.some(({ controller }) => controller),
    );
  return [
    ...objects.all("Deployment", namespace ?? ""),
    ...alone,
    ...objects.all("StatefulSet", namespace ?? ""),
    ...objects.all("DaemonSet", namespace ?? ""),
  ].filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

function diagnoseThroughWorkload(service: Service, wanted: string, workload: Workload, scene: Scene): Diagnosis {
  const cause = diagnoseWorkload(workload, scene);
  const { outlook } = cause;
  if (cause.reason === "ScaledToZero") {
    return verdict(service, "NoPodsYet", `no endpoints: ${nameOf(cause.object)} is scaled to zero`, {
      outlook: "suspended",
    });
  }
  return verdict(
    service,
    isProblem(cause) ? "NoReadyEndpoints" : "NoPodsYet",
    isProblem(cause) ? "no ready endpoints" : `no Pod has ${wanted} yet`,
    {
      outlook: outlook === "healthy" ? "waiting" : outlook,
      status: "InProgress",
      because: outlook === "healthy" ? [] : [cause],
    },
  );
}

function diagnoseWorkload(workload: Workload, scene: Scene): Diagnosis {
  switch (workload.kind) {
    case "Deployment":
      return diagnoseDeployment(workload, scene);
    case "ReplicaSet":
      return diagnoseReplicaSet(workload, scene);
    case "StatefulSet":
      return diagnoseStatefulSet(workload, scene);
    case "DaemonSet":
      return diagnoseDaemonSet(workload, scene);
  }
}

/** Everything whose labels the selector could mean: workloads before the Pods that they made. */
function sourcesIn(scene: Scene, namespace: string | undefined): readonly PodSource[] {
  const sets = workloads(scene, namespace);
  const pods = scene.objects
    .podsIn(namespace)
    .filter(
      (pod) =>
        isActive(pod) &&
        !pod.metadata.ownerReferences.some(({ controller, kind }) => controller && kind === "ReplicaSet"),
    );
  return [
    ...sets.map((set): PodSource => ({
      ref: refOf(set),
      labels: set.spec.template.labels,
      spec: set.spec.template.spec,
      ownLabels: set.metadata.labels,
    })),
    ...pods.map((pod): PodSource => ({ ref: refOf(pod), labels: pod.metadata.labels, spec: pod.spec })),
  ];
}

/**
 * Is the near miss worth telling as such? It reads like a misspelling, or the workload bears the
 * Service's name; and no other Service selects it (or it would be that one's).
 */
function isTold(near: NearMiss, service: Service, scene: Scene): boolean {
  const likely = isLikelyMeant(near) || near.onWorkload === true || near.source.ref.name === service.metadata.name;
  return likely && !isTaken(near, service, scene);
}

function isTaken({ source }: NearMiss, service: Service, { objects }: Scene): boolean {
  const labels = Object.fromEntries(
    Object.entries(typeof source.labels === "symbol" ? {} : source.labels).filter(
      (pair): pair is [string, string] => typeof pair[1] === "string",
    ),
  );
  return objects
    .all("Service", service.metadata.namespace ?? "")
    .some(
      ({ metadata, spec }) =>
        metadata.name !== service.metadata.name && hasSelector(spec.selector) && selectorMatches(spec.selector, labels),
    );
}

/** Since when the selector counts: the Service's creation, or the start of the update that may have changed it. */
const sinceOf = ({ metadata }: Service, { started }: Scene): number | undefined =>
  latest(timeOf(metadata.creationTimestamp), started);

function diagnoseNear(service: Service, wanted: string, near: NearMiss, scene: Scene): Diagnosis {
  const since = sinceOf(service, scene);
  const patience = since === undefined ? undefined : since + nearPatienceMs;
  if (patience !== undefined && scene.now < patience)
    return verdict(service, "NoPodsYet", `no Pod has ${wanted} yet`, { since, until: patience });
  return verdict(service, "SelectorMatchesNothing", `selects ${wanted}, no Pod has it; ${difference(near)}`, {
    since,
    actions: corrections(service, near),
  });
}

function diagnoseFar(service: Service, wanted: string, near: NearMiss | undefined, scene: Scene): Diagnosis {
  const since = sinceOf(service, scene);
  const patience = since === undefined ? undefined : since + farPatienceMs;
  const empty = sourcesIn(scene, service.metadata.namespace).length === 0;
  if (empty || patience === undefined || scene.now < patience) {
    return verdict(service, "NoPodsYet", `no Pod has ${wanted} yet`, { since, until: empty ? undefined : patience });
  }
  const nearest = near === undefined ? "" : `; nearest: ${difference(near)}`;
  const unlisted = ["StatefulSet", "DaemonSet"].filter((kind) => !isComplete(scene, kind, service.metadata.namespace));
  if (unlisted.length > 0) return diagnoseUnlisted(service, `no Pod has ${wanted}${nearest}`, unlisted, since);
  return verdict(service, "SelectorMatchesNothing", `selects ${wanted}, no Pod has it${nearest}`, {
    outlook: "may-heal",
    since,
  });
}

/** One of a kind that nobody follows may have the labels, and no Pods yet. */
function diagnoseUnlisted(
  service: Service,
  state: string,
  kinds: readonly string[],
  since: number | undefined,
): Diagnosis {
  const { namespace } = service.metadata;
  const names = kinds.map((kind) => `${kind}s`);
  return verdict(service, "NoPodsYet", `${state}; ${names.join(" and ")} are not looked at`, {
    outlook: "unknown",
    since,
    actions: [
      {
        text: "see whether one of them makes such Pods",
        command: kubectl(namespace, "get", names.join(",").toLowerCase(), "--show-labels"),
      },
    ],
  });
}

/** "Deployment web has app=web", "the Pods of Deployment web lack the labels that it has itself". */
function difference({ source, differs, onWorkload }: NearMiss): string {
  const name = nameOf(source.ref);
  if (onWorkload === true) return `${name} has it on itself, not on its Pod template`;
  const found = differs.map(({ key, found: value, nearKey }) => {
    if (value !== undefined) return `${key}=${value}`;
    const near = nearKey === undefined ? undefined : labelOf(source, nearKey);
    return near === undefined ? `no ${key}` : `${nearKey}=${near}`;
  });
  return `${name} has ${phrase(found.join(", "), 60)}`;
}

function labelOf({ labels }: PodSource, key: string): string | undefined {
  const value = typeof labels === "symbol" ? undefined : labels[key];
  return typeof value === "string" ? value : undefined;
}

/** The selector that would match, as far as the near miss tells. */
function corrections(service: Service, { source, differs, onWorkload }: NearMiss): readonly Action[] {
  const { namespace, name } = service.metadata;
  const look = {
    text: "compare with the labels that the Pods have",
    command: kubectl(namespace, "get", "pods", "--show-labels"),
  };
  if (onWorkload === true) return [{ text: `put the labels on the Pod template of ${nameOf(source.ref)}` }, look];
  const found = differs.flatMap(({ key, found: value, nearKey }) => {
    const label = value === undefined && nearKey !== undefined ? labelOf(source, nearKey) : value;
    return label === undefined ? [] : [`${value === undefined ? (nearKey ?? key) : key}: ${JSON.stringify(label)}`];
  });
  const text =
    found.length === 0
      ? `correct the selector of Service ${name}`
      : `in the selector of Service ${name}: { ${found.join(", ")} }`;
  return [{ text }, look];
}
