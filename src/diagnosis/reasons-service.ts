import type { ReasonEntry } from "./reason-entry";

/** Reasons of Services and their EndpointSlices. */
export const serviceReasons = {
  NoPodsYet: {
    severity: "info",
    outlook: "waiting",
    title: "The Pods it selects do not exist yet",
    example: "Service web: no Pod has app=web yet",
    explanation:
      "No Pod carries the labels of the selector. As long as workloads may still be created, that is no mistake.",
    remedy: "Wait for the workload; if none is coming, correct the selector.",
    recognised:
      "The selector matches no Pod, and either a workload's template matches it or nothing in the namespace comes near. Where StatefulSets or DaemonSets were not listed, that stays open after 60 s too (outlook unknown): one of them may have the labels.",
  },
  SelectorMatchesNothing: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The selector matches no Pod",
    example: "Service web: selects app=wbe, no Pod has it; Deployment web has app=web",
    explanation:
      "No Pod in the namespace carries all labels of the selector, so the Service sends traffic nowhere. Kubernetes reports no error for it.",
    remedy: "Make spec.selector equal to the labels of the Pod template.",
    recognised:
      "The selector matches no Pod and no workload's template, Pods and workloads were listed completely, and one comes near that no other Service selects (3 s of patience), or none does (60 s).",
  },
  NoReadyEndpoints: {
    severity: "error",
    outlook: "may-heal",
    title: "No Pod behind it is ready",
    example:
      'Service web: no ready endpoints ← 2 of 2 Pods crash ← container web exited 3: "panic: cannot connect to db"',
    explanation: "Pods match the selector and none of them is ready, so connections to the Service are refused.",
    remedy: "Follow the chain to the Pods' cause.",
    recognised: "No endpoint in the Service's EndpointSlices is ready.",
  },
  PortNotDeclared: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The named target port does not exist",
    example: "Service web: port 80 has no endpoints ← targetPort http: none of its 2 Pods declares it, only web=8080",
    explanation:
      "targetPort is a name, and no container of the selected Pods declares a port of that name and protocol. The Service's port then leads nowhere, without an error.",
    remedy: "Name the container port, or use its number as targetPort.",
    recognised: "A port with a named targetPort that no container port of the selected Pods has.",
  },
  EndpointsStale: {
    severity: "warning",
    outlook: "waiting",
    title: "EndpointSlices lag behind",
    example: "Service web: 2 of 2 Pods ready, its EndpointSlices do not list them yet",
    explanation: "The Pods are ready, and the controller that writes the EndpointSlices has not followed yet.",
    remedy: "Wait a second. If it stays for longer, look at kube-controller-manager.",
    recognised:
      "Selected Pods are Ready and no EndpointSlice has a ready endpoint, or slices list Pods that the selector does not match.",
  },
  LoadBalancerPending: {
    severity: "info",
    outlook: "waiting",
    title: "Waits for its external address",
    example: "Service web: 2 of 2 endpoints ready, no external address yet",
    explanation: "The load balancer is being set up. Clouds take from some seconds to a few minutes.",
    remedy: "Wait.",
    recognised: "type is LoadBalancer and status.loadBalancer.ingress is empty.",
  },
  NoLoadBalancerController: {
    severity: "warning",
    outlook: "may-heal",
    title: "Nobody gives out an external address",
    example: "Service web: no external address: no load balancer controller has answered for over 20 s",
    explanation:
      "No controller has reacted to this LoadBalancer Service. Clusters on one machine or on bare metal have none by themselves.",
    remedy:
      "Install one (MetalLB, the cloud's controller), or use NodePort, an Ingress, or kubectl port-forward; on minikube run minikube tunnel.",
    recognised:
      "As LoadBalancerPending for more than 20 s, Events were listed completely, and none about the Service comes from a controller.",
  },
  LoadBalancerFailed: {
    severity: "error",
    outlook: "may-heal",
    title: "The load balancer cannot be set up",
    example: 'Service web: no external address: "quota of forwarding rules exceeded"',
    explanation: "The load balancer controller reported an error and tries again.",
    remedy: "Read the controller's message.",
    recognised: "As LoadBalancerPending, and the latest event of a controller about the Service is a Warning.",
  },
  ExternalName: {
    severity: "info",
    outlook: "healthy",
    title: "An alias in the cluster's DNS",
    example: "Service db: alias for db.example.com",
    explanation: "A Service of type ExternalName has no endpoints: the cluster's DNS answers with the other name.",
    remedy: "Nothing to do.",
    recognised: "spec.type is ExternalName.",
  },
  NoSelector: {
    severity: "info",
    outlook: "healthy",
    title: "Endpoints are managed by others",
    example: "Service db: no selector, 1 endpoint managed elsewhere",
    explanation: "A Service without a selector gets its endpoints from outside: by hand or from an operator.",
    remedy: "Nothing to do.",
    recognised: "spec.selector is absent or empty.",
  },
} as const satisfies Record<string, ReasonEntry>;
