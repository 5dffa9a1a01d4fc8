import { describe, expect, test } from "vitest";
import { type Coverage } from "../../src/diagnosis";
import { look } from "../support/look";
import {
  type Raw,
  at,
  merge,
  deployment,
  container,
  pod,
  podWith,
  waiting,
  service,
  slice,
  endpoint,
  chain,
  told,
} from "../support/objects";
import { both, crashing, named, none, two } from "../support/web-pods";

describe("a Service that serves", () => {
  type Row = readonly [name: string, objects: readonly Raw[], expected: string];
  test.each<Row>([
    ["with all its Pods", [service(), both, ...two], "Ready: 2 of 2 endpoints ready on 10.96.0.7:80"],
    [
      "with one of them",
      [service(), slice([endpoint("web-1-a"), endpoint("web-1-b", false)]), ...two],
      "Ready: 1 of 2 endpoints ready on 10.96.0.7:80",
    ],
    [
      "over two address families",
      [service(), both, named("web-slice-6", merge(both, { addressType: "IPv6" })), ...two],
      "Ready: 2 of 2 endpoints ready on 10.96.0.7:80",
    ],
    [
      "without an address of its own",
      [service({ spec: { clusterIP: "None" } }), both, ...two],
      "Ready: 2 of 2 endpoints ready (headless)",
    ],
    [
      "without a port, headless",
      [service({ spec: { clusterIP: "None", ports: undefined } }), merge(both, { ports: undefined }), ...two],
      "Ready: 2 of 2 endpoints ready (headless)",
    ],
    [
      "on a node's port",
      [service({ spec: { type: "NodePort" } }), both, ...two],
      "Ready: 2 of 2 endpoints ready on 10.96.0.7:80",
    ],
    [
      "not-ready Pods on purpose",
      [service({ spec: { publishNotReadyAddresses: true } }), both, crashing("web-1-a"), crashing("web-1-b")],
      "Ready: 2 of 2 endpoints ready, not-ready ones included on 10.96.0.7:80",
    ],
    [
      "endpoints that are no Pods",
      [service({ spec: { selector: undefined } }), slice([{ addresses: ["10.9.9.9"] }])],
      "NoSelector: no selector, 1 endpoint managed elsewhere",
    ],
    [
      "nothing yet, without a selector",
      [service({ spec: { selector: undefined } })],
      "NoSelector: no selector, 0 endpoints managed elsewhere",
    ],
    [
      "as an alias",
      [service({ spec: { type: "ExternalName", externalName: "db.example.com", selector: undefined } })],
      "ExternalName: alias for db.example.com",
    ],
    [
      "through a load balancer",
      [
        service({ spec: { type: "LoadBalancer" }, status: { loadBalancer: { ingress: [{ ip: "1.2.3.4" }] } } }),
        both,
        ...two,
      ],
      "Ready: 2 of 2 endpoints ready on 10.96.0.7:80",
    ],
    [
      "a port by its name",
      [service({ spec: { ports: [{ port: 80, targetPort: "web" }] } }), both, ...two],
      "Ready: 2 of 2 endpoints ready on 10.96.0.7:80",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects))).toBe(`Current healthy ${expected}`);
  });
});

describe("a Service whose Pods are not ready", () => {
  test.each<readonly [string, readonly Raw[], string]>([
    [
      "they crash",
      [service(), none, crashing("web-1-a"), crashing("web-1-b")],
      "InProgress may-heal NoReadyEndpoints: no ready endpoints ← 2 of 2 Pods crash ← container web exited 3",
    ],
    [
      "they are on their way",
      [service(), none, podWith(waiting("ContainerCreating"))],
      "InProgress waiting NoReadyEndpoints: no ready endpoints ← 1 of 1 Pod: volumes and network are being set up on node lab",
    ],
    [
      "one crashes, one is not ready in the slice yet",
      [service(), none, pod("web-1-a"), crashing("web-1-b")],
      "InProgress may-heal NoReadyEndpoints: no ready endpoints ← 1 of 2 Pods crashes ← container web exited 3",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects))).toBe(expected);
  });
});

