import type { Diagnosis, Snapshot } from "../diagnosis";
import { isKind, keyOf, nameOf, type Known, type KubeObject, type ObjectRef, type ObjectView } from "../objects";
import type { SummaryEntry } from "../render";
import { figuresOf, phasesOf } from "../story";
import { budgetCovers, selectorMatches } from "../wiring";
import type { Phase } from "./traced-object";

/** One traced object as it stands at the end. */
export interface Outcome {
  readonly urn: string;
  readonly phase: Phase;
  readonly object: ObjectRef;
  readonly diagnosis: Diagnosis;
  readonly snapshot: Snapshot;
  /** The component around it. */
  readonly component: string | undefined;
  readonly readyInMs: number | undefined;
  /** How long the rollout before took. */
  readonly lastTimeMs: number | undefined;
  /** The update has not changed it. */
  readonly isUntouched: boolean;
}

/** What a person thinks of as one thing, its workload first. */
export interface Application {
  readonly name: string;
  readonly outcomes: readonly Outcome[];
}

/**
 * The summary's entries: what a person thinks of as one thing. That is a component with all its
 * objects, or a workload together with what serves it (the Services that select its Pods, the
 * Ingresses, routes and Gateways before those, its claims, autoscaler and budget), or an object by itself.
 */
export function applicationsOf(outcomes: readonly Outcome[]): readonly Application[] {
  const groups = new Map<string, Outcome[]>();
  const clusters = [...new Set(outcomes.map(clusterOf))];
  for (const outcome of outcomes) {
    const cluster = clusterOf(outcome);
    const nearby = outcomes.filter((other) => clusterOf(other) === cluster);
    const leader = outcome.component === undefined ? (leaderOf(outcome, nearby) ?? outcome) : outcome;
    const { kind, name, namespace = "" } = leader.object;
    const key = leader.component ?? `${String(clusters.indexOf(cluster))}/${namespace}/${kind}/${name}`;
    groups.set(key, [...(groups.get(key) ?? []), outcome]);
  }
  return withDistinctNames([...groups.values()].map(applicationOf));
}

/** What is known of one cluster is in one place. */
const clusterOf = ({ snapshot }: Outcome): ObjectView => snapshot.objects;

/**
 * "web" is enough for one thing; a Deployment and a Service of that name that are apart get their kinds,
 * two Deployments in two clusters the names of their resources.
 */
function withDistinctNames(applications: readonly Application[]): readonly Application[] {
  const better = (named: readonly Application[], nameFor: (first: Outcome) => string): readonly Application[] =>
    named.map((application) => {
      const [first] = application.outcomes;
      const isShared = named.some((other) => other !== application && other.name === application.name);
      return isShared && first !== undefined ? { ...application, name: nameFor(first) } : application;
    });
  const byKind = better(applications, ({ object }) => nameOf(object));
  return better(byKind, ({ object, urn }) => `${nameOf(object)} (${urn.split("::").at(-1) ?? ""})`);
}

/** The traced workload that an object serves, itself or through a traced Service. */
function leaderOf(outcome: Outcome, outcomes: readonly Outcome[]): Outcome | undefined {
  const object = outcome.snapshot.objects.find(outcome.object);
  if (object === undefined) return undefined;
  const nearby = outcomes.filter(
    (other) => other.component === undefined && other.object.namespace === outcome.object.namespace,
  );
  const workload = nearby.find((other) => {
    const found = workloadOf(other);
    return found !== undefined && serves(object, found);
  });
  if (workload !== undefined) return workload;
  if (isKind(object, "Gateway")) return leaderOfRoutes(outcome, outcomes);
  const backends = new Set(backendsOf(object).map(keyOf));
  const service = outcomes.find((other) => other.component === undefined && backends.has(keyOf(other.object)));
  return service === undefined ? undefined : (leaderOf(service, outcomes) ?? service);
}

