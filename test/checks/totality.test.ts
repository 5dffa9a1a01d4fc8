import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rules } from "../../src/checks";
import { unknown } from "../../src/wiring";
import { object, pods, reportOn, type Declared } from "./stack";

/* Whatever stands in a declaration, the rules say something or nothing, but never fail. */

const whole: readonly Declared[] = [
  object("Deployment", "web", {
    metadata: { annotations: { "kubespy.pulumi.com/exempt-selects-too-much": "x; until=2027-01-01" } },
    spec: {
      selector: { matchLabels: { app: "web" }, matchExpressions: [{ key: "app", operator: "In", values: ["web"] }] },
      template: pods(
        { app: "web" },
        {
          containers: [
            {
              name: "c",
              ports: [{ name: "http", containerPort: 80, protocol: "TCP" }],
              readinessProbe: { httpGet: { port: "http" } },
              lifecycle: { preStop: { tcpSocket: { port: "http" } } },
            },
          ],
          initContainers: [{ name: "s", restartPolicy: "Always", ports: [{ name: "x" }] }],
        },
      ),
    },
  }),
  object("CronJob", "batch", { spec: { jobTemplate: { spec: { template: pods({ app: "web" }) } } } }),
  object("Rollout", "roll", {
    spec: { template: pods({ app: "roll" }), strategy: { canary: { stableMetadata: { labels: { a: "b" } } } } },
  }),
  object("Service", "web", {
    spec: { type: "ClusterIP", selector: { app: "web" }, ports: [{ name: "http", port: 80, targetPort: "http" }] },
  }),
  object("Ingress", "web", {
    metadata: { annotations: { "nginx.ingress.kubernetes.io/server-snippet": "x" } },
    spec: {
      defaultBackend: { service: { name: "web", port: { number: 80 } } },
      rules: [{ http: { paths: [{ backend: { service: { name: "web", port: { name: "http" } } } }] } }],
    },
  }),
  object("PodDisruptionBudget", "web", { spec: { selector: { matchLabels: { app: "web" } } } }),
  object("NetworkPolicy", "web", { spec: { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] } }),
];

/** All places in a value, as the keys that lead there. */
function placesIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => placesIn(item, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy: unknown = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  (copy as Record<string, unknown>)[key] = replaced((value as Record<string, unknown>)[key], rest, by);
  return copy;
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, unknown, {}, [], [null], [unknown], 0, -1, "", "a b", true, Number.NaN, {
    a: null,
  }),
  fc.jsonValue({ maxDepth: 2 }),
);

describe("the rules stand", () => {
  test.each(whole.map((one, index) => [`${one.type} ${one.name}`, index] as const))(
    "any value at any place of %s",
    (_, index) => {
      const places = placesIn(whole[index]?.props).filter((path) => path.length > 0);
      fc.assert(
        fc.property(fc.constantFrom(...places), odd, fc.constantFrom(...places), odd, (at, value, also, other) => {
          const stack = whole.map((one, position): Declared => {
            if (position !== index) return one;
            const once = replaced(one.props, at, value);
            const isThere = placesIn(once).some((path) => path.join("\0") === also.join("\0"));
            const twice = (isThere ? replaced(once, also, other) : once) as Record<string, unknown>;
            return { ...one, props: twice };
          });
          const levels = Object.fromEntries(rules.map(({ code }) => [code, "error" as const]));
          for (const { message, remedy } of reportOn(stack, { rules: levels }).findings) {
            expect(`${message}${remedy}`).not.toMatch(/undefined|\[object|Symbol|NaN/);
            expect(message).not.toContain("\n");
          }
        }),
        { numRuns: 300 },
      );
    },
  );

  test("objects of which nothing is known, and say nothing of them", () => {
    expect(reportOn(whole.map((one) => ({ ...one, props: {} }))).findings).toEqual([]);
  });
});

describe("what a stack has besides", () => {
  test("changes no finding", () => {
    const wrong = object("Service", "api", { spec: { selector: { app: "wbe" }, ports: [{ port: 80 }] } });
    const before = reportOn([...whole, wrong]).findings;
    expect(before.length).toBeGreaterThan(0);
    const bystander = fc.constantFrom(
      object("ConfigMap", "other", { data: { app: "wbe" } }),
      object("Namespace", "other"),
      object("Secret", "other", { stringData: { app: "wbe" } }),
      object("cert-manager.io/v1/Certificate", "other", { spec: {} }),
      object("Deployment", "elsewhere", { metadata: { namespace: "x" }, spec: { template: pods({ app: "y" }) } }),
    );
    fc.assert(
      fc.property(fc.array(bystander, { maxLength: 4 }), fc.nat(8), (more, at) => {
        const stack = [...whole, wrong];
        stack.splice(at, 0, ...more);
        expect(reportOn(stack).findings).toEqual(before);
      }),
      { numRuns: 50 },
    );
  });
});
