import type { Diagnosis, Evidence, LogExcerpt, Reason, Status } from "../../src/diagnosis";
import type { ObjectRef } from "../../src/objects";
import type { BlockExtra } from "../../src/render";

/*
 * The fourteen rollouts of the scenarios as diagnoses made by hand: how they read must not depend on
 * how well the rules recognise them.
 */

const namespace = "prod";
const deployment: ObjectRef = { apiVersion: "apps/v1", kind: "Deployment", namespace, name: "web" };
const service: ObjectRef = { apiVersion: "v1", kind: "Service", namespace, name: "web" };
export const pod: ObjectRef = { apiVersion: "v1", kind: "Pod", namespace, name: "web-7c9f8d-x2k4p" };
const replicaSet: ObjectRef = { apiVersion: "apps/v1", kind: "ReplicaSet", namespace, name: "web-7c9f8d" };

type Parts = Partial<Omit<Diagnosis, "object" | "reason" | "message">>;

export function diagnosis(object: ObjectRef, reason: Reason, message: string, parts: Parts = {}): Diagnosis {
  const outlook = parts.outlook ?? parts.because?.[0]?.outlook ?? "will-not-heal";
  const status: Status = outlook === "healthy" ? "Current" : "InProgress";
  return { object, status, reason, message, because: [], evidence: [], actions: [], ...parts, outlook };
}

const event = (reason: string, message: string, count = 3): Evidence => ({
  type: "event",
  object: pod,
  reason,
  message,
  count,
  time: "2026-01-14T05:07:41Z",
});
const container = (state: string, message: string, name = "web"): Evidence => ({
  type: "container",
  object: pod,
  container: name,
  state,
  message,
});
const log = (lines: readonly string[], name = "web"): Evidence => ({
  type: "log",
  object: pod,
  container: name,
  previous: true,
  lines,
});
const excerpt = (lines: readonly string[], name = "web"): LogExcerpt => ({
  pod: pod.name,
  namespace,
  container: name,
  previous: true,
  lines,
});
const describe = { text: "see the Pod and its events", command: `kubectl -n prod describe pod ${pod.name}` };
const logs = (name = "web"): { text: string; command: string } => ({
  text: "read the log of the instance that ended",
  command: `kubectl -n prod logs ${pod.name} -c ${name} --previous`,
});
const undo = { text: "bring the last revision back", command: "kubectl -n prod rollout undo deployment/web" };

/** Deployment ← so many Pods suffer ← the cause. */
function rollout(
  symptom: string,
  reason: Reason,
  cause: string,
  parts: Parts,
  counts = "0 of 2 Pods ready",
): Diagnosis {
  const outlook = parts.outlook ?? "may-heal";
  const deepest = diagnosis(pod, reason, cause, { ...parts, outlook });
  const pods = diagnosis(pod, reason, symptom, { outlook, because: [deepest] });
  return diagnosis(deployment, "PodsNotReady", counts, { outlook, because: [pods] });
}

const panic = ["config: DB_HOST is not set", "panic: cannot connect to db"];
const crashed = rollout(
  "2 of 2 Pods crash",
  "CrashLoopBackOff",
  'container web exited 3: "panic: cannot connect to db"',
  {
    evidence: [
      container(
        "CrashLoopBackOff",
        "back-off 10s restarting failed container; last instance: exit 3 (Error) 0 s after its start; 1 restart",
      ),
      log(panic),
    ],
    actions: [logs()],
  },
);
const [crashedPods] = crashed.because;

export interface Scenario {
  readonly diagnosis: Diagnosis;
  readonly extra: BlockExtra;
}

const nothing: BlockExtra = { logs: [] };

