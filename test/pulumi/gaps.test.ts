import { describe, expect, test } from "vitest";
import { Gaps } from "../../src/pulumi/gaps";
import { gapLine } from "../../src/render";
import type { Change } from "../../src/watch";

type Gap = Extract<Change, { type: "GAP" }>;

const gap = (kind: string, about: Partial<Gap> = {}): Gap => ({
  type: "GAP",
  kind,
  namespace: "prod",
  cause: "403 as alice@acme",
  status: 403,
  time: "2026-01-01T00:00:00Z",
  ...about,
});
const there = (): boolean => true;
const gone = (): boolean => false;

/** Gaps with a clock that only moves when told. */
function start(): { gaps: Gaps; said: string[]; pass: (ms: number) => void } {
  const said: string[] = [];
  const plans: { at: number; run: () => void }[] = [];
  let now = 0;
  const gaps = new Gaps(
    (line) => said.push(line),
    (ms, run) => plans.push({ at: now + ms, run }),
  );
  const pass = (ms: number): void => {
    now += ms;
    for (const plan of plans.splice(0))
      if (plan.at <= now) plan.run();
      else plans.push(plan);
  };
  return { gaps, said, pass };
}

describe("what cannot be watched", () => {
  test("is said in one line for all kinds that are refused for the same reason", () => {
    const { gaps, said, pass } = start();
    for (const kind of ["Pod", "Event", "EndpointSlice"]) gaps.add(gap(kind), there);
    pass(1000);
    expect(said).toEqual([
      "kubespy cannot watch EndpointSlices, Events and Pods in prod (403 as alice@acme): endpoints, Events and Pod states and logs are not shown",
    ]);
  });

  test("is said once however often it is heard", () => {
    const { gaps, said, pass } = start();
    for (let time = 0; time < 10; time += 1) {
      gaps.add(gap("Pod"), there);
      pass(1000);
    }
    expect(said).toHaveLength(1);
  });

  test("is said in a line of its own for each namespace and each reason", () => {
    const { gaps, said, pass } = start();
    gaps.add(gap("Pod"), there);
    gaps.add(gap("Pod", { namespace: "dev" }), there);
    gaps.add(gap("Event", { cause: "401", status: 401 }), there);
    pass(10_000);
    expect(said).toHaveLength(3);
  });

  test("is said of a kind that turns out to be refused later than the others, too", () => {
    const { gaps, said, pass } = start();
    gaps.add(gap("Pod"), there);
    pass(1000);
    gaps.add(gap("Event"), there);
    pass(1000);
    expect(said).toEqual([
      "kubespy cannot watch Pods in prod (403 as alice@acme): Pod states and logs are not shown",
      "kubespy cannot watch Events in prod (403 as alice@acme): Events are not shown",
    ]);
  });

  test("is not said of a connection that comes back meanwhile", () => {
    const { gaps, said, pass } = start();
    gaps.add(gap("Pod", { status: undefined, cause: "the connection breaks" }), gone);
    pass(1000);
    pass(10_000);
    expect(said).toEqual([]);
  });

  test("is said of the kinds that stay away when others come back", () => {
    const { gaps, said, pass } = start();
    gaps.add(gap("Pod", { status: 500, cause: "500: etcd is slow" }), gone);
    gaps.add(gap("Event", { status: 500, cause: "500: etcd is slow" }), there);
    pass(10_000);
    expect(said).toEqual(["kubespy cannot watch Events in prod (500: etcd is slow): Events are not shown"]);
  });

  test("is said in one line for everything when there is no connection, however the kinds come to notice", () => {
    const { gaps, said, pass } = start();
    for (const [kind, namespace] of [
      ["Pod", "prod"],
      ["Event", "prod"],
      ["Pod", "dev"],
      ["Service", "dev"],
    ] as const) {
      gaps.add(gap(kind, { namespace, status: undefined, cause: "connection refused (https://acme)" }), there);
      pass(3000);
    }
    expect(said).toEqual([
      "kubespy shows nothing live for now: connection refused (https://acme); the deployment itself goes on",
    ]);
  });

  test("is said of a connection that breaks again after it came back", () => {
    const { gaps, said, pass } = start();
    gaps.add(gap("Pod", { status: undefined, cause: "the connection breaks" }), gone);
    pass(10_000);
    gaps.add(gap("Pod", { status: undefined, cause: "the connection breaks" }), there);
    pass(10_000);
    expect(said).toHaveLength(1);
  });

  test.each([
    [
      "of all namespaces",
      gapLine({ namespace: undefined, cause: "401", status: 401 }, ["Pod"]),
      "cannot watch Pods (401): Pod states and logs are not shown",
    ],
    [
      "of a kind it does not know",
      gapLine({ namespace: "a", cause: "404", status: 404 }, ["Widget"]),
      "cannot watch Widgets in a (404): Widget states are not shown",
    ],
    [
      "of kinds whose plural is not an s",
      gapLine({ namespace: "a", cause: "404", status: 404 }, ["Ingress"]),
      "cannot watch Ingresses in a (404): Ingress states are not shown",
    ],
  ])("is said %s", (_what, line, expected) => {
    expect(line).toBe(expected);
  });
});
