import { describe, expect, test } from "vitest";
import { diagnose } from "../../src/diagnosis";
import {
  at,
  endpoint,
  merge,
  moment,
  pod,
  podWith,
  service,
  slice,
  snapshotOf,
  terminated,
  told,
  type Raw,
} from "../support/objects";

const api = (condition: Raw | undefined, spec: Raw = {}): Raw => ({
  apiVersion: "apiregistration.k8s.io/v1",
  kind: "APIService",
  metadata: { name: "v1beta1.metrics.k8s.io", uid: "u" },
  spec: merge(
    { group: "metrics.k8s.io", version: "v1beta1", service: { namespace: "prod", name: "web", port: 443 } },
    spec,
  ),
  status: {
    conditions: condition === undefined ? [] : [{ type: "Available", lastTransitionTime: at(0), ...condition }],
  },
});

describe("an APIService", () => {
  test.each<readonly [string, Raw, string]>([
    [
      "is served by a Service",
      api({ status: "True", reason: "Passed" }),
      "Current healthy Ready: available, served by Service web in prod",
    ],
    [
      "is served by the API server",
      api({ status: "True", reason: "Local" }, { service: null }),
      "Current healthy Ready: available, served by the API server itself",
    ],
    ["is new", api(undefined), "InProgress waiting Reconciling: not checked by the API server yet"],
    [
      "does not answer",
      api({
        status: "False",
        reason: "FailedDiscoveryCheck",
        message:
          'failing or missing response from https://10.0.0.1:443/apis: Get "https://10.0.0.1:443/apis": dial tcp 10.0.0.1:443: connect: connection refused',
      }),
      "InProgress may-heal APIServiceUnavailable: Service web in prod does not exist",
    ],
    [
      "has lost its Service",
      api({ status: "False", reason: "ServiceNotFound", message: 'service/web in "prod" is not present' }),
      "InProgress may-heal APIServiceUnavailable: Service web in prod does not exist",
    ],
  ])("%s", (_, object, expected) => {
    expect(told(diagnose(snapshotOf([object]), moment(5)))).toBe(expected);
  });

  test("the Pods behind its Service are in the chain", () => {
    const broken = api({ status: "False", reason: "MissingEndpoints" });
    expect(told(diagnose(snapshotOf([broken, service(), podWith(terminated(3))]), moment(5)))).toBe(
      "InProgress may-heal APIServiceUnavailable: Service web in prod has no ready endpoint ← no ready endpoints ← 1 of 1 Pod crashes ← container web exited 3",
    );
  });

  test("a Service that is well is not blamed for what does not answer behind it", () => {
    const broken = api({
      status: "False",
      reason: "FailedDiscoveryCheck",
      message: "Get: dial tcp 10.0.0.1:443: connection refused",
    });
    const well = [service(), slice([endpoint("web-1-a")]), pod("web-1-a")];
    expect(told(diagnose(snapshotOf([broken, ...well]), moment(5)))).toBe(
      "InProgress may-heal APIServiceUnavailable: Service web in prod: connection refused",
    );
  });

  test("a Service that cannot be seen is not said to be missing", () => {
    const broken = api({ status: "False", reason: "MissingEndpoints" });
    const snapshot = snapshotOf([broken], { coverage: () => ({ gap: "not watched" }) });
    expect(diagnose(snapshot, moment(5)).because).toEqual([]);
  });
});
