import { describe, expect, test } from "vitest";
import { look } from "../support/look";
import { at, endpoint, merge, pod, service, slice, told, type Raw, type SnapshotOptions } from "../support/objects";
import {
  attached,
  gateway,
  gatewayClass,
  httpRoute,
  referenceGrant,
  routeCondition,
} from "../support/referring-objects";

const backs = [service(), slice([endpoint("web-1-a")]), pod("web-1-a")];
const around = [...backs, gateway(), gatewayClass()];
const leadingTo = (...backendRefs: readonly Raw[]): Raw => ({ spec: { rules: [{ backendRefs }] } });

describe("an HTTPRoute that serves", () => {
  test.each<readonly [string, readonly Raw[], string]>([
    ["to one Service", [httpRoute(), ...around], "attached to Gateway public, 1 backend ready"],
    [
      "to nobody, since it redirects",
      [httpRoute({ spec: { rules: [{ filters: [{ type: "RequestRedirect" }] }] } }), ...around],
      "attached to Gateway public, 0 backends ready",
    ],
    [
      "past a backend that gets no share",
      [httpRoute(leadingTo({ name: "web", port: 80 }, { name: "old", port: 80, weight: 0 })), ...around],
      "attached to Gateway public, 1 backend ready",
    ],
    [
      "to a Service of another namespace that allows it",
      [
        httpRoute(leadingTo({ name: "web", namespace: "shared", port: 80 })),
        ...around.slice(3),
        ...backs.map((raw) => merge(raw, { metadata: { namespace: "shared" } })),
        referenceGrant("prod", "shared"),
      ],
      "attached to Gateway public, 1 backend ready",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects, 90))).toBe(`Current healthy Ready: ${expected}`);
  });
});

describe("an HTTPRoute that does not", () => {
  test.each<readonly [string, readonly Raw[], string]>([
    [
      "no Service of the name",
      [httpRoute(leadingTo({ name: "wbe", port: 80 })), ...around],
      "may-heal BackendServiceNotFound: backend Service wbe does not exist in prod; nearest: Service web",
    ],
    [
      "no such port",
      [httpRoute(leadingTo({ name: "web", port: 8080 })), ...around],
      "will-not-heal BackendPortNotFound: backend: Service web has no port 8080, only 80",
    ],
    [
      "another namespace that does not allow it",
      [
        httpRoute(leadingTo({ name: "web", namespace: "shared", port: 80 })),
        ...around,
        ...backs.map((raw) => merge(raw, { metadata: { namespace: "shared" } })),
        referenceGrant("other", "shared"),
      ],
      "may-heal ReferenceNotGranted: backend Service web is in shared, and no ReferenceGrant there allows HTTPRoutes of prod",
    ],
    [
      "its Gateway refuses it",
      [
        httpRoute({
          status: attached(
            routeCondition("Accepted", "False", {
              reason: "NotAllowedByListeners",
              message: "namespace prod is not allowed.",
            }),
          ),
        }),
        ...around,
      ],
      "may-heal RouteNotAccepted: not accepted by Gateway public: namespace prod is not allowed (NotAllowedByListeners)",
    ],
    [
      "its references do not resolve",
      [
        httpRoute({
          status: attached(
            routeCondition("ResolvedRefs", "False", { reason: "InvalidKind", message: "kind Bucket is not supported" }),
          ),
        }),
        ...around,
      ],
      "may-heal RouteRefsNotResolved: not resolved by Gateway public: kind Bucket is not supported (InvalidKind)",
    ],
    [
      "its Gateway is not there",
      [httpRoute({ status: undefined }), ...backs],
      "may-heal GatewayNotFound: Gateway public does not exist in infra",
    ],
    [
      "it names none",
      [httpRoute({ spec: { parentRefs: [] }, status: undefined }), ...around],
      "may-heal RouteNotAttached: names no Gateway (spec.parentRefs is empty)",
    ],
    [
      "its Gateway does not work",
      [
        httpRoute(),
        ...backs,
        gateway({
          status: {
            conditions: [
              routeCondition("Programmed", "False", { reason: "AddressNotUsable", message: "no free address" }),
            ],
          },
        }),
        gatewayClass(),
      ],
      "may-heal GatewayNotProgrammed: attached to Gateway public, which does not work ← not programmed: no free address",
    ],
    [
      "Pods are gone",
      [httpRoute(), service(), slice([]), gateway(), gatewayClass()],
      "waiting BackendsNotReady: 0 of 1 backend ready ← no Pod has app=web yet",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects, 30))).toBe(`InProgress ${expected}`);
  });
  test("nobody answers: after twenty seconds that is told", () => {
    const objects = [httpRoute({ status: undefined }), ...around];
    expect(told(look(objects, 19))).toBe("InProgress waiting RouteNotAttached: waits for Gateway public to accept it");
    expect(look(objects, 19).until).toBe(at(20).replace("Z", ".000Z"));
    expect(told(look(objects, 20))).toBe(
      "InProgress may-heal RouteNotAttached: no controller has answered for Gateway public for over 20 s",
    );
  });
  test("what was said of an older generation does not count", () => {
    const objects = [httpRoute({ metadata: { generation: 2 } }), ...around];
    expect(look(objects, 5).reason).toBe("RouteNotAttached");
  });
  test("Gateways of other namespaces cannot be seen: none is called missing", () => {
    const objects = [httpRoute(), ...backs];
    const coverage: SnapshotOptions["coverage"] = (kind) => (kind === "Gateway" ? { gap: "403" } : "complete");
    expect(look(objects, 5, { coverage }).status).toBe("Current");
  });
});

describe("a Gateway", () => {
  test.each<readonly [string, readonly Raw[], string]>([
    ["works", [gateway(), gatewayClass()], "Current healthy Ready: at 10.0.0.9, 1 route"],
    [
      "has no class of that name",
      [gateway(), gatewayClass("istio")],
      "InProgress may-heal GatewayClassNotFound: wants GatewayClass envoy, which does not exist; there is istio",
    ],
    [
      "has a listener that fails",
      [
        gateway({
          status: {
            listeners: [
              {
                name: "https",
                conditions: [
                  routeCondition("ResolvedRefs", "False", {
                    reason: "InvalidCertificateRef",
                    message: "Secret web-tls not found",
                  }),
                ],
              },
            ],
          },
        }),
        gatewayClass(),
      ],
      "InProgress may-heal ListenerFailed: listener https: Secret web-tls not found (InvalidCertificateRef)",
    ],
    [
      "is nobody's",
      [
        gateway({
          status: { conditions: [routeCondition("Accepted", "Unknown", { reason: "Pending" })], listeners: [] },
        }),
        gatewayClass(),
      ],
      "InProgress may-heal GatewayNotProgrammed: no controller of class envoy has answered for over 20 s",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects, 20))).toBe(expected);
  });
  test("Istio's kind of the same name is judged by its own conditions alone", () => {
    const istio = {
      apiVersion: "networking.istio.io/v1",
      kind: "Gateway",
      metadata: { name: "public", namespace: "infra" },
    };
    expect(told(look([istio]))).toBe("Current healthy Ready: exists");
  });
  test("a GatewayClass is as good as its controller says", () => {
    expect(told(look([gatewayClass()]))).toBe("Current healthy Ready: accepted by example.com/gateway");
    const refused = gatewayClass("envoy", {
      status: { conditions: [routeCondition("Accepted", "False", { message: "parametersRef is invalid" })] },
    });
    expect(told(look([refused]))).toBe(
      "InProgress may-heal GatewayNotProgrammed: not accepted: parametersRef is invalid",
    );
  });
});
