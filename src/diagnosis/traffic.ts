import {
  findCondition,
  isKind,
  nameOf,
  refOf,
  type DaemonSet,
  type KubeObject,
  type ObjectRef,
  type Pod,
  type ReplicaSet,
  type Service,
  type StatefulSet,
  type StringMap,
} from "../objects";
import { selectorMatches } from "../wiring";
import { backendsOf, hasSelector, unservedPorts, type Backend } from "./endpoints";
import type { Diagnosis } from "./diagnosis";
import { controllerRevisionOf, controllerRevisions, hasControllerRevisions } from "./revision-pods";
import { revisionOf } from "./revisions";
import { firstUnseen, sceneOf, type Scene } from "./scene";
import type { Snapshot } from "./snapshot";
import { counted } from "./wording";

/** Does traffic reach anybody at this moment? */
export interface Traffic {
  /** `none`: no Service is in front of it, so nothing can be said of users. */
  readonly state: "up" | "partial" | "down" | "none" | "unknown";
  /** Ready endpoints of those that there are. */
  readonly ready: number;
  readonly total: number;
  readonly services: readonly ServiceTraffic[];
  /** One phrase for people: are they affected. */
  readonly sentence: string;
}

export interface ServiceTraffic {
  readonly service: ObjectRef;
  readonly ready: number;
  readonly total: number;
  /** Where none is ready: how many that are ending still serve. Absent: none. */
  readonly draining?: number;
  /** Ready endpoints by rollout revision of the workload behind them, latest first; `undefined` where there is none. */
  readonly revisions: readonly { readonly revision: number | undefined; readonly ready: number }[];
}

/**
 * Is traffic up for a Service, or for a workload or Pod through the Services that select it.
 * Judged by EndpointSlices alone: whether the program answers is not asked. Where no endpoint is
 * ready, one that is ending and still serves counts as serving, as kube-proxy does it. Clients outside the
 * cluster and DNS are not looked at.
 */
export function trafficOf(snapshot: Snapshot, about: ObjectRef, now: Date): Traffic {
  const scene = sceneOf(snapshot, now);
  const object = snapshot.objects.find(about);
  const unseen = firstUnseen(scene, about.namespace, ["Service", "EndpointSlice"]);
  if (unseen !== undefined) {
    const why =
      unseen.coverage === "pending"
        ? `${unseen.kind}s are still being looked for`
        : `${unseen.kind}s cannot be seen (${unseen.coverage.gap})`;
    return { state: "unknown", ready: 0, total: 0, services: [], sentence: `unknown: ${why}` };
  }
  const services =
    object === undefined ? [] : servicesInFrontOf(object, scene).map((service) => serviceTraffic(service, scene));
  if (services.length === 0) return { state: "none", ready: 0, total: 0, services, sentence: noService(object) };
  return judge(services, scene);
}

/**
 * One phrase about users for the snapshot's root; undefined where there is nothing to say. Containers
 * that restart again and again are ready for moments: that is no reason to call users unaffected.
 */
export function usersSentence(snapshot: Snapshot, diagnosis?: Diagnosis): string | undefined {
  const root = snapshot.objects.find(snapshot.root);
  if (root === undefined || (isKind(root, "Service") && !hasSelector(root.spec.selector))) return undefined;
  const traffic = trafficOf(snapshot, snapshot.root, new Date(0));
  if (traffic.state === "none" || traffic.state === "unknown") return undefined;
  if (traffic.state !== "up" || diagnosis === undefined || !restarts(diagnosis)) return traffic.sentence;
  return `affected whenever a Pod restarts: ${traffic.sentence.replace(/^not affected: /, "")} at this moment`;
}

function restarts({ reason, because }: Diagnosis): boolean {
  return reason === "Restarting" || because.some(restarts);
}

function servicesInFrontOf(object: KubeObject, { objects }: Scene): readonly Service[] {
  if (isKind(object, "Service")) return [object];
  const labels = podLabels(object);
  if (labels === undefined) return [];
  return objects
    .all("Service", object.metadata.namespace ?? "")
    .filter(({ spec }) => hasSelector(spec.selector) && selectorMatches(spec.selector, labels));
}

function podLabels(object: KubeObject): StringMap | undefined {
  if (isKind(object, "Pod")) return object.metadata.labels;
  return isKind(object, "Deployment") || isKind(object, "ReplicaSet") || hasControllerRevisions(object)
    ? object.spec.template.labels
    : undefined;
}

function noService(object: KubeObject | undefined): string {
  return object === undefined || podLabels(object) === undefined
    ? "unknown: it has no Pods of its own"
    : "unknown: no Service selects these Pods";
}

function serviceTraffic(service: Service, scene: Scene): ServiceTraffic {
  const { all, ready: listed, draining } = backendsOf(service, scene);
  const deaf = service.spec.ports.length > 0 && unservedPorts(service, scene).length === service.spec.ports.length;
  const ready = deaf ? [] : listed.filter((backend) => !service.spec.publishNotReadyAddresses || isReadyPod(backend));
  const counts = new Map<number | undefined, number>();
  for (const backend of ready) {
    const revision = revisionBehind(backend, scene);
    counts.set(revision, (counts.get(revision) ?? 0) + 1);
  }
  const revisions = [...counts]
    .map(([revision, count]) => ({ revision, ready: count }))
    .sort((a, b) => (b.revision ?? 0) - (a.revision ?? 0));
  return {
    service: refOf(service),
    ready: ready.length,
    total: all.length,
    ...(listed.length > 0 || draining === 0 ? {} : { draining }),
    revisions,
  };
}

