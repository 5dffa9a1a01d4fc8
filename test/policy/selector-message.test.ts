import { Secret } from "@pulumi/policy";
import { describe, expect, test } from "vitest";
import { policies, serviceSelectorMatchesPods, withholdSecrets } from "../../src/policy";
import { check, deployment, object, pod, service, unknownStringValue, workload, type Declared } from "./stack";

const messageOf = (...stack: readonly Declared[]): string =>
  check(stack)
    .flatMap(({ lines }) => lines)
    .join("\n");
const web = deployment("web", { app: "web" });
const provider = (name: string, server: string) => ({ name, props: { kubeconfig: `server: ${server}` } });

describe("the message says", () => {
  test("the nearest value and the fix", () => {
    expect(messageOf(service("web", { app: "wbe" }), web)).toBe(
      'spec.selector is { app: "wbe" }: no Pod of this stack has it. Nearest: Deployment web, whose Pods have app: "web".\nFix: selector: { app: "web" }',
    );
  });

  test("which of several labels differ", () => {
    expect(
      messageOf(
        service("web", { app: "web", "app.kubernetes.io/part-of": "shpo" }),
        deployment("web", { app: "web", "app.kubernetes.io/part-of": "shop" }),
      ),
    ).toBe(
      'spec.selector is { app: "web", "app.kubernetes.io/part-of": "shpo" }: no Pod of this stack has them all. Nearest: Deployment web, whose Pods have "app.kubernetes.io/part-of": "shop".\nFix: selector: { app: "web", "app.kubernetes.io/part-of": "shop" }',
    );
  });

  test("which key was meant", () => {
    expect(messageOf(service("web", { app: "web" }), deployment("web", { "app.kubernetes.io/name": "web" }))).toBe(
      'spec.selector is { app: "web" }: no Pod of this stack has it. Nearest: Deployment web, whose Pods have "app.kubernetes.io/name": "web" instead of app.\nFix: selector: { "app.kubernetes.io/name": "web" }',
    );
  });

  test("which label the Pods lack", () => {
    expect(messageOf(service("web", { app: "web", tier: "front" }), web)).toBe(
      'spec.selector is { app: "web", tier: "front" }: no Pod of this stack has them all. Nearest: Deployment web, whose Pods have no tier.\nFix: selector: { app: "web" }',
    );
  });

  test("what is nearest without proposing it when it means something else", () => {
    expect(messageOf(service("web", { app: "web" }), deployment("db", { app: "postgres" }))).toBe(
      'spec.selector is { app: "web" }: no Pod of this stack has it. Nearest: Deployment db, whose Pods have app: "postgres".\nFix: in the Pod template that it is meant for: metadata: { labels: { app: "web" } }',
    );
  });

  test("that the labels stand on the workload only", () => {
    expect(messageOf(service("web", { app: "web" }), deployment("web", {}, { labels: { app: "web" } }))).toBe(
      'spec.selector is { app: "web" }: no Pod of this stack has it. Nearest: Deployment web, which has { app: "web" } itself but not in its Pod template.\nFix: in Deployment web: template: { metadata: { labels: { app: "web" } } }',
    );
  });

  test("that the Pods are in another namespace", () => {
    expect(messageOf(service("web", { app: "web" }), deployment("web", { app: "web" }, { namespace: "prod" }))).toBe(
      'spec.selector is { app: "web" }: no Pod in namespace default has it. Nearest: Deployment web, whose Pods have it in namespace prod; a Service selects in its own namespace only.\nFix: metadata: { namespace: "prod" }',
    );
  });

  test("that the Pods go to another cluster", () => {
    expect(
      messageOf(
        service("web", { app: "web" }, {}, { provider: provider("east", "https://e") }),
        deployment("web", { app: "web" }, {}, { provider: provider("west", "https://w") }),
      ),
    ).toBe(
      'spec.selector is { app: "web" }: no Pod in its cluster has it. Nearest: Deployment web, whose Pods have it but go to another cluster (provider west).\nFix: the resource option { provider } of Deployment web, here too',
    );
  });

  test("what there is when nothing is near", () => {
    const others = ["a", "b", "c", "d"].map((name) => deployment(name, { role: name }));
    expect(messageOf(service("web", { app: "web" }), ...others)).toBe(
      'spec.selector is { app: "web" }: no Pod of this stack has it. In namespace default: Deployment a { role: "a" }, Deployment b { role: "b" }, Deployment c { role: "c" }, 1 more.\nFix: in the Pod template that it is meant for: metadata: { labels: { app: "web" } }',
    );
  });

  test("that the stack deploys no Pods", () => {
    expect(messageOf(service("web", { app: "web" }))).toBe(
      'spec.selector is { app: "web" }: this stack deploys no Pods; they have to come from somebody else.\nFix: none needed where another stack deploys them; else deploy them here',
    );
    expect(messageOf(service("dns", { app: "dns" }, { namespace: "kube-system" }), web)).toBe(
      'spec.selector is { app: "dns" }: this stack deploys no Pods to namespace kube-system, only Deployment web { app: "web" } elsewhere; they have to come from somebody else.\nFix: none needed where another stack deploys them; else deploy them here',
    );
  });

  test("which value is not known yet", () => {
    expect(messageOf(service("web", { app: "wbe", build: unknownStringValue }), web)).toBe(
      'spec.selector is { app: "wbe", build: … }: no Pod of this stack has them all. Nearest: Deployment web, whose Pods have app: "web" and no build.\nFix: in the Pod template that it is meant for: metadata: { labels: { app: "wbe" } }',
    );
  });

  test("a bare Pod's own labels", () => {
    expect(messageOf(service("web", { app: "wbe" }), pod("web", { app: "web" }))).toContain(
      'Nearest: Pod web, which has app: "web".',
    );
  });

  test("the program's name for an object whose name Pulumi makes up", () => {
    const named = object("Deployment", "web", {
      metadata: { name: "web-1a2b3c4", annotations: { "pulumi.com/autonamed": "true" } },
      spec: { template: { metadata: { labels: { app: "web" } } } },
    });
    expect(messageOf(service("web", { app: "wbe" }), named)).toContain("Nearest: Deployment web, ");
    expect(
      messageOf(service("web", { app: "wbe" }), workload("Deployment", "res", { app: "web" }, { name: "web" })),
    ).toContain("Nearest: Deployment web, ");
  });
});

