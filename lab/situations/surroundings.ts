import { configMap, crashing, deployment, event, job, labels, plain, service, shell } from "./objects.ts";
import { apply, patch, pause, until, type Manifest, type Situation } from "./situation.ts";

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
const autoscaler = (target: string, name = "web"): Manifest => ({
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: { name },
  spec: {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: target },
    minReplicas: 1,
    maxReplicas: 3,
    metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } }],
  },
});
const budget = (minAvailable: number | string, matchLabels: Manifest = labels, name = "web"): Manifest => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { name },
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

const says = (type: string, status: string, reason: string, message: string): Manifest => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: "2026-01-01T00:00:00Z",
});
const missingRequest =
  "the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu in container web of Pod web";
/** An autoscaler in front of a metrics server: the controller looks at it every 15 s, and here in vain. */
const scaled = (name: string, shows: string, ...conditions: readonly Manifest[]): Situation => ({
  name,
  shows,
  root: { kind: "HorizontalPodAutoscaler", name: "web" },
  before: working,
  steps: [
    apply(autoscaler("web")),
    until("horizontalpodautoscaler/web", "jsonpath={.status.conditions[1].type}=ScalingActive"),
    pause(3),
    patch(
      "horizontalpodautoscaler/web",
      {
        status: {
          currentReplicas: 3,
          desiredReplicas: 3,
          conditions: [says("AbleToScale", "True", "ReadyForNewScale", ""), ...conditions],
        },
      },
      "status",
    ),
  ],
  seconds: 3,
  byHand: "the autoscaler's status: no metrics server runs",
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
  routed(
    "ingress-no-controller",
    "The cluster has no IngressClass, and nobody answers for an Ingress",
    [ingress({ rules: [rule("web")] })],
    64,
  ),
  {
    ...routed("ingress-sync-failed", "The controller of an Ingress cannot set it up", [
      ingressClass("rec-sync"),
      ingress({ ingressClassName: "rec-sync", rules: [rule("web")] }),
      event(
        "ingress-sync-failed",
        { apiVersion: "networking.k8s.io/v1", kind: "Ingress", name: "web" },
        "FailedBuildModel",
        "failed to build load balancer configuration: no subnets found",
      ),
    ]),
    byHand: "the event of the controller",
  },
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
    name: "autoscaler-switched-off",
    shows: "The Deployment of an autoscaler is scaled to zero, which switches it off",
    root: { kind: "HorizontalPodAutoscaler", name: "web" },
    steps: [apply(deployment(plain, { spec: { replicas: 0 } }), autoscaler("web"))],
    seconds: 18,
  },
  {
    name: "autoscaler-twice",
    shows: "Two autoscalers scale the same Deployment",
    root: { kind: "HorizontalPodAutoscaler", name: "web" },
    before: working,
    steps: [apply(autoscaler("web"), autoscaler("web", "other"))],
    seconds: 35,
  },
  scaled(
    "autoscaler-no-requests",
    "The containers that an autoscaler counts by their processor time request none",
    says("ScalingActive", "False", "FailedGetResourceMetric", missingRequest),
  ),
  scaled(
    "autoscaler-at-maximum",
    "An autoscaler has reached its maximum and would have more",
    says("ScalingActive", "True", "ValidMetricFound", "the HPA was able to successfully calculate a replica count"),
    says(
      "ScalingLimited",
      "True",
      "TooManyReplicas",
      "the desired replica count is more than the maximum replica count",
    ),
  ),
  {
    name: "budgets-overlap",
    shows: "Two budgets are for the same Pods",
    root: { kind: "PodDisruptionBudget", name: "web" },
    before: working,
    steps: [apply(budget(1), budget(1, labels, "all"))],
    seconds: 5,
  },
  {
    name: "budget-uncountable",
    shows: "A budget counts by the size of a workload that has none: a Job",
    root: { kind: "PodDisruptionBudget", name: "web" },
    before: [apply(job(shell("sleep 1000"))), until("job/web", "jsonpath={.status.ready}=1")],
    steps: [
      apply({
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        metadata: { name: "web" },
        spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
      }),
    ],
    seconds: 6,
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
    name: "namespace-api-silent",
    shows: "A namespace that is deleted is held by an API that nobody serves",
    root: { kind: "Namespace", name: "rec-namespace-api-silent" },
    steps: [
      apply({
        apiVersion: "apiregistration.k8s.io/v1",
        kind: "APIService",
        metadata: { name: "v1.silent.rec.example.com" },
        spec: {
          group: "silent.rec.example.com",
          version: "v1",
          groupPriorityMinimum: 100,
          versionPriority: 100,
          insecureSkipTLSVerify: true,
          service: { namespace: "rec-namespace-api-silent", name: "metrics" },
        },
      }),
      pause(2),
      { type: "delete", target: "namespace/rec-namespace-api-silent", options: [] },
    ],
    follow: ["Namespace"],
    seconds: 8,
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
