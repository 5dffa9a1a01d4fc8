import { describe, expect, test } from "vitest";
import { ObjectStore, readObject } from "../../src/objects";
import { addressOf, figuresOf, readyEndpoints } from "../../src/story";

const store = new ObjectStore();
function put(raw: unknown): void {
  const object = readObject(raw);
  if (object !== undefined) store.put(object);
}
const service = (name: string, spec: object, status: object = {}): void => {
  put({ kind: "Service", metadata: { name, namespace: "prod" }, spec, status });
};
const slice = (name: string, of: string, endpoints: readonly object[]): void => {
  put({
    kind: "EndpointSlice",
    metadata: { name, namespace: "prod", labels: { "kubernetes.io/service-name": of } },
    endpoints,
  });
};
const podEndpoint = (name: string, ready: boolean, address: string): object => ({
  addresses: [address],
  conditions: { ready },
  targetRef: { kind: "Pod", name, uid: name },
});

service("web", { clusterIP: "10.96.0.7", ports: [{ port: 80 }] });
slice("web-v4", "web", [
  podEndpoint("a", true, "10.244.0.1"),
  podEndpoint("b", false, "10.244.0.2"),
  podEndpoint("c", true, "10.244.0.3"),
]);
slice("web-v6", "web", [podEndpoint("a", true, "fd00::1"), podEndpoint("c", true, "fd00::3")]);
service("by-hand", { clusterIP: "10.96.0.8", ports: [{ port: 80 }] });
slice("by-hand-1", "by-hand", [{ addresses: ["192.0.2.1"] }, { addresses: ["192.0.2.2"] }]);

describe("ready endpoints", () => {
  test("count each Pod once, however many slices name it", () => {
    expect(figuresOf(store, { apiVersion: "v1", kind: "Service", namespace: "prod", name: "web" })).toEqual({
      endpoints: 2,
      address: "10.96.0.7:80",
    });
  });
  test("count addresses that are no Pods, and take a missing condition for ready", () => {
    expect(readyEndpoints(store.slicesOf("by-hand", "prod"))).toBe(2);
  });
});

describe("the address that people use", () => {
  test.each([
    ["a cluster address", { clusterIP: "10.96.0.7", ports: [{ port: 80 }] }, {}, "10.96.0.7:80"],
    ["an IPv6 cluster address", { clusterIP: "fd00::7", ports: [{ port: 80 }] }, {}, "[fd00::7]:80"],
    [
      "a load balancer's address",
      { type: "LoadBalancer", clusterIP: "10.96.0.7", ports: [{ port: 443 }] },
      { loadBalancer: { ingress: [{ ip: "192.0.2.4" }] } },
      "192.0.2.4:443",
    ],
    [
      "a load balancer's name",
      { type: "LoadBalancer", ports: [{ port: 443 }] },
      { loadBalancer: { ingress: [{ hostname: "lb.example.com" }] } },
      "lb.example.com:443",
    ],
    ["a headless Service", { clusterIP: "None", ports: [{ port: 80 }] }, {}, "headless"],
    ["an alias", { type: "ExternalName", externalName: "db.example.com" }, {}, "db.example.com"],
    ["none yet", { ports: [{ port: 80 }] }, {}, undefined],
  ])("%s", (_, spec, status, expected) => {
    const object = readObject({ kind: "Service", metadata: { name: "web" }, spec, status });
    expect(
      object?.kind === "Service" && "type" in (object as { spec: object }).spec
        ? addressOf(object as never)
        : undefined,
    ).toBe(expected);
  });
});

describe("what is not there", () => {
  test.each(["Deployment", "Service", "ReplicaSet", "Pod", "Widget"])("a missing %s has no figures", (kind) => {
    expect(figuresOf(store, { apiVersion: "v1", kind, namespace: "prod", name: "missing" })).toEqual({});
  });
});
