import {
  cronJob,
  deployment,
  object,
  pod,
  service,
  unknownObjectValue,
  unknownStringValue,
  urnOf,
  workload,
  type Declared,
} from "./stack";

/*
 * Stacks by what the policy has to say of them. Other tools judge the case wrongly
 * where one is named in brackets.
 */

export const web = deployment("web", { app: "web" });
export const east = {
  name: "east",
  props: { kubeconfig: JSON.stringify({ clusters: [{ cluster: { server: "https://east.example" } }] }) },
};
export const west = {
  name: "west",
  props: { kubeconfig: "clusters:\n- cluster:\n    server: https://west.example\n" },
};
const unborn = { name: "unborn", props: { kubeconfig: unknownStringValue } };

export const match: readonly [string, readonly Declared[]][] = [
  ["a Deployment's Pods", [service("web", { app: "web" }), web]],
  ["a bare Pod", [service("web", { app: "web" }), pod("web", { app: "web" })]],
  ["a ReplicaSet's Pods", [service("web", { app: "web" }), workload("ReplicaSet", "web", { app: "web" })]],
  [
    "a ReplicationController's Pods",
    [service("web", { app: "web" }), workload("ReplicationController", "web", { app: "web" })],
  ],
  ["a StatefulSet's Pods", [service("web", { app: "web" }), workload("StatefulSet", "web", { app: "web" })]],
  ["a DaemonSet's Pods", [service("web", { app: "web" }), workload("DaemonSet", "web", { app: "web" })]],
  ["a Job's Pods", [service("web", { app: "web" }), workload("Job", "web", { app: "web" })]],
  ["a CronJob's Pods, two templates deep", [service("web", { app: "web" }), cronJob("web", { app: "web" })]],
  ["an Argo Rollout's Pods", [service("web", { app: "web" }), workload("Rollout", "web", { app: "web" })]],
  [
    "an OpenKruise CloneSet's Pods",
    [service("web", { app: "web" }), workload("apps.kruise.io/v1alpha1/CloneSet", "web", { app: "web" })],
  ],
  [
    "an OpenKruise AdvancedCronJob's Pods",
    [
      service("web", { app: "web" }),
      object("apps.kruise.io/v1alpha1/AdvancedCronJob", "web", {
        spec: { template: { jobTemplate: { spec: { template: { metadata: { labels: { app: "web" } } } } } } },
      }),
    ],
  ],
  [
    "an OpenKruise UnitedDeployment's Pods",
    [
      service("web", { app: "web" }),
      object("apps.kruise.io/v1alpha1/UnitedDeployment", "web", {
        spec: { template: { statefulSetTemplate: { spec: { template: { metadata: { labels: { app: "web" } } } } } } },
      }),
    ],
  ],
  [
    "a Knative Service's Pods",
    [service("web", { app: "web" }), workload("serving.knative.dev/v1/Service", "web", { app: "web" })],
  ],
  [
    "an OpenShift DeploymentConfig's Pods",
    [service("web", { app: "web" }), workload("apps.openshift.io/v1/DeploymentConfig", "web", { app: "web" })],
  ],
  [
    "the Pods of any custom resource with a Pod template",
    [service("web", { app: "web" }), workload("example.com/v1/Fleet", "web", { app: "web" })],
  ],
  [
    "a KEDA ScaledJob's Pods",
    [
      service("web", { app: "web" }),
      object("keda.sh/v1alpha1/ScaledJob", "web", {
        spec: { jobTargetRef: { template: { metadata: { labels: { app: "web" } } } } },
      }),
    ],
  ],
  [
    "Pods in the namespace that both name",
    [service("web", { app: "web" }, { namespace: "a" }), deployment("web", { app: "web" }, { namespace: "a" })],
  ],
  [
    "Pods in default when only one says so",
    [service("web", { app: "web" }), deployment("web", { app: "web" }, { namespace: "default" })],
  ],
  [
    "Pods in default when the other leaves it empty",
    [service("web", { app: "web" }, { namespace: "" }), deployment("web", { app: "web" }, { namespace: "default" })],
  ],
  [
    "Pods in the provider's default namespace",
    [
      service("web", { app: "web" }, {}, { provider: { name: "p", props: { namespace: "shop" } } }),
      deployment(
        "web",
        { app: "web" },
        { namespace: "shop" },
        { provider: { name: "p", props: { namespace: "shop" } } },
      ),
    ],
  ],
  [
    "Pods deployed with another provider of the same kubeconfig",
    [
      service("web", { app: "web" }, {}, { provider: east }),
      deployment("web", { app: "web" }, {}, { provider: { ...east, name: "east2" } }),
    ],
  ],
  [
    "Pods deployed with another default provider version",
    [service("web", { app: "web" }), deployment("web", { app: "web" }, {}, { provider: { name: "default_4_24_1" } })],
  ],
  ["numbers that the API server takes for text", [service("web", { version: 2 }), deployment("web", { version: "2" })]],
  [
    "the Pods of a workload that is scaled to nothing",
    [
      service("web", { app: "web" }),
      object("Deployment", "web", { spec: { replicas: 0, template: { metadata: { labels: { app: "web" } } } } }),
    ],
  ],
];

