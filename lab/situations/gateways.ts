import { deployment, service, web } from "./objects.ts";
import { apply, patch, pause, until, type Manifest, type Situation, type Step } from "./situation.ts";

/** The kinds of the Gateway API as far as one can go without its schemas. */
const gatewayKinds = (
  [
    ["HTTPRoute", "httproutes", "Namespaced", "v1"],
    ["Gateway", "gateways", "Namespaced", "v1"],
    ["ReferenceGrant", "referencegrants", "Namespaced", "v1beta1"],
    ["GatewayClass", "gatewayclasses", "Cluster", "v1"],
  ] as const
).map(([kind, plural, scope, version]): Manifest => {
  const group = "gateway.networking.k8s.io";
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${plural}.${group}`,
      annotations: { "api-approved.kubernetes.io": "unapproved, stands in for the Gateway API in a test" },
    },
    spec: {
      group,
      scope,
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [{ name: version, served: true, storage: true, subresources: { status: {} }, schema }],
    },
  };
});
const gatewayObject = (kind: string, name: string, spec: Manifest): Manifest => ({
  apiVersion: "gateway.networking.k8s.io/v1",
  kind,
  metadata: { name },
  spec,
});
const gatewayKindsKnown = gatewayKinds.map(({ metadata }) =>
  until(`customresourcedefinition/${String((metadata as Manifest)["name"])}`, "condition=Established"),
);
/** What a Gateway's controller would write, of the first generation. */
const says = (type: string, status: string, reason: string, message: string): Manifest => ({
  type,
  status,
  reason,
  message,
  observedGeneration: 1,
  lastTransitionTime: "2026-01-01T00:00:00Z",
});
const byHand = "the definitions of the Gateway API's kinds; no controller runs for them";

const edgeClass = (situation: string): Manifest =>
  gatewayObject("GatewayClass", `rec-${situation}`, { controllerName: "example.com/gateway" });
const edge = (situation: string): Manifest =>
  gatewayObject("Gateway", "edge", {
    gatewayClassName: `rec-${situation}`,
    listeners: [{ name: "http", port: 80, protocol: "HTTP" }],
  });
const route = (backend = "web"): Manifest =>
  gatewayObject("HTTPRoute", "web", {
    parentRefs: [{ name: "edge" }],
    rules: [{ backendRefs: [{ name: backend, port: 80 }] }],
  });
const works = (kind: "gateway" | "gatewayclass", name: string): Step =>
  patch(
    `${kind}/${name}`,
    {
      status: {
        addresses: kind === "gateway" ? [{ type: "IPAddress", value: "192.0.2.1" }] : undefined,
        conditions: [
          says("Accepted", "True", "Accepted", ""),
          ...(kind === "gateway" ? [says("Programmed", "True", "Programmed", "")] : []),
        ],
      },
    },
    "status",
  );
const answered = (...conditions: readonly Manifest[]): Step =>
  patch(
    "httproute/web",
    { status: { parents: [{ parentRef: { name: "edge" }, controllerName: "example.com/gateway", conditions }] } },
    "status",
  );

const knows = [apply(...gatewayKinds), ...gatewayKindsKnown, pause(1)];
/** A Gateway that works, and an application behind a Service. */
const serves = (situation: string): readonly Step[] => [
  ...knows,
  apply(deployment(web), service(), edgeClass(situation), edge(situation)),
  works("gatewayclass", `rec-${situation}`),
  works("gateway", "edge"),
  until("deployment/web", "condition=Available"),
];

const gatewayOf = (
  name: string,
  shows: string,
  steps: readonly Step[],
  {
    before = knows,
    seconds = 4,
    kind = "Gateway",
  }: Partial<Pick<Situation, "before" | "seconds">> & { kind?: string } = {},
): Situation => ({
  name,
  shows,
  root: { kind, name: kind === "Gateway" ? "edge" : "web" },
  before,
  steps,
  follow: ["GatewayClass"],
  seconds,
  turn: "the Gateway API",
  byHand,
});
const routeOf = (name: string, shows: string, steps: readonly Step[], seconds = 4): Situation =>
  gatewayOf(name, shows, steps, { before: serves(name), seconds, kind: "HTTPRoute" });

/** Gateways and the routes that hang on them. */
export const gateways: readonly Situation[] = [
  gatewayOf(
    "http-route-backend-missing",
    "The Service behind an HTTPRoute does not exist",
    [apply(edgeClass("http-route-backend-missing"), edge("http-route-backend-missing"), route())],
    { kind: "HTTPRoute" },
  ),
  routeOf("http-route", "An HTTPRoute leads to a Service that answers", [
    apply(route()),
    pause(1),
    answered(says("Accepted", "True", "Accepted", ""), says("ResolvedRefs", "True", "ResolvedRefs", "")),
  ]),
  gatewayOf(
    "http-route-gateway-missing",
    "The Gateway of an HTTPRoute does not exist",
    [apply(deployment(web), service(), route())],
    { kind: "HTTPRoute", seconds: 8 },
  ),
  routeOf("http-route-not-attached", "No controller answers for the Gateway of an HTTPRoute", [apply(route())], 24),
  routeOf("http-route-not-accepted", "The Gateway of an HTTPRoute does not admit its namespace", [
    apply(route()),
    pause(1),
    answered(
      says("Accepted", "False", "NotAllowedByListeners", "no listener allows routes of this namespace"),
      says("ResolvedRefs", "True", "ResolvedRefs", ""),
    ),
  ]),
  routeOf("http-route-not-resolved", "The Gateway's controller cannot follow a backend of an HTTPRoute", [
    apply(route()),
    pause(1),
    answered(
      says("Accepted", "True", "Accepted", ""),
      says("ResolvedRefs", "False", "UnsupportedProtocol", "backend web speaks a protocol that is not served"),
    ),
  ]),
  gatewayOf("gateway-class-missing", "The GatewayClass of a Gateway does not exist", [apply(edge("nope"))], {
    seconds: 6,
  }),
  gatewayOf(
    "gateway-not-programmed",
    "The controller of a Gateway could not set it up",
    [
      apply(edge("gateway-not-programmed")),
      pause(1),
      patch(
        "gateway/edge",
        {
          status: {
            conditions: [
              says("Accepted", "True", "Accepted", ""),
              says("Programmed", "False", "AddressNotAssigned", "no free address in the pool"),
            ],
          },
        },
        "status",
      ),
    ],
    {
      before: [
        ...knows,
        apply(edgeClass("gateway-not-programmed")),
        works("gatewayclass", "rec-gateway-not-programmed"),
      ],
    },
  ),
  gatewayOf(
    "gateway-listener-failed",
    "The certificate of a Gateway's listener does not exist",
    [
      apply(edge("gateway-listener-failed")),
      pause(1),
      patch(
        "gateway/edge",
        {
          status: {
            conditions: [says("Accepted", "True", "Accepted", ""), says("Programmed", "True", "Programmed", "")],
            listeners: [
              {
                name: "http",
                attachedRoutes: 0,
                supportedKinds: [],
                conditions: [says("ResolvedRefs", "False", "InvalidCertificateRef", "Secret web-tls does not exist")],
              },
            ],
          },
        },
        "status",
      ),
    ],
    {
      before: [
        ...knows,
        apply(edgeClass("gateway-listener-failed")),
        works("gatewayclass", "rec-gateway-listener-failed"),
      ],
    },
  ),
];
