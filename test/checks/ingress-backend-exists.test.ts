import { describe, expect, test } from "vitest";
import {
  autonamed,
  exempt,
  findingsOf,
  firstPreview,
  object,
  reportOn,
  textOf,
  unknownObjectValue,
  unknownStringValue,
  type Declared,
} from "./stack";

const code = "ingress-backend-exists";
const served = (name: string, ports: unknown = [{ port: 80 }], spec: Record<string, unknown> = {}): Declared =>
  object("Service", name, { spec: { ports, ...spec } });
const web = served("web");
const ingress = (backend: unknown, fields: Record<string, unknown> = {}): Declared =>
  object("Ingress", "web", { spec: { rules: [{ http: { paths: [{ path: "/", backend }] } }] }, ...fields });
const to = (name: unknown, port: unknown = { number: 80 }): Declared => ingress({ service: { name, port } });
const annotated = (annotations: Record<string, string>, one: Declared): Declared => ({
  ...one,
  props: { ...one.props, metadata: { name: one.name, annotations } },
});

describe("an Ingress", () => {
  test.each<[string, readonly Declared[]]>([
    ["to a port by number", [to("web"), web]],
    ["to a port by name", [to("web", { name: "http" }), served("web", [{ port: 80, name: "http" }])]],
    [
      "whose default backend is there",
      [object("Ingress", "web", { spec: { defaultBackend: { service: { name: "web", port: { number: 80 } } } } }), web],
    ],
    ["to a resource (kube-score, popeye)", [ingress({ resource: { kind: "StorageBucket", name: "assets" } }), web]],
    [
      "of networking.k8s.io/v1beta1",
      [
        object("networking.k8s.io/v1beta1/Ingress", "web", {
          spec: { rules: [{ http: { paths: [{ backend: { serviceName: "web", servicePort: 80 } }] } }] },
        }),
        web,
      ],
    ],
    [
      "of extensions/v1beta1, by name, with a default backend",
      [
        object("extensions/v1beta1/Ingress", "web", { spec: { backend: { serviceName: "web", servicePort: "http" } } }),
        served("web", [{ port: 80, name: "http" }]),
      ],
    ],
    [
      "to an ExternalName Service, whatever the port",
      [to("web", { number: 443 }), served("web", undefined, { type: "ExternalName", externalName: "x" })],
    ],
    ["to a Service that is looked up", [to("web"), { ...web, read: true }]],
    ["to an auto-named Service by its real name", [to("web-1a2b3c4"), autonamed(web, "web-1a2b3c4")]],
    ["without a port, which the API server refuses", [to("web", undefined), web]],
    ["without rules", [object("Ingress", "web", { spec: {} })]],
    [
      "answered by the AWS load balancer controller",
      [
        annotated({ "alb.ingress.kubernetes.io/actions.redirect": "{}" }, to("redirect", { name: "use-annotation" })),
        web,
      ],
    ],
    [
      "answered by a redirect of the controller",
      [annotated({ "nginx.ingress.kubernetes.io/permanent-redirect": "https://x" }, to("nobody")), web],
    ],
    [
      "in the provider's default namespace",
      [
        { ...to("web"), provider: { name: "p", props: { namespace: "shop" } } },
        object(
          "Service",
          "web",
          { metadata: { namespace: "shop" }, spec: { ports: [{ port: 80 }] } },
          { provider: { name: "p", props: { namespace: "shop" } } },
        ),
      ],
    ],
  ])("%s is right", (_, stack) => {
    expect(findingsOf(code, stack)).toEqual([]);
    expect(findingsOf(code, firstPreview(stack))).toEqual([]);
  });

  const at = "spec.rules[0].http.paths[0].backend.service";
  test.each<[string, readonly Declared[], string]>([
    [
      "to a Service that is misspelt",
      [to("wbe"), web],
      `${at}.name is "wbe": no Service in namespace default has that name. Nearest: Service web.\nFix: name: "web"`,
    ],
    [
      "to a Service that is not there",
      [to("auth"), web],
      `${at}.name is "auth": no Service in namespace default has that name. There: Service web.\nFix: deploy it too, or name one of these`,
    ],
    [
      "by the resource's name of an auto-named Service",
      [to("web"), autonamed(web, "web-1a2b3c4")],
      `${at}.name is "web": no Service in namespace default has that name. Resource web is a Service whose name Pulumi makes up (web-1a2b3c4).\nFix: name: web.metadata.name, or give it the name: metadata: { name: "web" }`,
    ],
    [
      "to a Service of another namespace (monokle)",
      [to("web"), object("Service", "web", { metadata: { namespace: "prod" }, spec: { ports: [{ port: 80 }] } })],
      `${at}.name is "web": no Service in namespace default has that name. Nearest: Service web in namespace prod; an Ingress finds Services in its own namespace only.\nFix: one namespace for both: metadata: { namespace: "prod" }`,
    ],
    [
      "to a wrong number of an unnamed port (kube-score, popeye)",
      [to("web", { number: 9999 }), web],
      `${at}.port.number is 9999: Service web has port 80\nFix: port: { number: 80 }`,
    ],
    [
      "to a name where the port has none",
      [to("web", { name: "http" }), web],
      `${at}.port.name is "http": Service web has port 80, without a name\nFix: port: { number: 80 }`,
    ],
    [
      "to a name that no port has",
      [to("web", { name: "htpp" }), served("web", [{ port: 80, name: "http" }])],
      `${at}.port.name is "htpp": Service web has port http=80\nFix: port: { name: "http" }`,
    ],
    [
      "to a number in the place of a name",
      [to("web", { name: "80" }), web],
      `${at}.port.name is "80": Service web has port 80, without a name\nFix: port: { number: 80 }`,
    ],
    [
      "whose default backend is not there (kube-score, popeye)",
      [object("Ingress", "web", { spec: { defaultBackend: { service: { name: "wbe", port: { number: 80 } } } } }), web],
      'spec.defaultBackend.service.name is "wbe": no Service in namespace default has that name. Nearest: Service web.\nFix: name: "web"',
    ],
    [
      "of v1beta1 to a port that is not there (kube-linter knows v1 only)",
      [
        object("networking.k8s.io/v1beta1/Ingress", "web", {
          spec: { backend: { serviceName: "web", servicePort: 81 } },
        }),
        web,
      ],
      "spec.backend.servicePort is 81: Service web has port 80\nFix: servicePort: 80",
    ],
  ])("%s is found", (_, stack, text) => {
    expect(findingsOf(code, stack).map(textOf)).toEqual([text]);
    expect(findingsOf(code, stack)).toMatchObject([{ severity: "error", certainty: "certain" }]);
    expect(findingsOf(code, firstPreview(stack)).map(textOf)).toEqual([text]);
  });

  test.each<[string, readonly Declared[], string]>([
    [
      "no Service is deployed there",
      [to("web")],
      "this stack deploys no Service to namespace default; it has to come from somebody else.",
    ],
    [
      "the number is the target port, which one controller takes",
      [to("web", { number: 8080 }), served("web", [{ port: 80, targetPort: 8080 }])],
      "ingress-nginx",
    ],
    [
      "Pulumi has not made up the name yet and may be told to take the resource's",
      [to("web"), autonamed(web)],
      "Resource web is a Service whose name Pulumi makes up.",
    ],
    [
      "the Service is known by the dependency only",
      [{ ...to(unknownStringValue, { number: 81 }), dependencies: { spec: [autonamed(web)] } }, autonamed(web)],
      "port.number is 81: Service web has port 80",
    ],
  ])("is only possibly wrong where %s", (_, stack, said) => {
    expect(findingsOf(code, stack)).toMatchObject([
      { severity: "warning", certainty: "possible", message: expect.stringContaining(said) as unknown },
    ]);
  });

  test.each<[string, readonly Declared[]]>([
    ["its spec is not known yet", [object("Ingress", "web", { spec: unknownObjectValue }), web]],
    ["its rules are not known yet", [object("Ingress", "web", { spec: { rules: unknownObjectValue } }), web]],
    ["a path is not known yet", [ingress(unknownObjectValue), web]],
    ["the Service's name is not known yet", [to(unknownStringValue), web]],
    ["the port is not known yet", [to("web", { number: unknownStringValue }), web]],
    [
      "the name of a Service is not known yet",
      [to("web"), object("Service", "x", { metadata: { name: unknownStringValue }, spec: {} })],
    ],
    [
      "the namespace of the Service is not known yet",
      [to("web"), object("Service", "web", { metadata: { namespace: unknownStringValue }, spec: {} })],
    ],
    ["the Service's ports are not known yet", [to("web"), served("web", unknownObjectValue)]],
    ["a Service's port is not known yet", [to("web", { number: 81 }), served("web", [{ port: unknownStringValue }])]],
    ["the name looks like one that Pulumi has still to make up", [to("web-1a2b3c4"), autonamed(web)]],
    ["the Service is patched", [to("web"), object("core/v1/ServicePatch", "web", { spec: {} })]],
    [
      "a Helm release may bring it",
      [to("grafana"), web, { type: "kubernetes:helm.sh/v3:Release", name: "grafana", props: { chart: "x" } }],
    ],
    [
      "an operator may bring it",
      [
        to("db-rw"),
        web,
        object("postgresql.cnpg.io/v1/Cluster", "db", { metadata: { namespace: "default" }, spec: {} }),
      ],
    ],
    ["another Service there is looked up", [to("auth"), { ...web, read: true }]],
    [
      "the Service goes to a cluster that is not known yet",
      [to("web"), { ...web, provider: { name: "unborn", props: { kubeconfig: unknownStringValue } } }],
    ],
  ])("cannot be told where %s", (_, stack) => {
    expect(findingsOf(code, stack)).toEqual([]);
    expect(reportOn(stack).undecided.map((one) => one.code)).toContain(code);
  });

  test("is told once for a Service that is not there, however many paths lead to it", () => {
    const twice = ["/a", "/b"].map((path) => ({ path, backend: { service: { name: "auth", port: { number: 80 } } } }));
    const both = object("Ingress", "web", { spec: { rules: [{ http: { paths: twice } }] } });
    expect(findingsOf(code, [both, web])).toHaveLength(1);
  });

  test("can be exempted", () => {
    expect(findingsOf(code, [exempt(to("auth"), code, "another team deploys it"), web])).toEqual([]);
  });

  test("of which nothing is known says nothing", () => {
    expect(findingsOf(code, [{ ...to("wbe"), props: {} }, web])).toEqual([]);
  });
});