export const notOurs: readonly [string, readonly Declared[]][] = [
  ["without a selector", [object("Service", "db", { spec: { ports: [{ port: 5432 }] } }), web]],
  ["with an empty selector", [service("db", {}), web]],
  ["with a selector that is null", [service("db", null), web]],
  [
    "that is an external name",
    [
      object("Service", "db", { spec: { type: "ExternalName", externalName: "db.example", selector: { app: "db" } } }),
      web,
    ],
  ],
  [
    "of another API group",
    [object("serving.knative.dev/v1/Service", "fn", { spec: { selector: { app: "x" }, template: { spec: {} } } }), web],
  ],
  ["that patches somebody else's", [object("core/v1/ServicePatch", "db", { spec: { selector: { app: "db" } } }), web]],
  ["that is looked up with .get()", [service("db", { app: "db" }, {}, { read: true }), web]],
];

export const cannotTell: readonly [string, readonly Declared[]][] = [
  ["the selector's value is not known yet", [service("web", { app: unknownStringValue }), web]],
  ["the selector is not known yet", [service("web", unknownObjectValue), web]],
  ["the Service's spec is not known yet", [object("Service", "web", { spec: unknownObjectValue }), web]],
  [
    "the Service's type is not known yet",
    [object("Service", "web", { spec: { type: unknownStringValue, selector: { app: "wbe" } } }), web],
  ],
  ["a Pod label is not known yet", [service("web", { app: "web" }), deployment("web", { app: unknownStringValue })]],
  ["the Pod labels are not known yet", [service("web", { app: "web" }), deployment("web", unknownObjectValue)]],
  [
    "the workload's spec is not known yet",
    [service("web", { app: "web" }), object("Deployment", "web", { spec: unknownObjectValue })],
  ],
  [
    "the namespace of what would match is not known yet",
    [service("web", { app: "web" }), deployment("web", { app: "web" }, { namespace: unknownStringValue })],
  ],
  ["its own namespace is not known yet", [service("web", { app: "web" }, { namespace: unknownStringValue }), web]],
  [
    "what would match goes to a cluster that is not known yet",
    [service("web", { app: "web" }), deployment("web", { app: "web" }, {}, { provider: unborn })],
  ],
  [
    "what would match goes to a cluster named by another context",
    [
      service("web", { app: "web" }, {}, { provider: { name: "a", props: { context: "a" } } }),
      deployment("web", { app: "web" }, {}, { provider: { name: "b", props: { context: "b" } } }),
    ],
  ],
  [
    "a controller adds the label",
    [
      service("web-0", { "statefulset.kubernetes.io/pod-name": "web-0" }),
      workload("StatefulSet", "web", { app: "web" }),
    ],
  ],
  [
    "a Helm release may bring the Pods",
    [service("web", { app: "web" }), { type: "kubernetes:helm.sh/v3:Release", name: "ingress", props: { chart: "x" } }],
  ],
  [
    "a Helm release of which nothing is known may bring the Pods",
    [
      service("web", { app: "web" }, { namespace: "a" }),
      { type: "kubernetes:helm.sh/v3:Release", name: "ingress", props: {} },
    ],
  ],
  [
    "a chart has no objects yet",
    [
      service("web", { app: "web" }),
      { type: "kubernetes:helm.sh/v4:Chart", name: "ingress", props: {}, provider: null },
    ],
  ],
  [
    "a YAML group has no objects yet",
    [
      service("web", { app: "web" }),
      { type: "kubernetes:yaml/v2:ConfigGroup", name: "all", props: {}, provider: null },
    ],
  ],
  [
    "a remote component has no objects yet",
    [service("web", { app: "web" }), { type: "acme:index:Platform", name: "p", props: {}, provider: null }],
  ],
  [
    "an operator may bring the Pods",
    [
      service("db-rw", { cluster: "db" }),
      object("postgresql.cnpg.io/v1/Cluster", "db", { metadata: { namespace: "default" }, spec: { instances: 3 } }),
    ],
  ],
  [
    "an operator may add the label to its own template",
    [
      service("fn", { "serving.knative.dev/service": "fn" }),
      workload("serving.knative.dev/v1/Service", "fn", { app: "fn" }),
    ],
  ],
  [
    "what delivers to any namespace may bring the Pods",
    [
      service("web", { app: "web" }),
      object("argoproj.io/v1alpha1/Application", "all", { metadata: { namespace: "argocd" }, spec: {} }),
    ],
  ],
  [
    "a Rollout takes another workload's template",
    [
      service("web", { app: "web" }),
      object("Rollout", "web", { spec: { workloadRef: { kind: "Deployment", name: "x" } } }),
    ],
  ],
  [
    "a Rollout labels its Pods by their role",
    [
      service("web", { app: "web", role: "stable" }),
      object("Rollout", "web", {
        spec: {
          template: { metadata: { labels: { app: "web" } } },
          strategy: { canary: { stableMetadata: { labels: { role: "stable" } } } },
        },
      }),
    ],
  ],
  [
    "another workload there is looked up with .get()",
    [service("web", { app: "web" }), deployment("api", { app: "api" }, {}, { read: true })],
  ],
  [
    "a workload there is patched",
    [service("web", { app: "web" }), object("apps/v1/DeploymentPatch", "x", { spec: {} })],
  ],
  ["a label has a type that it cannot have", [service("web", { app: "web" }), deployment("web", { app: { a: 1 } })]],
];

