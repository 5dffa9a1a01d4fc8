import type * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { identityInUrn, identityOf, objectType } from "../../src/pulumi/resource-identity";

describe("the type of a resource", () => {
  test.each([
    ["kubernetes:core/v1:Pod", { apiVersion: "v1", kind: "Pod" }],
    ["kubernetes:apps/v1:Deployment", { apiVersion: "apps/v1", kind: "Deployment" }],
    ["kubernetes:discovery.k8s.io/v1:EndpointSlice", { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" }],
    [
      "kubernetes:autoscaling/v2beta2:HorizontalPodAutoscaler",
      { apiVersion: "autoscaling/v2beta2", kind: "HorizontalPodAutoscaler" },
    ],
    ["kubernetes:apps/v1:DeploymentPatch", { apiVersion: "apps/v1", kind: "Deployment" }],
    ["kubernetes:example.com/v1alpha1:Widget", { apiVersion: "example.com/v1alpha1", kind: "Widget" }],
  ])("%s is an object", (type, expected) => {
    expect(objectType(type)).toEqual(expected);
  });

  test.each([
    "kubernetes:helm.sh/v3:Release",
    "kubernetes:helm.sh/v4:Chart",
    "kubernetes:yaml:ConfigFile",
    "kubernetes:yaml/v2:ConfigGroup",
    "kubernetes:kustomize:Directory",
    "kubernetes:kustomize/v2:Directory",
    "kubernetes:index:Provider",
    "pulumi:providers:kubernetes",
    "pulumi:pulumi:Stack",
    "aws:ecs/service:Service",
    "kubernetes:core/v1:",
    "",
  ])("%j is none", (type) => {
    expect(objectType(type)).toBeUndefined();
  });
});

const resource = (type: string | undefined, parent?: object): pulumi.Resource =>
  ({ __pulumiType: type, __parentResource: parent }) as unknown as pulumi.Resource;

describe("the identity of a resource", () => {
  const stack = resource("pulumi:pulumi:Stack");
  test.each([
    ["at the top", undefined, "urn:pulumi:dev::shop::kubernetes:apps/v1:Deployment::web"],
    ["under the stack", stack, "urn:pulumi:dev::shop::kubernetes:apps/v1:Deployment::web"],
    [
      "in a component",
      resource("acme:index:App", stack),
      "urn:pulumi:dev::shop::acme:index:App$kubernetes:apps/v1:Deployment::web",
    ],
    [
      "in a component in a component",
      resource("acme:index:App", resource("acme:index:Shop", stack)),
      "urn:pulumi:dev::shop::acme:index:Shop$acme:index:App$kubernetes:apps/v1:Deployment::web",
    ],
  ])("%s is in its URN", (_where, parent, urn) => {
    expect(identityOf("kubernetes:apps/v1:Deployment", "web", parent)).toBe(identityInUrn(urn));
  });

  test("is in its URN whatever the name", () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const type = "kubernetes:core/v1:Service";
        expect(identityInUrn(`urn:pulumi:dev::shop::${type}::${name}`)).toBe(identityOf(type, name, undefined));
      }),
    );
  });
});
