import { describe, expect, test } from "vitest";
import { describeRule } from "./cases";
import {
  autonamed,
  deployment,
  findingsOf,
  object,
  pod,
  textOf,
  unknownObjectValue,
  unknownStringValue,
  workload,
  type Declared,
} from "./stack";

const web = deployment("web", { app: "web", tier: "front" });
const release: Declared = { type: "kubernetes:helm.sh/v3:Release", name: "db", props: { chart: "x" } };
const budget = (spec: Record<string, unknown>, kind = "PodDisruptionBudget"): Declared =>
  object(kind, "web", { spec: { maxUnavailable: 1, ...spec } });
const selecting = (app: unknown): Record<string, unknown> => ({ selector: { matchLabels: { app } } });
const expression = (key: string, operator: string, values?: unknown): Record<string, unknown> => ({
  selector: { matchExpressions: [{ key, operator, ...(values === undefined ? {} : { values }) }] },
});
const budgets = "disruption-budget-selects-pods";

describeRule(budgets, {
  right: {
    "Pods have the labels": [budget(selecting("web")), web],
    "{} selects all of them": [budget({ selector: {} }), web],
    "{} is for whoever comes": [budget({ selector: {} })],
    "the key is absent, as NotIn wants it (popeye)": [budget(expression("zone", "NotIn", ["a"])), web],
    "no label is there, as DoesNotExist wants it (popeye)": [
      budget(expression("zone", "DoesNotExist")),
      pod("bare", {}),
    ],
    "it selects by In": [budget(expression("app", "In", ["web", "api"])), web],
    "Pods of a Rollout have the labels": [budget(selecting("r")), workload("Rollout", "r", { app: "r" })],
  },
  wrong: {
    "a label is misspelt": [
      [budget(selecting("wbe")), web],
      'spec.selector is { app: "wbe" }: no Pod of this stack has it. Nearest: Deployment web, whose Pods have app: "web".\nFix: matchLabels: { app: "web" }',
    ],
    "one of two labels differs (polaris, popeye)": [
      [budget({ selector: { matchLabels: { app: "web", tier: "frnt" } } }), web],
      'spec.selector is { app: "web", tier: "frnt" }: no Pod of this stack has them all. Nearest: Deployment web, whose Pods have tier: "front".\nFix: matchLabels: { app: "web", tier: "front" }',
    ],
    "labels and expressions do not hold together (popeye)": [
      [
        budget({
          selector: { matchLabels: { app: "wbe" }, matchExpressions: [{ key: "tier", operator: "Exists" }] },
        }),
        web,
      ],
      'spec.selector is { matchLabels: { app: "wbe" }, matchExpressions: [{ key: "tier", operator: "Exists" }] }: no Pod of this stack has them all. Nearest: Deployment web, whose Pods have app: "web".\nFix: matchLabels: { app: "web" }',
    ],
    "the Pods are in another namespace (monokle)": [
      [
        budget(selecting("web")),
        deployment("web", { app: "web" }, { namespace: "shop" }),
        deployment("api", { app: "api" }),
      ],
      'spec.selector is { app: "web" }: no Pod in namespace default has it. Nearest: Deployment web, whose Pods have it in namespace shop; a PodDisruptionBudget selects in its own namespace only.\nFix: metadata: { namespace: "shop" }',
    ],
    "the selector is absent": [
      [budget({}), web],
      "spec.selector is absent: the budget is for no Pod\nFix: selector: { matchLabels: … } with the labels of the Pods that it is for",
    ],
    "{} selects nothing in policy/v1beta1": [
      [budget({ selector: {} }, "policy/v1beta1/PodDisruptionBudget"), web],
      "spec.selector is {}, which in policy/v1beta1 selects nothing: the budget is for no Pod\nFix: selector: { matchLabels: … } with the labels of the Pods that it is for",
    ],
    "only the workload itself has the label": [
      [budget(selecting("web")), workload("Deployment", "web", { tier: "web" }, { labels: { app: "web" } })],
      'spec.selector is { app: "web" }: no Pod of this stack has it. Nearest: Deployment web, which has { app: "web" } itself but not in its Pod template.\nFix: in Deployment web: template: { metadata: { labels: { app: "web" } } }',
    ],
  },
  possible: {
    "the Pods may be somebody else's": [
      [budget(selecting("queue")), web],
      "warning",
      'spec.selector is { app: "queue" }: no Pod of this stack has it. Nearest: Deployment web, whose Pods have app: "web".\nFix: in the Pod template that it is meant for: metadata: { labels: { app: "queue" } }',
    ],
    "this stack has no Pods there": [
      [budget(selecting("web"))],
      "note",
      'spec.selector is { app: "web" }: this stack deploys no Pods; they have to come from somebody else.\nFix: none needed where another stack deploys them; else deploy them here',
    ],
    "no Pod may ever be unavailable": [
      [budget({ ...selecting("web"), maxUnavailable: 0 }), web],
      "note",
      "spec.maxUnavailable is 0: no Pod may ever be evicted, and a node with one can't be drained\nFix: maxUnavailable: 1",
    ],
    "all Pods must be available": [
      [object("PodDisruptionBudget", "web", { spec: { ...selecting("web"), minAvailable: "100%" } }), web],
      "note",
      'spec.minAvailable is "100%": no Pod may ever be evicted, and a node with one can\'t be drained\nFix: maxUnavailable: 1',
    ],
    "as many must be available as there are": [
      [
        object("PodDisruptionBudget", "web", { spec: { ...selecting("db"), minAvailable: 3 } }),
        object("StatefulSet", "db", {
          spec: { replicas: 3, template: { metadata: { labels: { app: "db" } }, spec: {} } },
        }),
      ],
      "note",
      "spec.minAvailable is 3: StatefulSet db has 3 Pods, so none may ever be evicted, and a node with one can't be drained\nFix: maxUnavailable: 1",
    ],
    "half of one Pod is that Pod": [
      [object("PodDisruptionBudget", "web", { spec: { ...selecting("web"), minAvailable: "50%" } }), web],
      "note",
      'spec.minAvailable is "50%": Deployment web has 1 Pod, so none may ever be evicted, and a node with one can\'t be drained\nFix: at least 2 replicas, or no budget',
    ],
  },
  open: {
    "the selector is not known yet": [budget({ selector: unknownObjectValue }), web],
    "a label is not known yet": [budget(selecting(unknownStringValue)), web],
    "a Helm release may bring the Pods": [budget(selecting("wbe")), web, release],
  },
});

