import { describe, expect, test } from "vitest";
import { look } from "../support/look";
import { merge, service, slice, endpoint, told } from "../support/objects";
import { both, crashing, two } from "../support/web-pods";

describe("an EndpointSlice by itself", () => {
  test("serves", () => {
    expect(told(look([both, ...two]))).toBe("Current healthy Ready: 2 of 2 endpoints ready");
  });
  test("of a Service that was made anew since is not the new one's", () => {
    const former = merge(both, {
      metadata: { ownerReferences: [{ kind: "Service", name: "web", uid: "uid-before" }] },
    });
    expect(told(look([former, service(), ...two]))).toBe(
      "InProgress waiting EndpointsStale: belongs to a Service web that was deleted",
    );
  });
  test("says what ends and still serves", () => {
    const ending = { ...endpoint("web-1-a"), conditions: { ready: false, serving: true, terminating: true } };
    expect(look([slice([ending])]).message).toBe("0 of 1 endpoint ready, 1 that ends still serves");
  });
  test("tells why its Pods are not ready", () => {
    expect(told(look([slice([endpoint("web-1-a", false)]), crashing("web-1-a")]))).toBe(
      "InProgress may-heal NoReadyEndpoints: 0 of 1 endpoint ready ← 1 of 1 Pod crashes ← container web exited 3",
    );
  });
});
