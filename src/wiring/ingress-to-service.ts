import type { ObjectRef } from "../objects";
import { isUnknown, type Answer, type Maybe } from "./answer";
import { dissimilarity, isSimilar } from "./edit-distance";

/** A Service as something that is referred to. Parts of it may not be decided yet. */
export interface ServiceSource {
  readonly ref: ObjectRef;
  /** The object's name; unknown where it is made up when the object is created. */
  readonly name: Maybe<string>;
  readonly type: Maybe<string>;
  readonly ports: Maybe<
    readonly { readonly name: Maybe<string | undefined>; readonly port: Maybe<number | undefined> }[]
  >;
}

/** What a reference by name asks for. Without a port only the Service itself counts. */
export interface WantedService {
  readonly name: Maybe<string>;
  readonly port: Maybe<string | number | undefined>;
}

/** Why a reference leads nowhere: there is no such Service (and which one is near), or it has no such port. */
export type ServiceMiss =
  | { readonly missing: "service"; readonly nearest: ServiceSource | undefined }
  | {
      readonly missing: "port";
      readonly service: ServiceSource;
      readonly wanted: string | number;
      /** The ports that it has: "http=80", "80". */
      readonly declared: readonly string[];
    };

/**
 * Does an Ingress's backend lead to a port of a Service? A number is compared with the port's
 * number, a name with the port's name, never a number with a name: an unnamed port is not the port
 * that a backend without a name means. An ExternalName Service needs no ports. Target ports don't
 * matter here. The caller passes only the Services of the Ingress's own namespace and cluster.
 * Cannot tell: an unknown decides, or a backend without a port (the API server refuses it).
 * Source: `IngressServiceBackend`, `ServiceBackendPort` of k8s.io/api/networking/v1.
 */
export function ingressToService(
  wanted: WantedService,
  services: readonly ServiceSource[],
): Answer<ServiceSource, ServiceMiss> {
  const found = serviceNamed(wanted.name, services);
  if (found.answer !== "yes") return found;
  const service = found.value;
  const { port } = wanted;
  if (isUnknown(port)) return { answer: "cannot-tell", why: "the backend's port is not known yet" };
  if (port === undefined || port === "") return { answer: "cannot-tell", why: "the backend names no port" };
  return portOf(service, port);
}

/** The one Service of that name. Its own namespace is for the caller to choose. */
export function serviceNamed(
  name: Maybe<string>,
  services: readonly ServiceSource[],
): Answer<ServiceSource, Extract<ServiceMiss, { readonly missing: "service" }>> {
  if (isUnknown(name)) return { answer: "cannot-tell", why: "the Service's name is not known yet" };
  const service = services.find((candidate) => candidate.name === name);
  if (service !== undefined) return { answer: "yes", value: service };
  if (services.some((candidate) => isUnknown(candidate.name)))
    return { answer: "cannot-tell", why: "the names of some Services are not known yet" };
  return { answer: "no", value: { missing: "service", nearest: nearest(name, services) } };
}

/** Does the Service have the port? By number, or by name. */
export function portOf(service: ServiceSource, wanted: string | number): Answer<ServiceSource, ServiceMiss> {
  const { ports, type } = service;
  if (isUnknown(type) || isUnknown(ports))
    return { answer: "cannot-tell", why: `the ports of ${service.ref.name} are not known yet` };
  if (type === "ExternalName") return { answer: "yes", value: service };
  const keyOf = (entry: (typeof ports)[number]): Maybe<string | number | undefined> =>
    typeof wanted === "number" ? entry.port : entry.name;
  if (ports.some((entry) => keyOf(entry) === wanted)) return { answer: "yes", value: service };
  if (ports.some((entry) => isUnknown(keyOf(entry))))
    return { answer: "cannot-tell", why: `the ports of ${service.ref.name} are not known yet` };
  const declared = ports.map(({ name, port }) => {
    const number = isUnknown(port) || port === undefined ? "?" : String(port);
    return isUnknown(name) || name === undefined || name === "" ? number : `${name}=${number}`;
  });
  return { answer: "no", value: { missing: "port", service, wanted, declared } };
}

function nearest(name: string, services: readonly ServiceSource[]): ServiceSource | undefined {
  const near = services.flatMap((service) =>
    !isUnknown(service.name) && isSimilar(name, service.name)
      ? [{ service, name: service.name, distance: dissimilarity(name, service.name) }]
      : [],
  );
  const [best] = near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return best?.service;
}
