import { describe, expect, test } from "vitest";
import { isKind, readObject, type KnownKind } from "../../src/objects";
import type { Raw } from "../support/objects";
import {
  autoscaler,
  budget,
  claim,
  gateway,
  gatewayClass,
  httpRoute,
  ingress,
  ingressClass,
  limitRange,
  quota,
  referenceGrant,
  secret,
  storageClass,
  volume,
} from "../support/referring-objects";

const one: readonly (readonly [KnownKind, Raw])[] = [
  ["Ingress", ingress()],
  ["IngressClass", ingressClass()],
  ["HTTPRoute", httpRoute()],
  ["Gateway", gateway()],
  ["GatewayClass", gatewayClass()],
  ["ReferenceGrant", referenceGrant("a", "b")],
  ["PersistentVolumeClaim", claim()],
  ["PersistentVolume", volume()],
  ["StorageClass", storageClass()],
  ["HorizontalPodAutoscaler", autoscaler()],
  ["PodDisruptionBudget", budget()],
  ["ResourceQuota", quota({ pods: "1" }, {})],
  ["LimitRange", limitRange([])],
  ["Secret", secret("x")],
];

describe("kinds with a reader of their own", () => {
  test.each(one)("%s is read by its group, with and without apiVersion", (kind, raw) => {
    for (const source of [raw, { ...raw, apiVersion: undefined }]) {
      const object = readObject(source);
      expect(object !== undefined && isKind(object, kind)).toBe(true);
    }
  });
  test.each(one)("%s with nothing but a name is still read", (kind, raw) => {
    const object = readObject({ apiVersion: raw["apiVersion"], kind, metadata: { name: "x" } });
    expect(object?.metadata.name).toBe("x");
  });
  test("a foreign Gateway is not the Gateway API's", () => {
    const istio = readObject({ ...gateway(), apiVersion: "networking.istio.io/v1" });
    expect(istio !== undefined && isKind(istio, "Gateway")).toBe(false);
  });
});

test("a Secret's values never arrive, the names of its entries do", () => {
  const object = readObject(secret("x", { stringData: { more: "hidden" } }));
  expect(object).toMatchObject({ keys: ["more", "tls.crt", "tls.key"] });
  expect(JSON.stringify(object)).not.toMatch(/hidden|Y2VydA|a2V5/);
});

test("an Ingress of v1beta1 says the same in other words", () => {
  const backend = { serviceName: "web", servicePort: 80 };
  const old = readObject({
    apiVersion: "extensions/v1beta1",
    kind: "Ingress",
    metadata: { name: "web", annotations: { "kubernetes.io/ingress.class": "nginx" } },
    spec: { backend, rules: [{ http: { paths: [{ path: "/", backend: { ...backend, servicePort: "http" } }] } }] },
  });
  expect(old).toMatchObject({
    legacyClass: "nginx",
    spec: {
      defaultBackend: { service: { name: "web", port: 80 } },
      rules: [{ paths: [{ backend: { service: { name: "web", port: "http" } } }] }],
    },
  });
});

test("a claim's class may stand in the annotation of old", () => {
  const old = claim({
    metadata: { annotations: { "volume.beta.kubernetes.io/storage-class": "slow" } },
    spec: { storageClassName: undefined },
  });
  expect(readObject(old)).toMatchObject({ spec: { storageClassName: "slow" } });
});
