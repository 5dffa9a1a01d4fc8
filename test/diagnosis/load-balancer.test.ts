import { describe, expect, test } from "vitest";
import { look } from "../support/look";
import { at, service, event, told } from "../support/objects";
import { both, crashing, none, two } from "../support/web-pods";

describe("a LoadBalancer without an address", () => {
  const balancer = service({ spec: { type: "LoadBalancer" } });
  const objects = [balancer, both, ...two];
  test("waits twenty seconds, then says that nobody answers", () => {
    expect(told(look(objects, 19))).toBe(
      "InProgress waiting LoadBalancerPending: 2 of 2 endpoints ready, no external address yet",
    );
    expect(look(objects, 19).until).toBe(at(20).replace("Z", ".000Z"));
    expect(told(look(objects, 20))).toBe(
      "InProgress may-heal NoLoadBalancerController: no external address: no load balancer controller has answered for over 20 s",
    );
    expect(look(objects, 20).actions[0]?.command).toBe("kubectl -n prod port-forward service/web 8080:80");
  });
  test("a controller that answered may take its time", () => {
    const answer = event("Service", "web", "EnsuringLoadBalancer", "Ensuring load balancer", 1, {
      type: "Normal",
      involvedObject: { uid: "uid-service-web" },
    });
    expect(look([...objects, answer], 90).reason).toBe("LoadBalancerPending");
  });
  test("a controller that failed is quoted", () => {
    const failure = event(
      "Service",
      "web",
      "SyncLoadBalancerFailed",
      "Error syncing load balancer: failed to ensure load balancer: quota exceeded",
      9,
      { involvedObject: { uid: "uid-service-web" } },
    );
    expect(told(look([...objects, failure], 10))).toBe(
      'InProgress may-heal LoadBalancerFailed: no external address: "quota exceeded"',
    );
  });
  test("without Events nobody can say that nobody answered", () => {
    expect(look(objects, 90, { coverage: (kind) => (kind === "Event" ? { gap: "403" } : "complete") }).reason).toBe(
      "LoadBalancerPending",
    );
  });
  test("Pods without readiness come first", () => {
    expect(look([balancer, none, crashing("web-1-a")], 90).reason).toBe("NoReadyEndpoints");
  });
});
