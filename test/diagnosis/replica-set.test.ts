import { describe, expect, test } from "vitest";
import { look } from "../support/look";
import { type Raw, replicaSet, pod, told } from "../support/objects";
import { crashing } from "../support/web-pods";

describe("a ReplicaSet by itself", () => {
  test.each<readonly [string, readonly Raw[], string]>([
    ["is settled", [replicaSet(), pod("web-1-a"), pod("web-1-b")], "Current healthy Ready: 2 of 2 Pods ready"],
    [
      "is an old revision",
      [replicaSet({ spec: { replicas: 0 }, status: { replicas: 0, readyReplicas: 0 } })],
      "Current healthy ScaledToZero: scaled to zero, no Pod wanted",
    ],
    [
      "has no Pods yet",
      [replicaSet({ status: { replicas: 0, readyReplicas: 0, availableReplicas: 0 } })],
      "InProgress waiting RollingOut: 0 of 2 Pods ready",
    ],
    [
      "has a crash",
      [replicaSet({ status: { readyReplicas: 1 } }), pod("web-1-a"), crashing("web-1-b")],
      "InProgress may-heal PodsNotReady: 1 of 2 Pods ready ← 1 of 2 Pods crashes ← container web exited 3",
    ],
    [
      "is not observed",
      [replicaSet({ metadata: { generation: 2 } })],
      "InProgress waiting NotObserved: generation 2 not observed yet (the controller is at 1)",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects))).toBe(expected);
  });
});
