import { claim, claimed, deployment, labels, mounts, plain, pod, service, shell, volume, web } from "./objects.ts";
import { apply, patch, until, type Manifest, type Situation } from "./situation.ts";

const root = { kind: "Deployment", name: "web" };
const needs = (requests: Manifest): Manifest => ({ ...web, resources: { requests } });
const apart = { labelSelector: { matchLabels: labels }, topologyKey: "kubernetes.io/hostname" };

const starts = (name: string, shows: string, object: Manifest, seconds = 8): Situation => ({
  name,
  shows,
  root,
  steps: [apply(object, service())],
  follow: ["Node"],
  seconds,
});

/** Pods that no node takes. */
export const scheduling: readonly Situation[] = [
  starts("unschedulable", "A Pod needs more processors than any node has", deployment(needs({ cpu: "64" }))),
  starts("memory-too-large", "A Pod needs more memory than any node has", deployment(needs({ memory: "900Gi" }))),
  starts(
    "no-room",
    "Two of four Pods find no free processor time",
    deployment({ ...plain, resources: { requests: { cpu: "900m" } } }, { spec: { replicas: 4 } }),
  ),
  starts(
    "node-selector",
    "No node has the label that the Pods want",
    deployment(web, { pod: { nodeSelector: { disk: "ssd" } } }),
  ),
  starts(
    "anti-affinity",
    "Two Pods must not share a node, and there is one node",
    deployment(web, {
      pod: { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [apart] } } },
    }),
  ),
  starts(
    "affinity-without-partner",
    "A Pod wants to be beside another that does not exist",
    deployment(web, {
      pod: {
        affinity: {
          podAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              { ...apart, labelSelector: { matchLabels: { app: "cache" } } },
            ],
          },
        },
      },
      spec: { replicas: 1 },
    }),
  ),
  starts(
    "host-port",
    "Two Pods want the same port of the node, and there is one node",
    deployment({ ...web, ports: [{ name: "web", containerPort: 8080, hostPort: 31080 }] }),
  ),
  {
    name: "volume-elsewhere",
    shows: "A Pod's volume can only be reached from a node that is not there",
    root: { kind: "Pod", name: "web" },
    follow: ["Node"],
    before: [
      apply(
        volume("rec-elsewhere", {
          storageClassName: "rec-elsewhere",
          nodeAffinity: {
            required: {
              nodeSelectorTerms: [
                { matchExpressions: [{ key: "topology.kubernetes.io/zone", operator: "In", values: ["eu-1a"] }] },
              ],
            },
          },
        }),
        claim({ storageClassName: "rec-elsewhere" }),
      ),
      until("persistentvolumeclaim/data", "jsonpath={.status.phase}=Bound"),
    ],
    steps: [apply(pod(shell("sleep 1000", mounts("data")), claimed))],
    seconds: 6,
  },
  starts(
    "no-scheduler",
    "No scheduler has the name that the Pods want",
    deployment(web, { pod: { schedulerName: "mine" } }),
    18,
  ),
  starts(
    "scheduling-gate",
    "The Pods are held back by a scheduling gate",
    deployment(web, { pod: { schedulingGates: [{ name: "example.com/quota" }] } }),
    5,
  ),
  starts(
    "priority-class-missing",
    "The PriorityClass of the Pods does not exist",
    deployment(web, { pod: { priorityClassName: "rec-nope" }, spec: { replicas: 1 } }),
    7,
  ),
  {
    name: "pod-refused",
    shows: "A Pod was put on a node by hand that has too few processors for it",
    root: { kind: "Pod", name: "web" },
    steps: [apply(pod(needs({ cpu: "64" }), { nodeName: "lab" }))],
    follow: ["Node"],
    seconds: 5,
  },
  {
    name: "pod-shut-down",
    shows: "The node of a Pod was shut down",
    root: { kind: "Pod", name: "web" },
    steps: [
      apply(pod(web, { nodeName: "rec-gone" })),
      patch(
        "pod/web",
        {
          status: {
            phase: "Failed",
            reason: "Terminated",
            message: "Pod was terminated in response to imminent node shutdown.",
          },
        },
        "status",
      ),
    ],
    follow: ["Node"],
    seconds: 3,
    byHand: "the Pod's status: there is no such node",
  },
  {
    name: "pod-preempted",
    shows: "A Pod of low priority has to make room for another",
    root: { kind: "Pod", name: "low" },
    before: [
      apply(
        {
          apiVersion: "scheduling.k8s.io/v1",
          kind: "PriorityClass",
          metadata: { name: "rec-low" },
          value: -1000,
        },
        pod(
          shell("sleep 1000", { resources: { requests: { memory: "20Gi" } } }),
          { priorityClassName: "rec-low" },
          { name: "low" },
        ),
      ),
      until("pod/low", "condition=Ready"),
    ],
    steps: [apply(pod(shell("sleep 1000", { resources: { requests: { memory: "20Gi" } } }), {}, { name: "high" }))],
    follow: ["Node"],
    seconds: 8,
  },
];
