import { at, merge, type Raw } from "./objects";

/** Objects of the cluster itself, hand-written: no lab of one node has several, nor a cloud's. */

export function node(name: string, patch: Raw = {}): Raw {
  return merge(
    {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name, uid: `uid-${name}`, creationTimestamp: at(-3600), labels: {} },
      spec: {},
      status: {
        conditions: [{ type: "Ready", status: "True", reason: "KubeletReady", lastTransitionTime: at(-3600) }],
      },
    },
    patch,
  );
}

/** The same node with one more condition, or Ready replaced. */
export function nodeWith(name: string, condition: Raw, patch: Raw = {}): Raw {
  const ready = { type: "Ready", status: "True", lastTransitionTime: at(-3600) };
  const conditions = condition["type"] === "Ready" ? [condition] : [condition, ready];
  return node(name, merge({ status: { conditions } }, patch));
}

const systemMeta = (name: string, labels: Raw): Raw => ({
  name,
  namespace: "kube-system",
  uid: `uid-system-${name}`,
  creationTimestamp: at(-3600),
  labels,
});

/** A Pod of kube-system on a node, ready for an hour or unready since `unreadySince` (seconds). */
export function systemPod(name: string, labels: Raw, nodeName: string, unreadySince?: number): Raw {
  const status = unreadySince === undefined ? "True" : "False";
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: systemMeta(name, labels),
    spec: { nodeName, containers: [{ name: "main", image: "lab.local/system:1" }] },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status, lastTransitionTime: at(unreadySince ?? -3600) }],
    },
  };
}

const dnsLabels: Raw = { "k8s-app": "kube-dns" };

/** Cluster DNS: the Service kube-dns, its slice, and the Deployment behind it. */
export function clusterDns(
  ready: number,
  { replicas = 2, nodes = ["n1", "n2"] }: { readonly replicas?: number; readonly nodes?: readonly string[] } = {},
): readonly Raw[] {
  const pods = Array.from({ length: replicas }, (_, index) =>
    systemPod(`coredns-${index}`, dnsLabels, nodes[index % nodes.length] ?? "n1", index < ready ? undefined : -60),
  );
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: systemMeta("kube-dns", dnsLabels),
      spec: { clusterIP: "10.96.0.10", selector: dnsLabels, ports: [{ name: "dns", port: 53, protocol: "UDP" }] },
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: systemMeta("kube-dns-1", { "kubernetes.io/service-name": "kube-dns" }),
      addressType: "IPv4",
      endpoints: pods.map((_, index) => ({
        addresses: [`10.244.9.${index}`],
        conditions: { ready: index < ready },
        targetRef: { kind: "Pod", name: `coredns-${index}` },
      })),
      ports: [{ name: "dns", port: 53, protocol: "UDP" }],
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: systemMeta("coredns", dnsLabels),
      spec: {
        replicas,
        selector: { matchLabels: dnsLabels },
        template: { metadata: { labels: dnsLabels }, spec: { containers: [{ name: "coredns", image: "coredns:1" }] } },
      },
    },
    ...pods,
  ];
}

export const proxy = (nodeName: string, unreadySince?: number): Raw =>
  systemPod(`kube-proxy-${nodeName}`, { "k8s-app": "kube-proxy" }, nodeName, unreadySince);
export const cilium = (nodeName: string, unreadySince?: number): Raw =>
  systemPod(`cilium-${nodeName}`, { "k8s-app": "cilium" }, nodeName, unreadySince);

const cluster = (apiVersion: string, kind: string, name: string, rest: Raw): Raw =>
  merge({ apiVersion, kind, metadata: { name, uid: `uid-${name}`, generation: 1 } }, rest);
const condition = (type: string, status: string, reason: string, message: string): Raw => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: at(0),
  observedGeneration: 1,
});

/** One of each kind that belongs to the whole cluster, in a state that its rules have something to say of. */
export const everyClusterKind: readonly Raw[] = [
  nodeWith(
    "n1",
    { type: "DiskPressure", status: "True", lastTransitionTime: at(0) },
    { spec: { unschedulable: true } },
  ),
  node("n2", { spec: { taints: [{ key: "a", value: "b", effect: "NoSchedule" }] } }),
  cluster("v1", "Namespace", "shop", {
    metadata: { deletionTimestamp: at(0) },
    spec: { finalizers: ["kubernetes"] },
    status: {
      phase: "Terminating",
      conditions: [
        condition(
          "NamespaceContentRemaining",
          "True",
          "SomeResourcesRemain",
          "Some resources are remaining: pods. has 2 resource instances",
        ),
        condition(
          "NamespaceFinalizersRemaining",
          "True",
          "SomeFinalizersRemain",
          "Some content in the namespace has finalizers remaining: a/b in 1 resource instances",
        ),
      ],
    },
  }),
  cluster("v1", "Namespace", "lost", {
    metadata: { deletionTimestamp: at(0) },
    status: {
      conditions: [
        condition(
          "NamespaceDeletionDiscoveryFailure",
          "True",
          "DiscoveryFailed",
          "server APIs: metrics.k8s.io/v1beta1: stale GroupVersion discovery: metrics.k8s.io/v1beta1",
        ),
      ],
    },
  }),
  cluster("apiregistration.k8s.io/v1", "APIService", "v1beta1.metrics.k8s.io", {
    spec: { group: "metrics.k8s.io", version: "v1beta1", service: { namespace: "prod", name: "web", port: 443 } },
    status: { conditions: [condition("Available", "False", "FailedDiscoveryCheck", "Get: dial tcp: refused")] },
  }),
  cluster("apiextensions.k8s.io/v1", "CustomResourceDefinition", "widgets.example.com", {
    metadata: { deletionTimestamp: at(0), finalizers: ["customresourcecleanup.apiextensions.k8s.io"] },
    spec: { group: "example.com", names: { plural: "widgets", kind: "Widget" } },
    status: { conditions: [condition("Terminating", "True", "InstanceDeletionFailed", "could not list instances: x")] },
  }),
  cluster("apiextensions.k8s.io/v1", "CustomResourceDefinition", "gadgets.example.com", {
    spec: { group: "example.com", names: { plural: "gadgets", kind: "Gadget" } },
    status: {
      conditions: [
        condition("NamesAccepted", "False", "PluralConflict", "taken"),
        condition("Established", "False", "Installing", ""),
      ],
    },
  }),
  cluster("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "guard", {
    webhooks: [
      { name: "guard.example.com", clientConfig: { service: { namespace: "prod", name: "web" } }, timeoutSeconds: 5 },
    ],
  }),
  cluster("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "inject", {
    webhooks: [{ name: "inject.example.com", failurePolicy: "Ignore", clientConfig: { url: "https://x" } }],
  }),
  cluster("example.com/v1", "Widget", "stuck", {
    metadata: { namespace: "prod", deletionTimestamp: at(0), finalizers: ["foregroundDeletion", "example.com/guard"] },
    status: { phase: "Failed", message: "x" },
  }),
  cluster("argoproj.io/v1alpha1", "Application", "shop", {
    metadata: { namespace: "prod" },
    status: { health: { status: "Degraded" }, operationState: { phase: "Failed", message: "boom" } },
  }),
  cluster("cert-manager.io/v1", "Certificate", "web", {
    metadata: { namespace: "prod" },
    status: {
      conditions: [condition("Issuing", "False", "Failed", "no"), condition("Ready", "False", "DoesNotExist", "")],
    },
  }),
  ...clusterDns(0),
  proxy("n1", -60),
  cilium("n2", 0),
];
