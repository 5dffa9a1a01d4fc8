import type { ReasonEntry } from "./reason-entry";

/** Reasons of what belongs to the whole cluster: nodes, namespaces, APIs, and the hints about DNS and kube-proxy. */
export const clusterReasons = {
  NodePressure: {
    severity: "warning",
    outlook: "may-heal",
    title: "A node runs out of something",
    example: "Node n7: DiskPressure: its disk is almost full: Pods are evicted and no new ones come",
    explanation:
      "The kubelet reports that its node has little left of its disk, memory or process ids, or that its network is not set up. It evicts Pods until there is enough again.",
    remedy: "See what uses it up (kubectl describe node), free some, or give the node more.",
    recognised: "The condition DiskPressure, MemoryPressure, PIDPressure or NetworkUnavailable of the Node is True.",
  },
  DiscoveryFailed: {
    severity: "warning",
    outlook: "may-heal",
    title: "An API that does not answer keeps a namespace alive",
    example: "Namespace shop: cannot be emptied: API metrics.k8s.io/v1beta1 does not answer",
    explanation:
      "To delete a namespace, Kubernetes has to list the objects of every kind in it. One API group is served by a Service that does not answer, so nobody can know what is left.",
    remedy:
      "Bring back what serves the API, or delete its APIService if that is gone for good. The namespace then goes by itself.",
    recognised:
      "The condition NamespaceDeletionDiscoveryFailure or NamespaceDeletionGroupVersionParsingFailure of the Namespace is True.",
  },
  APIServiceUnavailable: {
    severity: "warning",
    outlook: "may-heal",
    title: "An aggregated API does not answer",
    example: "APIService v1beta1.metrics.k8s.io: Service metrics-server in kube-system has no ready endpoint",
    explanation:
      "The API server passes this group on to a Service of the cluster and cannot reach it. Its kinds cannot be read, and namespaces cannot be deleted.",
    remedy: "Look at the Pods behind the Service; delete the APIService if what served it is gone for good.",
    recognised: "The condition Available of the APIService is not True.",
  },
  NamesNotAccepted: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The names of a new kind are taken",
    example: 'CustomResourceDefinition widgets.example.com: its names are taken: "widgets" is already in use',
    explanation: "Another definition of the same API group has the plural, singular, short or kind name already.",
    remedy: "Give it other names, or remove the other definition.",
    recognised: "The condition NamesAccepted of the CustomResourceDefinition is False.",
  },
  DnsNotReady: {
    severity: "warning",
    outlook: "unknown",
    title: "Hint: cluster DNS has no ready Pod",
    example: "Service kube-dns: cluster DNS has no ready endpoint: Deployment coredns has 0 of 2 Pods ready",
    explanation:
      "The Service that was asked about is in order, and the cluster's DNS is not: its name cannot be resolved, while its address works.",
    remedy: "Look at the Pods of the DNS Deployment in kube-system.",
    recognised:
      "The Service kube-dns in kube-system has a selector and no ready endpoint, and Pods or a Deployment that is not scaled to zero are there for it. Only told where Services, EndpointSlices, Pods and Deployments of kube-system were listed completely.",
  },
  ProxyNotReady: {
    severity: "warning",
    outlook: "unknown",
    title: "Hint: kube-proxy is not ready on a node",
    example: "Pod kube-proxy-x2k: kube-proxy is not ready on node n2: Pods there may not reach Service addresses",
    explanation:
      "On each node, kube-proxy (or Cilium in its place) leads connections to a Service's address to its Pods. On this node it has not been ready for half a minute, so what was changed since may not be known there.",
    remedy: "Look at that Pod in kube-system.",
    recognised:
      "A Pod of kube-proxy, or of Cilium's agent where there is none, has not been Ready for 30 s on a node that is Ready. Clusters whose proxy is no Pod (k3s, EKS Auto Mode) never get this hint.",
  },
  TrafficPolicyLocal: {
    severity: "info",
    outlook: "unknown",
    title: "Hint: some nodes drop traffic",
    example: "Service web: externalTrafficPolicy Local: n2 has no endpoint and drops what arrives there",
    explanation:
      "With externalTrafficPolicy Local a node only serves connections from outside with Pods of its own, with internalTrafficPolicy Local those of the Pods that run on it. On the nodes named here there are none.",
    remedy: "Use the nodes that have Pods, run one on each node (a DaemonSet), or use the policy Cluster.",
    recognised:
      "For internalTrafficPolicy, and for externalTrafficPolicy of type NodePort: an ordinary node (Ready, not cordoned, no taint that keeps Pods away) without a ready endpoint. For type LoadBalancer: all endpoints are on nodes with the label node.kubernetes.io/exclude-from-external-load-balancers.",
  },
} as const satisfies Record<string, ReasonEntry>;
