import { diagnose, type Diagnosis, type Snapshot } from "../diagnosis";
import { backendsOf, hasSelector } from "../diagnosis/endpoints";
import { sceneOf, type Scene } from "../diagnosis/scene";
import { rankOf } from "../diagnosis/verdict";
import { nameOf, refOf, type KubeObject, type ObjectRef, type Service, type ServicePort } from "../objects";
import { isReadyPod } from "../story";
import { selectorMatches } from "../wiring";
import type { GateWish } from "./gate-args";

/** How far a Service is from what a gate wants, and why. */
export interface Observation {
  readonly service: Service | undefined;
  /** Ready endpoints that count: with a Pod that is ready, on the port that was asked for. */
  readonly ready: number;
  readonly wanted: number;
  /** Of the ready endpoints: "10.244.0.7:8080", each port by itself; without a port where the Service has none. */
  readonly addresses: readonly string[];
  /** What explains the missing endpoints: the Service's diagnosis, or that of what stands behind it. */
  readonly diagnosis: Diagnosis;
  /** What no waiting changes: one sentence that names the Service. */
  readonly obstacle?: string;
  /** The port on which a path is asked. */
  readonly port: ServicePort | undefined;
}

/** Looks at the snapshot's root, a Service. Pure and total, as `diagnose` is. */
export function observe(
  snapshot: Snapshot,
  wish: Pick<GateWish, "minReady" | "port" | "failFast">,
  now: Date,
): Observation {
  const { root } = snapshot;
  const own = diagnose(snapshot, now);
  const service = snapshot.objects.findKnown("Service", root.namespace, root.name);
  const unseen = (["Service", "EndpointSlice"] as const).some(
    (kind) => snapshot.coverage(kind, root.namespace) !== "complete",
  );
  if (service === undefined || unseen) {
    const wanted = "count" in wish.minReady ? wish.minReady.count : 1;
    return { service, ready: 0, wanted, addresses: [], diagnosis: own, port: undefined };
  }
  const scene = sceneOf(snapshot, now);
  const { ports } = service.spec;
  const asked = wish.port;
  const port = asked === undefined ? ports[0] : ports.find((one) => one.port === asked || one.name === asked);
  const { count, addresses } = readyEndpoints(service, asked === undefined ? ports : port ? [port] : [], scene);
  const workloads = workloadsBehind(service, scene);
  const wanted = wantedCount(wish, service, workloads, scene);
  const states = statesBehind(workloads, service, snapshot, now);
  const diagnosis = count > 0 && count < wanted ? (states[0] ?? own) : own;
  // What is on its way may bring what the present Pods never will.
  const isSettled = workloads.length === 0 || states.every(({ outlook }) => settled.has(outlook));
  const isHopeless =
    diagnosis.outlook === "will-not-heal" && count < wanted && isSettled && (count === 0 || diagnosis !== own);
  const obstacle =
    obstacleOf(service, asked, port) ?? (isHopeless ? `${nameOf(diagnosis.object)} will not become ready` : undefined);
  return {
    service,
    ready: count,
    wanted,
    addresses,
    diagnosis,
    ...(obstacle === undefined ? {} : { obstacle }),
    port,
  };
}

/** What the Service is keeps every endpoint away, whatever its Pods do. */
function obstacleOf(service: Service, asked: GateWish["port"], port: ServicePort | undefined): string | undefined {
  const { name } = service.metadata;
  const { type, externalName, ports } = service.spec;
  if (type === "ExternalName")
    return `Service ${name} is an alias for ${externalName ?? "nothing"} (ExternalName): it has no endpoints`;
  if (asked === undefined || port !== undefined) return undefined;
  const there = ports.map((one) =>
    one.name === undefined ? String(one.port ?? "?") : `${one.name}=${one.port ?? "?"}`,
  );
  return `Service ${name} has no port ${asked}: it has ${there.length === 0 ? "none" : there.join(", ")}`;
}

/** The endpoints that are ready on one of these ports (of a Service without ports: all that are ready). */
function readyEndpoints(
  service: Service,
  ports: readonly ServicePort[],
  scene: Scene,
): { readonly count: number; readonly addresses: readonly string[] } {
  const { name, namespace } = service.metadata;
  // Published not-ready addresses are endpoints, but none that answers.
  const ready = new Set(
    backendsOf(service, scene)
      .ready.filter(({ pod }) => !service.spec.publishNotReadyAddresses || pod === undefined || isReadyPod(pod))
      .map((backend) => backend.name),
  );
  const counted = new Set<string>();
  const addresses = new Set<string>();
  for (const slice of scene.objects.slicesOf(name, namespace)) {
    const served = slice.ports.filter((port) =>
      ports.some((one) => (one.name ?? "") === port.name && one.protocol === port.protocol),
    );
    if (served.length === 0 && service.spec.ports.length > 0) continue;
    for (const endpoint of slice.endpoints) {
      const key = endpoint.targetRef?.name ?? endpoint.addresses[0] ?? "";
      if (!endpoint.ready || !ready.has(key)) continue;
      counted.add(key);
      for (const address of endpoint.addresses) {
        const host = address.includes(":") ? `[${address}]` : address;
        if (served.length === 0) addresses.add(address);
        for (const { port } of served) addresses.add(port === undefined ? address : `${host}:${port}`);
      }
    }
  }
  return { count: counted.size, addresses: [...addresses].sort() };
}

function wantedCount(
  { minReady }: Pick<GateWish, "minReady">,
  service: Service,
  workloads: readonly Workload[],
  scene: Scene,
): number {
  if ("count" in minReady) return minReady.count;
  const replicas = workloads.reduce((sum, workload) => sum + replicasOf(workload), 0);
  const all = workloads.length > 0 ? replicas : backendsOf(service, scene).all.length;
  return Math.max(1, Math.ceil((all * minReady.percent) / 100));
}

type Workload = Extract<KubeObject, { readonly kind: "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" }>;

const replicasOf = (workload: Workload): number =>
  workload.kind === "DaemonSet" ? workload.status.desired : workload.spec.replicas;

/** What makes the Pods that a Service selects, as far as it is followed. */
function workloadsBehind({ metadata, spec: { selector } }: Service, { objects }: Scene): readonly Workload[] {
  if (!hasSelector(selector)) return [];
  const namespace = metadata.namespace ?? "";
  return [
    ...objects.all("Deployment", namespace),
    ...objects.all("StatefulSet", namespace),
    ...objects.all("DaemonSet", namespace),
    ...objects.all("ReplicaSet", namespace).filter((set) => set.metadata.ownerReferences.length === 0),
  ].filter((workload) => selectorMatches(selector, workload.spec.template.labels));
}

const settled: ReadonlySet<Diagnosis["outlook"]> = new Set(["healthy", "suspended", "will-not-heal"]);

/** How the workloads are, or the Pods where there are none, the worst first. */
function statesBehind(
  workloads: readonly Workload[],
  service: Service,
  snapshot: Snapshot,
  now: Date,
): readonly Diagnosis[] {
  const { selector } = service.spec;
  const pods = hasSelector(selector)
    ? snapshot.objects
        .podsIn(service.metadata.namespace)
        .filter((pod) => selectorMatches(selector, pod.metadata.labels))
    : [];
  const roots: readonly ObjectRef[] = (workloads.length > 0 ? workloads : pods).map((object) => refOf(object));
  return roots
    .map((root) => diagnose({ ...snapshot, root }, now))
    .sort((a, b) => rankOf(b.outlook) - rankOf(a.outlook));
}