describe("a budget whose number of Pods changes", () => {
  const least = object("PodDisruptionBudget", "web", { spec: { ...selecting("web"), minAvailable: 1 } });
  test.each<[string, readonly Declared[]]>([
    [
      "by an autoscaler",
      [
        web,
        object("HorizontalPodAutoscaler", "web", {
          spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" } },
        }),
      ],
    ],
    [
      "by a value that is not known yet",
      [
        object("Deployment", "web", {
          spec: { replicas: unknownStringValue, template: { metadata: { labels: { app: "web" } }, spec: {} } },
        }),
      ],
    ],
    ["with the nodes", [workload("DaemonSet", "web", { app: "web" })]],
  ])("is not judged: %s", (_, stack) => {
    expect(findingsOf(budgets, [least, ...stack])).toEqual([]);
  });
});

const policies = "network-policy-selects-pods";
const policy = (spec: Record<string, unknown>): Declared => object("NetworkPolicy", "web", { spec });
const forWeb = { podSelector: { matchLabels: { app: "web" } } };
const served = object("Deployment", "web", {
  spec: {
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "web", ports: [{ name: "http", containerPort: 8080 }] }] },
    },
  },
});
const api = deployment("api", { app: "api" });
const nameLabel = "kubernetes.io/metadata.name";
const shop = object("Namespace", "shop");

