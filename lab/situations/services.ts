import { crashing, deployment, event, pod, service, web } from "./objects.ts";
import { apply, pause, until, type Manifest, type Situation } from "./situation.ts";

const root = { kind: "Service", name: "web" };
const ready = until("deployment/web", "condition=Available");

const serves = (name: string, shows: string, spec: Parameters<typeof service>[0], seconds = 8): Situation => ({
  name,
  shows,
  root,
  steps: [apply(deployment(web), service(spec))],
  seconds,
});

const handWritten = (more: Manifest, labels: Manifest = { "kubernetes.io/service-name": "web" }): Manifest => ({
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: { name: "web-1", labels },
  addressType: "IPv4",
  ports: [{ port: 8080 }],
  endpoints: [{ addresses: ["192.0.2.10"], conditions: { ready: true } }],
  ...more,
});

/** Services of every type, with and without somebody behind them. */
export const services: readonly Situation[] = [
  serves("selector", "The Service selects a label that no Pod has: a typo", { selector: { app: "wbe" } }),
  serves("selector-partly", "The Service selects one label that the Pods have and one that they lack", {
    selector: { app: "web", tier: "front" },
  }),
  serves("target-port-undeclared", "The Service sends traffic to a port name that no container declares", {
    ports: [{ port: 80, targetPort: "http" }],
  }),
  serves("named-port", "The Service sends traffic to a port by its name", { ports: [{ port: 80, targetPort: "web" }] }),
  serves("headless", "A Service without an address", { clusterIP: "None" }),
  serves("node-port", "A Service on a port of every node", { type: "NodePort" }),
  serves("node-port-local", "A Service on a port of the nodes that have a Pod", {
    type: "NodePort",
    externalTrafficPolicy: "Local",
  }),
  serves(
    "load-balancer",
    "A Service of type LoadBalancer where nobody gives out addresses",
    { type: "LoadBalancer" },
    24,
  ),
  serves(
    "load-balancer-class",
    "A Service of type LoadBalancer with a class that nobody serves",
    {
      type: "LoadBalancer",
      loadBalancerClass: "example.com/internal",
    },
    24,
  ),
  {
    name: "external-name",
    shows: "A Service that is an alias",
    root,
    steps: [apply({ ...service(), spec: { type: "ExternalName", externalName: "db.example.com" } })],
    seconds: 3,
  },
  {
    name: "no-selector",
    shows: "A Service whose endpoints somebody else manages, and nobody does",
    root,
    steps: [apply({ ...service(), spec: { ports: [{ port: 80, targetPort: 8080 }] } })],
    seconds: 4,
  },
  {
    name: "own-endpoints",
    shows: "A Service without a selector whose endpoint was written by hand",
    root,
    steps: [
      apply(
        { ...service(), spec: { ports: [{ port: 80, targetPort: 8080 }] } },
        handWritten({ ports: [{ port: 8080 }] }),
      ),
    ],
    seconds: 4,
  },
  {
    name: "slice-port-unnamed",
    shows: "The port of an endpoint that was written by hand lacks the name of the Service's port",
    root,
    steps: [
      apply(
        { ...service(), spec: { ports: [{ name: "postgres", port: 5432 }] } },
        handWritten({ ports: [{ port: 5432 }] }),
      ),
    ],
    seconds: 4,
  },
  {
    name: "slice-unlinked",
    shows: "An EndpointSlice that was written by hand lacks the label of its Service",
    root,
    steps: [apply({ ...service(), spec: { ports: [{ port: 80, targetPort: 8080 }] } }, handWritten({}, {}))],
    seconds: 4,
  },
  serves("load-balancer-pending", "A Service of type LoadBalancer a moment after it was made", {
    type: "LoadBalancer",
  }),
  {
    name: "load-balancer-failed",
    shows: "The cloud cannot give a Service of type LoadBalancer an address",
    root,
    steps: [
      apply(deployment(web), service({ type: "LoadBalancer" })),
      pause(2),
      apply(
        event(
          "load-balancer-failed",
          { apiVersion: "v1", ...root },
          "SyncLoadBalancerFailed",
          "Error syncing load balancer: failed to ensure load balancer: quota of forwarding rules exceeded",
        ),
      ),
    ],
    seconds: 6,
    byHand: "the event of the cloud's controller",
  },
  {
    name: "service-alone",
    shows: "A Service before anything else: no Pod and no workload has its labels",
    root,
    steps: [apply(service())],
    seconds: 5,
  },
  {
    name: "service-partly-ready",
    shows: "One of two Pods behind a Service is ready",
    root,
    before: [apply(pod(web, {}, { name: "good" }), service()), until("pod/good", "condition=Ready")],
    steps: [apply(pod(crashing, {}, { name: "bad" }))],
    seconds: 14,
  },
  {
    name: "publish-not-ready",
    shows: "A headless Service publishes Pods that are not ready",
    root,
    steps: [apply(deployment(crashing), service({ clusterIP: "None", publishNotReadyAddresses: true }))],
    seconds: 10,
  },
  {
    name: "readiness-gate",
    shows: "The containers are ready, and nobody sets the Pods' readiness gate",
    root,
    steps: [
      apply(deployment(web, { pod: { readinessGates: [{ conditionType: "example.com/attached" }] } }), service()),
    ],
    seconds: 8,
  },
  {
    name: "last-endpoint-leaves",
    shows: "The only Pod behind a Service is deleted and replaced",
    root,
    before: [apply(deployment(web, { spec: { replicas: 1 } }), service()), ready],
    steps: [{ type: "delete", target: "pod", options: ["-l", "app=web"] }],
    seconds: 8,
  },
];