export const mismatch: readonly [string, readonly Declared[]][] = [
  ["a misspelt value", [service("web", { app: "wbe" }), web]],
  [
    "one of two labels that differs (popeye and polaris take any)",
    [service("web", { app: "web", tier: "x" }), deployment("web", { app: "web", tier: "y" })],
  ],
  [
    "labels that two workloads have only together (monokle)",
    [service("web", { app: "web", tier: "x" }), web, deployment("x", { tier: "x" })],
  ],
  [
    "labels of a workload, not of its template (monokle)",
    [service("web", { app: "web" }), deployment("web", { name: "web" }, { labels: { app: "web" } })],
  ],
  [
    "labels of what has no Pods, like a PodDisruptionBudget (monokle)",
    [
      service("web", { app: "web" }),
      object("PodDisruptionBudget", "web", { metadata: { labels: { app: "web" } }, spec: {} }),
      deployment("x", { app: "x" }),
    ],
  ],
  [
    "labels in another namespace (monokle, KICS)",
    [service("web", { app: "web" }, { namespace: "a" }), deployment("web", { app: "web" }, { namespace: "b" })],
  ],
  [
    "labels in another cluster",
    [service("web", { app: "web" }, {}, { provider: east }), deployment("web", { app: "web" }, {}, { provider: west })],
  ],
  [
    "a selector of the workload that the template does not have (KICS)",
    [
      service("web", { app: "web" }),
      object("Deployment", "web", {
        spec: { selector: { matchLabels: { app: "web" } }, template: { metadata: { labels: { app: "wbe" } } } },
      }),
    ],
  ],
  ["labels of a CronJob's job template (kubevious)", [service("web", { at: "job" }), cronJob("web", { app: "web" })]],
  ["a label in other letters", [service("web", { app: "Web" }), web]],
  [
    "a missing label beside a controller's (kube-linter drops those)",
    [
      service("web-0", { app: "wbe", "statefulset.kubernetes.io/pod-name": "web-0" }),
      workload("StatefulSet", "web", { app: "web" }),
    ],
  ],
  [
    "a known label that differs beside one that is not known yet",
    [
      service("web", { app: "wbe", build: unknownStringValue }),
      deployment("web", { app: "web", build: unknownStringValue }),
    ],
  ],
  [
    "a Helm release in another namespace",
    [
      service("web", { app: "wbe" }),
      web,
      { type: "kubernetes:helm.sh/v3:Release", name: "ingress", props: { chart: "x", namespace: "ingress" } },
    ],
  ],
  [
    "an operator in another namespace",
    [
      service("web", { app: "wbe" }),
      web,
      object("postgresql.cnpg.io/v1/Cluster", "db", { metadata: { namespace: "db" }, spec: {} }),
    ],
  ],
  [
    "an operator in another cluster",
    [
      service("web", { app: "wbe" }, {}, { provider: east }),
      deployment("web", { app: "web" }, {}, { provider: east }),
      object("postgresql.cnpg.io/v1/Cluster", "db", { spec: {} }, { provider: west }),
    ],
  ],
  [
    "custom resources that make no Pods",
    [
      service("web", { app: "wbe" }),
      web,
      object("cert-manager.io/v1/ClusterIssuer", "acme", { spec: {} }),
      object("monitoring.coreos.com/v1/ServiceMonitor", "web", { spec: {} }),
    ],
  ],
  [
    "a chart whose objects are there",
    [
      service("web", { app: "wbe" }),
      { type: "kubernetes:helm.sh/v4:Chart", name: "all", props: {}, provider: null },
      { ...web, parent: urnOf({ type: "kubernetes:helm.sh/v4:Chart", name: "all" }) },
    ],
  ],
  [
    "passive objects looked up with .get()",
    [service("web", { app: "wbe" }), web, object("Namespace", "prod", {}, { read: true })],
  ],
  [
    "a component of ours without objects of its own",
    [
      service("web", { app: "wbe" }),
      web,
      { type: "pulumi-kubespy:index:Traced", name: "web", props: {}, provider: null },
    ],
  ],
  ["a Pod label that is empty", [service("web", { app: "web" }), deployment("web", { app: "" })]],
  ["a headless Service", [object("Service", "web", { spec: { clusterIP: "None", selector: { app: "wbe" } } }), web]],
];
