import { describe, expect, test } from "vitest";
import {
  exempt,
  findingsOf,
  firstPreview,
  object,
  reportOn,
  service,
  textOf,
  unknownObjectValue,
  unknownStringValue,
  type Declared,
} from "./stack";

const matches = "workload-selector-matches-template";
const valid = "selector-invalid";
const probes = "probe-port-exists";

const selecting = (selector: unknown, labels: unknown, kind = "Deployment"): Declared =>
  object(kind, "web", { spec: { selector, template: { metadata: { labels } } } });

describe("a workload's selector", () => {
  test.each<[string, Declared]>([
    ["that its template has", selecting({ matchLabels: { app: "web" } }, { app: "web", tier: "x" })],
    [
      "with expressions",
      selecting(
        {
          matchExpressions: [
            { key: "app", operator: "In", values: ["web"] },
            { key: "x", operator: "DoesNotExist" },
          ],
        },
        { app: "web" },
      ),
    ],
    ["that is absent", selecting(undefined, { app: "web" })],
    ["of a ReplicationController", selecting({ app: "web" }, { app: "web" }, "ReplicationController")],
    ["of a ReplicationController that takes its template's", selecting({}, { app: "web" }, "ReplicationController")],
    ["of a Job, which is made for it", selecting({ matchLabels: { app: "x" } }, { app: "web" }, "Job")],
    [
      "of a custom resource that nobody knows",
      selecting({ matchLabels: { app: "x" } }, { app: "web" }, "example.com/v1/Fleet"),
    ],
    ["that is looked up", { ...selecting({ matchLabels: { app: "x" } }, { app: "web" }), read: true }],
  ])("%s is right", (_, one) => {
    expect(findingsOf(matches, [one])).toEqual([]);
  });

  test.each<[string, Declared, string]>([
    [
      "that differs",
      selecting({ matchLabels: { app: "web" } }, { app: "wbe" }),
      'spec.selector is { app: "web" }, but its Pod template has { app: "wbe" }\nFix: selector: { matchLabels } and template: { metadata: { labels } } as one constant: { app: "web" }',
    ],
    [
      "of which one label is missing",
      selecting({ matchLabels: { app: "web", tier: "x" } }, { app: "web" }, "StatefulSet"),
      'spec.selector is { app: "web", tier: "x" }, but its Pod template has { app: "web" }: no tier\nFix: selector: { matchLabels } and template: { metadata: { labels } } as one constant: { app: "web", tier: "x" }',
    ],
    [
      "that a controller's label does not help",
      selecting({ matchLabels: { "pod-template-hash": "1" } }, { app: "web" }),
      'spec.selector is { "pod-template-hash": "1" }, but its Pod template has { app: "web" }\nFix: selector: { matchLabels } and template: { metadata: { labels } } as one constant: { app: "web", "pod-template-hash": "1" }',
    ],
    [
      "of a ReplicationController",
      selecting({ app: "web" }, {}, "ReplicationController"),
      'spec.selector is { app: "web" }, but its Pod template has {}\nFix: selector and template: { metadata: { labels } } as one constant: { app: "web" }',
    ],
    [
      "with an expression that the labels do not meet",
      selecting({ matchExpressions: [{ key: "app", operator: "NotIn", values: ["web"] }] }, { app: "web" }, "Rollout"),
      'spec.selector is { matchExpressions: [{ key: "app", operator: "NotIn", values: ["web"] }] }, but its Pod template has { app: "web" }\nFix: selector: { matchLabels } and template: { metadata: { labels } } as one constant: { app: "web" }',
    ],
  ])("%s is found", (_, one, text) => {
    expect(findingsOf(matches, [one]).map(textOf)).toEqual([text]);
    expect(findingsOf(matches, firstPreview([one])).map(textOf)).toEqual([text]);
  });

  test.each<[string, Declared]>([
    ["it is not known yet", selecting(unknownObjectValue, { app: "web" })],
    ["a value of it is not known yet", selecting({ matchLabels: { app: unknownStringValue } }, { app: "web" })],
    ["a label is not known yet", selecting({ matchLabels: { app: "web" } }, { app: unknownStringValue })],
    [
      "an operator is not known yet",
      selecting({ matchExpressions: [{ key: "a", operator: unknownStringValue }] }, { app: "web" }),
    ],
  ])("cannot be told where %s", (_, one) => {
    expect(findingsOf(matches, [one])).toEqual([]);
    expect(reportOn([one]).undecided.map(({ code }) => code)).toContain(matches);
  });

  test("explains why a Service that agrees with it has no Pods", () => {
    const stack = [service("web", { app: "web" }), selecting({ matchLabels: { app: "web" } }, { app: "wbe" })];
    expect(reportOn(stack).findings.map(({ code }) => code)).toEqual([matches]);
    expect(reportOn(stack, { rules: { [matches]: "off" } }).findings.map(({ code }) => code)).toEqual([
      "service-selector-matches-pods",
    ]);
  });

  test("can be exempted, and then explains it still", () => {
    const broken = exempt(selecting({ matchLabels: { app: "web" } }, { app: "wbe" }), matches, "a webhook labels them");
    expect(reportOn([service("web", { app: "web" }), broken]).findings).toEqual([]);
  });
});

