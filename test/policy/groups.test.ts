import { describe, expect, test } from "vitest";
import { readSettings } from "../../src/checks";
import { autonamed, deployment, exempt, object, run, service, unknownStringValue, urnOf, type Declared } from "./stack";

const web = deployment("web", { app: "web" });
const wrong = service("web", { app: "wbe" });
const ingress = object("Ingress", "web", {
  spec: { rules: [{ http: { paths: [{ backend: { service: { name: "wbe", port: { number: 80 } } } }] } }] },
});
const probing = object("Deployment", "probing", {
  spec: {
    template: {
      metadata: { labels: { app: "probing" } },
      spec: {
        containers: [
          { name: "c", ports: [{ name: "http", containerPort: 1 }], readinessProbe: { httpGet: { port: "htpp" } } },
        ],
      },
    },
  },
});
const job = object("Job", "migrate", {
  spec: { template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "m" }] } } },
});
const said = (stack: readonly Declared[], options: Parameters<typeof run>[1] = {}): readonly string[] =>
  run(stack, options).map(({ level, code, urn }) => `${level} ${code} ${String(urn).split("::").slice(2).join(" ")}`);

describe("the pack", () => {
  test("names the rule and the resource, whichever policy runs it", () => {
    expect(said([wrong, web, ingress, probing])).toEqual([
      "mandatory probe-port-exists kubernetes:apps/v1:Deployment probing",
      "mandatory service-selector-matches-pods kubernetes:core/v1:Service web",
      "mandatory ingress-backend-exists kubernetes:networking.k8s.io/v1:Ingress web",
    ]);
  });

  test("gives as advice what is no error", () => {
    expect(said([service("web", { app: "web" }), web, job])).toEqual([
      "advisory selects-too-much kubernetes:core/v1:Service web",
    ]);
  });

  test("tells a broken chain once, and still where the policy that would tell it is left out", () => {
    const broken = object("Deployment", "web", {
      spec: { selector: { matchLabels: { app: "web" } }, template: { metadata: { labels: { app: "wbe" } } } },
    });
    const stack = [service("web", { app: "web" }), broken];
    expect(said(stack).map((line) => line.split(" ")[1])).toEqual(["workload-selector-matches-template"]);
    expect(said(stack, { only: ["service-selector-matches-pods"] }).map((line) => line.split(" ")[1])).toEqual([
      "service-selector-matches-pods",
    ]);
  });

  test("shows the URN of what is nearest where its name does not find it", () => {
    const inside = deployment("res", { app: "web" }, { name: "web" });
    expect(run([wrong, inside])[0]?.lines).toEqual([
      'spec.selector is { app: "wbe" }: no Pod of this stack has it. Nearest: Deployment web, whose Pods have app: "web".',
      `Nearest: ${urnOf(inside)}`,
      'Fix: selector: { app: "web" }',
    ]);
  });

  test("finds a Service whose name is not known yet among the resources that the name comes from", () => {
    const made = autonamed(service("web", { app: "web" }));
    const to = (port: number): Declared => ({
      ...object("Ingress", "web", {
        spec: { defaultBackend: { service: { name: unknownStringValue, port: { number: port } } } },
      }),
      dependencies: { spec: [made] },
    });
    const first = (stack: readonly Declared[]): readonly Declared[] => stack.map((one) => ({ ...one, outputs: {} }));
    expect(said(first([made, web, to(80)]))).toEqual([]);
    expect(said(first([made, web, to(81)]))).toEqual([
      "advisory ingress-backend-exists kubernetes:networking.k8s.io/v1:Ingress web",
    ]);
  });

  test("reads the names of a Secret's keys, never their values", () => {
    const secret = object("Secret", "s", { stringData: { password: "hunter2-hidden" } });
    expect(JSON.stringify(run([wrong, web, secret]))).not.toContain("hunter2");
  });
});

describe("its configuration", () => {
  test("switches rules off and changes their severity", () => {
    const config = { rules: { "ingress-backend-exists": "off", "service-selector-matches-pods": "warning" } };
    expect(said([wrong, web, ingress], { config })).toEqual([
      "advisory service-selector-matches-pods kubernetes:core/v1:Service web",
    ]);
  });

  test("leaves namespaces out", () => {
    expect(said([wrong, web], { config: { namespaces: { ignore: ["default"] } } })).toEqual([]);
  });

  test("with a name that does not exist ends the run, and says what there is", () => {
    expect(() => run([wrong, web], { config: { rules: { typo: "off" } } })).toThrow(
      /^there is no rule "typo"; there are /,
    );
    expect(() => readSettings({ rule: {} })).toThrow("did you mean rules?");
  });

  test("asks for one line on what could not be decided, not one from each policy", () => {
    const open = service("open", { app: unknownStringValue });
    const opening = { ...ingress, props: { ...ingress.props, spec: unknownStringValue } };
    for (const [onUnknown, level] of [
      ["advise", "advisory"],
      ["fail", "mandatory"],
    ]) {
      const violations = run([open, web, opening], { config: { onUnknown } });
      expect(violations).toHaveLength(1);
      expect(violations[0]).toMatchObject({ level, urn: undefined });
      expect(violations[0]?.lines).toEqual([expect.stringMatching(/^\d of \d+ relations cannot be decided: /)]);
    }
    expect(run([open, web, opening])).toEqual([]);
  });

  test("tells where a kind keeps its Pod template", () => {
    const fleet = object("example.com/v1/Fleet", "web", {
      metadata: { namespace: "default" },
      spec: { pods: { metadata: { labels: { app: "web" } } } },
    });
    const config = { podTemplates: { "example.com/Fleet": ".spec.pods" } };
    const known = { ...config, onUnknown: "fail" };
    expect(said([service("web", { app: "web" }), fleet], { config: known })).toEqual([]);
    expect(said([service("web", { app: "wbe" }), fleet], { config })).toEqual([
      "mandatory service-selector-matches-pods kubernetes:core/v1:Service web",
    ]);
    expect(said([service("web", { app: "wbe" }), fleet])).toEqual([]);
  });
});

describe("an exemption", () => {
  test("keeps a finding from being told", () => {
    expect(said([exempt(wrong, "service-selector-matches-pods", "known"), web])).toEqual([]);
  });
  test("that is stale is told once, as advice", () => {
    expect(said([exempt(web, "no-such-rule", "known"), service("web", { app: "web" })])).toEqual([
      "advisory stale-exemption kubernetes:apps/v1:Deployment web",
    ]);
    expect(said([exempt(service("web", { app: "web" }), "service-selector-matches-pods", "x"), web])).toEqual([
      "advisory stale-exemption kubernetes:core/v1:Service web",
    ]);
    expect(said([exempt(web, "probe-port-exists", "x")])).toEqual([
      "advisory stale-exemption kubernetes:apps/v1:Deployment web",
    ]);
  });
});

test("a second run in the same process remembers nothing of the first", () => {
  const stack = [wrong, web, ingress];
  expect(said(stack)).toEqual(said(stack));
});
