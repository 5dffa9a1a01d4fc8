import type { Event, Service } from "../objects";
import type { Diagnosis } from "./diagnosis";
import { eventEvidence, eventsOf, shorten } from "./events";
import { kubectl } from "./kubectl";
import { isComplete, type Scene } from "./scene";
import { latest, timeOf } from "./time";
import { verdict } from "./verdict";
import { quoted } from "./wording";

/** So long a load balancer controller usually takes at most to say its first word. */
const silenceMs = 20_000;

/**
 * A LoadBalancer Service whose endpoints are fine and that has no external address. `served` is what
 * is already well with it. Undefined when it has its address, or is of another type.
 */
export function diagnoseLoadBalancer(service: Service, served: string, scene: Scene): Diagnosis | undefined {
  const { spec, status, metadata } = service;
  if (spec.type !== "LoadBalancer" || status.ingress.length > 0) return undefined;
  const since = latest(timeOf(metadata.creationTimestamp), scene.started);
  const events = eventsOf(scene, service).filter(isFromController);
  const last = events.at(-1);
  const actions = [
    {
      text: "see what a controller says of it",
      command: kubectl(metadata.namespace, "describe", "service", metadata.name),
    },
  ];
  if (last?.type === "Warning") {
    return verdict(service, "LoadBalancerFailed", `no external address: ${quoted(words(last), 80)}`, {
      since,
      evidence: [eventEvidence(service, last)],
      actions,
    });
  }
  const patience = since === undefined ? undefined : since + silenceMs;
  const overdue = patience !== undefined && scene.now >= patience;
  if (last !== undefined || !overdue || !isComplete(scene, "Event", metadata.namespace)) {
    return verdict(service, "LoadBalancerPending", `${served}, no external address yet`, {
      since,
      until: overdue ? undefined : patience,
    });
  }
  const owner =
    spec.loadBalancerClass === undefined
      ? "no load balancer controller"
      : `no controller of class ${spec.loadBalancerClass}`;
  return verdict(service, "NoLoadBalancerController", `no external address: ${owner} has answered for over 20 s`, {
    since,
    actions: [
      {
        text: "reach it without an external address",
        command: kubectl(
          metadata.namespace,
          "port-forward",
          `service/${metadata.name}`,
          `8080:${spec.ports[0]?.port ?? 80}`,
        ),
      },
      {
        text: "install a load balancer controller (MetalLB, the cloud's), or use type NodePort or an Ingress; on minikube: minikube tunnel",
      },
    ],
  });
}

/** Endpoint controllers speak about Services too; their words say nothing of an address. */
const isFromController = ({ reason }: Event): boolean =>
  reason !== undefined && !/^FailedTo(Update|Create|Delete)Endpoint/.test(reason);

const words = ({ message }: Event): string =>
  shorten(message).replace(/^Error syncing load balancer: ?(failed to ensure load balancer: ?)?/, "");
