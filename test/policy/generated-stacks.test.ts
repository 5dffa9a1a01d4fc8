import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  check,
  cronJob,
  deployment,
  object,
  pod,
  service,
  unknownStringValue,
  urnOf,
  workload,
  type Declared,
} from "./stack";

/*
 * Stacks that are wired right, whatever they consist of, and the same with one wire broken.
 */

interface App {
  readonly kind:
    | "Deployment"
    | "StatefulSet"
    | "DaemonSet"
    | "ReplicaSet"
    | "ReplicationController"
    | "Job"
    | "CronJob"
    | "Pod"
    | "Rollout";
  readonly namespace: string | undefined;
  readonly extra: Readonly<Record<string, string>>;
  /** Which of the extra labels the Service asks for. */
  readonly asked: readonly boolean[];
  readonly unknownExtra: boolean;
}

const app: fc.Arbitrary<App> = fc.record({
  kind: fc.constantFrom(
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "ReplicationController",
    "Job",
    "CronJob",
    "Pod",
    "Rollout",
  ),
  namespace: fc.constantFrom(undefined, "default", "shop", "db"),
  extra: fc.dictionary(fc.constantFrom("tier", "app.kubernetes.io/part-of", "zone"), fc.constantFrom("a", "b", "c"), {
    noNullPrototype: true,
  }),
  asked: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  unknownExtra: fc.boolean(),
});

/** Values by index that no other index resembles. */
const nameOf = (index: number): string => `app-${String(index)}`;

function declare({ kind, namespace, extra, asked, unknownExtra }: App, index: number): readonly [Declared, Declared] {
  const name = nameOf(index);
  const open = unknownExtra ? Object.fromEntries(Object.keys(extra).map((key) => [key, unknownStringValue])) : extra;
  const labels = { app: name, ...open };
  const selector = { app: name, ...Object.fromEntries(Object.entries(open).filter((_, position) => asked[position])) };
  const metadata = namespace === undefined ? {} : { namespace };
  const pods =
    kind === "CronJob"
      ? cronJob(name, labels)
      : kind === "Pod"
        ? pod(name, labels)
        : kind === "Deployment"
          ? deployment(name, labels)
          : workload(kind, name, labels);
  const placed = {
    ...pods,
    props: { ...pods.props, metadata: { ...(pods.props["metadata"] as object), ...metadata } },
  };
  return [service(name, selector, metadata), placed];
}

const stacks = fc.array(app, { minLength: 1, maxLength: 8 });
const bystanders: readonly Declared[] = [
  object("ConfigMap", "settings", { data: { app: "app-0" } }),
  object("PodDisruptionBudget", "budget", { spec: { selector: { matchLabels: { app: "x" } } } }),
  object("monitoring.coreos.com/v1/ServiceMonitor", "monitor", { spec: {} }),
];

describe("of generated stacks", () => {
  test("those that are wired right have no finding", () => {
    fc.assert(
      fc.property(stacks, fc.boolean(), (apps, first) => {
        const stack = [...apps.flatMap(declare), ...bystanders].map((one): Declared =>
          first ? { ...one, outputs: {} } : one,
        );
        expect(check(stack)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test("those with one wire broken have exactly that finding", () => {
    const broken = fc.constantFrom("value", "key", "template", "removed");
    fc.assert(
      fc.property(stacks, fc.nat(), broken, fc.boolean(), (apps, at, how, first) => {
        const wires = apps.map(declare);
        const index = at % wires.length;
        const whole = wires.flatMap(([front, back], position): readonly Declared[] =>
          position === index ? breakWire(front, back, how) : [front, back],
        );
        const stack = [...whole, ...bystanders].map((one): Declared => (first ? { ...one, outputs: {} } : one));
        expect(check(stack).map(({ urn }) => urn)).toEqual([urnOf(wires[index]?.[0] as Declared)]);
      }),
      { numRuns: 1000 },
    );
  });
});

function breakWire(front: Declared, back: Declared, how: string): readonly Declared[] {
  const spec = front.props["spec"] as { readonly selector: Readonly<Record<string, string>> };
  const select = (selector: Record<string, string>): Declared => ({
    ...front,
    props: { ...front.props, spec: { ...spec, selector } },
  });
  switch (how) {
    case "value":
      return [select({ ...spec.selector, app: "another" }), back];
    case "key":
      return [select({ ...spec.selector, "example.com/owner": "web" }), back];
    case "template":
      return [
        front,
        JSON.parse(JSON.stringify(back).replaceAll(`"app":"${back.name}"`, '"app":"another"')) as Declared,
      ];
    default:
      return [front];
  }
}
