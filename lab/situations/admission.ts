import { deployment, plain, quota, service, web } from "./objects.ts";
import { apply, namespaceOf, pause, until, type Manifest, type Situation } from "./situation.ts";

const root = { kind: "Deployment", name: "web" };
const small: Manifest = { ...web, resources: { requests: { cpu: "80m" } } };
const inNamespace = (name: string): Manifest => ({
  matchLabels: { "kubernetes.io/metadata.name": namespaceOf(name) },
});
const counted = (name: string) => until(`resourcequota/${name}`, "jsonpath={.status.hard}");

const limits = (name: string, limit: Manifest): Manifest => ({
  apiVersion: "v1",
  kind: "LimitRange",
  metadata: { name },
  spec: { limits: [{ type: "Container", ...limit }] },
});
const smallLimits = limits("small", { max: { cpu: "100m" } });
/** Asked for the Pods of one situation's namespace only. */
const webhook = (name: string, situation: string): Manifest => ({
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "ValidatingWebhookConfiguration",
  metadata: { name },
  webhooks: [
    {
      name: "policy.example.com",
      clientConfig: { service: { namespace: namespaceOf(situation), name: "hook" } },
      rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
      namespaceSelector: inNamespace(situation),
      failurePolicy: "Fail",
      timeoutSeconds: 2,
      sideEffects: "None",
      admissionReviewVersions: ["v1"],
    },
  ],
});

/** Pods that the API server does not let in. */
export const admission: readonly Situation[] = [
  {
    name: "quota",
    shows: "The quota has processor time for one Pod of two",
    root,
    before: [apply(quota("team-a", { "requests.cpu": "100m" })), counted("team-a")],
    steps: [apply(deployment(small), service())],
    seconds: 10,
  },
  {
    name: "quota-pods",
    shows: "The quota has room for one Pod of two",
    root,
    before: [apply(quota("count", { pods: "1" })), counted("count")],
    steps: [apply(deployment(web), service())],
    seconds: 10,
  },
  {
    name: "quota-wants-requests",
    shows: "The quota wants requests and limits that the Pods do not state",
    root,
    before: [apply(quota("team-a", { "requests.cpu": "1", "limits.memory": "1Gi" })), counted("team-a")],
    steps: [apply(deployment(web))],
    seconds: 9,
  },
  {
    name: "update-quota",
    shows: "An update needs a third Pod beside the two that the quota allows",
    root,
    before: [
      apply(quota("team-a", { pods: "2" })),
      counted("team-a"),
      apply(deployment(web), service()),
      until("deployment/web", "condition=Available"),
      pause(2),
    ],
    steps: [apply(deployment({ ...web, image: "lab.local/web:2" }))],
    seconds: 12,
  },
  {
    name: "quota-full",
    shows: "A quota that is used up, seen from the quota",
    root: { kind: "ResourceQuota", name: "team-a" },
    before: [apply(quota("team-a", { pods: "1" })), counted("team-a")],
    steps: [apply(deployment(web))],
    seconds: 8,
  },
  {
    name: "limit-range",
    shows: "A container has a higher limit than the LimitRange allows",
    root,
    before: [apply(smallLimits), pause(1)],
    steps: [apply(deployment({ ...plain, resources: { limits: { cpu: "200m" } } }))],
    seconds: 9,
  },
  {
    name: "pod-security",
    shows: "The namespace enforces the restricted Pod security standard",
    root,
    labels: { "pod-security.kubernetes.io/enforce": "restricted" },
    steps: [apply(deployment(web))],
    seconds: 9,
  },
  {
    name: "admission-policy",
    shows: "A ValidatingAdmissionPolicy denies the Pods",
    root,
    before: [
      apply(
        {
          apiVersion: "admissionregistration.k8s.io/v1",
          kind: "ValidatingAdmissionPolicy",
          metadata: { name: "rec-images" },
          spec: {
            matchConstraints: {
              resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
            },
            validations: [
              {
                expression: "object.spec.containers.all(c, c.image.startsWith('reg.corp/'))",
                message: "images must come from reg.corp",
              },
            ],
          },
        },
        {
          apiVersion: "admissionregistration.k8s.io/v1",
          kind: "ValidatingAdmissionPolicyBinding",
          metadata: { name: "rec-images" },
          spec: {
            policyName: "rec-images",
            validationActions: ["Deny"],
            matchResources: { namespaceSelector: inNamespace("admission-policy") },
          },
        },
      ),
      // The API server takes up policies by and by.
      pause(10),
    ],
    steps: [apply(deployment(web))],
    seconds: 9,
  },
  {
    name: "limit-range-alone",
    shows: "A LimitRange, seen from itself",
    root: { kind: "LimitRange", name: "small" },
    steps: [apply(smallLimits)],
    seconds: 3,
  },
  {
    name: "limit-ranges-contradict",
    shows: "What a LimitRange gives to containers is more than another one allows",
    root: { kind: "LimitRange", name: "small" },
    steps: [
      apply(
        limits("small", { max: { memory: "512Mi" } }),
        limits("usual", { default: { memory: "1Gi" }, defaultRequest: { memory: "256Mi" } }),
      ),
    ],
    seconds: 4,
  },
  {
    name: "webhook-without-service",
    shows: "A webhook has to be asked and is not there, seen from its configuration",
    root: { kind: "ValidatingWebhookConfiguration", name: "rec-lonely" },
    steps: [apply(webhook("rec-lonely", "webhook-without-service"))],
    seconds: 4,
  },
  {
    name: "webhook-unreachable",
    shows: "A webhook that has to be asked for every Pod is not there",
    root,
    before: [apply(webhook("rec-policy", "webhook-unreachable")), pause(3)],
    steps: [apply(deployment(web))],
    seconds: 12,
  },
];