describe("a label selector", () => {
  const expression = (key: unknown, operator: unknown, values?: unknown): Declared =>
    object("PodDisruptionBudget", "web", { spec: { selector: { matchExpressions: [{ key, operator, values }] } } });

  test.each<[string, Declared]>([
    ["with values where they are needed", expression("app", "In", ["a"])],
    ["without values where none are taken", expression("app.kubernetes.io/name", "Exists")],
    ["with an empty list where none are taken", expression("app", "DoesNotExist", [])],
    ["with an operator that is not known yet", expression("app", unknownStringValue, [])],
    ["with values that are not known yet", expression("app", "In", unknownObjectValue)],
    ["with a value that is empty", expression("app", "In", [""])],
    [
      "for nodes, which has other operators",
      object("Deployment", "web", {
        spec: {
          template: {
            metadata: { labels: {} },
            spec: {
              affinity: {
                nodeAffinity: {
                  requiredDuringSchedulingIgnoredDuringExecution: {
                    nodeSelectorTerms: [{ matchExpressions: [{ key: "cpus", operator: "Gt", values: ["4"] }] }],
                  },
                },
              },
            },
          },
        },
      }),
    ],
    [
      "of a custom resource, which has rules of its own",
      object("example.com/v1/Fleet", "web", {
        spec: { selector: { matchExpressions: [{ key: "a", operator: "Like" }] } },
      }),
    ],
    [
      "in a schema",
      object("apiextensions.k8s.io/v1/CustomResourceDefinition", "x", {
        spec: { selector: { matchExpressions: [{}] } },
      }),
    ],
    ["of a Service", object("Service", "web", { spec: { selector: { "app.kubernetes.io/name": "web" } } })],
  ])("%s is valid", (_, one) => {
    expect(findingsOf(valid, [one])).toEqual([]);
  });

  const long = "x".repeat(64);
  test.each<[string, Declared, string]>([
    [
      "In without values",
      expression("app", "In", []),
      "spec.selector.matchExpressions[0].values: In needs at least one value, and there is none",
    ],
    [
      "NotIn without values",
      expression("app", "NotIn"),
      "spec.selector.matchExpressions[0].values: NotIn needs at least one value, and there is none",
    ],
    [
      "Exists with values",
      expression("app", "Exists", ["a"]),
      "spec.selector.matchExpressions[0].values: Exists takes no values, and there is 1",
    ],
    [
      "an unknown operator",
      expression("app", "Equals", ["a"]),
      'spec.selector.matchExpressions[0].operator: "Equals" is none of In, NotIn, Exists, DoesNotExist',
    ],
    [
      "no operator",
      expression("app", undefined),
      'spec.selector.matchExpressions[0].operator: "" is none of In, NotIn, Exists, DoesNotExist',
    ],
    [
      "a key with spaces",
      expression("my app", "Exists"),
      'spec.selector.matchExpressions[0].key: "my app" is no label\'s key: letters, digits, - _ . and at its ends no signs',
    ],
    [
      "a key with two slashes",
      expression("a/b/c", "Exists"),
      'spec.selector.matchExpressions[0].key: "a/b/c" is no label\'s key: it has more than one slash',
    ],
    [
      "a prefix that is no DNS name",
      expression("My_Org/app", "Exists"),
      'spec.selector.matchExpressions[0].key: "My_Org/app" is no label\'s key: "My_Org" is no DNS name',
    ],
    [
      "a value that is too long",
      expression("app", "In", [long]),
      `spec.selector.matchExpressions[0].values: "${long}" is no label's value: it has 64 characters of at most 63`,
    ],
    [
      "a value that no label has, in matchLabels of a NetworkPolicy's peer",
      object("NetworkPolicy", "web", {
        spec: { podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: "a b" } } }] }] },
      }),
      'spec.ingress[0].from[0].podSelector: "a b" is no label\'s value: letters, digits, - _ . and at its ends no signs',
    ],
    [
      "a value that no label has, in a Service",
      object("Service", "web", { spec: { selector: { app: "web:1" } } }),
      'spec.selector: "web:1" is no label\'s value: letters, digits, - _ . and at its ends no signs',
    ],
    [
      "Exists with values, in a Pod's spread",
      object("Deployment", "web", {
        spec: {
          template: {
            metadata: {},
            spec: {
              topologySpreadConstraints: [
                { labelSelector: { matchExpressions: [{ key: "a", operator: "Exists", values: ["x", "y"] }] } },
              ],
            },
          },
        },
      }),
      "spec.template.spec.topologySpreadConstraints[0].labelSelector.matchExpressions[0].values: Exists takes no values, and there are 2",
    ],
    [
      "In without values, in a webhook",
      object("admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration", "x", {
        webhooks: [{ namespaceSelector: { matchExpressions: [{ key: "a", operator: "In" }] } }],
      }),
      "webhooks[0].namespaceSelector.matchExpressions[0].values: In needs at least one value, and there is none",
    ],
  ])("with %s is found", (_, one, message) => {
    expect(findingsOf(valid, [one]).map((finding) => finding.message)).toEqual([message]);
  });
});

