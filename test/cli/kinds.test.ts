import { expect, test } from "vitest";
import { knownKind } from "../../src/cli/kinds";

test.each([
  ["ingress", "Ingress", "networking.k8s.io/v1"],
  ["ing", "Ingress", "networking.k8s.io/v1"],
  ["Ingresses.networking.k8s.io", "Ingress", "networking.k8s.io/v1"],
  ["httproute", "HTTPRoute", "gateway.networking.k8s.io/v1"],
  ["gateway", "Gateway", "gateway.networking.k8s.io/v1"],
  ["pvc", "PersistentVolumeClaim", "v1"],
  ["hpa", "HorizontalPodAutoscaler", "autoscaling/v2"],
  ["hpa.v2.autoscaling", "HorizontalPodAutoscaler", "autoscaling/v2"],
  ["pdb", "PodDisruptionBudget", "policy/v1"],
  ["quota", "ResourceQuota", "v1"],
  ["limits", "LimitRange", "v1"],
])("%s is %s of %s", (typed, kind, apiVersion) => {
  expect(knownKind(typed)).toEqual({ kind, apiVersion });
});

test("a kind of a foreign group is not taken for the known one", () => {
  expect(knownKind("gateway.networking.istio.io")).toBeUndefined();
});
