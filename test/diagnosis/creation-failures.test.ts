import { describe, expect, test } from "vitest";
import { look } from "../support/look";
import { type Raw, at, merge, deployment, unready, replicaSet, pod, event, chain } from "../support/objects";

describe("Pods that cannot be created", () => {
  const failing = (message: string, more: Raw = {}): readonly Raw[] => [
    deployment(merge(unready, { status: { replicas: 1, updatedReplicas: 1 } })),
    replicaSet(
      merge(
        {
          status: {
            replicas: 1,
            readyReplicas: 1,
            availableReplicas: 1,
            conditions: [
              { type: "ReplicaFailure", status: "True", reason: "FailedCreate", message, lastTransitionTime: at(1) },
            ],
          },
        },
        more,
      ),
    ),
    pod("web-1-a"),
  ];
  const forbidden = 'pods "web-1-x" is forbidden: ';
  test.each<readonly [string, string, string]>([
    [
      "quota",
      `${forbidden}exceeded quota: team-a, requested: requests.cpu=80m, used: requests.cpu=80m, limited: requests.cpu=100m`,
      "will-not-heal quota team-a leaves 20m CPU (80m of 100m used), the Pod requests 80m",
    ],
    [
      "quota of memory",
      `${forbidden}exceeded quota: q, requested: cpu=1,memory=1Gi, used: cpu=0,memory=1536Mi, limited: cpu=8,memory=2Gi`,
      "will-not-heal quota q leaves 512Mi memory (1.5Gi of 2Gi used), the Pod requests 1Gi",
    ],
    [
      "quota of Pods",
      `${forbidden}exceeded quota: count, requested: pods=1, used: pods=1, limited: pods=1`,
      "will-not-heal quota count allows 1 Pod, 1 exists",
    ],
    [
      "quota that wants requests",
      `${forbidden}failed quota: team-a: must specify limits.memory for: web; requests.cpu for: web`,
      "will-not-heal quota team-a wants every container to state limits.memory",
    ],
    [
      "pod security",
      `${forbidden}violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false), runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true)`,
      "will-not-heal PodSecurity restricted: allowPrivilegeEscalation != false, runAsNonRoot != true",
    ],
    [
      "limit range",
      `${forbidden}maximum cpu usage per Container is 100m, but limit is 200m`,
      "will-not-heal LimitRange: maximum cpu usage per Container is 100m, but limit is 200m",
    ],
    [
      "several limit ranges",
      `${forbidden}[maximum cpu usage per Container is 100m, but limit is 200m, maximum memory usage per Container is 1Gi, but limit is 2Gi]`,
      "will-not-heal LimitRange: maximum cpu usage per Container is 100m, but limit is 200m",
    ],
    [
      "webhook",
      'admission webhook "policy.example.com" denied the request: images must come from reg.corp',
      "will-not-heal webhook policy.example.com denies: images must come from reg.corp",
    ],
    [
      "admission policy",
      `${forbidden}ValidatingAdmissionPolicy 'images' with binding 'images' denied request: images must come from reg.corp`,
      "will-not-heal policy images denies: images must come from reg.corp",
    ],
    [
      "webhook that does not answer",
      'Internal error occurred: failed calling webhook "policy.example.com": failed to call webhook: Post "https://hook.x.svc:443/?timeout=10s": dial tcp 10.0.0.1:443: connect: connection refused',
      "may-heal webhook policy.example.com refuses the connection (Service hook in x)",
    ],
    [
      "service account",
      `${forbidden}error looking up service account prod/robot: serviceaccount "robot" not found`,
      "may-heal ServiceAccount robot does not exist in prod",
    ],
    [
      "default service account of a new namespace",
      `${forbidden}error looking up service account prod/default: serviceaccount "default" not found`,
      "waiting ServiceAccount default does not exist in prod",
    ],
    [
      "anything else",
      'Pod "web-1-x" is invalid: spec.containers[0].name: Invalid value: "W"',
      "may-heal the API server refuses: \"spec.containers[0].name: Invalid value: 'W'\"",
    ],
  ])("%s", (_, message, expected) => {
    const {
      because: [entry],
      outlook,
    } = look(failing(message));
    expect(entry?.message).toBe("1 of 2 Pods cannot be created");
    expect(`${outlook} ${entry?.because[0]?.message}`).toBe(expected);
  });

  test("quota that ending Pods will free may heal", () => {
    const leaving = merge(pod("old"), { metadata: { deletionTimestamp: at(30) } });
    const objects = [
      ...failing(`${forbidden}exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1`),
      leaving,
    ];
    expect(look(objects).outlook).toBe("may-heal");
  });

  test("only an event tells, and no Pod was created since", () => {
    const [root, , one] = failing("") as readonly [Raw, Raw, Raw];
    const set = replicaSet({ status: { replicas: 1, readyReplicas: 1, availableReplicas: 1 } });
    const refusal = event(
      "ReplicaSet",
      "web-1",
      "FailedCreate",
      `Error creating: ${forbidden}exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1`,
      2,
    );
    expect(chain(look([root, set, one, refusal]))).toContain("1 of 2 Pods cannot be created ← quota q");
    const later = event("ReplicaSet", "web-1", "SuccessfulCreate", "Created pod: web-1-b", 3, { type: "Normal" });
    expect(look([root, set, one, refusal, later]).outlook).toBe("waiting");
  });
});
