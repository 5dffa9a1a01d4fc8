import type { KubeObject, Service } from "../objects";
import type { Answer, ServiceMiss, ServiceSource } from "../wiring";
import { refOf } from "../objects";
import type { Diagnosis } from "./diagnosis";
import { missing, placeOf } from "./faults";
import { kubectl } from "./kubectl";
import { firstUnseen, type Scene } from "./scene";
import { diagnoseService } from "./service";
import { timeOf } from "./time";
import { rightActions } from "./unseen";
import { verdict, worstOutlook } from "./verdict";
import { counted, listed } from "./wording";

/** One place to which an Ingress or a route sends requests. */
export interface RoutedBackend {
  /** "backend", "default backend". */
  readonly role: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** Whether the reference leads to a port of one of these Services. */
  readonly judge: (services: readonly ServiceSource[]) => Answer<ServiceSource, ServiceMiss>;
}

/** Where the references lead, and which lead nowhere. */
export interface RoutedServices {
  readonly services: readonly Service[];
  readonly faults: readonly Diagnosis[];
}

const sourceOf = (service: Service): ServiceSource => ({
  ref: refOf(service),
  name: service.metadata.name,
  type: service.spec.type,
  ports: service.spec.ports.map(({ name, port }) => ({ name, port })),
});

/** Follows every backend to its Service; says nothing of namespaces whose Services are not seen completely. */
export function routedServices(object: KubeObject, backends: readonly RoutedBackend[], scene: Scene): RoutedServices {
  const services = new Map<string, Service>();
  const faults = new Map<string, Diagnosis>();
  for (const backend of backends) {
    const { namespace } = backend;
    const candidates = scene.objects.all("Service", namespace ?? "");
    const found = candidates.find(({ metadata }) => metadata.name === backend.name);
    if (found !== undefined) services.set(`${namespace ?? ""}/${backend.name}`, found);
    if (found === undefined && firstUnseen(scene, namespace, ["Service"]) !== undefined) continue;
    const answer = backend.judge(candidates.map(sourceOf));
    if (answer.answer !== "no") continue;
    const fault = faultOf(object, backend, answer.value, scene);
    faults.set(fault.message, fault);
  }
  return { services: [...services.values()], faults: [...faults.values()] };
}

function faultOf(
  object: KubeObject,
  { role, name, namespace }: RoutedBackend,
  miss: ServiceMiss,
  scene: Scene,
): Diagnosis {
  if (miss.missing === "service") {
    const near = miss.nearest === undefined ? "" : `; nearest: Service ${miss.nearest.ref.name}`;
    return missing(
      object,
      scene,
      "BackendServiceNotFound",
      `${role} Service ${name} does not exist${placeOf(namespace)}${near}`,
      { actions: [{ text: "see which Services there are", command: kubectl(namespace, "get", "services") }] },
    );
  }
  const has = miss.declared.length === 0 ? "no ports" : `only ${listed(miss.declared)}`;
  return missing(object, scene, "BackendPortNotFound", `${role}: Service ${name} has no port ${miss.wanted}, ${has}`, {
    actions: [{ text: "see the Service's ports", command: kubectl(namespace, "get", "service", name) }],
  });
}

/** Reasons of a Service that concern its own address, not whether requests from inside the cluster are answered. */
const addressOnly: ReadonlySet<string> = new Set([
  "LoadBalancerPending",
  "NoLoadBalancerController",
  "LoadBalancerFailed",
]);

/**
 * The Services behind it that do not answer, in one diagnosis of the object. Undefined when all do
 * or when there are none.
 */
export function diagnoseServices(
  object: KubeObject,
  services: readonly Service[],
  scene: Scene,
): Diagnosis | undefined {
  const diagnoses = services.map((service) => diagnoseService(service, scene));
  const because = diagnoses.filter(({ status, reason }) => status !== "Current" && !addressOnly.has(reason));
  if (because.length === 0) return undefined;
  const ready = services.length - because.length;
  return verdict(object, "BackendsNotReady", `${ready} of ${counted(services.length, "backend")} ready`, {
    outlook: worstOutlook(
      because.map(({ outlook }) => outlook),
      "waiting",
    ),
    because,
    since: timeOf(because[0]?.since),
  });
}

/** Services that ought to be judged and can't be seen; undefined when all are. */
export function unseenServices(
  object: KubeObject,
  namespaces: readonly (string | undefined)[],
  scene: Scene,
): Diagnosis | undefined {
  for (const namespace of namespaces) {
    const unseen = firstUnseen(scene, namespace, ["Service"]);
    if (unseen === undefined) continue;
    if (unseen.coverage === "pending") return verdict(object, "Looking", "looking for its Services");
    return verdict(object, "NotVisible", `Services${placeOf(namespace)} cannot be seen (${unseen.coverage.gap})`, {
      actions: rightActions("Service", namespace, unseen.coverage.gap),
    });
  }
  return undefined;
}
