import { describe, expect, test } from "vitest";
import { readObject } from "../../src/objects";

const read = (apiVersion: string, kind: string, rest: Readonly<Record<string, unknown>>): unknown =>
  readObject({ apiVersion, kind, metadata: { name: "x" }, ...rest });

describe("kinds of the whole cluster, read from JSON", () => {
  test("a Namespace has the finalizers of its spec beside those of its metadata", () => {
    expect(
      read("v1", "Namespace", { spec: { finalizers: ["kubernetes", 3] }, status: { phase: "Active" } }),
    ).toMatchObject({
      finalizers: ["kubernetes"],
      phase: "Active",
      metadata: { finalizers: [] },
    });
  });
  test("an APIService without a Service is served by the API server", () => {
    const api = (service: unknown): unknown => read("apiregistration.k8s.io/v1", "APIService", { spec: { service } });
    expect(api(null)).toMatchObject({ service: undefined });
    expect(api({ namespace: "a", name: "b" })).toMatchObject({ service: { namespace: "a", name: "b", port: 443 } });
    expect(api({ namespace: "a" })).toMatchObject({ service: undefined });
    expect(api("broken")).toMatchObject({ service: undefined });
  });
  test("a CustomResourceDefinition names its kind and who converts it", () => {
    const webhook = { clientConfig: { service: { namespace: "a", name: "b", port: 9443 } } };
    expect(
      read("apiextensions.k8s.io/v1", "CustomResourceDefinition", {
        spec: { group: "example.com", names: { plural: "widgets", kind: "Widget" }, conversion: { webhook } },
      }),
    ).toMatchObject({ objectKind: "Widget", plural: "widgets", conversionService: { port: 9443 } });
    expect(read("apiextensions.k8s.io/v1", "CustomResourceDefinition", { spec: null })).toMatchObject({
      objectKind: "",
    });
  });
  test.each(["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"])(
    "a %s has the API's defaults",
    (kind) => {
      expect(read("admissionregistration.k8s.io/v1", kind, { webhooks: [{ name: "w" }, null] })).toMatchObject({
        kind,
        webhooks: [
          { name: "w", service: undefined, failurePolicy: "Fail", timeoutSeconds: 10 },
          { name: "", service: undefined },
        ],
      });
    },
  );
  test("a foreign group's kind of the same name is none of them", () => {
    expect(read("example.com/v1", "Namespace", { status: { phase: "Odd" } })).toMatchObject({
      fields: { "status.phase": "Odd" },
    });
  });
});
