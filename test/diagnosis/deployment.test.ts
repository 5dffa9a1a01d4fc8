import { describe, expect, test } from "vitest";
import { type Coverage } from "../../src/diagnosis";
import { look } from "../support/look";
import {
  type Raw,
  at,
  merge,
  deployment,
  unready,
  container,
  replicaSet,
  pod,
  running,
  ended,
  event,
  chain,
  told,
} from "../support/objects";
import { badImage, crashing, named, pulling } from "../support/web-pods";

describe("a Deployment", () => {
  type Row = readonly [name: string, objects: readonly Raw[], seconds: number, expected: string];
  const set = replicaSet({ status: { readyReplicas: 0, availableReplicas: 0 } });
  test.each<Row>([
    [
      "is settled",
      [deployment(), replicaSet(), pod("web-1-a"), pod("web-1-b")],
      5,
      "Current healthy Ready: 2 of 2 Pods ready",
    ],
    [
      "is settled at a later revision",
      [
        deployment({ metadata: { annotations: { "deployment.kubernetes.io/revision": "7" } } }),
        replicaSet({}, {}, "web-7", "7"),
      ],
      5,
      "Current healthy Ready: 2 of 2 Pods ready, revision 7",
    ],
    [
      "has no status yet",
      [merge(deployment(), { status: undefined })],
      0,
      "InProgress waiting NotObserved: generation 1 not observed yet",
    ],
    [
      "is not looked at for ten seconds",
      [merge(deployment(), { status: undefined })],
      10,
      "InProgress may-heal ControllerSilent: its controller has not looked at generation 1 for over 10 s",
    ],
    [
      "was changed and its status is of the last generation",
      [deployment({ metadata: { generation: 2 } }), replicaSet(), pod("web-1-a"), pod("web-1-b")],
      1,
      "InProgress waiting NotObserved: generation 2 not observed yet (the controller is at 1)",
    ],
    [
      "was observed and has no ReplicaSet yet",
      [deployment({ status: { replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0 } })],
      1,
      "InProgress waiting RollingOut: 0 of 2 Pods ready",
    ],
    [
      "has Pods on their way",
      [deployment(unready), set, pulling("web-1-a"), pulling("web-1-b")],
      1,
      "InProgress waiting RollingOut: 0 of 2 Pods ready ← 2 of 2 Pods: volumes and network are being set up on node lab",
    ],
    [
      "has one of two",
      [
        deployment(merge(unready, { status: { readyReplicas: 1, availableReplicas: 1 } })),
        set,
        pod("web-1-a"),
        pulling("web-1-b"),
      ],
      1,
      "InProgress waiting RollingOut: 1 of 2 Pods ready ← 1 of 2 Pods: volumes and network are being set up on node lab",
    ],
    [
      "crashes",
      [deployment(unready), set, crashing("web-1-a"), crashing("web-1-b")],
      5,
      "InProgress may-heal PodsNotReady: 0 of 2 Pods ready ← 2 of 2 Pods crash ← container web exited 3",
    ],
    [
      "has one crash of two",
      [deployment(unready), set, pod("web-1-a"), crashing("web-1-b")],
      5,
      "InProgress may-heal PodsNotReady: 1 of 2 Pods ready ← 1 of 2 Pods crashes ← container web exited 3",
    ],
    [
      "counts as available although a Pod crashes",
      [deployment(), replicaSet(), pod("web-1-a"), crashing("web-1-b")],
      5,
      "InProgress may-heal PodsNotReady: 1 of 2 Pods ready ← 1 of 2 Pods crashes ← container web exited 3",
    ],
    [
      "is over its deadline",
      [
        deployment(
          merge(unready, {
            spec: { progressDeadlineSeconds: 60 },
            status: { conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }] },
          }),
        ),
        set,
        crashing("web-1-a"),
        crashing("web-1-b"),
      ],
      90,
      "Failed may-heal ProgressDeadlineExceeded: 0 of 2 Pods ready, deadline of 60 s is over ← 2 of 2 Pods crash ← container web exited 3",
    ],
    [
      "is over its deadline with an image that will never come",
      [
        deployment(
          merge(unready, {
            status: { conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }] },
          }),
        ),
        set,
        badImage("web-1-a"),
        badImage("web-1-b"),
      ],
      900,
      "Failed will-not-heal ProgressDeadlineExceeded: 0 of 2 Pods ready, deadline of 600 s is over ← 2 of 2 Pods cannot pull an image ← image web:nope does not exist",
    ],
    [
      "has no deadline and no Progressing condition",
      [
        deployment({
          spec: { progressDeadlineSeconds: 2147483647 },
          status: { conditions: [{ type: "Available", status: "True" }] },
        }),
        replicaSet(),
      ],
      5,
      "Current healthy Ready: 2 of 2 Pods ready",
    ],
    [
      "is paused before its first Pod",
      [
        deployment({
          spec: { paused: true },
          status: { replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0 },
        }),
      ],
      5,
      "InProgress suspended Paused: paused with 0 of 2 Pods updated",
    ],
    [
      "is paused and complete",
      [deployment({ spec: { paused: true } }), replicaSet()],
      5,
      "Current healthy Ready: 2 of 2 Pods ready",
    ],
    [
      "is scaled to zero",
      [
        deployment({
          spec: { replicas: 0 },
          status: { replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0 },
        }),
      ],
      5,
      "Current healthy ScaledToZero: scaled to zero, no Pod wanted",
    ],
    [
      "is being scaled down",
      [deployment({ spec: { replicas: 1 } }), replicaSet(), pod("web-1-a"), pod("web-1-b")],
      5,
      "InProgress waiting RollingOut: 1 of 1 Pod ready, 1 more than wanted",
    ],
    [
      "is being scaled to zero",
      [deployment({ spec: { replicas: 0 }, status: { replicas: 1 } })],
      5,
      "InProgress waiting RollingOut: scaling down, 1 Pod left",
    ],
    [
      "waits for minReadySeconds",
      [
        deployment({ spec: { minReadySeconds: 10 }, status: { availableReplicas: 0 } }),
        set,
        pod("web-1-a"),
        pod("web-1-b"),
      ],
      5,
      "InProgress waiting RollingOut: 2 of 2 Pods ready, available after 10 s (minReadySeconds)",
    ],
    [
      "is being deleted",
      [deployment({ metadata: { deletionTimestamp: at(3), finalizers: ["foregroundDeletion"] } })],
      5,
      "Terminating waiting Terminating: being deleted, its dependents go first (foregroundDeletion)",
    ],
    [
      "does not finish being deleted",
      [deployment({ metadata: { deletionTimestamp: at(3), finalizers: ["foregroundDeletion"] } })],
      50,
      "Terminating may-heal StuckTerminating: still being deleted, its dependents go first (foregroundDeletion)",
    ],
  ])("%s", (_, objects, seconds, expected) => {
    expect(told(look(objects, seconds))).toBe(expected);
  });

  test("an evicted Pod that was replaced is history", () => {
    const evicted = merge(pod("web-1-z"), { status: { phase: "Failed", reason: "Evicted", message: "low on memory" } });
    expect(look([deployment(), replicaSet(), pod("web-1-a"), pod("web-1-b"), evicted]).status).toBe("Current");
    expect(told(look([deployment(unready), set, pod("web-1-a"), evicted]))).toContain(
      "1 of 2 Pods ready ← 1 of 2 Pods evicted ← low on memory",
    );
  });

  test("a Pod that is being deleted is no cause", () => {
    const leaving = merge(crashing("web-1-z"), { metadata: { deletionTimestamp: at(30) } });
    expect(look([deployment(), replicaSet(), pod("web-1-a"), pod("web-1-b"), leaving]).status).toBe("Current");
  });

  test("Pods of another owner with the same labels are no cause", () => {
    const foreign = merge(crashing("other"), {
      metadata: { ownerReferences: [{ kind: "ReplicaSet", name: "web-1", uid: "another", controller: true }] },
    });
    expect(look([deployment(), replicaSet(), pod("web-1-a"), pod("web-1-b"), foreign]).status).toBe("Current");
  });
});