export const scenarios: Readonly<Record<string, Scenario>> = {
  healthy: { diagnosis: diagnosis(deployment, "Ready", "2 of 2 Pods ready", { outlook: "healthy" }), extra: nothing },
  badimage: {
    diagnosis: rollout(
      "2 of 2 Pods cannot pull an image",
      "ImageNotFound",
      "image lab.local/web:nope: the registry says the tag does not exist",
      {
        outlook: "will-not-heal",
        evidence: [
          container("ImagePullBackOff", 'Back-off pulling image "lab.local/web:nope"'),
          event(
            "Failed",
            'Failed to pull image "lab.local/web:nope": rpc error: code = NotFound desc = failed to pull and unpack image "lab.local/web:nope": failed to resolve reference "lab.local/web:nope": lab.local/web:nope: not found',
          ),
        ],
        actions: [describe],
      },
    ),
    extra: {
      logs: [],
      changed: ["since revision 7: image lab.local/web:1.4 → lab.local/web:nope"],
      users: "not affected: revision 7 still serves with 2 of 2 Pods",
    },
  },
  crash: {
    diagnosis: { ...crashed, actions: [undo] },
    extra: {
      logs: [excerpt(panic), { ...excerpt(panic), pod: "web-7c9f8d-zz9aa" }],
      changed: ["since revision 7 (healthy for 3 d): image lab.local/web:1.4 → 1.5", "env DB_HOST removed"],
      users: "not affected: revision 7 still serves with 2 of 2 Pods",
    },
  },
  "crash, seen from the Service": {
    diagnosis: diagnosis(service, "NoReadyEndpoints", "no ready endpoints", {
      outlook: "may-heal",
      because: crashedPods === undefined ? [] : [crashedPods],
    }),
    extra: { logs: [excerpt(panic)], users: "no endpoint serves Service web since 05:07:41" },
  },
  initcrash: {
    diagnosis: rollout(
      "2 of 2 Pods fail to initialize",
      "InitContainerFailed",
      'init container migrate exited 1: "migration 7 failed: duplicate column"; web has not started',
      {
        evidence: [
          container("CrashLoopBackOff", "last instance: exit 1 (Error); 2 restarts", "migrate"),
          log(["running migration 7", "migration 7 failed: duplicate column"], "migrate"),
        ],
        actions: [logs("migrate")],
      },
    ),
    extra: { logs: [excerpt(["running migration 7", "migration 7 failed: duplicate column"], "migrate")] },
  },
  configmap: {
    diagnosis: rollout(
      "2 of 2 Pods lack configuration",
      "ConfigMapNotFound",
      "ConfigMap settings does not exist in prod",
      {
        evidence: [container("CreateContainerConfigError", 'configmap "settings" not found')],
        actions: [{ text: "see which ConfigMaps there are", command: "kubectl -n prod get configmaps" }],
      },
    ),
    extra: nothing,
  },
  mount: {
    diagnosis: rollout(
      "2 of 2 Pods cannot mount a volume",
      "SecretNotFound",
      "volume tls: Secret web-tls does not exist in prod",
      {
        evidence: [event("FailedMount", 'MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found', 5)],
        actions: [{ text: "see which Secrets there are", command: "kubectl -n prod get secrets" }],
      },
    ),
    extra: nothing,
  },
  probe: {
    diagnosis: rollout(
      "2 of 2 Pods not ready",
      "ReadinessProbeFailing",
      "container web: readiness GET :8080/healthz → 404: the path is wrong, not the port",
      {
        evidence: [
          event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 404", 14),
          container("running", ""),
        ],
        actions: [describe],
      },
    ),
    extra: nothing,
  },
  unschedulable: {
    diagnosis: rollout(
      "2 of 2 Pods cannot be scheduled",
      "Unschedulable",
      "needs 64 CPU, more than any of 3 nodes has",
      {
        outlook: "will-not-heal",
        evidence: [
          event(
            "FailedScheduling",
            "0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
          ),
        ],
        actions: [{ text: "see what the nodes have", command: "kubectl describe nodes" }],
      },
    ),
    extra: { logs: [], users: "no endpoint serves Service web since 05:07:41" },
  },
  quota: {
    diagnosis: diagnosis(deployment, "PodsNotReady", "1 of 2 Pods ready", {
      because: [
        diagnosis(replicaSet, "QuotaExceeded", "1 of 2 Pods cannot be created", {
          because: [
            diagnosis(
              replicaSet,
              "QuotaExceeded",
              "quota team-a leaves 20m CPU (80m of 100m used), the Pod requests 80m",
              {
                evidence: [
                  {
                    type: "condition",
                    object: replicaSet,
                    condition: "ReplicaFailure",
                    reason: "FailedCreate",
                    message:
                      'pods "web-7c9f8d-x2k4p" is forbidden: exceeded quota: team-a, requested: requests.cpu=80m, used: requests.cpu=80m, limited: requests.cpu=100m',
                  },
                ],
                actions: [{ text: "see the quota", command: "kubectl -n prod describe quota team-a" }],
              },
            ),
          ],
        }),
      ],
    }),
    extra: { logs: [], users: "1 of 2 Pods serves" },
  },
  selector: {
    diagnosis: diagnosis(
      service,
      "SelectorMatchesNothing",
      "selects app=wbe, no Pod has it; Deployment web has app=web",
      {
        actions: [
          { text: 'selector: { app: "web" }' },
          { text: "see the labels", command: "kubectl -n prod get pods --show-labels" },
        ],
      },
    ),
    extra: { logs: [], users: "no endpoint serves Service web" },
  },
  oom: {
    diagnosis: rollout(
      "2 of 2 Pods crash",
      "OOMKilled",
      "container web needs more than its memory limit of 16Mi (OOMKilled)",
      {
        evidence: [
          container("CrashLoopBackOff", "last instance: exit 137 (OOMKilled) 0 s after its start; 2 restarts"),
        ],
        actions: [logs()],
      },
    ),
    extra: nothing,
  },
  port: {
    diagnosis: diagnosis(service, "PortNotDeclared", "port 80 has no endpoints", {
      because: [
        diagnosis(
          pod,
          "PortNotDeclared",
          "targetPort http: no container of its 2 Pods declares it; declared: web=8080",
          {
            actions: [{ text: "targetPort: 8080" }, describe],
          },
        ),
      ],
    }),
    extra: nothing,
  },
  loadbalancer: {
    diagnosis: diagnosis(
      service,
      "NoLoadBalancerController",
      "no external address: no load balancer controller has answered for over 20 s",
      {
        outlook: "may-heal",
        actions: [
          { text: "reach it without a load balancer", command: "kubectl -n prod port-forward service/web 8080:80" },
        ],
      },
    ),
    extra: { logs: [], users: "inside the cluster 2 endpoints serve" },
  },
  liveness: {
    diagnosis: rollout(
      "2 of 2 Pods restart again and again",
      "LivenessProbeFailing",
      "container web is killed: liveness GET :8080/dead → 404",
      {
        evidence: [
          event("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 404", 9),
          container("running", "last instance: exit 143 (Error) 3 s after its start; 3 restarts"),
        ],
        actions: [describe],
      },
      "0 of 2 Pods stay ready",
    ),
    extra: nothing,
  },
};
