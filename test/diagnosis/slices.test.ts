import { describe, expect, test } from "vitest";
import { look } from "../support/look";
import { at, endpoint, merge, pod, service, slice, told, type Raw } from "../support/objects";
import { both, two } from "../support/web-pods";

const byKubernetes: Raw = {
  metadata: { labels: { "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io" } },
};
const byHand = service({
  spec: { selector: undefined, ports: [{ name: "postgres", port: 5432, protocol: "TCP" }] },
});
const handMade = (ports: readonly Raw[]): Raw => slice([{ addresses: ["10.9.9.9"] }], { ports });

describe("ports of slices", () => {
  test.each<readonly [string, readonly Raw[], string]>([
    [
      "a slice made by hand leaves the name out",
      [byHand, handMade([{ port: 5432 }])],
      'port 5432 (postgres) has no endpoints: EndpointSlice web-slice calls its port ""',
    ],
    [
      "a slice made by hand has another protocol",
      [byHand, handMade([{ name: "postgres", port: 5432, protocol: "UDP" }])],
      "port 5432 (postgres) has no endpoints: EndpointSlice web-slice has it as UDP, not TCP",
    ],
    [
      "a slice made by hand has no port",
      [byHand, handMade([])],
      "port 5432 (postgres) has no endpoints: EndpointSlice web-slice has no port",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects))).toBe(`InProgress will-not-heal PortNotServed: ${expected}`);
  });
  test("the right name serves", () => {
    expect(told(look([byHand, handMade([{ name: "postgres", port: 5432 }])]))).toBe(
      "Current healthy NoSelector: no selector, 1 endpoint managed elsewhere",
    );
  });
  test("slices of Kubernetes follow a renamed port after a moment; ten seconds is too long", () => {
    const renamed = service({ spec: { ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "TCP" }] } });
    const objects = [renamed, merge(both, byKubernetes), ...two];
    expect(look(objects, 9)).toMatchObject({ outlook: "waiting", until: at(10).replace("Z", ".000Z") });
    expect(told(look(objects, 10))).toBe(
      'InProgress may-heal PortNotServed: port 80 (http) has no endpoints: EndpointSlice web-slice calls its port ""',
    );
  });
});

describe("slices of what is gone", () => {
  test("of a Service of the same name, by its uid", () => {
    const former = merge(both, {
      metadata: {
        ownerReferences: [{ apiVersion: "v1", kind: "Service", name: "web", uid: "uid-before", controller: true }],
      },
    });
    expect(told(look([service(), former, ...two], 12))).toBe(
      "InProgress may-heal EndpointsStale: 2 of 2 Pods ready, its EndpointSlices list 2 that are gone and not them",
    );
  });
  test("of a Pod of the same name, by its uid", () => {
    const anew = merge(pod("web-1-a"), { metadata: { uid: "uid-anew" } });
    expect(told(look([service(), slice([endpoint("web-1-a")]), anew], 3))).toBe(
      "InProgress waiting EndpointsStale: 1 of 1 Pod ready, its EndpointSlices list 1 that is gone and not them yet",
    );
  });
});

describe("two address families", () => {
  const dual = service({ spec: { ipFamilies: ["IPv4", "IPv6"] } });
  const six = merge(both, { metadata: { name: "web-six" }, addressType: "IPv6" });
  test("both are served", () => {
    expect(look([dual, both, six, ...two]).message).toBe("2 of 2 endpoints ready on 10.96.0.7:80");
  });
  test("one is served by nobody: a word, since the other one works", () => {
    expect(told(look([dual, both, ...two]))).toBe(
      "Current healthy Ready: 2 of 2 endpoints ready on 10.96.0.7:80, none over IPv6",
    );
  });
});

describe("endpoints that end", () => {
  test("still serve as long as nothing else is ready", () => {
    const ending = { ...endpoint("web-1-a"), conditions: { ready: false, serving: true, terminating: true } };
    const coming = pod("web-1-b", {
      status: {
        conditions: [{ type: "PodScheduled", status: "True" }],
        containerStatuses: undefined,
        phase: "Pending",
      },
    });
    expect(look([service(), slice([ending]), coming]).message).toBe("no ready endpoints, 1 that ends still serves");
  });
});

describe("a slice that lacks the Service's label", () => {
  test("is found by its name", () => {
    const lost = merge(handMade([{ name: "postgres", port: 5432 }]), {
      metadata: { name: "web-1", labels: undefined },
    });
    expect(told(look([byHand, lost]))).toBe(
      "InProgress may-heal SliceNotLinked: no endpoints; EndpointSlice web-1 lacks the label kubernetes.io/service-name=web",
    );
    expect(look([byHand, lost]).actions[0]?.command).toBe(
      "kubectl -n prod label endpointslice web-1 kubernetes.io/service-name=web",
    );
  });
});
