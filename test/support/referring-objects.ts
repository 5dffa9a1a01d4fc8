import { at, merge, namespace, type Raw } from "./objects";

/** Hand-written, small: what leads to Pods, stores for them and bounds them. Each as it should be; patch it for what is wrong. */
const meta = (name: string, more: Raw = {}): Raw => ({
  name,
  namespace,
  uid: `uid-${name}`,
  creationTimestamp: at(0),
  ...more,
});
const clusterMeta = (name: string): Raw => ({ name, uid: `uid-${name}`, creationTimestamp: at(0) });

export function ingress(patch: Raw = {}, name = "web"): Raw {
  return merge(
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: meta(name, { uid: `uid-ingress-${name}` }),
      spec: {
        ingressClassName: "nginx",
        rules: [
          { host: "web.example.com", http: { paths: [{ path: "/", pathType: "Prefix", backend: toService() }] } },
        ],
      },
      status: { loadBalancer: { ingress: [{ ip: "10.0.0.9" }] } },
    },
    patch,
  );
}

export function toService(name = "web", port: Raw = { number: 80 }): Raw {
  return { service: { name, port } };
}

/** A rule for the whole host that leads to these backends. */
export function routing(...backends: readonly Raw[]): Raw {
  return {
    rules: [{ host: "web.example.com", http: { paths: backends.map((backend) => ({ path: "/", backend })) } }],
  };
}

export function ingressClass(name = "nginx", patch: Raw = {}): Raw {
  return merge(
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: clusterMeta(name),
      spec: { controller: `example.com/${name}` },
    },
    patch,
  );
}

export function secret(name: string, patch: Raw = {}): Raw {
  return merge(
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: meta(name),
      type: "kubernetes.io/tls",
      data: { "tls.crt": "Y2VydA==", "tls.key": "a2V5" },
    },
    patch,
  );
}

const parent: Raw = { name: "public", namespace: "infra" };

export function routeCondition(type: string, status: string, more: Raw = {}): Raw {
  return { type, status, reason: type, message: "", observedGeneration: 1, lastTransitionTime: at(1), ...more };
}

export function httpRoute(patch: Raw = {}): Raw {
  return merge(
    {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: meta("web", { uid: "uid-route", generation: 1 }),
      spec: { parentRefs: [parent], rules: [{ backendRefs: [{ name: "web", port: 80 }] }] },
      status: attached(),
    },
    patch,
  );
}

/** The status of a route that its Gateway has taken, with these conditions in place of the good ones. */
export function attached(...conditions: readonly Raw[]): Raw {
  const good = [routeCondition("Accepted", "True"), routeCondition("ResolvedRefs", "True")];
  const own = good.map((usual) => conditions.find(({ type }) => type === usual["type"]) ?? usual);
  return { parents: [{ parentRef: parent, controllerName: "example.com/gateway", conditions: own }] };
}

export function gateway(patch: Raw = {}): Raw {
  return merge(
    {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "Gateway",
      metadata: { name: "public", namespace: "infra", uid: "uid-public", generation: 1, creationTimestamp: at(0) },
      spec: { gatewayClassName: "envoy", listeners: [{ name: "http", port: 80, protocol: "HTTP" }] },
      status: {
        addresses: [{ type: "IPAddress", value: "10.0.0.9" }],
        conditions: [routeCondition("Accepted", "True"), routeCondition("Programmed", "True")],
        listeners: [{ name: "http", attachedRoutes: 1, conditions: [routeCondition("Programmed", "True")] }],
      },
    },
    patch,
  );
}

export function gatewayClass(name = "envoy", patch: Raw = {}): Raw {
  return merge(
    {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "GatewayClass",
      metadata: clusterMeta(name),
      spec: { controllerName: "example.com/gateway" },
      status: { conditions: [routeCondition("Accepted", "True")] },
    },
    patch,
  );
}

export function referenceGrant(from: string, to: string, target: Raw = {}): Raw {
  return {
    apiVersion: "gateway.networking.k8s.io/v1beta1",
    kind: "ReferenceGrant",
    metadata: { name: "grant", namespace: to, uid: "uid-grant" },
    spec: {
      from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: from }],
      to: [{ group: "", kind: "Service", ...target }],
    },
  };
}

export function claim(patch: Raw = {}, name = "data"): Raw {
  return merge(
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: meta(name, { finalizers: ["kubernetes.io/pvc-protection"] }),
      spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName: "standard",
        resources: { requests: { storage: "10Gi" } },
        volumeMode: "Filesystem",
      },
      status: { phase: "Pending" },
    },
    patch,
  );
}

/** The claim as it is once it has its volume. */
export const bound: Raw = { spec: { volumeName: "pv-1" }, status: { phase: "Bound", capacity: { storage: "10Gi" } } };