describe("the message stays harmless", () => {
  test("whatever stands in the labels", () => {
    const text = messageOf(
      service("web", { app: "<{%fg 1%}>\nline\u001b[31m" }),
      deployment("x".repeat(5000), { app: "y".repeat(5000) }),
    );
    expect(text.split("\n")).toHaveLength(2);
    expect(text).not.toContain("<{%");
    expect(text).not.toContain("\u001b");
    expect(text.length).toBeLessThan(1400);
  });

  test("and without secrets", () => {
    const stack = [
      service("web", { app: "web", tenant: "s3cr3t-wbe" }),
      deployment("web", { app: "web", tenant: "s3cr3t-web" }),
    ];
    const secrets = stack.map((one, index) => ({
      ...one,
      props: { spec: new Secret(["s3cr3t-wbe", "s3cr3t-web"][index]) },
    }));
    const [violation] = check(stack, { secrets });
    expect(violation?.lines).toEqual([
      'spec.selector is { app: "web", tenant: "[secret]" }: no Pod of this stack has them all. Nearest: Deployment web, whose Pods have tenant: "[secret]".',
      'Fix: selector: { app: "web", tenant: "[secret]" }',
    ]);
  });
});

describe("the policies", () => {
  test("are few, since each on the whole stack costs a pass, and only the one that learns what is secret is silent", () => {
    expect(policies.map(({ name, enforcementLevel }) => `${name}: ${String(enforcementLevel)}`)).toEqual([
      "service-selector-matches-pods: mandatory",
      "services: mandatory",
      "routing: mandatory",
      "references: mandatory",
      "workloads: mandatory",
      "withhold-secrets: remediate",
    ]);
    expect(policies).toContain(serviceSelectorMatchesPods);
    expect(policies).toContain(withholdSecrets);
    expect(serviceSelectorMatchesPods.validateStack).toBeTypeOf("function");
  });

  test("give a text to an SDK that does not know violations as objects", () => {
    const stack = [service("web", { app: "wbe" }), web].map((one) => ({ ...one, urn: `urn:${one.type}` }));
    const said: string[] = [];
    const resources = stack.map(({ type, name, props, urn }) => ({ type, name, props, urn }));
    const run = serviceSelectorMatchesPods.validateStack as unknown as (
      args: unknown,
      report: (message: unknown, urn?: string) => void,
    ) => void;
    run({ resources, getConfig: () => ({}) }, (message, urn) =>
      said.push(`${String(urn)}: a description\n${String(message)}`),
    );
    expect(said).toEqual([
      'urn:kubernetes:core/v1:Service: a description\nspec.selector is { app: "wbe" }: no Pod of this stack has it. Nearest: Deployment web, whose Pods have app: "web".\nFix: selector: { app: "web" }',
    ]);
  });
});
