import { describeRule } from "./cases";
import { autonamed, object, unknownObjectValue, unknownStringValue, type Declared } from "./stack";

const gatewayApi = (kind: string, name: string, spec: unknown, namespace?: unknown): Declared =>
  object(`gateway.networking.k8s.io/v1/${kind}`, name, {
    ...(namespace === undefined ? {} : { metadata: { namespace } }),
    spec,
  });
const inside = (namespace: unknown): Record<string, unknown> => ({ metadata: { namespace } });
const api = (fields: Record<string, unknown> = {}, ports: unknown = [{ name: "http", port: 80 }]): Declared =>
  object("Service", "api", { spec: { ports }, ...fields });
const to = (backend: unknown, kind = "HTTPRoute", namespace?: unknown): Declared =>
  gatewayApi(kind, "route", { rules: [{ backendRefs: [backend] }] }, namespace);

describeRule("route-backend-exists", {
  right: {
    "Service and port are there": [to({ name: "api", port: 80 }), api()],
    "it is a GRPCRoute": [to({ name: "api", port: 80 }, "GRPCRoute"), api()],
    "it is another kind": [to({ group: "net.gke.io", kind: "ServiceImport", name: "apis", port: 80 }), api()],
    "it is in another namespace": [to({ name: "api", namespace: "shop", port: 80 }), api(inside("shop"))],
    "the Service is external": [to({ name: "api", port: 443 }), api({ spec: { type: "ExternalName" } })],
    "nothing is led to": [gatewayApi("HTTPRoute", "route", { rules: [{ filters: [{ requestRedirect: {} }] }] }), api()],
    "it is named by the name that Pulumi made up": [
      to({ name: "api-1a2b3c4", port: 80 }),
      autonamed(api(), "api-1a2b3c4"),
    ],
  },
  wrong: {
    "the Service is misspelt": [
      [to({ name: "apo", port: 80 }), api()],
      'spec.rules[0].backendRefs[0].name is "apo": no Service in namespace default has that name. Nearest: Service api.\nFix: name: "api"',
    ],
    "the Service is not there": [
      [to({ name: "auth", port: 80 }, "TCPRoute"), api()],
      'spec.rules[0].backendRefs[0].name is "auth": no Service in namespace default has that name. There: Service api.\nFix: deploy it too, or name one of these',
    ],
    "the port is not there": [
      [to({ name: "api", port: 8080 }, "TLSRoute"), api()],
      "spec.rules[0].backendRefs[0].port is 8080: Service api has port http=80\nFix: port: 80",
    ],
    "a mirror is misspelt": [
      [
        gatewayApi("HTTPRoute", "route", {
          rules: [{ filters: [{ type: "RequestMirror", requestMirror: { backendRef: { name: "apo", port: 80 } } }] }],
        }),
        api(),
      ],
      'spec.rules[0].filters[0].requestMirror.backendRef.name is "apo": no Service in namespace default has that name. Nearest: Service api.\nFix: name: "api"',
    ],
    "the Service is in another namespace": [
      [to({ name: "api", port: 80 }, "UDPRoute"), api(inside("shop"))],
      'spec.rules[0].backendRefs[0].name is "api": no Service in namespace default has that name. Nearest: Service api in namespace shop; a backend without a namespace is looked for in the route\'s own.\nFix: namespace: "shop", and a ReferenceGrant there',
    ],
    "Pulumi makes up another name": [
      [to({ name: "api", port: 80 }), autonamed(api(), "api-1a2b3c4")],
      'spec.rules[0].backendRefs[0].name is "api": no Service in namespace default has that name. Resource api is a Service whose name Pulumi makes up (api-1a2b3c4).\nFix: name: api.metadata.name, or give it the name: metadata: { name: "api" }',
    ],
  },
  possible: {
    "another stack may deploy the Service": [
      [to({ name: "api", port: 80 })],
      "warning",
      'spec.rules[0].backendRefs[0].name is "api": this stack deploys no Service to namespace default; it has to come from somebody else.\nFix: none needed where another stack deploys it; else deploy it here',
    ],
  },
  open: {
    "the rules are not known yet": [gatewayApi("HTTPRoute", "route", { rules: unknownObjectValue }), api()],
    "the name is not known yet": [to({ name: unknownStringValue, port: 80 }), api()],
    "the port is not known yet": [to({ name: "api", port: unknownStringValue }), api()],
    "the namespace is not known yet": [to({ name: "auth", namespace: unknownStringValue, port: 80 }), api()],
    "the Service's ports are not known yet": [to({ name: "api", port: 80 }), api({}, unknownObjectValue)],
    "the Gateway beside it may bring the Service": [
      to({ name: "main-istio", port: 80 }),
      api(),
      gatewayApi("Gateway", "main", { gatewayClassName: "istio", listeners: [{ name: "http", port: 80 }] }, "default"),
    ],
  },
});

