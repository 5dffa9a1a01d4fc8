import { describe, expect, test } from "vitest";
import { observe } from "../../src/gate/observation";
import {
  deployment,
  endpoint,
  merge,
  moment,
  pod,
  podWith,
  replicaSet,
  service,
  slice,
  snapshotOf,
  unready,
  waiting,
  type Raw,
} from "../support/objects";

const root = { apiVersion: "v1", kind: "Service", name: "web", namespace: "prod" };
const at = (address: string, name: string, ready = true): Raw => merge(endpoint(name, ready), { addresses: [address] });
const pods = [pod("web-1-a"), pod("web-1-b")];
const both = slice([at("10.244.0.1", "web-1-a"), at("10.244.0.2", "web-1-b")]);
const serving = [service(), deployment(), replicaSet(), ...pods, both];

type Wish = Parameters<typeof observe>[1];
const see = (objects: readonly Raw[], wish: Partial<Wish> = {}, seconds = 60): ReturnType<typeof observe> =>
  observe(
    snapshotOf(objects, { root }),
    { minReady: { count: 1 }, port: undefined, failFast: true, ...wish },
    moment(seconds),
  );

describe("the endpoints that count", () => {
  test.each<[string, readonly Raw[], Partial<Wish>, number, number]>([
    ["are those that are ready", serving, { minReady: { count: 2 } }, 2, 2],
    [
      "are not those that are not",
      [...serving.slice(0, -1), slice([at("10.244.0.1", "web-1-a"), at("10.244.0.2", "web-1-b", false)])],
      {},
      1,
      1,
    ],
    ["are not those of Pods that are gone", [service(), deployment(), replicaSet(), pods[0]!, both], {}, 1, 1],
    ["are on the port that is asked for, by number", serving, { port: 80 }, 2, 1],
    [
      "are not on another port",
      [
        service({
          spec: {
            ports: [
              { name: "http", port: 80 },
              { name: "grpc", port: 90 },
            ],
          },
        }),
        ...serving.slice(1, -1),
        merge(both, { ports: [{ name: "http", port: 8080, protocol: "TCP" }] }),
      ],
      { port: "grpc" },
      0,
      1,
    ],
    ["are counted against a share of the Pods that are wanted", serving, { minReady: { percent: 100 } }, 2, 2],
    ["a share is rounded up", serving, { minReady: { percent: 51 } }, 2, 2],
    ["a share of nothing is one", [service()], { minReady: { percent: 50 } }, 0, 1],
    [
      "of a Service that publishes Pods that are not ready: only the ready ones",
      [
        service({ spec: { publishNotReadyAddresses: true } }),
        deployment(),
        replicaSet(),
        podWith(waiting("CrashLoopBackOff"), { name: "web-1-a" }),
        pods[1]!,
        both,
      ],
      {},
      1,
      1,
    ],
  ])("%s", (_, objects, wish, ready, wanted) => {
    const seen = see(objects, wish);
    expect({ ready: seen.ready, wanted: seen.wanted }).toEqual({ ready, wanted });
  });

  test("have addresses with the port of the Pod", () => {
    expect(see(serving).addresses).toEqual(["10.244.0.1:8080", "10.244.0.2:8080"]);
  });

  test("have addresses of both families, in the form that a URL takes", () => {
    const six = merge(slice([at("fd00::1", "web-1-a")]), { addressType: "IPv6", metadata: { name: "web-six" } });
    expect(see([...serving, six])).toMatchObject({
      ready: 2,
      addresses: ["10.244.0.1:8080", "10.244.0.2:8080", "[fd00::1]:8080"],
    });
  });
});

describe("what no waiting changes", () => {
  test("is nothing while things are on their way", () => {
    expect(see([service(), deployment(unready), replicaSet()]).obstacle).toBeUndefined();
  });

  test("is a selector that no Pod has", () => {
    const seen = see([service({ spec: { selector: { app: "wbe" } } }), ...serving.slice(1, -1)]);
    expect(seen.diagnosis.reason).toBe("SelectorMatchesNothing");
    expect(seen.obstacle).toBeDefined();
  });

  test("is a port that the Service does not have", () => {
    expect(see(serving, { port: "grpc" }).obstacle).toBe("Service web has no port grpc: it has 80");
  });

  test("is an alias", () => {
    const alias = service({ spec: { type: "ExternalName", externalName: "example.org", selector: undefined } });
    expect(see([alias]).obstacle).toBe("Service web is an alias for example.org (ExternalName): it has no endpoints");
  });

  test("is a container that cannot run, in what there is of Pods", () => {
    const broken = podWith(waiting("InvalidImageName", "couldn't parse image"), { name: "web-1-a" });
    const standing = [service(), deployment(unready), replicaSet(), broken];
    expect(see(standing).diagnosis.outlook).toBe("will-not-heal");
    expect(see(standing).obstacle).toBeDefined();
  });

  test("is not what old Pods suffer from while a rollout brings new ones", () => {
    const broken = podWith(waiting("InvalidImageName", "couldn't parse image"), { name: "web-1-a" });
    const fixed = pod("web-2-a", { status: { phase: "Pending", conditions: [], containerStatuses: [] } }, "web-2");
    const rollout = [
      service(),
      deployment(merge(unready, { metadata: { annotations: { "deployment.kubernetes.io/revision": "2" } } }), {
        containers: [{ name: "web", image: "lab.local/web:2" }],
      }),
      replicaSet(),
      replicaSet({}, { containers: [{ name: "web", image: "lab.local/web:2" }] }, "web-2", "2"),
      broken,
      fixed,
    ];
    const seen = see(rollout, {}, 5);
    expect(seen.diagnosis.outlook).toBe("will-not-heal");
    expect(seen.obstacle).toBeUndefined();
  });
});

describe("what explains that there are too few", () => {
  test("is the workload behind a Service that has some", () => {
    const one = slice([at("10.244.0.1", "web-1-a")]);
    const crashing = podWith(waiting("CrashLoopBackOff", undefined, { restartCount: 3 }), { name: "web-1-b" });
    const seen = see([service(), deployment(unready), replicaSet(), pods[0]!, crashing, one], {
      minReady: { count: 2 },
    });
    expect(seen.diagnosis.object).toMatchObject({ kind: "Deployment", name: "web" });
    expect(seen.diagnosis.outlook).not.toBe("healthy");
  });

  test("is a workload that wants no more, when it is ready", () => {
    const seen = see(serving, { minReady: { count: 3 } });
    expect(seen.diagnosis.object.kind).toBe("Deployment");
    expect(seen.diagnosis.outlook).toBe("healthy");
    expect(seen.obstacle).toBeUndefined();
  });
});
