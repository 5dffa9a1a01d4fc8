import { resourcesLeft } from "../diagnosis";
import {
  findCondition,
  isKind,
  type APIService,
  type Namespace,
  type ObjectRef,
  type ObjectView,
  type ServiceReference,
} from "../objects";
import { eventsIn, targetsFor, type WatchTarget } from "../watch";

/** What else is followed for an object, now that it is known how it stands. */
export interface Related {
  readonly targets: readonly WatchTarget[];
  /** Resources of a namespace that only the API server knows the kinds of: "widgets.example.com". */
  readonly resources: readonly { readonly resource: string; readonly namespace: string }[];
}

const none: Related = { targets: [], resources: [] };

/** Listing Secrets would bring their values along; Pods and Events are followed anyhow. */
const leftOut: ReadonlySet<string> = new Set(["secrets", "pods", "events", "events.events.k8s.io"]);

/**
 * Of a Namespace that is being deleted: what is left in it, and the APIs that do not answer. Of an
 * APIService or a webhook: the Service behind it. Nothing for other kinds.
 */
export function relatedTo(root: ObjectRef, objects: ObjectView): Related {
  const object = objects.find(root);
  if (object === undefined) return none;
  if (isKind(object, "Namespace"))
    return object.metadata.deletionTimestamp === undefined ? none : leftIn(object, objects);
  if (isKind(object, "APIService")) return { ...none, targets: servicesOf([object.service]) };
  if (isKind(object, "ValidatingWebhookConfiguration") || isKind(object, "MutatingWebhookConfiguration"))
    return { ...none, targets: servicesOf(object.webhooks.map(({ service }) => service)) };
  return none;
}

function leftIn(namespace: Namespace, objects: ObjectView): Related {
  const { name } = namespace.metadata;
  const isUnclear = findCondition(namespace.conditions, "NamespaceDeletionDiscoveryFailure")?.status === "True";
  const silent = isUnclear ? objects.all("APIService").filter(isSilent) : [];
  return {
    targets: [
      { apiVersion: "v1", kind: "Pod", plural: "pods", namespace: name },
      eventsIn(name),
      ...(isUnclear ? [apiServices] : []),
      ...servicesOf(silent.map(({ service }) => service)),
    ],
    resources: resourcesLeft(namespace)
      .filter((resource) => !leftOut.has(resource))
      .map((resource) => ({ resource, namespace: name })),
  };
}

const apiServices: WatchTarget = {
  apiVersion: "apiregistration.k8s.io/v1",
  kind: "APIService",
  plural: "apiservices",
  namespace: undefined,
};

const isSilent = ({ conditions }: APIService): boolean => findCondition(conditions, "Available")?.status === "False";

function servicesOf(services: readonly (ServiceReference | undefined)[]): readonly WatchTarget[] {
  return services.flatMap((service) =>
    service === undefined ? [] : targetsFor({ apiVersion: "v1", kind: "Service", namespace: service.namespace }),
  );
}