describe("EndpointSlices that lag behind", () => {
  test("Pods are ready and not listed: at first that is normal, after ten seconds it is not", () => {
    const objects = [service(), none, ...two];
    expect(told(look(objects, 5))).toBe(
      "InProgress waiting EndpointsStale: 2 of 2 Pods ready, its EndpointSlices do not list them yet",
    );
    expect(look(objects, 5).until).toBe(at(12).replace("Z", ".000Z"));
    expect(told(look(objects, 12))).toBe(
      "InProgress may-heal EndpointsStale: 2 of 2 Pods ready, its EndpointSlices do not list them",
    );
  });
  test("a changed selector's old endpoints do not count", () => {
    const objects = [service({ spec: { selector: { app: "new" } } }), both, ...two];
    expect(look(objects, 1).status).toBe("InProgress");
  });
  test("endpoints of Pods that are gone do not count", () => {
    expect(look([service(), both, pod("web-1-c")], 5).reason).toBe("EndpointsStale");
  });
});

describe("named target ports", () => {
  const http = service({ spec: { ports: [{ port: 80, targetPort: "http" }] } });
  test("nobody declares it, although the slice lists ready endpoints", () => {
    const objects = [http, merge(both, { ports: [] }), ...two];
    expect(told(look(objects))).toBe(
      "InProgress will-not-heal PortNotDeclared: port 80 has no endpoints ← targetPort http: none of its 2 Pods declares it, only web=8080",
    );
  });
  test("nobody declares it and the Pods have troubles of their own: both are told", () => {
    const { because, outlook } = look([http, none, crashing("web-1-a")]);
    expect(because.map(({ message }) => message)).toEqual([
      "targetPort http: its Pod does not declare it, only web=8080",
      "1 of 1 Pod crashes",
    ]);
    expect(outlook).toBe("will-not-heal");
  });
  test("a rollout brings Pods that declare it", () => {
    const template = { containers: [container({ ports: [{ name: "http", containerPort: 8080 }] })] };
    expect(look([http, merge(both, { ports: [] }), ...two, deployment({}, template)]).outlook).toBe("waiting");
  });
  test("some Pods declare it", () => {
    const other = pod("web-1-b", {
      spec: { containers: [container({ ports: [{ name: "http", containerPort: 8080 }] })] },
    });
    expect(look([http, both, pod("web-1-a"), other]).status).toBe("Current");
  });
  test("a wrong number is not found out this way: any number leads somewhere", () => {
    expect(look([service({ spec: { ports: [{ port: 80, targetPort: 9999 }] } }), both, ...two]).status).toBe("Current");
  });
});

describe("what cannot be seen", () => {
  const only =
    (kind: string, coverage: Coverage) =>
    (asked: string): Coverage =>
      asked === kind ? coverage : "complete";
  test.each<readonly [string, Coverage, string]>([
    ["EndpointSlice", "pending", "InProgress waiting Looking: looking for its EndpointSlices"],
    [
      "EndpointSlice",
      { gap: "403 as alice" },
      "Unknown unknown NotVisible: EndpointSlices in prod cannot be seen (403 as alice) ← 1 of 1 Pod crashes ← container web exited 3",
    ],
    ["Pod", "pending", "InProgress waiting Looking: looking for its Pods"],
    [
      "Pod",
      { gap: "403 as alice" },
      "Unknown unknown NotVisible: Pods in prod cannot be seen (403 as alice) ← 1 of 1 Pod crashes ← container web exited 3",
    ],
  ])("%s: %j", (kind, coverage, expected) => {
    expect(told(look([service(), none, crashing("web-1-a")], 5, { coverage: only(kind, coverage) }))).toBe(expected);
  });
  test("Pods are forbidden and the slice has endpoints: that is enough", () => {
    expect(look([service(), both], 5, { coverage: only("Pod", { gap: "403" }) }).status).toBe("Current");
  });
  test("workloads not listed yet: no near miss is claimed", () => {
    const objects = [service({ spec: { selector: { app: "wbe" } } }), none, ...two];
    expect(look(objects, 30, { coverage: only("Deployment", "pending") }).reason).toBe("Looking");
  });
});

test("the chain reads from the Service to the container", () => {
  expect(chain(look([service(), none, crashing("web-1-a"), crashing("web-1-b")]))).toBe(
    "no ready endpoints ← 2 of 2 Pods crash ← container web exited 3",
  );
});
