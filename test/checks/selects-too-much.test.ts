import { describe, expect, test } from "vitest";
import { exempt, findingsOf, object, textOf, unknownStringValue, type Declared } from "./stack";

const code = "selects-too-much";
const http = { name: "http", containerPort: 8080 };

const running = (
  kind: string,
  name: string,
  labels: Record<string, unknown>,
  { ports = [http], selector }: { readonly ports?: unknown; readonly selector?: unknown } = {},
): Declared => {
  const template = { metadata: { labels }, spec: { containers: [{ name: "c", ports }] } };
  const spec = kind === "CronJob" ? { jobTemplate: { spec: { template } } } : { selector, template };
  return object(kind, name, { spec });
};
const service = (selector: unknown, spec: Record<string, unknown> = {}): Declared =>
  object("Service", "web", { spec: { selector, ports: [{ port: 80, targetPort: "http" }], ...spec } });
const budget = (name: string, selector: unknown, version = "policy/v1"): Declared =>
  object(`${version}/PodDisruptionBudget`, name, { spec: { selector } });
const web = running("Deployment", "web", { app: "web" });
const migrate = running("Job", "migrate", { app: "web" }, { ports: [] });

describe("a Service", () => {
  test.each<[string, readonly Declared[]]>([
    ["over one workload", [service({ app: "web" }), web]],
    ["over a Job alone", [service({ app: "web" }), migrate]],
    ["over a Job that listens too", [service({ app: "web" }), web, running("Job", "batch", { app: "web" })]],
    [
      "over a Job of which the ports are not known",
      [service({ app: "web" }), web, running("Job", "x", { app: "web" }, { ports: unknownStringValue })],
    ],
    [
      "over a stable and a canary version",
      [
        service({ app: "web" }),
        running("Deployment", "web", { app: "web", track: "stable" }),
        running("Deployment", "web-canary", { app: "web", track: "canary" }, { ports: [] }),
      ],
    ],
    [
      "over versions that the label app tells apart",
      [
        service({ tier: "front" }),
        running("Deployment", "web", { tier: "front", app: "web-v1" }),
        running("Deployment", "web2", { tier: "front", app: "web-v2" }, { ports: [] }),
      ],
    ],
    [
      "for the metrics of all applications",
      [
        service({ scrape: "yes" }),
        running("Deployment", "web", { scrape: "yes", app: "web" }),
        running("Deployment", "database", { scrape: "yes", app: "database" }),
      ],
    ],
    [
      "by which members find each other",
      [
        service({ part: "ring" }, { clusterIP: "None" }),
        running("Deployment", "read", { part: "ring", component: "reader" }),
        running("Deployment", "write", { part: "ring", component: "ingester" }, { ports: [] }),
      ],
    ],
    [
      "over what may be another workload",
      [service({ app: "web" }), web, running("Job", "migrate", { app: unknownStringValue }, { ports: [] })],
    ],
  ])("%s selects what is meant", (_, stack) => {
    expect(findingsOf(code, stack)).toEqual([]);
  });

  test.each<[string, readonly Declared[], string]>([
    [
      "a Job's Pods",
      [service({ app: "web" }), web, migrate],
      'spec.selector is { app: "web" }: it selects the Pods of Deployment web, and while they run those of Job migrate, which do not declare its port and then get traffic\nFix: a label that only Deployment web has, in template and selector: component: "web"',
    ],
    [
      "a CronJob's Pods, with a label that keeps them out",
      [
        service({ app: "web" }),
        running("Deployment", "web", { app: "web", tier: "front" }),
        running("CronJob", "report", { app: "web", tier: "batch" }, { ports: [] }),
      ],
      'spec.selector is { app: "web" }: it selects the Pods of Deployment web, and while they run those of CronJob report, which do not declare its port and then get traffic\nFix: selector: { app: "web", tier: "front" }',
    ],
    [
      "two applications",
      [
        service({ tier: "back" }),
        running("Deployment", "web", { tier: "back", app: "web" }),
        running(
          "StatefulSet",
          "postgres",
          { tier: "back", app: "postgres" },
          { ports: [{ name: "sql", containerPort: 5432 }] },
        ),
      ],
      'spec.selector is { tier: "back" }: it selects the Pods of Deployment web and of StatefulSet postgres, which is another application (app: "postgres") and does not declare its port\nFix: selector: { tier: "back", app: "web" }',
    ],
    [
      "two components",
      [
        service({ app: "shop" }),
        running("Deployment", "web", { app: "shop", component: "frontend" }),
        running("Deployment", "queue", { app: "shop", component: "worker" }, { ports: [] }),
      ],
      'spec.selector is { app: "shop" }: it selects the Pods of Deployment web and of Deployment queue, which is another component (component: "worker") and does not declare its port\nFix: selector: { app: "shop", component: "frontend" }',
    ],
  ])("that selects %s is warned of", (_, stack, text) => {
    expect(findingsOf(code, stack).map(textOf)).toEqual([text]);
    expect(findingsOf(code, stack)).toMatchObject([{ severity: "warning" }]);
  });

  test("can be exempted", () => {
    expect(findingsOf(code, [exempt(service({ app: "web" }), code, "the Job ends at once"), web, migrate])).toEqual([]);
  });
});

