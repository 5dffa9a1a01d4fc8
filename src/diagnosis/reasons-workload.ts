import type { ReasonEntry } from "./reason-entry";

/** Reasons of workloads that keep running: Deployment, ReplicaSet, StatefulSet and DaemonSet. */
export const workloadReasons = {
  RollingOut: {
    severity: "info",
    outlook: "waiting",
    title: "The rollout is under way",
    example: "Deployment web: 1 of 2 Pods ready",
    explanation: "Pods are being created, started or replaced, and nothing is wrong with them.",
    remedy: "Wait.",
    recognised: "The counts of the status have not reached spec.replicas and no Pod has a problem.",
  },
  PodsNotReady: {
    severity: "error",
    outlook: "may-heal",
    title: "Pods have a problem",
    example:
      'Deployment web: 0 of 2 Pods ready ← 2 of 2 Pods crash ← container web exited 3: "panic: cannot connect to db"',
    explanation: "At least one Pod cannot become ready, or cannot be created. The chain names the cause.",
    remedy: "Follow the chain to its end.",
    recognised: "A Pod of the present revision, or its creation, has a problem of its own.",
  },
  ProgressDeadlineExceeded: {
    severity: "error",
    outlook: "may-heal",
    title: "No progress within the deadline",
    example: "Deployment web: 0 of 2 Pods ready, deadline of 600 s is over ← 2 of 2 Pods crash ← …",
    explanation:
      "The Deployment has not come further for progressDeadlineSeconds. Kubernetes only reports it: nothing is rolled back.",
    remedy: "Follow the chain to the cause; kubectl rollout undo brings the last revision back.",
    recognised:
      "The condition Progressing is False with reason ProgressDeadlineExceeded, and the generation is observed.",
  },
  Paused: {
    severity: "warning",
    outlook: "suspended",
    title: "The rollout is paused",
    example: "Deployment web: paused with 0 of 2 Pods updated",
    explanation: "spec.paused is true: changes of the Pod template are not rolled out until it is taken away.",
    remedy: "Set spec.paused to false, or kubectl rollout resume.",
    recognised: "spec.paused is true and not all Pods are of the present template.",
  },
  ScaledToZero: {
    severity: "info",
    outlook: "healthy",
    title: "Scaled to zero",
    example: "Deployment web: scaled to zero, no Pod wanted",
    explanation: "spec.replicas is 0 and no Pod is left.",
    remedy: "Nothing to do, if that is meant; else set replicas.",
    recognised: "spec.replicas and status.replicas are 0 and the generation is observed.",
  },
  OrdinalBlocks: {
    severity: "error",
    outlook: "may-heal",
    title: "A Pod holds up the ones after it",
    example:
      'StatefulSet db: 0 of 3 Pods ready, 2 wait for db-0 ← db-0 crashes ← container db exited 1: "no such file"',
    explanation:
      "A StatefulSet brings its Pods up one after the other: as long as one of them is not ready, the later ones are neither created nor updated. With podManagementPolicy Parallel only updates wait.",
    remedy: "Follow the chain to the cause: it is enough to bring the named Pod up.",
    recognised:
      "The Pod of the lowest ordinal that is not ready has a problem, and Pods are missing or of the old revision behind it.",
  },
  UpdateBlocked: {
    severity: "error",
    outlook: "may-heal",
    title: "A broken Pod of the old revision stops the update",
    example:
      'StatefulSet db: 0 of 3 updated, db-0 of the old revision is not ready and has to be deleted ← db-0 crashes ← container db exited 1: "bad flag"',
    explanation:
      "A StatefulSet with podManagementPolicy OrderedReady waits for a Pod that is not ready before it updates any, even if the update is what would repair it (kubernetes/kubernetes#67250). With updateStrategy OnDelete no Pod is replaced by itself.",
    remedy: "Delete the named Pod: it is made anew from the present template.",
    recognised:
      "The lowest ordinal that is not ready is a Pod whose controller-revision-hash is not status.updateRevision, it has a problem, and the partition does not keep it back.",
  },
  UpdateOnDelete: {
    severity: "warning",
    outlook: "suspended",
    title: "Pods are updated when somebody deletes them",
    example: "StatefulSet db: 3 of 3 Pods ready, 2 of the old revision until they are deleted (OnDelete)",
    explanation: "updateStrategy is OnDelete: the controller replaces a Pod only after somebody has deleted it.",
    remedy: "Delete the Pods of the old revision one after the other, or use updateStrategy RollingUpdate.",
    recognised: "updateStrategy is OnDelete, all Pods are ready, and not all are of the present revision.",
  },
  GoverningServiceNotFound: {
    severity: "warning",
    outlook: "unknown",
    title: "Hint: the Service for the Pods' names is missing",
    example: "Service db: does not exist (serviceName): the Pods have no DNS names of their own",
    explanation:
      "A StatefulSet's spec.serviceName names the headless Service under which its Pods get DNS names such as db-0.db. Pods come up without it and do not find each other by name.",
    remedy: "Create a Service of that name with clusterIP None and the selector of the Pods, or correct serviceName.",
    recognised: "spec.serviceName is not empty, Services were listed completely, and there is none of that name.",
  },
  NoNodeMatches: {
    severity: "info",
    outlook: "healthy",
    title: "No node is to run a Pod of it",
    example: "DaemonSet agent: no node matches kubernetes.io/os=windows, no Pod wanted",
    explanation:
      "A DaemonSet wants a Pod on each node that its node selector, affinity and tolerations admit, and there is none.",
    remedy: "Nothing to do, if that is meant; else compare the node selector with the nodes' labels and taints.",
    recognised: "status.desiredNumberScheduled is 0 and the generation is observed.",
  },
  QuotaExceeded: {
    severity: "error",
    outlook: "will-not-heal",
    title: "A ResourceQuota is used up",
    example:
      "Deployment web: 1 of 2 Pods ready ← 1 of 2 Pods cannot be created ← quota team-a leaves 20m CPU (80m of 100m used), the Pod requests 80m",
    explanation:
      "The namespace's ResourceQuota has less left than the Pod asks for, or demands a request that the Pod does not state.",
    remedy: "Lower the Pod's requests, free what others use, or raise the quota.",
    recognised:
      "The condition ReplicaFailure or the event FailedCreate with exceeded quota or failed quota; it counts as passing while Pods that hold quota are ending.",
  },
  LimitRangeViolated: {
    severity: "error",
    outlook: "will-not-heal",
    title: "A LimitRange forbids the Pod",
    example:
      "Deployment web: 0 of 2 Pods ready ← 2 of 2 Pods cannot be created ← LimitRange: maximum cpu usage per Container is 100m, but limit is 200m",
    explanation: "The Pod's requests or limits lie outside what the namespace's LimitRange allows.",
    remedy: "Change the requests and limits, or the LimitRange.",
    recognised: "ReplicaFailure or FailedCreate with maximum/minimum … usage per Container or Pod.",
  },
  PodSecurityViolated: {
    severity: "error",
    outlook: "will-not-heal",
    title: "Pod Security forbids the Pod",
    example:
      "Deployment web: 0 of 2 Pods ready ← 2 of 2 Pods cannot be created ← PodSecurity restricted: runAsNonRoot != true",
    explanation: "The namespace enforces a Pod Security Standard that the Pod does not keep.",
    remedy: "Set the fields named in the message, or change the namespace's pod-security.kubernetes.io/enforce label.",
    recognised: "ReplicaFailure or FailedCreate with violates PodSecurity.",
  },
  AdmissionDenied: {
    severity: "error",
    outlook: "will-not-heal",
    title: "An admission policy forbids the Pod",
    example:
      "Deployment web: 0 of 2 Pods ready ← 2 of 2 Pods cannot be created ← webhook policy.example.com denies: images must come from reg.corp",
    explanation:
      "An admission webhook or a ValidatingAdmissionPolicy of the cluster refused the Pod. Of Kyverno and Gatekeeper the policy, the rule and the field are named.",
    remedy: "Do what its message asks for, or speak to whoever owns the policy.",
    recognised:
      "ReplicaFailure or FailedCreate with admission webhook … denied, or ValidatingAdmissionPolicy … denied.",
  },
  AdmissionUnreachable: {
    severity: "error",
    outlook: "may-heal",
    title: "An admission webhook does not answer",
    example:
      "Deployment web: 0 of 2 Pods ready ← 2 of 2 Pods cannot be created ← webhook policy.example.com refuses the connection (Service policy in security)",
    explanation:
      "The API server has to ask a webhook before it admits Pods, and the webhook's Service does not answer.",
    remedy: "Look at the webhook's Pods and Service.",
    recognised:
      "ReplicaFailure or FailedCreate with failed calling webhook; for a webhook configuration, that the Service behind a webhook with failurePolicy Fail has no ready endpoint.",
  },
  ServiceAccountNotFound: {
    severity: "warning",
    outlook: "may-heal",
    title: "ServiceAccount missing",
    example:
      "Deployment web: 0 of 2 Pods ready ← 2 of 2 Pods cannot be created ← ServiceAccount web does not exist in prod",
    explanation: "The Pod template names a service account that is not in the namespace.",
    remedy: "Create it, or correct the name; in a Pulumi program use its metadata.name, so that it is created first.",
    recognised: "ReplicaFailure or FailedCreate with error looking up service account.",
  },
  FailedCreate: {
    severity: "error",
    outlook: "may-heal",
    title: "Pods cannot be created",
    example:
      'Deployment web: 0 of 2 Pods ready ← 2 of 2 Pods cannot be created ← the API server refuses: "spec.containers[0].name: Invalid value"',
    explanation: "The API server refused the Pods that the controller wanted to create.",
    remedy: "Read the message in the evidence.",
    recognised: "ReplicaFailure or FailedCreate and no better rule applies.",
  },
} as const satisfies Record<string, ReasonEntry>;