/** A Gateway belongs to the application that all its traced routes lead to; to none where they lead to several. */
function leaderOfRoutes({ object: gateway }: Outcome, outcomes: readonly Outcome[]): Outcome | undefined {
  const routes = outcomes.filter(({ component, object, snapshot }) => {
    const route = component === undefined ? snapshot.objects.find(object) : undefined;
    if (route === undefined || !isKind(route, "HTTPRoute")) return false;
    return route.spec.parentRefs.some(
      ({ kind, name, namespace = object.namespace }) =>
        kind === "Gateway" && name === gateway.name && namespace === gateway.namespace,
    );
  });
  const [leader, ...others] = new Set(routes.map((route) => leaderOf(route, outcomes) ?? route));
  return others.length === 0 ? leader : undefined;
}

type Workload = Known["Deployment" | "StatefulSet" | "DaemonSet"];

function workloadOf({ snapshot, object }: Outcome): Workload | undefined {
  const found = snapshot.objects.find(object);
  if (found === undefined) return undefined;
  return isKind(found, "Deployment") || isKind(found, "StatefulSet") || isKind(found, "DaemonSet") ? found : undefined;
}

function serves(object: KubeObject, workload: Workload): boolean {
  const { template } = workload.spec;
  if (isKind(object, "Service"))
    return object.spec.selector !== undefined && selectorMatches(object.spec.selector, template.labels);
  if (isKind(object, "PodDisruptionBudget")) return budgetCovers(object, template.labels);
  if (isKind(object, "PersistentVolumeClaim"))
    return template.spec.volumes.some(({ claimName }) => claimName === object.metadata.name);
  if (!isKind(object, "HorizontalPodAutoscaler")) return false;
  const { kind, name } = object.spec.scaleTargetRef;
  return kind === workload.kind && name === workload.metadata.name;
}

/** The Services that an Ingress or a route sends requests to. */
function backendsOf(object: KubeObject): readonly ObjectRef[] {
  const { namespace } = object.metadata;
  const service = (name: string, place = namespace): ObjectRef => ({
    apiVersion: "v1",
    kind: "Service",
    name,
    ...(place === undefined ? {} : { namespace: place }),
  });
  if (isKind(object, "HTTPRoute"))
    return object.spec.rules.flatMap(({ backendRefs }) =>
      backendRefs.flatMap((ref) => (ref.kind === "Service" ? [service(ref.name, ref.namespace)] : [])),
    );
  if (!isKind(object, "Ingress")) return [];
  const { defaultBackend, rules } = object.spec;
  const backends = [defaultBackend, ...rules.flatMap(({ paths }) => paths.map(({ backend }) => backend))];
  return backends.flatMap((backend) => (backend?.service === undefined ? [] : [service(backend.service.name)]));
}

function applicationOf(group: readonly Outcome[]): Application {
  const outcomes = [...group].sort((a, b) => rank(a.object) - rank(b.object));
  const [first] = outcomes;
  return { name: first?.component ?? first?.object.name ?? "", outcomes };
}

/** An application as the summary tells it. */
export function entryOf({ name, outcomes }: Application): SummaryEntry {
  const figures = Object.assign(
    {},
    ...outcomes.map(({ snapshot, object }) => figuresOf(snapshot.objects, object)),
  ) as SummaryEntry["figures"];
  const workload = outcomes.find(({ object }) => rank(object) === 0);
  const phases = workload && phasesOf(workload.snapshot.objects, workload.object, workload.snapshot.started);
  // Where nothing has come up (fewer Pods, a label) there is nothing to compare.
  const lastTimeMs = Object.keys(phases ?? {}).length === 0 ? undefined : workload?.lastTimeMs;
  const readyInMs = Math.max(...outcomes.map((outcome) => outcome.readyInMs ?? -Infinity));
  return {
    name,
    diagnoses: outcomes.map(({ diagnosis }) => diagnosis),
    ...(figures === undefined ? {} : { figures }),
    ...(phases === undefined ? {} : { phases }),
    ...(Number.isFinite(readyInMs) ? { readyInMs } : {}),
    ...(lastTimeMs === undefined ? {} : { lastTimeMs }),
  };
}

/** Workloads speak before the Services in front of them, and those before what else belongs to it. */
const workloads = ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicaSet", "Pod"];
export const isWorkload = ({ kind }: ObjectRef): boolean => workloads.includes(kind);
function rank(object: ObjectRef): number {
  if (isWorkload(object)) return 0;
  return object.kind === "Service" ? 1 : 2;
}