describe("workloads", () => {
  const selecting = (kind: string, name: string, labels: Record<string, unknown>, matchLabels: unknown): Declared =>
    running(kind, name, labels, { selector: { matchLabels } });

  test.each<[string, readonly Declared[]]>([
    [
      "of one label but selectors of their own",
      [
        selecting("Deployment", "a", { app: "a", t: "x" }, { app: "a" }),
        selecting("Deployment", "b", { app: "b", t: "x" }, { app: "b" }),
      ],
    ],
    [
      "in two namespaces",
      [
        selecting("Deployment", "a", { app: "x" }, { app: "x" }),
        object("Deployment", "b", {
          metadata: { namespace: "b" },
          spec: { selector: { matchLabels: { app: "x" } }, template: { metadata: { labels: { app: "x" } } } },
        }),
      ],
    ],
    [
      "and a Job of the same label",
      [selecting("Deployment", "a", { app: "x" }, { app: "x" }), running("Job", "b", { app: "x" })],
    ],
    [
      "and a bare Pod that a Deployment does not take over",
      [
        selecting("Deployment", "a", { app: "x" }, { app: "x" }),
        object("Pod", "b", { metadata: { labels: { app: "x" } }, spec: {} }),
      ],
    ],
    [
      "with a label that is not known yet",
      [
        selecting("Deployment", "a", { app: "x" }, { app: "x" }),
        selecting("Deployment", "b", { app: unknownStringValue }, { app: unknownStringValue }),
      ],
    ],
  ])("%s do not overlap", (_, stack) => {
    expect(findingsOf(code, stack)).toEqual([]);
  });

  test("with one selector are told once, however many they are", () => {
    const same = ["a", "b", "c"].map((name) => selecting("Deployment", name, { app: "x" }, { app: "x" }));
    expect(findingsOf(code, same).map(textOf)).toEqual([
      'spec.selector is { app: "x" }: it selects the Pods of Deployment b and Deployment c too, which an autoscaler then counts as its own\nFix: a label of its own, in selector and template: { app: "x", component: "a" }',
    ]);
  });

  test("of which one selects more than its own are told at that one", () => {
    const wide = selecting("StatefulSet", "wide", { app: "x" }, { app: "x" });
    const narrow = selecting("Deployment", "narrow", { app: "x", t: "y" }, { app: "x", t: "y" });
    expect(findingsOf(code, [narrow, wide]).map(({ object: { name } }) => name)).toEqual(["wide"]);
  });

  test("that take over a bare Pod are told", () => {
    const set = selecting("ReplicaSet", "web", { app: "x" }, { app: "x" });
    const pod = object("Pod", "debug", { metadata: { labels: { app: "x" } }, spec: {} });
    expect(findingsOf(code, [set, pod]).map(({ message }) => message)).toEqual([
      'spec.selector is { app: "x" }: it selects Pod debug too, which ReplicaSet web takes over and counts as its own',
    ]);
  });
});

describe("PodDisruptionBudgets", () => {
  test.each<[string, readonly Declared[]]>([
    [
      "one for each workload",
      [
        budget("a", { matchLabels: { app: "web" } }),
        budget("b", { matchLabels: { app: "api" } }),
        web,
        running("Deployment", "api", { app: "api" }),
      ],
    ],
    [
      "of policy/v1beta1, where {} selects nothing (popeye)",
      [budget("a", { matchLabels: { app: "web" } }), budget("b", {}, "policy/v1beta1"), web],
    ],
    [
      "without a selector, which selects nothing",
      [budget("a", { matchLabels: { app: "web" } }), budget("b", undefined), web],
    ],
    [
      "of which one wants what the Pods don't have (popeye takes any requirement)",
      [
        budget("a", { matchLabels: { app: "web" } }),
        budget("b", { matchLabels: { app: "web" }, matchExpressions: [{ key: "tier", operator: "Exists" }] }),
        web,
      ],
    ],
    [
      "with a selector that is not known yet",
      [budget("a", { matchLabels: { app: "web" } }), budget("b", { matchLabels: { app: unknownStringValue } }), web],
    ],
  ])("%s share no Pod", (_, stack) => {
    expect(findingsOf(code, stack)).toEqual([]);
  });

  test.each<[string, unknown]>([
    ["all Pods of the namespace", {}],
    ["what has no such label (popeye)", { matchExpressions: [{ key: "tier", operator: "NotIn", values: ["batch"] }] }],
    ["what does not have a label (popeye)", { matchExpressions: [{ key: "tier", operator: "DoesNotExist" }] }],
  ])("of which one selects %s share a Pod", (_, selector) => {
    const found = findingsOf(code, [budget("a", { matchLabels: { app: "web" } }), budget("b", selector), web]);
    expect(found.map(({ object: { name }, message }) => [name, message.replace(/^.*: it/, "it")])).toEqual([
      [
        "b",
        "it selects the Pods of Deployment web, and so does PodDisruptionBudget a; Pods with two budgets cannot be evicted",
      ],
    ]);
  });
});