const grant = (from: unknown, target: unknown, namespace: unknown = "shop"): Declared =>
  object("gateway.networking.k8s.io/v1beta1/ReferenceGrant", "grant", {
    metadata: { namespace },
    spec: { from: [from], to: [target] },
  });
const httpRoutes = { group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "web" };
const services = { group: "", kind: "Service" };
const abroad = to({ name: "api", namespace: "shop", port: 80 }, "HTTPRoute", "web");
const certified = (reference: unknown, annotations = {}): Declared =>
  object("gateway.networking.k8s.io/v1/Gateway", "main", {
    metadata: { namespace: "web", annotations },
    spec: { listeners: [{ name: "https", port: 443, tls: { certificateRefs: [reference] } }] },
  });

describeRule("reference-grant-missing", {
  right: {
    "it is granted": [abroad, api(inside("shop")), grant(httpRoutes, services)],
    "it is granted for that name": [abroad, api(inside("shop")), grant(httpRoutes, { ...services, name: "api" })],
    "it stays in its namespace": [to({ name: "api", port: 80 }), api()],
    "it says its own namespace": [to({ name: "api", namespace: "default", port: 80 }), api()],
    "the Service is not there, which another rule tells": [abroad, api(inside("web"))],
  },
  wrong: {
    "there is no grant": [
      [abroad, api(inside("shop"))],
      'spec.rules[0].backendRefs[0].namespace is "shop": no ReferenceGrant in namespace shop allows HTTPRoutes of namespace web to refer to Service api\nFix: a ReferenceGrant in namespace shop: spec: { from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "web" }], to: [{ group: "", kind: "Service" }] }',
    ],
    "the grant is for another kind": [
      [abroad, api(inside("shop")), grant({ ...httpRoutes, kind: "GRPCRoute" }, services)],
      'spec.rules[0].backendRefs[0].namespace is "shop": no ReferenceGrant in namespace shop allows HTTPRoutes of namespace web to refer to Service api; ReferenceGrant grant there allows other references\nFix: a ReferenceGrant in namespace shop: spec: { from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "web" }], to: [{ group: "", kind: "Service" }] }',
    ],
    "the grant is for another namespace": [
      [abroad, api(inside("shop")), grant({ ...httpRoutes, namespace: "default" }, services)],
      'spec.rules[0].backendRefs[0].namespace is "shop": no ReferenceGrant in namespace shop allows HTTPRoutes of namespace web to refer to Service api; ReferenceGrant grant there allows other references\nFix: a ReferenceGrant in namespace shop: spec: { from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "web" }], to: [{ group: "", kind: "Service" }] }',
    ],
    "the grant is for another name": [
      [abroad, api(inside("shop")), grant(httpRoutes, { ...services, name: "auth" })],
      'spec.rules[0].backendRefs[0].namespace is "shop": no ReferenceGrant in namespace shop allows HTTPRoutes of namespace web to refer to Service api; ReferenceGrant grant there allows other references\nFix: a ReferenceGrant in namespace shop: spec: { from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "web" }], to: [{ group: "", kind: "Service" }] }',
    ],
    "the grant is in the namespace of the route": [
      [abroad, api(inside("shop")), grant(httpRoutes, services, "web")],
      'spec.rules[0].backendRefs[0].namespace is "shop": no ReferenceGrant in namespace shop allows HTTPRoutes of namespace web to refer to Service api\nFix: a ReferenceGrant in namespace shop: spec: { from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "web" }], to: [{ group: "", kind: "Service" }] }',
    ],
    "a Gateway's certificate is elsewhere": [
      [certified({ name: "tls", namespace: "shop" }), object("Secret", "tls", inside("shop"))],
      'spec.listeners[0].tls.certificateRefs[0].namespace is "shop": no ReferenceGrant in namespace shop allows Gateways of namespace web to refer to Secret tls\nFix: a ReferenceGrant in namespace shop: spec: { from: [{ group: "gateway.networking.k8s.io", kind: "Gateway", namespace: "web" }], to: [{ group: "", kind: "Secret" }] }',
    ],
  },
  open: {
    "the Service is somebody else's": [abroad, { ...api(inside("shop")), read: true }],
    "the grant is not known yet": [
      abroad,
      api(inside("shop")),
      grant({ ...httpRoutes, namespace: unknownStringValue }, services),
    ],
    "a Helm release may bring the grant": [
      abroad,
      api(inside("shop")),
      { type: "kubernetes:helm.sh/v3:Release", name: "x", props: { chart: "x", namespace: "shop" } },
    ],
  },
});

