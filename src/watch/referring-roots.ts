import type { WatchTarget } from "./change";

/** A kind to follow beside a root; `everywhere`: cluster-scoped, or referred to across namespaces. */
export interface ReferredKind extends Omit<WatchTarget, "namespace"> {
  readonly everywhere?: true;
}

/** How much of the kinds that all workloads share a root needs beside its own. */
type Shared = "workloads" | "events" | "nothing";

const gateways = "gateway.networking.k8s.io/v1";

/**
 * Roots that refer to other objects, and the kinds that they refer to: followed only where such a
 * root is. Secrets are not among them: listing them would bring their values along.
 */
export const referringRoots: Readonly<
  Record<string, { readonly group: string; readonly shared: Shared; readonly kinds: readonly ReferredKind[] }>
> = {
  Ingress: {
    group: "networking.k8s.io",
    shared: "workloads",
    kinds: [
      { apiVersion: "networking.k8s.io/v1", kind: "Ingress", plural: "ingresses" },
      { apiVersion: "networking.k8s.io/v1", kind: "IngressClass", plural: "ingressclasses", everywhere: true },
    ],
  },
  HTTPRoute: {
    group: "gateway.networking.k8s.io",
    shared: "workloads",
    kinds: [
      { apiVersion: gateways, kind: "HTTPRoute", plural: "httproutes" },
      { apiVersion: gateways, kind: "Gateway", plural: "gateways", everywhere: true },
      { apiVersion: gateways, kind: "GatewayClass", plural: "gatewayclasses", everywhere: true },
      {
        apiVersion: "gateway.networking.k8s.io/v1beta1",
        kind: "ReferenceGrant",
        plural: "referencegrants",
        everywhere: true,
      },
    ],
  },
  Gateway: {
    group: "gateway.networking.k8s.io",
    shared: "events",
    kinds: [
      { apiVersion: gateways, kind: "Gateway", plural: "gateways" },
      { apiVersion: gateways, kind: "GatewayClass", plural: "gatewayclasses", everywhere: true },
    ],
  },
  GatewayClass: {
    group: "gateway.networking.k8s.io",
    shared: "nothing",
    kinds: [{ apiVersion: gateways, kind: "GatewayClass", plural: "gatewayclasses", everywhere: true }],
  },
  PersistentVolumeClaim: {
    group: "",
    shared: "workloads",
    kinds: [
      { apiVersion: "v1", kind: "PersistentVolumeClaim", plural: "persistentvolumeclaims" },
      { apiVersion: "v1", kind: "PersistentVolume", plural: "persistentvolumes", everywhere: true },
      { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", plural: "storageclasses", everywhere: true },
    ],
  },
  PersistentVolume: {
    group: "",
    shared: "nothing",
    kinds: [{ apiVersion: "v1", kind: "PersistentVolume", plural: "persistentvolumes", everywhere: true }],
  },
  StorageClass: {
    group: "storage.k8s.io",
    shared: "nothing",
    kinds: [{ apiVersion: "storage.k8s.io/v1", kind: "StorageClass", plural: "storageclasses", everywhere: true }],
  },
  HorizontalPodAutoscaler: {
    group: "autoscaling",
    shared: "workloads",
    kinds: [{ apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", plural: "horizontalpodautoscalers" }],
  },
  PodDisruptionBudget: {
    group: "policy",
    shared: "workloads",
    kinds: [{ apiVersion: "policy/v1", kind: "PodDisruptionBudget", plural: "poddisruptionbudgets" }],
  },
  ResourceQuota: {
    group: "",
    shared: "events",
    kinds: [{ apiVersion: "v1", kind: "ResourceQuota", plural: "resourcequotas" }],
  },
  LimitRange: {
    group: "",
    shared: "events",
    kinds: [{ apiVersion: "v1", kind: "LimitRange", plural: "limitranges" }],
  },
};
