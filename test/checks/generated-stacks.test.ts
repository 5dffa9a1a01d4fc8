import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { autonamed, exempt, firstPreview, object, reportOn, unknownStringValue, urnOf, type Declared } from "./stack";

/*
 * Whole applications that are wired right, whatever they consist of, and the same with one wire
 * broken: no finding, and exactly that one.
 */

const kinds = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Rollout", "ReplicationController"] as const;

interface App {
  readonly kind: (typeof kinds)[number];
  readonly namespace: string | undefined;
  readonly extra: Readonly<Record<string, string>>;
  readonly asked: readonly boolean[];
  /** Values of the extra labels come from outputs. */
  readonly unknownExtra: boolean;
  readonly protocol: string | undefined;
  readonly namedPort: boolean;
  readonly servicePortName: string | undefined;
  readonly sidecarServes: boolean;
  readonly expressions: boolean;
  readonly oldIngress: boolean;
  readonly defaultBackend: boolean;
  /** The Service's name is made up, and the Ingress takes it from there. */
  readonly madeUpName: boolean;
  readonly exempted: boolean;
}

const app: fc.Arbitrary<App> = fc.record({
  kind: fc.constantFrom(...kinds),
  namespace: fc.constantFrom(undefined, "default", "shop", "db"),
  extra: fc.dictionary(fc.constantFrom("tier", "app.kubernetes.io/part-of", "zone"), fc.constantFrom("a", "b", "c"), {
    noNullPrototype: true,
  }),
  asked: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  unknownExtra: fc.boolean(),
  protocol: fc.constantFrom(undefined, "TCP", "UDP"),
  namedPort: fc.boolean(),
  servicePortName: fc.constantFrom(undefined, "http"),
  sidecarServes: fc.boolean(),
  expressions: fc.boolean(),
  oldIngress: fc.boolean(),
  defaultBackend: fc.boolean(),
  madeUpName: fc.boolean(),
  exempted: fc.boolean(),
});

interface Wired {
  readonly app: App;
  readonly service: Declared;
  readonly workload: Declared;
  readonly ingress: Declared;
}

/** Names that none of the others resembles. */
const nameOf = (index: number): string =>
  ["alpha", "bravo-shop", "charlie9", "delta", "echoes", "foxtrot-x"][index] ?? "";

function declare(one: App, index: number): Wired {
  const name = nameOf(index);
  const open = one.unknownExtra
    ? Object.fromEntries(Object.keys(one.extra).map((key) => [key, unknownStringValue]))
    : one.extra;
  const labels = { app: name, ...open };
  const asked = { app: name, ...Object.fromEntries(Object.entries(open).filter((_, at) => one.asked[at])) };
  const metadata = one.namespace === undefined ? {} : { namespace: one.namespace };
  const protocol = one.protocol === undefined ? {} : { protocol: one.protocol };
  const port = { name: "serve", containerPort: 8080, ...protocol };
  const main = {
    name: "main",
    ports: one.sidecarServes ? [{ name: "admin", containerPort: 9000 }] : [port],
    readinessProbe: { httpGet: { port: one.sidecarServes ? "admin" : "serve" } },
  };
  const sidecar = { name: "proxy", restartPolicy: "Always", ports: [port] };
  const template = {
    metadata: { labels },
    spec: { containers: [main], ...(one.sidecarServes ? { initContainers: [sidecar] } : {}) },
  };
  const selector =
    one.kind === "ReplicationController"
      ? { app: name }
      : {
          matchLabels: { app: name },
          ...(one.expressions ? { matchExpressions: [{ key: "app", operator: "In", values: [name, "other"] }] } : {}),
        };
  const service = object("Service", name, {
    metadata,
    spec: {
      selector: asked,
      ports: [{ port: 80, name: one.servicePortName, targetPort: one.namedPort ? "serve" : 8080, ...protocol }],
    },
  });
  return {
    app: one,
    service: one.madeUpName ? autonamed(service, `${name}-1a2b3c4`) : service,
    workload: object(one.kind, name, { metadata, spec: { selector, template } }),
    ingress: ingressTo(one, name, one.madeUpName ? `${name}-1a2b3c4` : name, one.servicePortName ?? 80),
  };
}

function ingressTo(one: App, name: string, service: string, port: string | number): Declared {
  const backend = one.oldIngress
    ? { serviceName: service, servicePort: port }
    : { service: { name: service, port: typeof port === "number" ? { number: port } : { name: port } } };
  const rules = [{ http: { paths: [{ path: "/", backend }] } }];
  const spec = one.defaultBackend ? { [one.oldIngress ? "backend" : "defaultBackend"]: backend } : { rules };
  const kind = one.oldIngress ? "networking.k8s.io/v1beta1/Ingress" : "Ingress";
  return object(kind, name, { metadata: one.namespace === undefined ? {} : { namespace: one.namespace }, spec });
}

