import type { ReferenceGrant, RouteBackendRef } from "../objects";
import type { Answer } from "./answer";
import { portOf, serviceNamed, type ServiceMiss, type ServiceSource } from "./ingress-to-service";

/** What refers across namespaces. */
export interface Referrer {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
}

/**
 * Does a route's backendRef lead to a port of a Service? Ports are numbers only. The caller passes
 * the Services of the namespace that the reference names (else the route's own); whether the
 * reference may leave its namespace is {@link isGranted}'s to say. Cannot tell: a reference to
 * another kind, or without a port.
 * Source: `BackendObjectReference` of gateway-api's apis/v1.
 */
export function routeToService(
  { group, kind, name, port }: Pick<RouteBackendRef, "group" | "kind" | "name" | "port">,
  services: readonly ServiceSource[],
): Answer<ServiceSource, ServiceMiss> {
  if (group !== "" || kind !== "Service") return { answer: "cannot-tell", why: `leads to a ${kind}` };
  const found = serviceNamed(name, services);
  if (found.answer !== "yes") return found;
  if (port === undefined) return { answer: "cannot-tell", why: "the reference names no port" };
  return portOf(found.value, port);
}

/**
 * May an object refer to one in another namespace? A ReferenceGrant in the target's namespace must
 * name the referrer's group, kind and namespace, and the target's group and kind; a name in it
 * narrows it to that object. Inside one namespace nothing has to be granted.
 * Source: `ReferenceGrantSpec` of gateway-api's apis/v1beta1.
 */
export function isGranted(
  from: Referrer,
  to: { readonly group: string; readonly kind: string; readonly namespace: string; readonly name: string },
  grants: readonly Pick<ReferenceGrant, "metadata" | "from" | "to">[],
): boolean {
  if (from.namespace === to.namespace) return true;
  return grants.some(
    (grant) =>
      grant.metadata.namespace === to.namespace &&
      grant.from.some(
        ({ group, kind, namespace }) => group === from.group && kind === from.kind && namespace === from.namespace,
      ) &&
      grant.to.some(
        ({ group, kind, name }) => group === to.group && kind === to.kind && (name === undefined || name === to.name),
      ),
  );
}
