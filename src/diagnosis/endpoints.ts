import { isKind, type Endpoint, type EndpointSlice, type Pod, type Service, type ServicePort } from "../objects";
import { isComplete, type Scene } from "./scene";
import { selectorMatches } from "../wiring";

/** One backend of a Service, however many slices (ports, address families) list it. */
export interface Backend {
  /** The Pod's name, else the first address. */
  readonly name: string;
  readonly pod: Pod | undefined;
  readonly ready: boolean;
}

export interface Backends {
  readonly all: readonly Backend[];
  readonly ready: readonly Backend[];
  /** Ready in a slice, but gone or not selected any more: the slices lag behind. */
  readonly stale: number;
  /** Not ready, about to end, and still serving: traffic goes there as long as nothing else is ready (Kubernetes 1.28 and later). */
  readonly draining: number;
}

/**
 * What the EndpointSlices of a Service list at this moment. An endpoint counts as ready when a slice
 * says so and, if it is a Pod that ought to be known, that Pod exists and carries the selector's
 * labels: after a change of the selector the slices lag behind for a moment. A slice of a Service
 * or Pod that was made anew since (another uid) speaks of the old one.
 * Source: kubernetes/pkg/proxy/topology.go (`CategorizeEndpoints`), endpointslice controller.
 */
export function backendsOf(service: Service, scene: Scene): Backends {
  const { name, namespace } = service.metadata;
  const byName = new Map<string, Backend>();
  let stale = 0;
  const draining = new Set<string>();
  for (const slice of scene.objects.slicesOf(name, namespace)) {
    if (slice.metadata.deletionTimestamp !== undefined) continue;
    const isOld = isOfFormer(slice, service);
    for (const endpoint of slice.endpoints) {
      const key = nameOfEndpoint(endpoint);
      const known = byName.get(key);
      const pod = podOf(endpoint, namespace, scene);
      const lags = endpoint.ready && (isOld || isStale(endpoint, pod, service, scene));
      if (!endpoint.ready && endpoint.serving && endpoint.terminating && !isOld) draining.add(key);
      if (lags && known === undefined) stale++;
      const ready = (endpoint.ready && !lags) || known?.ready === true;
      byName.set(key, { name: key, pod, ready });
    }
  }
  const all = [...byName.values()];
  return { all, ready: all.filter(({ ready }) => ready), stale, draining: draining.size };
}

/** Written for a Service of this name that is gone: its owner has another uid. */
export function isOfFormer({ metadata }: EndpointSlice, service: Service): boolean {
  const owner = metadata.ownerReferences.find(({ kind }) => kind === "Service");
  const { uid } = service.metadata;
  return owner?.uid !== undefined && uid !== undefined && owner.uid !== uid;
}

const nameOfEndpoint = ({ targetRef, addresses }: Endpoint): string => targetRef?.name ?? addresses[0] ?? "";

function podOf({ targetRef }: Endpoint, namespace: string | undefined, { objects }: Scene): Pod | undefined {
  if (targetRef?.kind !== "Pod") return undefined;
  const pod = objects.find({
    apiVersion: "v1",
    kind: "Pod",
    name: targetRef.name,
    ...(namespace === undefined ? {} : { namespace }),
  });
  return pod !== undefined && isKind(pod, "Pod") ? pod : undefined;
}

function isStale({ targetRef }: Endpoint, pod: Pod | undefined, { metadata, spec }: Service, scene: Scene): boolean {
  if (targetRef?.kind !== "Pod" || !isComplete(scene, "Pod", metadata.namespace)) return false;
  if (pod === undefined) return true;
  if (targetRef.uid !== undefined && pod.metadata.uid !== undefined && targetRef.uid !== pod.metadata.uid) return true;
  return hasSelector(spec.selector) && !selectorMatches(spec.selector, pod.metadata.labels);
}

export function hasSelector(
  selector: Service["spec"]["selector"],
): selector is NonNullable<Service["spec"]["selector"]> {
  return selector !== undefined && Object.keys(selector).length > 0;
}

/**
 * The Service's ports that no slice with a ready endpoint carries: traffic to them goes nowhere
 * although there are endpoints. Slices of headless Services without ports carry none.
 */
export function unservedPorts(service: Service, { objects }: Scene): readonly ServicePort[] {
  const slices = objects
    .slicesOf(service.metadata.name, service.metadata.namespace)
    .filter((slice) => !isOfFormer(slice, service) && slice.endpoints.some(({ ready }) => ready));
  return service.spec.ports.filter(
    ({ name, protocol }) =>
      !slices.some((slice) => slice.ports.some((port) => port.name === (name ?? "") && port.protocol === protocol)),
  );
}

/** ", 1 that ends still serves": the last resort of kube-proxy when nothing is ready. */
export function drainingWords(draining: number): string {
  if (draining === 0) return "";
  return draining === 1 ? ", 1 that ends still serves" : `, ${draining} that end still serve`;
}
