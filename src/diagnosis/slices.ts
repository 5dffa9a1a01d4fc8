import type { EndpointSlice, Service, ServicePort } from "../objects";
import type { Diagnosis } from "./diagnosis";
import { hasSelector, unservedPorts } from "./endpoints";
import { presentSince } from "./faults";
import { kubectl } from "./kubectl";
import type { Scene } from "./scene";
import { verdict } from "./verdict";
import { listed } from "./wording";

/** So long the EndpointSlice controller may take to follow a change of the Service's ports. */
const sliceMs = 10_000;

/** Written by Kubernetes itself, and not by hand or by an operator. */
function isManaged({ metadata }: EndpointSlice): boolean {
  const by = metadata.labels["endpointslice.kubernetes.io/managed-by"];
  return by === "endpointslice-controller.k8s.io" || by === "endpointslicemirroring-controller.k8s.io";
}

/**
 * A port of a Service with ready endpoints that no slice carries by name and protocol. Of a Service
 * with a selector only ports with a number as target: what a name resolves to differs from Pod to Pod.
 * Source: `EndpointPort.name` of k8s.io/api/discovery/v1.
 */
export function diagnoseSlicePorts(service: Service, scene: Scene): Diagnosis | undefined {
  const slices = slicesWithReady(service, scene);
  const [port] = unservedPorts(service, scene).filter(
    ({ targetPort }) => !hasSelector(service.spec.selector) || typeof targetPort !== "string",
  );
  const slice = slices.find(({ ports }) => ports.length > 0) ?? slices[0];
  if (port === undefined || slice === undefined) return undefined;
  const name = port.name === undefined || port.name === "" ? "" : ` (${port.name})`;
  const message = `port ${port.port ?? "?"}${name} has no endpoints: EndpointSlice ${slice.metadata.name} ${whatItHas(slice, port)}`;
  const { namespace } = service.metadata;
  const actions = [
    {
      text: "compare the names of the ports",
      command: kubectl(namespace, "get", "endpointslice", slice.metadata.name, "-o", "yaml"),
    },
  ];
  if (!hasSelector(service.spec.selector) && !slices.some(isManaged))
    return verdict(service, "PortNotServed", message, { outlook: "will-not-heal", actions });
  const since = presentSince(service, scene);
  const patience = since === undefined ? undefined : since + sliceMs;
  const early = patience === undefined || scene.now < patience;
  return verdict(service, "PortNotServed", message, {
    ...(early ? { outlook: "waiting", until: patience } : { actions }),
    since,
  });
}

const slicesWithReady = ({ metadata }: Service, { objects }: Scene): readonly EndpointSlice[] =>
  objects
    .slicesOf(metadata.name, metadata.namespace)
    .filter((slice) => slice.metadata.deletionTimestamp === undefined && slice.endpoints.some(({ ready }) => ready));

function whatItHas({ ports }: EndpointSlice, wanted: ServicePort): string {
  if (ports.length === 0) return "has no port";
  const same = ports.find(({ name }) => name === (wanted.name ?? ""));
  if (same !== undefined) return `has it as ${same.protocol}, not ${wanted.protocol}`;
  const names = ports.map(({ name }) => JSON.stringify(name));
  return ports.length === 1 ? `calls its port ${names[0] ?? ""}` : `has only the ports ${listed(names)}`;
}

/** Address families that the Service promises and no ready endpoint has: ", none over IPv6". Slices of one family are one family's. */
export function familyGap(service: Service, scene: Scene): string {
  const { ipFamilies } = service.spec;
  if (ipFamilies.length < 2) return "";
  const served = new Set(slicesWithReady(service, scene).map(({ addressType }) => addressType));
  const absent = ipFamilies.filter((family) => !served.has(family));
  return served.size === 0 || absent.length === 0 || served.has(undefined) ? "" : `, none over ${listed(absent)}`;
}

/** A slice that somebody wrote for a Service without selector, and that lacks the label by which it would belong to it. */
export function diagnoseUnlinked(service: Service, scene: Scene): Diagnosis | undefined {
  const { name, namespace } = service.metadata;
  const own = scene.objects.slicesOf(name, namespace);
  const lost = scene.objects
    .all("EndpointSlice", namespace ?? "")
    .find(
      ({ serviceName, metadata }) =>
        serviceName === undefined && (metadata.name === name || metadata.name.startsWith(`${name}-`)),
    );
  if (own.length > 0 || lost === undefined) return undefined;
  const label = `kubernetes.io/service-name=${name}`;
  return verdict(
    service,
    "SliceNotLinked",
    `no endpoints; EndpointSlice ${lost.metadata.name} lacks the label ${label}`,
    {
      since: presentSince(service, scene),
      actions: [
        { text: "set the label", command: kubectl(namespace, "label", "endpointslice", lost.metadata.name, label) },
      ],
    },
  );
}
