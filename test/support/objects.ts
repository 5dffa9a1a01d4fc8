import type { Coverage, Diagnosis, LogExcerpt, Snapshot } from "../../src/diagnosis";
import { ObjectStore, readObject, type ObjectRef } from "../../src/objects";

/** JSON of the API as it comes, hand-written and small. */
export type Raw = Readonly<Record<string, unknown>>;

export const namespace = "prod";
const start = Date.parse("2026-01-01T12:00:00Z");

/** RFC 3339 of so many seconds after the operation's start, without fractions as the API writes it. */
export function at(seconds: number): string {
  return new Date(start + seconds * 1000).toISOString().replace(".000Z", "Z");
}
export const moment = (seconds: number): Date => new Date(start + seconds * 1000);

/** Lays `patch` over `base`: objects are merged, everything else replaces; undefined removes. */
export function merge(base: Raw, patch: Raw): Raw {
  const merged = Object.entries(patch).map(([key, value]): [string, unknown] => {
    const old = base[key];
    return [key, isRecord(old) && isRecord(value) ? merge(old, value) : value];
  });
  return Object.fromEntries(
    [...Object.entries(base), ...merged].filter(
      ([key, value]) => value !== undefined && !(key in patch && patch[key] === undefined),
    ),
  );
}

const isRecord = (value: unknown): value is Raw => typeof value === "object" && value !== null && !Array.isArray(value);

const meta = (name: string, more: Raw = {}): Raw => ({
  name,
  namespace,
  uid: `uid-${name}`,
  creationTimestamp: at(0),
  ...more,
});
const owner = (kind: string, name: string): Raw => ({
  apiVersion: "apps/v1",
  kind,
  name,
  uid: `uid-${name}`,
  controller: true,
});

/** A Deployment of two Pods that has settled; patch it for what is wrong. */
export function deployment(patch: Raw = {}, template: Raw = {}): Raw {
  return merge(
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: meta("web", { generation: 1, annotations: { "deployment.kubernetes.io/revision": "1" } }),
      spec: { replicas: 2, selector: { matchLabels: { app: "web" } }, template: podTemplate(template) },
      status: {
        observedGeneration: 1,
        replicas: 2,
        updatedReplicas: 2,
        readyReplicas: 2,
        availableReplicas: 2,
        conditions: [
          { type: "Available", status: "True", reason: "MinimumReplicasAvailable", lastTransitionTime: at(3) },
          { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable", lastTransitionTime: at(0) },
        ],
      },
    },
    patch,
  );
}

/** The Deployment's counts while no Pod is ready. */
export const unready: Raw = {
  status: {
    readyReplicas: 0,
    availableReplicas: 0,
    unavailableReplicas: 2,
    conditions: [{ type: "Progressing", status: "True", reason: "ReplicaSetUpdated", lastTransitionTime: at(0) }],
  },
};

/** A Pod template with one container; `spec` is laid over its spec, labels stay app=web. */
export function podTemplate(spec: Raw = {}, labels: Raw = { app: "web" }): Raw {
  return { metadata: { labels }, spec: merge({ containers: [container()] }, spec) };
}

export function container(patch: Raw = {}): Raw {
  return merge({ name: "web", image: "lab.local/web:1", ports: [{ name: "web", containerPort: 8080 }] }, patch);
}

export const readinessProbe: Raw = { httpGet: { path: "/", port: 8080 }, periodSeconds: 1 };

export function replicaSet(patch: Raw = {}, template: Raw = {}, name = "web-1", revision = "1"): Raw {
  return merge(
    {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: meta(name, {
        generation: 1,
        annotations: { "deployment.kubernetes.io/revision": revision },
        ownerReferences: [owner("Deployment", "web")],
      }),
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: "web", "pod-template-hash": name } },
        template: podTemplate(template),
      },
      status: { observedGeneration: 1, replicas: 2, readyReplicas: 2, availableReplicas: 2 },
    },
    patch,
  );
}

/** A Pod of ReplicaSet web-1 that is ready; patch it for what is wrong. */
export function pod(name = "web-1-a", patch: Raw = {}, set = "web-1"): Raw {
  return merge(
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: meta(name, { labels: { app: "web" }, ownerReferences: [owner("ReplicaSet", set)] }),
      spec: { nodeName: "lab", containers: [container()] },
      status: {
        phase: "Running",
        startTime: at(0),
        conditions: [
          { type: "PodScheduled", status: "True", lastTransitionTime: at(0) },
          { type: "Ready", status: "True", lastTransitionTime: at(2) },
          { type: "ContainersReady", status: "True", lastTransitionTime: at(2) },
        ],
        containerStatuses: [running()],
      },
    },
    patch,
  );
}

const unreadyConditions: readonly Raw[] = [
  { type: "PodScheduled", status: "True", lastTransitionTime: at(0) },
  { type: "Ready", status: "False", reason: "ContainersNotReady", lastTransitionTime: at(0) },
  { type: "ContainersReady", status: "False", lastTransitionTime: at(0) },
];

/** The same Pod with its one container in this state, and not ready. */
export function podWith(
  status: Raw,
  more: {
    readonly name?: string;
    readonly spec?: Raw;
    readonly container?: Raw;
    readonly phase?: string;
    readonly metadata?: Raw;
  } = {},
): Raw {
  return pod(more.name, {
    metadata: more.metadata ?? {},
    spec: merge({ containers: [container(more.container)] }, more.spec ?? {}),
    status: { phase: more.phase ?? "Running", conditions: unreadyConditions, containerStatuses: [status] },
  });
}