describe("a probe's port", () => {
  const http = { name: "http", containerPort: 8080 };
  const container = (fields: Record<string, unknown>, more: Record<string, unknown> = {}): Declared =>
    object("Deployment", "web", {
      spec: {
        template: {
          metadata: { labels: {} },
          spec: { containers: [{ name: "web", ports: [http], ...fields }], ...more },
        },
      },
    });
  const get = (port: unknown): unknown => ({ httpGet: { port } });

  test.each<[string, Declared]>([
    ["that its container declares", container({ readinessProbe: get("http") })],
    [
      "of another protocol, which the kubelet does not ask for",
      container({ readinessProbe: get("x"), ports: [{ name: "x", containerPort: 1, protocol: "UDP" }] }),
    ],
    ["by number", container({ livenessProbe: get(9999) })],
    ["by a number in quotes", container({ livenessProbe: get("9999") })],
    ["of a gRPC probe, which has a number", container({ livenessProbe: { grpc: { port: 9090 } } })],
    ["of a command", container({ livenessProbe: { exec: { command: ["x"] } } })],
    [
      "of a kind whose operator fills it in",
      object("serving.knative.dev/v1/Service", "web", {
        spec: {
          template: { metadata: { labels: { a: "b" } }, spec: { containers: [{ readinessProbe: get("user") }] } },
        },
      }),
    ],
  ])("%s is right", (_, one) => {
    expect(findingsOf(probes, [one])).toEqual([]);
  });

  const at = "spec.template.spec.containers[0]";
  test.each<[string, Declared, string]>([
    [
      "that is misspelt",
      container({ readinessProbe: get("htpp") }),
      `${at}.readinessProbe.httpGet.port is "htpp": container web declares http=8080\nFix: port: "http"`,
    ],
    [
      "where the container declares none",
      container({ startupProbe: { tcpSocket: { port: "db" } }, ports: undefined }),
      `${at}.startupProbe.tcpSocket.port is "db": container web declares no port\nFix: in container web: ports: [{ name: "db", containerPort: … }], or the port as a number`,
    ],
    [
      "that another container declares",
      container(
        { livenessProbe: get("admin"), ports: [] },
        { initContainers: [{ name: "proxy", restartPolicy: "Always", ports: [{ name: "admin", containerPort: 1 }] }] },
      ),
      `${at}.livenessProbe.httpGet.port is "admin": container web declares no port; container proxy has it, but a probe finds ports of its own container only\nFix: in container web: ports: [{ name: "admin", containerPort: … }], or the port as a number`,
    ],
    [
      "of a hook",
      container({ lifecycle: { preStop: get("stop") } }),
      `${at}.lifecycle.preStop.httpGet.port is "stop": container web declares http=8080\nFix: port: "http"`,
    ],
  ])("%s is found", (_, one, text) => {
    expect(findingsOf(probes, [one]).map(textOf)).toEqual([text]);
    expect(findingsOf(probes, firstPreview([one])).map(textOf)).toEqual([text]);
  });

  test.each<[string, Declared]>([
    ["the ports are not known yet", container({ readinessProbe: get("x"), ports: unknownObjectValue })],
    [
      "the name of a port is not known yet",
      container({ readinessProbe: get("x"), ports: [{ name: unknownStringValue }] }),
    ],
  ])("cannot be told where %s", (_, one) => {
    expect(findingsOf(probes, [one])).toEqual([]);
    expect(reportOn([one]).undecided.map(({ code }) => code)).toContain(probes);
  });

  test.each<[string, Declared]>([
    ["it is not known yet", container({ readinessProbe: get(unknownStringValue) })],
    ["the containers are not known yet", container({}, { containers: unknownObjectValue })],
  ])("is not judged where %s", (_, one) => {
    expect(findingsOf(probes, [one])).toEqual([]);
  });

  test("that was renamed in the container is told once, whatever else names it", () => {
    const renamed = container({
      readinessProbe: get("http"),
      livenessProbe: get("http"),
      ports: [{ name: "web", containerPort: 8080 }],
    });
    const labelled = {
      ...renamed,
      props: JSON.parse(JSON.stringify(renamed.props).replace('"labels":{}', '"labels":{"app":"web"}')) as Record<
        string,
        unknown
      >,
    };
    const front = object("Service", "web", {
      spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: "http" }] },
    });
    expect(reportOn([front, labelled]).findings.map(({ code }) => code)).toEqual([probes]);
  });

  test("can be exempted", () => {
    expect(findingsOf(probes, [exempt(container({ readinessProbe: get("x") }), probes, "injected")])).toEqual([]);
  });
});