describeRule(policies, {
  right: {
    "Pods have the labels": [policy(forWeb), web],
    "{} selects all of them (kube-linter)": [policy({ podSelector: {} })],
    "the selector is left out": [policy({ policyTypes: ["Ingress"] })],
    "a peer has the labels": [
      policy({ ...forWeb, ingress: [{ from: [{ podSelector: { matchLabels: { app: "api" } } }] }] }),
      web,
      api,
    ],
    "a peer is an address": [policy({ ...forWeb, egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }] }), web],
    "a peer is somebody else's": [
      policy({ ...forWeb, ingress: [{ from: [{ podSelector: { matchLabels: { role: "ingress" } } }] }] }),
      web,
    ],
    "a peer's namespace is somebody else's": [
      policy({
        ...forWeb,
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { [nameLabel]: "monitoring" } } }] }],
      }),
      web,
      shop,
    ],
    "a peer is in a namespace with labels": [
      policy({
        ...forWeb,
        ingress: [
          { from: [{ namespaceSelector: { matchLabels: { a: "b" } }, podSelector: { matchLabels: { app: "apo" } } }] },
        ],
      }),
      web,
      api,
    ],
    "a port is declared": [policy({ ...forWeb, ingress: [{ ports: [{ port: "http" }] }] }), served],
    "a port is a number": [policy({ ...forWeb, ingress: [{ ports: [{ port: 1 }] }] }), served],
    "a port is one of what it goes out to": [policy({ ...forWeb, egress: [{ ports: [{ port: "dns" }] }] }), served],
  },
  wrong: {
    "a label is misspelt": [
      [policy({ podSelector: { matchLabels: { app: "wbe" } } }), web],
      'spec.podSelector is { app: "wbe" }: no Pod of this stack has it. Nearest: Deployment web, whose Pods have app: "web".\nFix: matchLabels: { app: "web" }',
    ],
    "a port is not declared": [
      [policy({ ...forWeb, ingress: [{ ports: [{ port: "htpp" }] }] }), served],
      'spec.ingress[0].ports[0].port is "htpp": no container of Deployment web declares it for TCP; declared: http=8080\nFix: port: "http"',
    ],
    "a port is declared for another protocol": [
      [policy({ ...forWeb, ingress: [{ ports: [{ port: "http", protocol: "UDP" }] }] }), served],
      'spec.ingress[0].ports[0].port is "http": no container of Deployment web declares it for UDP; declared: http=8080\nFix: protocol: "TCP"',
    ],
    "the Namespace of a peer has two letters swapped": [
      [
        policy({ ...forWeb, ingress: [{ from: [{ namespaceSelector: { matchLabels: { [nameLabel]: "shpo" } } }] }] }),
        web,
        shop,
      ],
      'spec.ingress[0].from[0].namespaceSelector.matchLabels["kubernetes.io/metadata.name"] is "shpo": no Namespace of this stack has that name. Nearest: Namespace shop.\nFix: "kubernetes.io/metadata.name": "shop"',
    ],
    "Pulumi makes up another name for the Namespace of a peer": [
      [
        policy({ ...forWeb, ingress: [{ from: [{ namespaceSelector: { matchLabels: { [nameLabel]: "shop" } } }] }] }),
        web,
        autonamed(shop, "shop-1a2b3c4"),
      ],
      'spec.ingress[0].from[0].namespaceSelector.matchLabels["kubernetes.io/metadata.name"] is "shop": no Namespace of this stack has that name. Resource shop is a Namespace whose name Pulumi makes up (shop-1a2b3c4).\nFix: "kubernetes.io/metadata.name": shop.metadata.name, or give it the name: metadata: { name: "shop" }',
    ],
  },
  possible: {
    "the Pods may be somebody else's": [
      [policy({ podSelector: { matchLabels: { app: "queue" } } }), web],
      "warning",
      'spec.podSelector is { app: "queue" }: no Pod of this stack has it. Nearest: Deployment web, whose Pods have app: "web".\nFix: in the Pod template that it is meant for: metadata: { labels: { app: "queue" } }',
    ],
    "this stack has no Pods there": [
      [policy(forWeb)],
      "note",
      'spec.podSelector is { app: "web" }: this stack deploys no Pods; they have to come from somebody else.\nFix: none needed where another stack deploys them; else deploy them here',
    ],
    "a peer is misspelt": [
      [policy({ ...forWeb, ingress: [{ from: [{ podSelector: { matchLabels: { app: "apo" } } }] }] }), web, api],
      "warning",
      'spec.ingress[0].from[0].podSelector is { app: "apo" }: no Pod of this stack has it. Nearest: Deployment api, whose Pods have app: "api".\nFix: matchLabels: { app: "api" }',
    ],
    "a peer of a named Namespace is misspelt": [
      [
        policy({
          ...forWeb,
          egress: [
            {
              to: [
                {
                  namespaceSelector: { matchLabels: { [nameLabel]: "shop" } },
                  podSelector: { matchLabels: { app: "apo" } },
                },
              ],
            },
          ],
        }),
        web,
        deployment("api", { app: "api" }, { namespace: "shop" }),
      ],
      "warning",
      'spec.egress[0].to[0].podSelector is { app: "apo" }: no Pod of this stack has it. Nearest: Deployment api, whose Pods have app: "api".\nFix: matchLabels: { app: "api" }',
    ],
  },
  open: {
    "the selector is not known yet": [policy({ podSelector: unknownObjectValue }), web],
    "a label is not known yet": [policy({ podSelector: { matchLabels: { app: unknownStringValue } } }), web],
    "the protocol of a port is not known yet": [
      policy({ ...forWeb, ingress: [{ ports: [{ port: "x", protocol: unknownStringValue }] }] }),
      served,
    ],
    "a Helm release may bring the Pods": [policy({ podSelector: { matchLabels: { app: "wbe" } } }), web, release],
  },
});

test("what a note on a budget says stands alone", () => {
  const [note] = findingsOf(budgets, [budget({ ...selecting("web"), maxUnavailable: "0%" }), web]);
  expect(note && textOf(note)).toMatch(/^spec.maxUnavailable is "0%": no Pod may ever be evicted/);
});
