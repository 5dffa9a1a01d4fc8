import { configMap, crashing, deployment, labels, plain, service } from "./objects.ts";
import { apply, until, type Manifest, type Situation } from "./situation.ts";

const ingress = (spec: Manifest): Manifest => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: { name: "web" },
  spec,
});
const rule = (name: string, port: Manifest = { number: 80 }): Manifest => ({
  host: "web.example.com",
  http: { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name, port } } }] },
});
const ingressClass = (name: string): Manifest => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "IngressClass",
  metadata: { name },
  spec: { controller: "example.com/ingress" },
});
const autoscaler = (name: string): Manifest => ({
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: { name: "web" },
  spec: {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
    minReplicas: 1,
    maxReplicas: 3,
    metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } }],
  },
});
const budget = (minAvailable: number | string, matchLabels: Manifest = labels): Manifest => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { name: "web" },
  spec: { minAvailable, selector: { matchLabels } },
});
const working = [apply(deployment(plain), service()), until("deployment/web", "condition=Available")];

const routed = (name: string, shows: string, objects: readonly Manifest[], seconds = 5): Situation => ({
  name,
  shows,
  root: { kind: "Ingress", name: "web" },
  before: working,
  steps: [apply(...objects)],
  seconds,
});

/** What stands before and beside workloads. */
export const surroundings: readonly Situation[] = [
  routed("ingress-without-class", "An Ingress names no class, and the cluster has no default one", [
    ingress({ rules: [rule("web")] }),
  ]),
  routed("ingress-class-missing", "The class of an Ingress does not exist", [
    ingress({ ingressClassName: "rec-nope", rules: [rule("web")] }),
  ]),
  routed(
    "ingress-controller-silent",
    "The class of an Ingress exists, and its controller does not run",
    [ingressClass("rec-silent"), ingress({ ingressClassName: "rec-silent", rules: [rule("web")] })],
    63,
  ),
  routed("ingress-backend-missing", "The Service behind an Ingress does not exist", [
    ingressClass("rec-backend"),
    ingress({ ingressClassName: "rec-backend", rules: [rule("wbe")] }),
  ]),
  routed("ingress-port-missing", "The Service behind an Ingress lacks the port", [
    ingressClass("rec-port"),
    ingress({ ingressClassName: "rec-port", rules: [rule("web", { name: "http" })] }),
  ]),
  routed("ingress-tls-missing", "The Secret with an Ingress's certificate does not exist", [
    ingressClass("rec-tls"),
    ingress({
      ingressClassName: "rec-tls",
      tls: [{ hosts: ["web.example.com"], secretName: "web-tls" }],
      rules: [rule("web")],
    }),
  ]),
  {
    name: "ingress-backend-crashes",
    shows: "The Pods behind an Ingress's Service crash",
    root: { kind: "Ingress", name: "web" },
    steps: [
      apply(
        ingressClass("rec-crash"),
        deployment(crashing, { spec: { replicas: 1 } }),
        service(),
        ingress({ ingressClassName: "rec-crash", rules: [rule("web")] }),
      ),
    ],
    seconds: 15,
  },
  {
    name: "autoscaler-no-metrics",
    shows: "An autoscaler gets no metrics, since no metrics server runs",
    root: { kind: "HorizontalPodAutoscaler", name: "web" },
    before: working,
    steps: [apply(autoscaler("web"))],
    seconds: 125,
  },
  {
    name: "autoscaler-target-missing",
    shows: "The Deployment that an autoscaler scales does not exist",
    root: { kind: "HorizontalPodAutoscaler", name: "web" },
    steps: [apply(autoscaler("wbe"))],
    seconds: 20,
  },
  {
    name: "budget",
    shows: "A budget allows one Pod to be away",
    root: { kind: "PodDisruptionBudget", name: "web" },
    before: working,
    steps: [apply(budget(1))],
    seconds: 5,
  },
  {
    name: "budget-none-allowed",
    shows: "A budget allows no Pod to be away",
    root: { kind: "PodDisruptionBudget", name: "web" },
    before: working,
    steps: [apply(budget("100%"))],
    seconds: 5,
  },
  {
    name: "budget-crashing",
    shows: "A budget allows no Pod to be away, since they crash",
    root: { kind: "PodDisruptionBudget", name: "web" },
    steps: [apply(deployment(crashing), budget(1))],
    seconds: 12,
  },
  {
    name: "budget-no-pods",
    shows: "A budget is for Pods that do not exist",
    root: { kind: "PodDisruptionBudget", name: "web" },
    before: working,
    steps: [apply(budget(1, { app: "wbe" }))],
    seconds: 63,
  },
  {
    name: "namespace-terminating",
    shows: "A namespace that is deleted is held by an object's finalizer that nobody removes",
    root: { kind: "Namespace", name: "rec-namespace-terminating" },
    before: [apply(configMap("held", { a: "b" }, { finalizers: ["example.com/backup"] }))],
    steps: [{ type: "delete", target: "namespace/rec-namespace-terminating", options: [] }],
    follow: ["Namespace"],
    seconds: 34,
  },
  {
    name: "namespace",
    shows: "A namespace that is in use",
    root: { kind: "Namespace", name: "rec-namespace" },
    steps: [apply(deployment(plain, { spec: { replicas: 1 } }))],
    follow: ["Namespace"],
    seconds: 5,
  },
];
