import type { ReasonEntry } from "./reason-entry";

/** Reasons of what leads requests into the cluster: Ingress, HTTPRoute, Gateway, and slices made by hand. */
export const routingReasons = {
  BackendServiceNotFound: {
    severity: "error",
    outlook: "may-heal",
    title: "The Service that it leads to does not exist",
    example: "Ingress web: backend Service wbe does not exist in prod; nearest: Service web",
    explanation:
      "A backend names a Service that is not in the namespace. The controller answers such requests with an error, usually 503.",
    remedy: "Create the Service or correct the name; in a Pulumi program use the Service's metadata.name.",
    recognised:
      "No Service of that name, Services were listed completely, and the Ingress or route is older than 3 s (until then it counts as waiting).",
  },
  BackendPortNotFound: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The Service has no such port",
    example: "Ingress web: backend: Service web has no port 8080, only http=80",
    explanation:
      "The backend's port is no port of the Service. It is the Service's own port that counts (spec.ports.port or its name), not the container's. A number is never compared with a name: an unnamed port has no name.",
    remedy: "Use one of the Service's ports.",
    recognised: "The Service exists and none of its ports has the number, or the name, of the backend.",
  },
  BackendsNotReady: {
    severity: "error",
    outlook: "may-heal",
    title: "Services behind it do not answer",
    example:
      'Ingress web: 0 of 1 backend ready ← Service web: no ready endpoints ← 2 of 2 Pods crash ← container web exited 3: "panic"',
    explanation: "The references are right, and at least one of the Services has no endpoint that is ready.",
    remedy: "Follow the chain to the Service's cause.",
    recognised: "The diagnosis of a Service behind it is not Current, its own external address left aside.",
  },
  IngressClassNotFound: {
    severity: "error",
    outlook: "may-heal",
    title: "Its IngressClass does not exist",
    example: "Ingress web: IngressClass ngnix does not exist; nearest: nginx",
    explanation:
      "Controllers look for the IngressClasses of theirs; an Ingress of a class that does not exist is nobody's.",
    remedy: "Correct spec.ingressClassName, or install the controller that brings the class.",
    recognised:
      "IngressClasses were listed completely, none has the name in spec.ingressClassName, and no controller has given the Ingress an address or an event.",
  },
  NoIngressController: {
    severity: "warning",
    outlook: "may-heal",
    title: "No ingress controller has answered",
    example: "Ingress web: no address: there is no IngressClass, and no ingress controller has answered for over 60 s",
    explanation:
      "An Ingress does nothing by itself: a controller has to be installed, and this cluster shows no sign of one.",
    remedy: "Install an ingress controller; on minikube: minikube addons enable ingress.",
    recognised:
      "No IngressClass (listed completely), no class annotation, no event about the Ingress, no address on any Ingress that is known, for over 60 s and within the hour that events live.",
  },
  IngressSyncFailed: {
    severity: "error",
    outlook: "may-heal",
    title: "The ingress controller reports an error",
    example: 'Ingress web: no address: "failed to build load balancer configuration: no subnets found"',
    explanation: "The controller took up the Ingress and could not set it up. Most try again.",
    remedy: "Read the controller's message.",
    recognised: "There is no address, and the latest event about the Ingress is a Warning.",
  },
  AddressPending: {
    severity: "info",
    outlook: "waiting",
    title: "Waits for its address",
    example: "Ingress web: backends ready, no address yet",
    explanation:
      "The controller writes the address into the status when it serves the Ingress. Clouds take a minute or two.",
    remedy: "Wait.",
    recognised: "status.loadBalancer.ingress is empty, for less than 60 s, and no annotation pulumi.com/skipAwait.",
  },
  NoAddressReported: {
    severity: "info",
    outlook: "unknown",
    title: "Its controller reports no address",
    example: "Ingress web: backends ready, no address reported for over 60 s (controller k8s.io/ingress-nginx)",
    explanation:
      "Controllers behind a NodePort or behind a proxy of their own often never report an address and serve all the same: whether this one does cannot be told from the Ingress.",
    remedy: "Look whether the controller runs and what it says; ask it for the host.",
    recognised: "As AddressPending for more than 60 s.",
  },
  TlsSecretIncomplete: {
    severity: "error",
    outlook: "may-heal",
    title: "The TLS Secret lacks the certificate or the key",
    example: "Ingress web: TLS Secret web-tls has no tls.key",
    explanation:
      "The Secret exists without the entries tls.crt and tls.key. The controller serves its own default certificate instead.",
    remedy: "Make the Secret of type kubernetes.io/tls; wait if a certificate manager is about to fill it.",
    recognised: "The names of the Secret's entries are known and one of the two is missing. Values are never read.",
  },
  RouteNotAttached: {
    severity: "warning",
    outlook: "may-heal",
    title: "No Gateway has taken up the route",
    example: "HTTPRoute web: no controller has answered for Gateway public for over 20 s",
    explanation: "A route works when the controller of each Gateway that it names has accepted it.",
    remedy: "Look at the Gateway and its controller; a route without parentRefs belongs to nobody.",
    recognised: "status.parents has no condition Accepted for a parentRef in the present generation.",
  },
  RouteNotAccepted: {
    severity: "error",
    outlook: "may-heal",
    title: "A Gateway refuses the route",
    example:
      "HTTPRoute web: not accepted by Gateway public: no listener allows routes of namespace prod (NotAllowedByListeners)",
    explanation:
      "The Gateway's controller says why: no listener allows the namespace, no listener has a matching hostname or section, or the route is not valid.",
    remedy:
      "Compare the route's hostnames, parentRefs and namespace with the Gateway's listeners and their allowedRoutes.",
    recognised: "The condition Accepted of a parent is False.",
  },
  RouteRefsNotResolved: {
    severity: "error",
    outlook: "may-heal",
    title: "References of the route do not resolve",
    example: "HTTPRoute web: not resolved by Gateway public: backend wbe not found (BackendNotFound)",
    explanation:
      "The Gateway's controller could not follow a backend of the route. Such requests are answered with 500.",
    remedy: "Correct the backend; from another namespace it also needs a ReferenceGrant.",
    recognised: "The condition ResolvedRefs of a parent is False.",
  },
  ReferenceNotGranted: {
    severity: "error",
    outlook: "may-heal",
    title: "The other namespace does not allow the reference",
    example: "HTTPRoute web: backend Service api is in shared, and no ReferenceGrant there allows HTTPRoutes of prod",
    explanation: "A backend in another namespace counts only if a ReferenceGrant in that namespace allows it.",
    remedy: "Create a ReferenceGrant in the Service's namespace, or put the route there.",
    recognised: "ReferenceGrants of that namespace were listed completely, and none fits.",
  },
  GatewayNotFound: {
    severity: "error",
    outlook: "may-heal",
    title: "The Gateway does not exist",
    example: "HTTPRoute web: Gateway pubilc does not exist in prod",
    explanation: "parentRefs names a Gateway that is not there. Without a namespace the route's own is meant.",
    remedy: "Correct the name, add the Gateway's namespace, or create it.",
    recognised: "Gateways of that namespace were listed completely, and none has the name.",
  },
  GatewayNotProgrammed: {
    severity: "error",
    outlook: "may-heal",
    title: "The Gateway does not work",
    example: "Gateway public: not programmed: no free address in the pool",
    explanation:
      "Its class is not accepted, its controller refuses it or could not set it up, or no controller answers.",
    remedy: "Read the controller's message; look whether the controller of its class runs.",
    recognised:
      "The conditions Accepted or Programmed are False for another reason than Pending, or nobody set them for over 20 s.",
  },
  GatewayClassNotFound: {
    severity: "error",
    outlook: "may-heal",
    title: "Its GatewayClass does not exist",
    example: "Gateway public: wants GatewayClass istoi, which does not exist; there is istio",
    explanation: "The class says which controller makes the Gateway. Without it nobody does.",
    remedy: "Correct spec.gatewayClassName, or install the controller that brings the class.",
    recognised: "GatewayClasses were listed completely, and none has the name.",
  },
  ListenerFailed: {
    severity: "error",
    outlook: "may-heal",
    title: "A listener of the Gateway does not work",
    example: "Gateway public: listener https: Secret prod/web-tls not found (InvalidCertificateRef)",
    explanation: "The listener's port is taken, its protocol is not known, or its certificate cannot be read.",
    remedy: "Read the controller's message.",
    recognised: "A listener's condition Accepted, ResolvedRefs or Programmed is False, or Conflicted is True.",
  },
  PortNotServed: {
    severity: "error",
    outlook: "may-heal",
    title: "EndpointSlices do not carry a port of the Service",
    example: 'Service db: port 5432 (postgres) has no endpoints: EndpointSlice db-1 calls its port ""',
    explanation:
      "A port of an EndpointSlice belongs to the Service's port of the same name and protocol. Where somebody writes slices by hand and leaves the name out, the Service's port leads nowhere.",
    remedy: "Give the slice's port the name and protocol of the Service's port.",
    recognised:
      "There are ready endpoints, and no slice has the Service's port by name and protocol; for slices of a controller after 10 s.",
  },
  SliceNotLinked: {
    severity: "warning",
    outlook: "may-heal",
    title: "An EndpointSlice is not linked to its Service",
    example: "Service db: no endpoints; EndpointSlice db-1 lacks the label kubernetes.io/service-name=db",
    explanation:
      "Slices belong to a Service by the label kubernetes.io/service-name alone. A name that begins with the Service's is not enough.",
    remedy: "Set the label on the slice.",
    recognised: "The Service has neither selector nor slices, and a slice without that label is named like it.",
  },
} as const satisfies Record<string, ReasonEntry>;
