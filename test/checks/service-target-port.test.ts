import { describe, expect, test } from "vitest";
import {
  deployment,
  exempt,
  findingsOf,
  firstPreview,
  object,
  pods,
  reportOn,
  service,
  textOf,
  unknownObjectValue,
  unknownStringValue,
  type Declared,
} from "./stack";

const exists = "service-target-port-exists";
const declared = "service-target-port-declared";

type Port = Readonly<Record<string, unknown>>;
const to = (port: Port, rest: Record<string, unknown> = {}): Declared =>
  object("Service", "web", { spec: { selector: { app: "web" }, ports: [{ port: 80, ...port }], ...rest } });
const listening = (...ports: readonly Port[]): Declared =>
  withSpec({ containers: [{ name: "web", image: "i", ports }] });
const withSpec = (spec: unknown, metadata: Record<string, unknown> = {}): Declared =>
  object("Deployment", "web", {
    spec: { template: { metadata: { labels: { app: "web" }, ...metadata }, spec } },
  });
const http = { name: "http", containerPort: 8080 };
const migrate = object("Job", "migrate", { spec: { template: pods({ app: "web" }) } });

const canary = (app: string, metadata: Record<string, unknown> = {}): Declared =>
  object("Deployment", "canary", {
    metadata,
    spec: {
      template: {
        metadata: { labels: { app } },
        spec: { containers: [{ name: "c", ports: [{ name: "x", containerPort: 1 }] }] },
      },
    },
  });

