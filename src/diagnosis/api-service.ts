import {
  findCondition,
  isKind,
  type APIService,
  type Condition,
  type Service,
  type ServiceReference,
} from "../objects";
import { diagnoseDeletion } from "./deletion";
import type { Diagnosis } from "./diagnosis";
import { conditionEvidence } from "./events";
import { kubectl } from "./kubectl";
import { firstUnseen, isComplete, type Scene } from "./scene";
import { diagnoseService } from "./service";
import { timeOf } from "./time";
import { isProblem, verdict, worstOutlook } from "./verdict";
import { phrase } from "./wording";

/**
 * An APIService: Current when the API server serves the group itself or reaches who does. While it
 * does not, deleting a namespace hangs and every list of all kinds fails, so the Service behind it is
 * in the chain. Source: the reasons of available_controller.go in kube-aggregator.
 */
export function diagnoseAPIService(api: APIService, scene: Scene): Diagnosis {
  return diagnoseDeletion(api, scene) ?? diagnoseAvailability(api, scene);
}

function diagnoseAvailability(api: APIService, scene: Scene): Diagnosis {
  const available = findCondition(api.conditions, "Available");
  if (available?.status === "True") {
    const by = api.service === undefined ? "the API server itself" : serviceName(api.service);
    return verdict(api, "Ready", `available, served by ${by}`, { since: timeOf(available.lastTransitionTime) });
  }
  if (available === undefined) return verdict(api, "Reconciling", "not checked by the API server yet");
  const cause = api.service === undefined ? undefined : serviceBehind(api.service, scene);
  const because = cause !== undefined && (isProblem(cause) || cause.outlook === "waiting") ? [cause] : [];
  return verdict(api, "APIServiceUnavailable", whyNot(api, available, scene), {
    outlook: worstOutlook(["may-heal", ...because.map(({ outlook }) => outlook)], "may-heal"),
    because,
    evidence: [conditionEvidence(api, available)],
    since: timeOf(available.lastTransitionTime),
    actions: [
      {
        text: "see the whole object and its conditions",
        command: kubectl(undefined, "describe", "apiservice", api.metadata.name),
      },
      ...(api.service === undefined
        ? []
        : [{ text: "see the Pods that serve it", command: kubectl(api.service.namespace, "get", "pods") }]),
      { text: "if what served it is gone for good, delete the APIService: its kinds are then gone from the API" },
    ],
  });
}

export const serviceName = ({ namespace, name }: ServiceReference): string => `Service ${name} in ${namespace}`;

/** Does not name the API: the object's name is made of it. */
function whyNot({ service }: APIService, { reason, message }: Condition, scene: Scene): string {
  const behind = service === undefined ? "the API server" : serviceName(service);
  if (service !== undefined && isAbsent(service, scene)) return `${behind} does not exist`;
  switch (reason) {
    case "ServiceNotFound":
      return `${behind} does not exist`;
    case "ServicePortError":
      return `${behind} has no port ${service?.port ?? 443}`;
    case "EndpointsNotFound":
    case "MissingEndpoints":
      return `${behind} has no ready endpoint`;
    default:
      return `${behind}: ${phrase(lastClause(message) ?? reason ?? "no reason given", 70)}`;
  }
}

/** Of "failing or missing response from https://…: Get "https://…": dial tcp …: connection refused" the end. */
function lastClause(message: string | undefined): string | undefined {
  const clauses = (message ?? "").slice(0, 2000).split(": ");
  const last = clauses.at(-1)?.trim();
  return last === undefined || last === "" ? undefined : last;
}

/**
 * The state of a Service that the API server calls; undefined where it is not there, or cannot be seen
 * well enough to say. A webhook that is asked about its own Pods waits for itself: that is told, not followed.
 */
export function serviceBehind(reference: ServiceReference, scene: Scene): Diagnosis | undefined {
  const { namespace, name } = reference;
  if (firstUnseen(scene, namespace, ["Service", "EndpointSlice", "Pod"]) !== undefined) return undefined;
  const service = serviceNamed(reference, scene);
  if (service === undefined) return undefined;
  const key = `${namespace}/${name}`;
  const within = scene.within ?? [];
  if (within.includes(key))
    return verdict(service, "NoReadyEndpoints", "its own Pods wait for it", { outlook: "will-not-heal" });
  return diagnoseService(service, { ...scene, within: [...within, key] });
}

/** Is the Service certainly not there? */
export function isAbsent(reference: ServiceReference, scene: Scene): boolean {
  return isComplete(scene, "Service", reference.namespace) && serviceNamed(reference, scene) === undefined;
}

function serviceNamed({ namespace, name }: ServiceReference, { objects }: Scene): Service | undefined {
  const service = objects.find({ apiVersion: "v1", kind: "Service", namespace, name });
  return service !== undefined && isKind(service, "Service") ? service : undefined;
}