/** A Pod whose init container is in this state; web waits with PodInitializing. */
export function podWithInit(status: Raw, init: Raw = {}): Raw {
  return pod("web-1-a", {
    spec: { initContainers: [merge({ name: "migrate", image: "lab.local/app:1" }, init)] },
    status: {
      phase: "Pending",
      conditions: unreadyConditions,
      initContainerStatuses: [merge(status, { name: "migrate" })],
      containerStatuses: [waiting("PodInitializing")],
    },
  });
}

/** A Pod that has no node. */
export function unscheduledPod(condition: Raw, spec: Raw = {}): Raw {
  const base = pod("web-1-a", { spec });
  const conditions =
    Object.keys(condition).length === 0
      ? []
      : [{ type: "PodScheduled", status: "False", lastTransitionTime: at(0), ...condition }];
  return merge(base, {
    spec: { nodeName: undefined },
    status: { phase: "Pending", conditions, containerStatuses: undefined, startTime: undefined },
  });
}

const common: Raw = { name: "web", image: "lab.local/web:1", lastState: {} };

export function running(patch: Raw = {}): Raw {
  return merge(
    { ...common, ready: true, started: true, restartCount: 0, state: { running: { startedAt: at(1) } } },
    patch,
  );
}
export function waiting(reason: string, message?: string, patch: Raw = {}): Raw {
  return merge(
    {
      ...common,
      ready: false,
      started: false,
      restartCount: 0,
      state: { waiting: { reason, ...(message === undefined ? {} : { message }) } },
    },
    patch,
  );
}
export function terminated(exitCode: number, patch: Raw = {}): Raw {
  return { ...common, ready: false, started: false, restartCount: 0, state: { terminated: ended(exitCode) }, ...patch };
}
/** How an instance ended that started at second 1 and lived for one second. */
export function ended(exitCode: number, patch: Raw = {}): Raw {
  return { exitCode, reason: exitCode === 0 ? "Completed" : "Error", startedAt: at(1), finishedAt: at(2), ...patch };
}

export function service(patch: Raw = {}, name = "web"): Raw {
  return merge(
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: meta(name, { uid: `uid-service-${name}` }),
      spec: {
        type: "ClusterIP",
        clusterIP: "10.96.0.7",
        selector: { app: "web" },
        ports: [{ port: 80, targetPort: 8080, protocol: "TCP" }],
      },
      status: { loadBalancer: {} },
    },
    patch,
  );
}

export function slice(endpoints: readonly Raw[], patch: Raw = {}): Raw {
  return merge(
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: meta("web-slice", { labels: { "kubernetes.io/service-name": "web" } }),
      addressType: "IPv4",
      endpoints,
      ports: [{ name: "", port: 8080, protocol: "TCP" }],
    },
    patch,
  );
}

export function endpoint(podName: string, ready = true): Raw {
  return {
    addresses: [`10.244.0.${podName.length}`],
    conditions: { ready },
    targetRef: { kind: "Pod", name: podName, uid: `uid-${podName}` },
  };
}

let events = 0;
/** An event about an object of this namespace; `time` in seconds. */
export function event(kind: string, name: string, reason: string, message: string, time: number, patch: Raw = {}): Raw {
  events += 1;
  return merge(
    {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: `${name}.${events}`, namespace },
      type: "Warning",
      reason,
      message,
      count: 1,
      firstTimestamp: at(time),
      lastTimestamp: at(time),
      involvedObject: { kind, namespace, name, uid: `uid-${name}` },
    },
    patch,
  );
}
export function podEvent(reason: string, message: string, time: number, patch: Raw = {}): Raw {
  return event(
    "Pod",
    "web-1-a",
    reason,
    message,
    time,
    merge({ involvedObject: { fieldPath: "spec.containers{web}" } }, patch),
  );
}

export interface SnapshotOptions {
  readonly root?: ObjectRef;
  readonly coverage?: (kind: string, namespace: string | undefined) => Coverage;
  readonly logs?: readonly LogExcerpt[];
  readonly started?: string;
}

/** A snapshot of raw objects; the first is the root, every kind is complete, the operation began at second 0. */
export function snapshotOf(
  raws: readonly Raw[],
  { root, coverage = () => "complete", logs = [], started = at(0) }: SnapshotOptions = {},
): Snapshot {
  const store = new ObjectStore();
  for (const raw of raws) {
    const object = readObject(raw);
    if (object !== undefined) store.put(object);
  }
  return { root: root ?? rootOf(raws[0] ?? {}), objects: store, coverage, logs, started };
}

function rootOf(raw: Raw): ObjectRef {
  const { name = "", namespace: place } = (raw["metadata"] ?? {}) as { name?: string; namespace?: string };
  return {
    apiVersion: String(raw["apiVersion"]),
    kind: String(raw["kind"]),
    name,
    ...(place === undefined ? {} : { namespace: place }),
  };
}

export function logOf(lines: readonly string[], more: Partial<LogExcerpt> = {}): LogExcerpt {
  return { pod: "web-1-a", namespace, container: "web", previous: false, lines, ...more };
}

/** The messages from the root to the deepest cause along the first of each. */
export function chain(diagnosis: Diagnosis): string {
  return [diagnosis.message, ...(diagnosis.because[0] === undefined ? [] : [chain(diagnosis.because[0])])].join(" ← ");
}

/** State, outlook, reason and chain in one line: what the tables compare. */
export function told(diagnosis: Diagnosis): string {
  return `${diagnosis.status} ${diagnosis.outlook} ${diagnosis.reason}: ${chain(diagnosis)}`;
}

export function deepest(diagnosis: Diagnosis): Diagnosis {
  return diagnosis.because[0] === undefined ? diagnosis : deepest(diagnosis.because[0]);
}