export function volume(patch: Raw = {}, name = "pv-1"): Raw {
  return merge(
    {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: clusterMeta(name),
      spec: {
        capacity: { storage: "10Gi" },
        accessModes: ["ReadWriteOnce"],
        storageClassName: "manual",
        persistentVolumeReclaimPolicy: "Retain",
      },
      status: { phase: "Available" },
    },
    patch,
  );
}

export function storageClass(name = "standard", patch: Raw = {}): Raw {
  return merge(
    {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: clusterMeta(name),
      provisioner: "example.com/disks",
      volumeBindingMode: "Immediate",
    },
    patch,
  );
}

export function autoscaler(patch: Raw = {}): Raw {
  return merge(
    {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: meta("web", { uid: "uid-hpa" }),
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
        minReplicas: 2,
        maxReplicas: 5,
        metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization" } } }],
      },
      status: { currentReplicas: 2, desiredReplicas: 2, conditions: scaling() },
    },
    patch,
  );
}

/** An autoscaler's conditions with one in place of the good one. */
export function scaling(other: Raw = {}): readonly Raw[] {
  const good: readonly Raw[] = [
    { type: "AbleToScale", status: "True", reason: "ReadyForNewScale", lastTransitionTime: at(1) },
    { type: "ScalingActive", status: "True", reason: "ValidMetricFound", lastTransitionTime: at(1) },
    { type: "ScalingLimited", status: "False", reason: "DesiredWithinRange", lastTransitionTime: at(1) },
  ];
  return good.map((condition) => (condition["type"] === other["type"] ? { ...condition, ...other } : condition));
}

export function budget(patch: Raw = {}, name = "web"): Raw {
  return merge(
    {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: meta(name, { uid: `uid-pdb-${name}`, generation: 1 }),
      spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } },
      status: {
        observedGeneration: 1,
        currentHealthy: 2,
        desiredHealthy: 1,
        disruptionsAllowed: 1,
        expectedPods: 2,
        conditions: [{ type: "DisruptionAllowed", status: "True", reason: "SufficientPods" }],
      },
    },
    patch,
  );
}

export function quota(hard: Raw, used: Raw, patch: Raw = {}): Raw {
  return merge(
    {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: meta("team"),
      spec: { hard },
      status: { hard, used },
    },
    patch,
  );
}

export function limitRange(limits: readonly Raw[], name = "limits"): Raw {
  return { apiVersion: "v1", kind: "LimitRange", metadata: meta(name), spec: { limits } };
}

/** Each kind in a state in which most of its rules have something to read, for tests that change it at random. */
export const everyReferringKind: readonly Raw[] = [
  ingress({
    spec: { ingressClassName: "ngnix", defaultBackend: toService("wbe"), tls: [{ secretName: "web-tls" }] },
    status: { loadBalancer: { ingress: undefined } },
  }),
  ingressClass(),
  secret("web-tls", { data: { "tls.key": undefined } }),
  httpRoute({
    metadata: { name: "route" },
    spec: { rules: [{ backendRefs: [{ name: "web", namespace: "shared", port: 80 }] }] },
    status: attached(routeCondition("ResolvedRefs", "False", { reason: "BackendNotFound", message: "not found" })),
  }),
  gateway({ status: { listeners: [{ name: "http", conditions: [routeCondition("Conflicted", "True")] }] } }),
  gatewayClass(),
  referenceGrant("prod", "shared"),
  claim(),
  claim({ metadata: { deletionTimestamp: at(1) }, ...bound }, "going"),
  claim(
    {
      spec: { volumeName: "pv-1", resources: { requests: { storage: "20Gi" } } },
      status: {
        phase: "Bound",
        capacity: { storage: "10Gi" },
        conditions: [{ type: "ControllerResizeError", status: "True", message: "full" }],
      },
    },
    "growing",
  ),
  claim({ spec: { storageClassName: "", selector: { matchLabels: { tier: "gold" } } } }, "static"),
  volume({ spec: { storageClassName: "", capacity: { storage: "1Gi" } }, status: { phase: "Released" } }),
  storageClass("standard", { volumeBindingMode: "WaitForFirstConsumer" }),
  autoscaler({
    metadata: { name: "scaler" },
    status: {
      conditions: scaling({
        type: "ScalingActive",
        status: "False",
        reason: "FailedGetResourceMetric",
        message: "missing request for cpu in container web of Pod web-1-a",
      }),
    },
  }),
  budget({ metadata: { name: "budget" }, status: { disruptionsAllowed: 0 } }),
  budget({ metadata: { name: "overlapping" } }),
  quota({ pods: "2", "requests.cpu": "1" }, { pods: "2", "requests.cpu": "100m" }),
  limitRange([{ type: "Container", min: { cpu: "2" }, max: { cpu: "1" }, default: { cpu: "3" } }]),
];