describe("a named target port", () => {
  test.each<[string, readonly Declared[]]>([
    ["that a container declares", [to({ targetPort: "http" }), listening(http)]],
    [
      "of the same protocol",
      [to({ targetPort: "dns", protocol: "UDP" }), listening({ ...http, name: "dns", protocol: "UDP" })],
    ],
    [
      "that a sidecar among the init containers declares",
      [
        to({ targetPort: "http" }),
        withSpec({
          containers: [{ name: "web" }],
          initContainers: [{ name: "proxy", restartPolicy: "Always", ports: [http] }],
        }),
      ],
    ],
    ["that one of two workloads declares", [to({ targetPort: "http" }), listening(http), migrate]],
    ["of a Service without Pods", [to({ targetPort: "http" }), deployment("api", { app: "api" })]],
    [
      "of a Service without a selector",
      [object("Service", "db", { spec: { ports: [{ port: 80, targetPort: "x" }] } })],
    ],
    ["that is empty, so that it is the port", [to({ targetPort: "" }), listening(http)]],
    ["of a headless Service without ports", [to({}, { ports: undefined, clusterIP: "None" }), listening(http)]],
  ])("%s is right", (_, stack) => {
    expect(findingsOf(exists, stack)).toEqual([]);
    expect(findingsOf(exists, firstPreview(stack))).toEqual([]);
  });

  test.each<[string, readonly Declared[], string]>([
    [
      "that is misspelt",
      [to({ targetPort: "htpp" }), listening(http, { containerPort: 9090, name: "metrics" })],
      'spec.ports[0].targetPort is "htpp": no container of Deployment web declares it; declared: http=8080, metrics=9090\nFix: targetPort: "http"',
    ],
    [
      "of another protocol (kubevious takes any)",
      [to({ targetPort: "dns" }), listening({ name: "dns", containerPort: 53, protocol: "UDP" })],
      'spec.ports[0].targetPort is "dns": no container of Deployment web declares it for TCP; declared: dns=53/UDP\nFix: protocol: "UDP"',
    ],
    [
      "that only an init container declares, which has ended by then",
      [
        to({ targetPort: "http" }),
        withSpec({ containers: [{ name: "web" }], initContainers: [{ name: "i", ports: [http] }] }),
      ],
      'spec.ports[0].targetPort is "http": no container of Deployment web declares it; they declare none\nFix: in the container of Deployment web that listens: ports: [{ name: "http", containerPort: … }]',
    ],
    [
      "that another workload declares, which is not selected (KICS takes any Pod)",
      [
        to({ targetPort: "http" }),
        listening({ name: "grpc", containerPort: 9000 }),
        object("Deployment", "api", {
          spec: {
            template: { metadata: { labels: { app: "api" } }, spec: { containers: [{ name: "a", ports: [http] }] } },
          },
        }),
      ],
      'spec.ports[0].targetPort is "http": no container of Deployment web declares it; declared: grpc=9000\nFix: targetPort: "grpc"',
    ],
    [
      "that none of the Pods has which may be selected",
      [to({ targetPort: "metrics" }), canary(unknownStringValue)],
      'spec.ports[0].targetPort is "metrics": no container of Deployment canary declares it; declared: x=1\nFix: targetPort: "x"',
    ],
    [
      "that is a number in quotes",
      [to({ targetPort: "8080" }), listening(http)],
      'spec.ports[0].targetPort is "8080": no container of Deployment web declares a port of that name, and a text is taken as a name; declared: http=8080\nFix: targetPort: 8080',
    ],
    [
      "that neither of two workloads declares",
      [to({ targetPort: "metrics" }), listening(http, { name: "grpc", containerPort: 1 }), migrate],
      'spec.ports[0].targetPort is "metrics": no container of Deployment web and Job migrate declares it; declared: http=8080, grpc=1\nFix: in the container of Deployment web and Job migrate that listens: ports: [{ name: "metrics", containerPort: … }]',
    ],
  ])("%s is found", (_, stack, text) => {
    expect(findingsOf(exists, stack).map(textOf)).toEqual([text]);
    expect(findingsOf(exists, firstPreview(stack)).map(textOf)).toEqual([text]);
    expect(findingsOf(exists, stack)).toMatchObject([{ severity: "error", certainty: "certain" }]);
  });

  test.each<[string, readonly Declared[]]>([
    ["the target is not known yet", [to({ targetPort: unknownStringValue }), listening(http)]],
    ["the protocol is not known yet", [to({ targetPort: "dns", protocol: unknownStringValue }), listening(http)]],
    ["the ports are not known yet", [to({}, { ports: unknownObjectValue }), listening(http)]],
    ["a port's name is not known yet", [to({ targetPort: "x" }), listening({ ...http, name: unknownStringValue })]],
    [
      "the container's ports are not known yet",
      [to({ targetPort: "x" }), withSpec({ containers: [{ ports: unknownObjectValue }] })],
    ],
    ["the containers are not known yet", [to({ targetPort: "x" }), withSpec({ containers: unknownObjectValue })]],
    ["the Pod's spec is not known yet", [to({ targetPort: "x" }), withSpec(unknownObjectValue)]],
    ["other Pods that have it may be selected", [to({ targetPort: "x" }), listening(http), canary(unknownStringValue)]],
    [
      "other Pods that have it may be deployed there",
      [to({ targetPort: "x" }), listening(http), canary("web", { namespace: unknownStringValue })],
    ],
    ["only Pods that have it may be selected", [to({ targetPort: "x" }), canary(unknownStringValue)]],
    [
      "a sidecar is asked for",
      [
        to({ targetPort: "admin" }),
        withSpec({ containers: [{ ports: [http] }] }, { annotations: { "linkerd.io/inject": "enabled" } }),
      ],
    ],
    ["a namespace's sidecar may have the port", [to({ targetPort: "http-envoy-prom" }), listening(http)]],
    [
      "an operator may add containers",
      [
        to({ targetPort: "queue" }),
        object("serving.knative.dev/v1/Service", "web", {
          metadata: { namespace: "default" },
          spec: { template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ ports: [http] }] } } },
        }),
      ],
    ],
    [
      "an init container may be a sidecar",
      [
        to({ targetPort: "x" }),
        withSpec({
          containers: [{ ports: [http] }],
          initContainers: [{ restartPolicy: unknownStringValue, ports: unknownObjectValue }],
        }),
      ],
    ],
  ])("where %s it cannot be told", (_, stack) => {
    expect(findingsOf(exists, stack)).toEqual([]);
    expect(reportOn(stack).undecided.map(({ code }) => code)).toContain(exists);
  });

  test("is only possibly missing where Pods may come from elsewhere", () => {
    const release = { type: "kubernetes:helm.sh/v3:Release", name: "web", props: { chart: "x" } };
    expect(findingsOf(exists, [to({ targetPort: "x" }), listening(http), release])).toMatchObject([
      { severity: "warning", certainty: "possible" },
    ]);
  });

  test("can be exempted", () => {
    expect(findingsOf(exists, [exempt(to({ targetPort: "x" }), exists, "a webhook adds it"), listening(http)])).toEqual(
      [],
    );
  });
});

describe("a numeric target port", () => {
  test.each<[string, readonly Declared[]]>([
    ["that is declared", [to({ targetPort: 8080 }), listening(http)]],
    [
      "that is declared in no known way",
      [to({ targetPort: 9999 }), withSpec({ containers: [{ ports: unknownObjectValue }] })],
    ],
    ["with a name", [to({ targetPort: "http" }), listening(http)]],
  ])("%s is right", (_, stack) => {
    expect(findingsOf(declared, stack)).toEqual([]);
  });

  test("that is not declared is a note for those who want it, since containerPort only informs (KICS, kubevious)", () => {
    const stack = [to({ targetPort: 9090 }), listening(http)];
    expect(reportOn(stack).findings).toEqual([]);
    expect(findingsOf(declared, stack).map(textOf)).toEqual([
      "spec.ports[0] leads to 9090: no container of Deployment web declares it; declared: http=8080\nFix: in the container that listens on it: ports: [{ containerPort: 9090 }]",
    ]);
    expect(findingsOf(declared, stack)).toMatchObject([{ severity: "note" }]);
  });

  test("is the Service's own where none is given", () => {
    expect(
      findingsOf(declared, [service("web", { app: "web" }), listening(http)]).map(({ message }) => message),
    ).toEqual(["spec.ports[0] leads to 80: no container of Deployment web declares it; declared: http=8080"]);
  });
});