const stacks = fc.array(app, { minLength: 1, maxLength: 6 }).map((apps) => apps.map(declare));
const bystanders: readonly Declared[] = [
  object("ConfigMap", "settings", { data: { app: "alpha" } }),
  object("PodDisruptionBudget", "budget", { spec: { selector: { matchLabels: { step: "migrate" } } } }),
  object("Job", "migrate", { spec: { template: { metadata: { labels: { step: "migrate" } }, spec: {} } } }),
  object("monitoring.coreos.com/v1/ServiceMonitor", "monitor", { spec: {} }),
];

const partsOf = ({ app: { exempted }, service, workload, ingress }: Wired): readonly Declared[] => [
  service,
  exempted ? exempt(workload, "selects-too-much", "known") : workload,
  ingress,
];

const edited = (one: Declared, from: string | RegExp, to: string): Declared => ({
  ...one,
  props: JSON.parse(JSON.stringify(one.props).replace(from, to)) as Record<string, unknown>,
});

/** Each breaks one wire, where the application has it. */
const breakers: Readonly<
  Record<string, (wired: Wired) => readonly [Wired, code: string, broken: Declared] | undefined>
> = {
  "the Service's selector": (wired) => {
    const service = edited(wired.service, `"selector":{"app":"`, `"selector":{"app":"zz`);
    return [{ ...wired, service }, "service-selector-matches-pods", service];
  },
  "the Pods' label": (wired) => {
    const workload = edited(wired.workload, /"labels":\{"app":"/, '"labels":{"app":"zz');
    return [{ ...wired, workload }, "workload-selector-matches-template", workload];
  },
  "the target port": (wired) => {
    if (!wired.app.namedPort) return undefined;
    const service = edited(wired.service, '"targetPort":"serve"', '"targetPort":"zz"');
    return [{ ...wired, service }, "service-target-port-exists", service];
  },
  "the target port's protocol": (wired) => {
    if (!wired.app.namedPort) return undefined;
    const service = {
      ...wired.service,
      props: JSON.parse(
        JSON.stringify(wired.service.props)
          .replace(/,"protocol":"[A-Z]+"/, "")
          .replace('"targetPort":"serve"', '"targetPort":"serve","protocol":"SCTP"'),
      ) as Record<string, unknown>,
    };
    return [{ ...wired, service }, "service-target-port-exists", service];
  },
  "the container's port": (wired) => {
    const workload = edited(wired.workload, /"name":"(?:serve|admin)"/, '"name":"zz"');
    return [{ ...wired, workload }, "probe-port-exists", workload];
  },
  "the probe": (wired) => {
    const workload = edited(wired.workload, /"port":"(?:serve|admin)"/, '"port":"zz"');
    return [{ ...wired, workload }, "probe-port-exists", workload];
  },
  "the selector's spelling": (wired) => {
    if (!wired.app.expressions || wired.app.kind === "ReplicationController") return undefined;
    const workload = edited(wired.workload, /"values":\[[^\]]*\]/, '"values":[]');
    return [{ ...wired, workload }, "selector-invalid", workload];
  },
  "the backend's Service": (wired) => {
    const ingress = edited(
      wired.ingress,
      /"(name|serviceName)":"([a-z0-9-]+)"(,"(?:port|servicePort)")/,
      '"$1":"zz"$3',
    );
    return [{ ...wired, ingress }, "ingress-backend-exists", ingress];
  },
  "the backend's port": (wired) => {
    const ingress = edited(
      wired.ingress,
      /("servicePort":|"number":|"port":\{"name":)(?:80|"http")/,
      wired.app.servicePortName === undefined ? "$181" : '$1"zz"',
    );
    return [{ ...wired, ingress }, "ingress-backend-exists", ingress];
  },
  "the Service itself": (wired) => [
    { ...wired, service: object("ConfigMap", "gone", {}) },
    "ingress-backend-exists",
    wired.ingress,
  ],
};

const codes = (stack: readonly Declared[]): readonly string[] =>
  reportOn(stack).findings.map(({ code, urn }) => `${code} ${String(urn)}`);

describe("of generated applications", () => {
  test("those that are wired right have no finding", () => {
    fc.assert(
      fc.property(stacks, fc.boolean(), (wired, first) => {
        const stack = [...wired.flatMap(partsOf), ...bystanders];
        expect(codes(first ? firstPreview(stack) : stack)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test.each(Object.entries(breakers))("those with %s broken have exactly that finding", (_, broken) => {
    let found = 0;
    fc.assert(
      fc.property(stacks, fc.nat(), fc.boolean(), (wired, at, first) => {
        const index = at % wired.length;
        const change = broken(wired[index] as Wired);
        if (change === undefined) return;
        const [changed, code, reported] = change;
        const stack = [
          ...wired.map((one, position) => (position === index ? changed : one)).flatMap(partsOf),
          ...bystanders,
        ];
        expect(codes(first ? firstPreview(stack) : stack)).toEqual([`${code} ${urnOf(reported)}`]);
        found++;
      }),
      { numRuns: 300 },
    );
    expect(found).toBeGreaterThan(50);
  });
});
