import { describe, expect, test } from "vitest";
import { trafficOf, usersSentence } from "../../src/diagnosis";
import {
  type Raw,
  moment,
  merge,
  deployment,
  replicaSet,
  pod,
  service,
  slice,
  endpoint,
  type SnapshotOptions,
  snapshotOf,
} from "../support/objects";
import { both, crashing, none, two } from "../support/web-pods";

describe("traffic", () => {
  const traffic = (objects: readonly Raw[], options: SnapshotOptions = {}): string => {
    const snapshot = snapshotOf(objects, options);
    const { state, ready, total, sentence } = trafficOf(snapshot, snapshot.root, moment(5));
    return `${state} ${ready}/${total} ${sentence}`;
  };
  test.each<readonly [string, readonly Raw[], string]>([
    [
      "all is well",
      [deployment(), replicaSet(), service(), both, ...two],
      "up 2/2 not affected: revision 1 serves with 2 of 2 Pods",
    ],
    [
      "one of two serves",
      [deployment(), replicaSet(), service(), slice([endpoint("web-1-a"), endpoint("web-1-b", false)]), ...two],
      "partial 1/2 served by fewer: revision 1 serves with 1 of 2 Pods",
    ],
    [
      "nothing serves",
      [deployment(), replicaSet(), service(), none, ...two],
      "down 0/0 no ready endpoint: nothing serves Service web",
    ],
    ["no Service is in front", [deployment(), replicaSet(), ...two], "none 0/0 unknown: no Service selects these Pods"],
    [
      "a Service with bare Pods",
      [service(), both, pod("web-1-a"), pod("web-1-b")],
      "up 2/2 not affected: 2 of 2 endpoints ready",
    ],
    [
      "a Pod behind a Service",
      [pod("web-1-a"), pod("web-1-b"), service(), both],
      "up 2/2 not affected: 2 of 2 endpoints ready",
    ],
  ])("%s", (_, objects, expected) => {
    expect(traffic(objects)).toBe(expected);
  });
  const ending = (name: string): Raw =>
    merge(endpoint(name, false), { conditions: { ready: false, serving: true, terminating: true } });
  test("a Pod that is ending serves as long as no other is ready", () => {
    expect(traffic([service(), slice([ending("web-1-a")]), pod("web-1-a"), pod("web-1-b")])).toBe(
      "partial 0/1 served by fewer: only 1 Pod that is ending still serves Service web",
    );
    expect(traffic([service(), slice([ending("web-1-a"), endpoint("web-1-b")]), ...two])).toBe(
      "partial 1/2 served by fewer: 1 of 2 endpoints ready",
    );
  });
  test("one of two Services has only a Pod that is ending, the other nothing", () => {
    expect(
      traffic([deployment(), replicaSet(), service(), slice([ending("web-1-a")]), service({}, "admin"), ...two]),
    ).toBe(
      "partial 0/1 partly affected: nothing serves Service admin; only 1 Pod that is ending still serves Service web",
    );
  });
  test("one of two Services is without endpoints", () => {
    const admin = service({}, "admin");
    expect(traffic([deployment(), replicaSet(), service(), admin, both, ...two])).toBe(
      "partial 2/2 partly affected: nothing serves Service admin; revision 1 serves with 2 of 2 Pods",
    );
  });
  test("published addresses of Pods that crash serve nobody", () => {
    const published = service({ spec: { publishNotReadyAddresses: true } });
    expect(traffic([published, both, crashing("web-1-a"), crashing("web-1-b")])).toBe(
      "down 0/2 no ready endpoint: nothing serves Service web",
    );
  });
  test("endpoints behind a port that leads nowhere serve nobody", () => {
    expect(
      traffic([service({ spec: { ports: [{ port: 80, targetPort: "http" }] } }), merge(both, { ports: [] }), ...two]),
    ).toBe("down 0/2 no ready endpoint: nothing serves Service web");
  });
  test("slices that cannot be seen leave it open", () => {
    expect(
      traffic([deployment()], { coverage: (kind) => (kind === "EndpointSlice" ? { gap: "403" } : "complete") }),
    ).toBe("unknown 0/0 unknown: EndpointSlices cannot be seen (403)");
  });
  test("an alias has no users line", () => {
    expect(
      usersSentence(snapshotOf([service({ spec: { type: "ExternalName", selector: undefined } })])),
    ).toBeUndefined();
  });
});
