import { describe, expect, test } from "vitest";
import { readObject, type KubeObject, type ReferenceGrant } from "../../src/objects";
import { isGranted, routeToService } from "../../src/wiring";
import { referenceGrant } from "../support/referring-objects";

const web = {
  ref: { apiVersion: "v1", kind: "Service", name: "web" },
  name: "web",
  type: "ClusterIP",
  ports: [{ name: "http", port: 80 }],
};

test.each([
  ["the port", { group: "", kind: "Service", name: "web", port: 80 }, "yes"],
  ["another port", { group: "", kind: "Service", name: "web", port: 81 }, "no"],
  ["another Service", { group: "", kind: "Service", name: "api", port: 80 }, "no"],
  ["no port", { group: "", kind: "Service", name: "web", port: undefined }, "cannot-tell"],
  ["another kind", { group: "net.example.com", kind: "Bucket", name: "web", port: 80 }, "cannot-tell"],
])("a route's reference: %s", (_, ref, expected) => {
  expect(routeToService(ref, [web]).answer).toBe(expected);
});

const from = { group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "prod" };
const to = { group: "", kind: "Service", namespace: "shared", name: "web" };
const grant = (...args: Parameters<typeof referenceGrant>): ReferenceGrant =>
  readObject(referenceGrant(...args)) as KubeObject as ReferenceGrant;

describe("a reference across namespaces", () => {
  test.each<readonly [string, readonly ReferenceGrant[], boolean]>([
    ["no grant", [], false],
    ["a grant there for it", [grant("prod", "shared")], true],
    ["a grant for another namespace", [grant("other", "shared")], false],
    ["a grant in another namespace", [grant("prod", "prod")], false],
    ["a grant for this Service", [grant("prod", "shared", { name: "web" })], true],
    ["a grant for another Service", [grant("prod", "shared", { name: "api" })], false],
    ["a grant for another kind", [grant("prod", "shared", { kind: "Secret" })], false],
  ])("%s", (_, grants, expected) => {
    expect(isGranted(from, to, grants)).toBe(expected);
  });
  test("inside one namespace nothing has to be granted", () => {
    expect(isGranted(from, { ...to, namespace: "prod" }, [])).toBe(true);
  });
});
