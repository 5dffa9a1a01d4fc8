import type { EndpointSlice, ObjectRef, ObjectView, Service } from "../objects";
import { isReadyPod, newestReplicaSet, revisionOf, rolloutPods, shownPods, updateRevisionOf } from "./rollout-pods";

/** The numbers of one root object, for lines that count. What does not apply or is not known is absent. */
export interface Figures {
  /** `areNew`: there are others beside them, of an older revision. */
  readonly pods?: { readonly ready: number; readonly wanted: number; readonly areNew?: boolean };
  /** Ready endpoints of a Service, each Pod or address once, however many slices, ports and address families name it. */
  readonly endpoints?: number;
  /** Where a Service is reached: "10.96.81.228:80", a load balancer's address, "headless". */
  readonly address?: string;
  readonly revision?: string;
}

export function figuresOf(objects: ObjectView, root: ObjectRef): Figures {
  switch (root.kind) {
    case "Deployment": {
      const deployment = objects.findKnown("Deployment", root.namespace, root.name);
      if (deployment === undefined) return {};
      const ready = rolloutPods(objects, root).filter(isReadyPod).length;
      const newest = newestReplicaSet(objects, deployment);
      const revision = newest === undefined ? undefined : revisionOf(newest);
      const wanted = deployment.spec.replicas;
      const areNew = deployment.status.replicas > deployment.status.updatedReplicas;
      return {
        pods: { ready, wanted, ...(areNew ? { areNew } : {}) },
        ...(revision === undefined ? {} : { revision }),
      };
    }
    case "ReplicaSet": {
      const replicaSet = objects.findKnown("ReplicaSet", root.namespace, root.name);
      if (replicaSet === undefined) return {};
      return {
        pods: { ready: rolloutPods(objects, root).filter(isReadyPod).length, wanted: replicaSet.spec.replicas },
      };
    }
    case "StatefulSet": {
      const set = objects.findKnown("StatefulSet", root.namespace, root.name);
      return set === undefined ? {} : setFigures(objects, root, set.spec.replicas, updateRevisionOf(objects, set));
    }
    case "DaemonSet": {
      const set = objects.findKnown("DaemonSet", root.namespace, root.name);
      return set === undefined ? {} : setFigures(objects, root, set.status.desired, updateRevisionOf(objects, set));
    }
    case "Service": {
      const service = objects.findKnown("Service", root.namespace, root.name);
      if (service === undefined) return {};
      const address = addressOf(service);
      return {
        endpoints: readyEndpoints(objects.slicesOf(root.name, root.namespace)),
        ...(address === undefined ? {} : { address }),
      };
    }
    default:
      return {};
  }
}

/** Each Pod has a place of its own: one of the old revision serves as well until its turn comes. */
function setFigures(objects: ObjectView, root: ObjectRef, wanted: number, revision: string | undefined): Figures {
  const ready = Math.min(wanted, shownPods(objects, root).filter(isReadyPod).length);
  return { pods: { ready, wanted }, ...(revision === undefined ? {} : { revision }) };
}

/** How many different ready endpoints the slices name. */
export function readyEndpoints(slices: readonly EndpointSlice[]): number {
  const seen = new Set<string>();
  for (const slice of slices) {
    for (const endpoint of slice.endpoints) {
      if (!endpoint.ready) continue;
      seen.add(endpoint.targetRef?.uid ?? endpoint.targetRef?.name ?? endpoint.addresses[0] ?? "");
    }
  }
  return seen.size;
}

/** The Services whose ready endpoints are these Pods, with how many of them. */
export function servicesBehind(
  objects: ObjectView,
  root: ObjectRef,
): readonly { readonly service: Service; readonly endpoints: number }[] {
  const pods = new Set(rolloutPods(objects, root).map((pod) => pod.metadata.name));
  if (pods.size === 0) return [];
  return objects.all("Service", root.namespace ?? "").flatMap((service) => {
    const slices = objects.slicesOf(service.metadata.name, service.metadata.namespace);
    const reaches = slices.some((slice) =>
      slice.endpoints.some(({ ready, targetRef }) => ready && targetRef !== undefined && pods.has(targetRef.name)),
    );
    return reaches ? [{ service, endpoints: readyEndpoints(slices) }] : [];
  });
}

/** The address people use, with the first port; undefined while there is none. */
export function addressOf(service: Service): string | undefined {
  const { type, clusterIP, externalName, ports } = service.spec;
  if (type === "ExternalName") return externalName;
  const port = ports[0]?.port;
  const at = (host: string): string => {
    const shown = host.includes(":") ? `[${host}]` : host;
    return port === undefined ? shown : `${shown}:${String(port)}`;
  };
  const ingress = service.status.ingress[0];
  const outside = ingress?.hostname ?? ingress?.ip;
  if (outside !== undefined) return at(outside);
  if (clusterIP === undefined || clusterIP === "") return undefined;
  return clusterIP === "None" ? "headless" : at(clusterIP);
}