/** Published not-ready addresses reach a Pod, but not one that answers. */
function isReadyPod({ pod }: Backend): boolean {
  return pod === undefined || findCondition(pod.status.conditions, "Ready")?.status === "True";
}

function revisionBehind({ pod }: Backend, scene: Scene): number | undefined {
  if (pod === undefined) return undefined;
  const set = replicaSetOf(pod, scene);
  if (set !== undefined) return revisionOf(set);
  const owner = setsIn(pod.metadata.namespace, scene).find(({ metadata: { uid, name } }) =>
    pod.metadata.ownerReferences.some(
      (reference) => reference.controller && reference.name === name && (uid === undefined || reference.uid === uid),
    ),
  );
  return owner === undefined ? undefined : controllerRevisionOf(pod, controllerRevisions(owner, scene))?.revision;
}

/** The StatefulSets and DaemonSets of a namespace, as far as they are followed. */
const setsIn = (namespace: string | undefined, { objects }: Scene): readonly (StatefulSet | DaemonSet)[] => [
  ...objects.all("StatefulSet", namespace ?? ""),
  ...objects.all("DaemonSet", namespace ?? ""),
];

function replicaSetOf(pod: Pod, { objects }: Scene): ReplicaSet | undefined {
  const owner = pod.metadata.ownerReferences.find(({ controller, kind }) => controller && kind === "ReplicaSet");
  if (owner === undefined) return undefined;
  const { namespace } = pod.metadata;
  const set = objects.find({
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    name: owner.name,
    ...(namespace === undefined ? {} : { namespace }),
  });
  return set !== undefined && isKind(set, "ReplicaSet") ? set : undefined;
}

function judge(services: readonly ServiceTraffic[], scene: Scene): Traffic {
  const ready = services.reduce((sum, service) => sum + service.ready, 0);
  const total = services.reduce((sum, service) => sum + service.total, 0);
  const figures = { ready, total, services };
  const up = services.filter((service) => service.ready > 0);
  const ending = services.filter((service) => service.ready === 0 && service.draining !== undefined);
  const down = services.filter((service) => service.ready === 0 && service.draining === undefined);
  const names = down.map(({ service }) => nameOf(service)).join(", ");
  const [by] = [...up.map((service) => servedBy(service, scene)), ...ending.map(endingWords)];
  if (by === undefined) return { ...figures, state: "down", sentence: `no ready endpoint: nothing serves ${names}` };
  if (down.length > 0)
    return { ...figures, state: "partial", sentence: `partly affected: nothing serves ${names}; ${by}` };
  const [first] = ending;
  if (first !== undefined) return { ...figures, state: "partial", sentence: `served by fewer: ${endingWords(first)}` };
  const fewer = up.some((service) => service.ready < wantedPods(service, scene).replicas);
  return fewer
    ? { ...figures, state: "partial", sentence: `served by fewer: ${by}` }
    : { ...figures, state: "up", sentence: `not affected: ${by}` };
}

/** kube-proxy's last resort when nothing is ready. */
function endingWords({ service, draining = 0 }: ServiceTraffic): string {
  const pods = counted(draining, "Pod that is", "Pods that are");
  return `only ${pods} ending still ${draining === 1 ? "serves" : "serve"} ${nameOf(service)}`;
}

/** "revision 7 still serves with 2 of 2 Pods", "2 of 3 endpoints ready" where no one revision serves alone. */
function servedBy(service: ServiceTraffic, scene: Scene): string {
  const { replicas, revision: present } = wantedPods(service, scene);
  const [only, ...others] = service.revisions;
  if (only?.revision === undefined || others.length > 0)
    return `${service.ready} of ${counted(Math.max(service.ready, replicas), "endpoint")} ready`;
  const verb = present !== undefined && only.revision < present ? "still serves" : "serves";
  return `revision ${only.revision} ${verb} with ${service.ready} of ${counted(Math.max(service.ready, replicas), "Pod")}`;
}

/** How many Pods the workloads behind a Service want, and their present revision. Where there are none, what the slices list. */
function wantedPods(
  { service, total }: ServiceTraffic,
  scene: Scene,
): { readonly replicas: number; readonly revision: number | undefined } {
  const { objects } = scene;
  const found = objects.find(service);
  if (found === undefined || !isKind(found, "Service") || !hasSelector(found.spec.selector))
    return { replicas: total, revision: undefined };
  const { selector } = found.spec;
  const deployments = objects
    .all("Deployment", service.namespace ?? "")
    .filter(({ spec }) => selectorMatches(selector, spec.template.labels));
  const sets = setsIn(service.namespace, scene).filter(({ spec }) => selectorMatches(selector, spec.template.labels));
  if (deployments.length + sets.length === 0) return { replicas: total, revision: undefined };
  return {
    replicas:
      deployments.reduce((sum, { spec }) => sum + spec.replicas, 0) + sets.reduce((sum, set) => sum + wantedOf(set), 0),
    revision: Math.max(
      ...deployments.map((deployment) => revisionOf(deployment) ?? 0),
      ...sets.map((set) => controllerRevisions(set, scene)[0]?.revision ?? 0),
    ),
  };
}

const wantedOf = (set: StatefulSet | DaemonSet): number =>
  set.kind === "StatefulSet" ? set.spec.replicas : set.status.desired;