const listener = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: "http",
  port: 80,
  ...fields,
});
const gateway = (listeners: unknown = [listener()], namespace: unknown = "default"): Declared =>
  gatewayApi("Gateway", "main", { gatewayClassName: "x", listeners }, namespace);
const attach = (parent: unknown, namespace: unknown = "default"): Declared =>
  gatewayApi("HTTPRoute", "route", { parentRefs: [parent] }, namespace);
const from = (namespaces: unknown): unknown => [listener({ allowedRoutes: { namespaces } })];
const labelled = { from: "Selector", selector: { matchLabels: { team: "web" } } };
const web = (labels: unknown): Declared => object("Namespace", "web", { metadata: { labels } });
const main = { name: "main", namespace: "default" };

describeRule("route-parent-exists", {
  right: {
    "the Gateway is there": [attach({ name: "main" }), gateway()],
    "the listener is there": [attach({ name: "main", sectionName: "http", port: 80 }), gateway()],
    "all namespaces may attach": [attach(main, "web"), gateway(from({ from: "All" }))],
    "its namespace has the labels": [attach(main, "web"), gateway(from(labelled)), web({ team: "web" })],
    "its namespace has the name": [
      attach(main, "web"),
      gateway(from({ from: "Selector", selector: { matchLabels: { "kubernetes.io/metadata.name": "web" } } })),
    ],
    "one of several listeners takes it": [
      attach(main, "web"),
      gateway([listener(), listener({ name: "all", port: 81, allowedRoutes: { namespaces: { from: "All" } } })]),
    ],
    "the Gateway is the platform's": [attach({ name: "shared", namespace: "infra" }), gateway()],
    "it attaches to a Service": [attach({ group: "", kind: "Service", name: "api" }), gateway()],
  },
  wrong: {
    "Pulumi makes up another name": [
      [attach({ name: "main" }), autonamed(gateway(), "main-1a2b3c4")],
      'spec.parentRefs[0].name is "main": no Gateway in namespace default has that name. Resource main is a Gateway whose name Pulumi makes up (main-1a2b3c4).\nFix: name: main.metadata.name, or give it the name: metadata: { name: "main" }',
    ],
    "two letters are swapped": [
      [attach({ name: "mian" }), gateway()],
      'spec.parentRefs[0].name is "mian": no Gateway in namespace default has that name. Nearest: Gateway main.\nFix: name: "main"',
    ],
    "there is no such listener": [
      [attach({ name: "main", sectionName: "https" }), gateway()],
      'spec.parentRefs[0].sectionName is "https": Gateway main has the listener http (80)\nFix: sectionName: "http"',
    ],
    "there is no such port": [
      [attach({ name: "main", port: 443 }), gateway()],
      "spec.parentRefs[0].port is 443: Gateway main has the listener http (80)\nFix: port: 80",
    ],
    "the listener has another port": [
      [attach({ name: "main", sectionName: "http", port: 8080 }), gateway()],
      "spec.parentRefs[0].port is 8080: Gateway main has the listener http (80)\nFix: port: 80",
    ],
    "the listener takes routes of its own namespace": [
      [attach(main, "web"), gateway()],
      'spec.parentRefs[0] is Gateway main in namespace default, whose listener takes routes of its own namespace only; the HTTPRoute is in namespace web\nFix: in the listener of Gateway main: allowedRoutes: { namespaces: { from: "Selector", selector: { matchLabels: { "kubernetes.io/metadata.name": "web" } } } }',
    ],
    "the listener takes none": [
      [attach({ name: "main" }), gateway(from({ from: "None" }))],
      'spec.parentRefs[0] is Gateway main in namespace default, whose listener takes no routes at all; the HTTPRoute is in namespace default\nFix: in the listener of Gateway main: allowedRoutes: { namespaces: { from: "Selector", selector: { matchLabels: { "kubernetes.io/metadata.name": "default" } } } }',
    ],
  },
  possible: {
    "the namespace has other labels": [
      [attach(main, "web"), gateway(from(labelled)), web({ team: "shop" })],
      "warning",
      'spec.parentRefs[0] is Gateway main in namespace default, whose listener takes routes of namespaces with other labels; the HTTPRoute is in namespace web\nFix: in the listener of Gateway main: allowedRoutes: { namespaces: { from: "Selector", selector: { matchLabels: { "kubernetes.io/metadata.name": "web" } } } }',
    ],
    "the Gateway is in another namespace": [
      [attach({ name: "main" }, "web"), gateway()],
      "warning",
      'spec.parentRefs[0].name is "main": no Gateway in namespace web has that name. Nearest: Gateway main in namespace default; a parent without a namespace is looked for in the route\'s own.\nFix: namespace: "default"',
    ],
  },
  open: {
    "the parents are not known yet": [gatewayApi("HTTPRoute", "route", { parentRefs: unknownObjectValue }), gateway()],
    "the name is not known yet": [attach({ name: unknownStringValue }), gateway()],
    "the listeners are not known yet": [attach({ name: "main" }), gateway(unknownObjectValue)],
    "a listener's name is not known yet": [
      attach({ name: "main", sectionName: "https" }),
      gateway([listener({ name: unknownStringValue, allowedRoutes: { namespaces: { from: unknownStringValue } } })]),
    ],
    "somebody else labels the namespace": [attach(main, "web"), gateway(from(labelled))],
    "the labels are not known yet": [attach(main, "web"), gateway(from(labelled)), web({ team: unknownStringValue })],
    "the namespace of the Gateway is not known yet": [attach(main, "web"), gateway(undefined, unknownStringValue)],
  },
});

