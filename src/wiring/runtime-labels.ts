import { groupOf, type ObjectRef } from "../objects/ref";

const jobLabels = [
  "job-name",
  "controller-uid",
  "batch.kubernetes.io/job-name",
  "batch.kubernetes.io/controller-uid",
  "batch.kubernetes.io/job-completion-index",
] as const;

/**
 * Labels that a controller gives its Pods beyond the template's, by group and kind of the workload.
 * Source: kubernetes pkg/controller/{statefulset,daemon,deployment,job}, argo-rollouts, openkruise, origin's deploymentconfig.
 */
const addedBy: Readonly<Record<string, readonly string[]>> = {
  "/Pod": [],
  "/ReplicationController": [],
  "apps/ReplicaSet": [],
  "apps/Deployment": ["pod-template-hash"],
  "apps/StatefulSet": [
    "statefulset.kubernetes.io/pod-name",
    "apps.kubernetes.io/pod-index",
    "controller-revision-hash",
  ],
  "apps/DaemonSet": ["controller-revision-hash", "pod-template-generation"],
  "batch/Job": jobLabels,
  "batch/CronJob": jobLabels,
  "argoproj.io/Rollout": ["rollouts-pod-template-hash"],
  "apps.openshift.io/DeploymentConfig": ["deployment", "deploymentconfig"],
  "apps.kruise.io/CloneSet": [
    "apps.kruise.io/cloneset-instance-id",
    "controller-revision-hash",
    "pod-template-hash",
    "lifecycle.apps.kruise.io/state",
  ],
  "apps.kruise.io/StatefulSet": [
    "statefulset.kubernetes.io/pod-name",
    "apps.kubernetes.io/pod-index",
    "controller-revision-hash",
    "lifecycle.apps.kruise.io/state",
  ],
  "apps.kruise.io/DaemonSet": ["controller-revision-hash", "pod-template-generation", "lifecycle.apps.kruise.io/state"],
};

/** Copied from the node when a Pod is bound (admission plugin PodTopologyLabels, on by default from 1.35). */
const addedByBinding: ReadonlySet<string> = new Set(["topology.kubernetes.io/zone", "topology.kubernetes.io/region"]);

/**
 * Can Pods of this workload carry this label although their template does not have it? Of a kind
 * that is not in the table nothing is known: its operator can add any label. Nobody but the binding
 * to a node adds to a Pod of its own.
 */
export function isRuntimeLabel(key: string, workload: Pick<ObjectRef, "apiVersion" | "kind">): boolean {
  if (addedByBinding.has(key)) return true;
  const group = groupOf(workload.apiVersion);
  const added = addedBy[`${group === "extensions" ? "apps" : group}/${workload.kind}`];
  return added === undefined || added.includes(key);
}
