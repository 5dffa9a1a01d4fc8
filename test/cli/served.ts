import type { StubApiServer } from "../support/stub-api-server";

/** A kind as the discovery API lists it. */
interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly singularName?: string;
  readonly shortNames?: readonly string[];
  readonly namespaced?: boolean;
  readonly verbs?: readonly string[];
}

const usualVerbs = ["get", "list", "watch", "create", "update", "patch", "delete"];

const listOf = (groupVersion: string, resources: readonly Resource[]): object => ({
  kind: "APIResourceList",
  groupVersion,
  resources: resources.flatMap((resource) => {
    const whole = { singularName: resource.kind.toLowerCase(), namespaced: true, verbs: usualVerbs, ...resource };
    return [whole, { ...whole, name: `${resource.name}/status`, verbs: ["get", "patch", "update"] }];
  }),
});

const group = (name: string, ...versions: readonly string[]): object => ({
  name,
  versions: versions.map((version) => ({ groupVersion: `${name}/${version}`, version })),
  preferredVersion: { groupVersion: `${name}/${versions[0] ?? ""}`, version: versions[0] },
});

/** Lets a stub API server say what kinds it serves: some of Kubernetes' own, and those of two projects. */
export function serveKinds({ pages }: StubApiServer): void {
  const page = (path: string, body: unknown, status = 200): void => void pages.set(path, { status, body });
  page(
    "/api/v1",
    listOf("v1", [
      { name: "namespaces", kind: "Namespace", shortNames: ["ns"], namespaced: false },
      { name: "nodes", kind: "Node", shortNames: ["no"], namespaced: false },
      { name: "persistentvolumes", kind: "PersistentVolume", shortNames: ["pv"], namespaced: false },
      { name: "configmaps", kind: "ConfigMap", shortNames: ["cm"] },
      { name: "secrets", kind: "Secret" },
    ]),
  );
  page("/apis", {
    kind: "APIGroupList",
    groups: [
      group("apps", "v1"),
      group("authentication.k8s.io", "v1"),
      group("apiregistration.k8s.io", "v1"),
      group("metrics.k8s.io", "v1beta1"),
      group("cert-manager.io", "v1", "v1alpha2"),
      group("serving.knative.dev", "v1"),
    ],
  });
  page("/apis/apps/v1", listOf("apps/v1", [{ name: "deployments", kind: "Deployment", shortNames: ["deploy"] }]));
  page(
    "/apis/authentication.k8s.io/v1",
    listOf("authentication.k8s.io/v1", [
      { name: "tokenreviews", kind: "TokenReview", namespaced: false, verbs: ["create"] },
    ]),
  );
  page(
    "/apis/apiregistration.k8s.io/v1",
    listOf("apiregistration.k8s.io/v1", [{ name: "apiservices", kind: "APIService", namespaced: false }]),
  );
  page("/apis/metrics.k8s.io/v1beta1", { kind: "Status", code: 503, message: "service unavailable" }, 503);
  page(
    "/apis/cert-manager.io/v1",
    listOf("cert-manager.io/v1", [{ name: "certificates", kind: "Certificate", shortNames: ["cert", "certs"] }]),
  );
  page(
    "/apis/cert-manager.io/v1alpha2",
    listOf("cert-manager.io/v1alpha2", [
      { name: "certificates", kind: "Certificate" },
      { name: "orders", kind: "Order" },
    ]),
  );
  page(
    "/apis/serving.knative.dev/v1",
    listOf("serving.knative.dev/v1", [{ name: "services", kind: "Service", shortNames: ["ksvc"] }]),
  );
}