describe("what cannot be seen", () => {
  const forbidden =
    (...kinds: readonly string[]) =>
    (kind: string): Coverage =>
      kinds.includes(kind) ? { gap: "403 as alice" } : "complete";
  test("Pods are forbidden: the counts hold, the cause is open", () => {
    const diagnosis = look([deployment(unready), replicaSet()], 5, { coverage: forbidden("Pod") });
    expect(told(diagnosis)).toBe(
      "InProgress unknown RollingOut: 0 of 2 Pods ready ← Pods in prod cannot be seen (403 as alice)",
    );
    expect(look([deployment(), replicaSet()], 5, { coverage: forbidden("Pod") }).status).toBe("Current");
  });
  test("ReplicaSets are forbidden: Pods are found by the selector", () => {
    const objects = [deployment(unready), crashing("web-1-a"), crashing("web-1-b")];
    expect(chain(look(objects, 5, { coverage: forbidden("ReplicaSet") }))).toBe(
      "0 of 2 Pods ready ← 2 of 2 Pods crash ← container web exited 3",
    );
  });
  test("ReplicaSets are forbidden: the Deployment's own condition tells why Pods are not created", () => {
    const message = 'pods "x" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1';
    const root = deployment({
      status: {
        ...(unready["status"] as Raw),
        replicas: 1,
        conditions: [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message }],
      },
    });
    expect(chain(look([root, pod("web-1-a")], 5, { coverage: forbidden("ReplicaSet") }))).toBe(
      "1 of 2 Pods ready ← not all Pods can be created ← quota q allows 1 Pod, 1 exists",
    );
  });
  test("nothing has been listed yet", () => {
    expect(
      told(look([deployment(unready)], 1, { coverage: (kind) => (kind === "Deployment" ? "complete" : "pending") })),
    ).toBe("InProgress waiting RollingOut: 0 of 2 Pods ready ← looking for its ReplicaSets");
  });
  test.each<readonly [string, Coverage, string]>([
    ["it is not there", "complete", "NotFound waiting NotFound: not in namespace prod"],
    ["nobody has looked yet", "pending", "InProgress waiting Looking: looking for it"],
    [
      "nobody may look",
      { gap: "403 as alice" },
      "Unknown unknown NotVisible: cannot be seen in namespace prod (403 as alice)",
    ],
  ])("%s", (_, coverage, expected) => {
    const root = { apiVersion: "apps/v1", kind: "Deployment", namespace: "prod", name: "nope" };
    expect(told(look([], 1, { root, coverage: () => coverage }))).toBe(expected);
  });
});

test("a restarting Pod takes the word ready back", () => {
  const probe = { livenessProbe: { httpGet: { path: "/dead", port: 8080 } } };
  const restarting = (name: string): readonly Raw[] => [
    named(
      name,
      merge(
        pod(name, {
          spec: { containers: [container(probe)] },
          status: {
            containerStatuses: [
              running({
                restartCount: 1,
                state: { running: { startedAt: at(3) } },
                lastState: { terminated: ended(137) },
              }),
            ],
          },
        }),
        {},
      ),
    ),
    event("Pod", name, "Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 404", 2),
    event("Pod", name, "Killing", "Container web failed liveness probe, will be restarted", 2),
  ];
  const objects = [deployment(), replicaSet(), ...restarting("web-1-a"), ...restarting("web-1-b")];
  expect(chain(look(objects))).toBe(
    "0 of 2 Pods stay up ← 2 of 2 Pods restart again and again ← container web is killed: liveness GET :8080/dead → 404",
  );
});