const secret = object("Secret", "web-tls", inside("web"));

describeRule("gateway-certificate-exists", {
  right: {
    "it is there": [certified({ name: "web-tls" }), secret],
    "it is in another namespace": [
      certified({ name: "tls", namespace: "shop" }),
      object("Secret", "tls", inside("shop")),
    ],
    "it is another kind": [certified({ group: "x", kind: "Certificate", name: "web-tsl" }), secret],
    "nothing is encrypted": [gateway(), secret],
  },
  wrong: {
    "two letters are swapped": [
      [certified({ name: "web-tsl" }), secret],
      'spec.listeners[0].tls.certificateRefs[0].name is "web-tsl": no Secret in namespace web has that name. Nearest: Secret web-tls.\nFix: name: "web-tls"',
    ],
    "Pulumi makes up another name": [
      [certified({ name: "web-tls" }), autonamed(secret, "web-tls-1a2b3c4")],
      'spec.listeners[0].tls.certificateRefs[0].name is "web-tls": no Secret in namespace web has that name. Resource web-tls is a Secret whose name Pulumi makes up (web-tls-1a2b3c4).\nFix: name: webTls.metadata.name, or give it the name: metadata: { name: "web-tls" }',
    ],
  },
  possible: {
    "another stack may deploy it": [
      [certified({ name: "other" }), gateway()],
      "note",
      'spec.listeners[0].tls.certificateRefs[0].name is "other": this stack deploys no Secret to namespace web; it has to come from somebody else.\nFix: none needed where another stack deploys it; else deploy it here',
    ],
  },
  open: {
    "cert-manager may make it": [certified({ name: "x" }, { "cert-manager.io/issuer": "le" }), secret],
    "the listeners are not known yet": [gateway(unknownObjectValue)],
  },
});
