import type { ReasonEntry } from "./reason-entry";

/** Reasons of a Pod as a whole: being placed, prepared, lost. */
export const podReasons = {
  Scheduling: {
    severity: "info",
    outlook: "waiting",
    title: "Waits for a node",
    example: "Pod web-7c9f-x2k: waits for the scheduler",
    explanation: "The Pod exists and the scheduler has not said anything about it yet.",
    remedy: "Wait: the scheduler usually answers within milliseconds.",
    recognised: "spec.nodeName is empty and there is no PodScheduled condition that says False.",
  },
  SchedulerSilent: {
    severity: "warning",
    outlook: "may-heal",
    title: "No scheduler has looked at it",
    example: "Pod web-7c9f-x2k: cannot be scheduled ← no scheduler has looked at it for over 15 s",
    explanation:
      "No scheduler took the Pod up: kube-scheduler is down or overloaded, or spec.schedulerName names one that does not run.",
    remedy: "See that the scheduler runs and that spec.schedulerName is right.",
    recognised: "As Scheduling, more than 15 s after the Pod's creation.",
  },
  SchedulingGated: {
    severity: "info",
    outlook: "suspended",
    title: "Held back by scheduling gates",
    example: "Pod web-7c9f-x2k: held by scheduling gate example.com/quota",
    explanation: "The Pod has scheduling gates: it is not scheduled until whoever set them takes them away.",
    remedy: "See what owns the gate (a queueing system, most often) and what it waits for.",
    recognised: "spec.schedulingGates is not empty, or PodScheduled is False with reason SchedulingGated.",
  },
  Unschedulable: {
    severity: "error",
    outlook: "may-heal",
    title: "No node takes the Pod",
    example:
      "Deployment web: 0 of 2 Pods ready ← 2 of 2 Pods cannot be scheduled ← needs 64 CPU, more than any of 3 nodes has",
    explanation:
      "Every node was ruled out: too little CPU or memory left, a taint that the Pod does not tolerate, a node selector or affinity that no node fulfils, or a volume that no node can reach. It can pass when other Pods go or nodes come; it cannot when the Pod asks for more than any node has.",
    remedy:
      "Lower the requests, add a node, or correct node selector, affinity or tolerations: the message counts the nodes by what ruled them out.",
    recognised:
      'PodScheduled is False with reason Unschedulable. "Preemption is not helpful" for a resource means that no node would do even when empty.',
  },
  Preparing: {
    severity: "info",
    outlook: "waiting",
    title: "The node prepares the Pod",
    example: "Pod web-7c9f-x2k: volumes and network are being set up on node lab",
    explanation: "The kubelet mounts the volumes and sets up the network before the first container starts.",
    remedy: "Wait: it usually takes less than a second, longer for network volumes.",
    recognised: "The Pod has a node and no container has started or is being pulled.",
  },
  Pulling: {
    severity: "info",
    outlook: "waiting",
    title: "Pulling an image",
    example: "Pod web-7c9f-x2k: pulling lab.local/web:1",
    explanation: "The node downloads a container's image.",
    remedy: "Wait. If it is often slow: smaller images, or imagePullPolicy IfNotPresent with fixed tags.",
    recognised: "The container waits, and the latest event about it is Pulling.",
  },
  Initializing: {
    severity: "info",
    outlook: "waiting",
    title: "An init container runs",
    example: "Pod web-7c9f-x2k: init container migrate runs (1 of 2)",
    explanation: "Init containers run one after the other, before the Pod's own containers.",
    remedy: "Wait for it to end.",
    recognised: "An init container is running, or waits for its turn.",
  },
  Starting: {
    severity: "info",
    outlook: "waiting",
    title: "Containers start",
    example: "Pod web-7c9f-x2k: starting container web",
    explanation:
      "The image is there and the container is being created, or it runs and the kubelet has not reported it ready yet.",
    remedy: "Wait.",
    recognised:
      "The container waits with ContainerCreating after its image was pulled, or runs without a readiness probe and is not ready yet.",
  },
  AwaitingReadiness: {
    severity: "info",
    outlook: "waiting",
    title: "Waits for its probe",
    example: "Pod web-7c9f-x2k: container web runs, readiness GET :8080/ not passed yet",
    explanation:
      "The container runs. Its startup or readiness probe has not run yet, or has failed no longer than an application may take to start.",
    remedy: "Wait. The probe's initialDelaySeconds and periodSeconds decide when it can pass at the earliest.",
    recognised:
      "The container is running and not ready; probe failures since its start are fewer than failureThreshold, or it runs for less than 15 s.",
  },
  ReadinessGate: {
    severity: "warning",
    outlook: "waiting",
    title: "Waits for a readiness gate",
    example: "Pod web-7c9f-x2k: containers ready, waits for readiness gate target-health.elbv2.k8s.aws/web",
    explanation:
      "All containers are ready; something outside the Pod (a load balancer controller, most often) has to confirm with a condition.",
    remedy: "Look at the controller that sets the condition.",
    recognised: "ContainersReady is True, Ready is not, and a condition named in spec.readinessGates is not True.",
  },
  FailedMount: {
    severity: "warning",
    outlook: "may-heal",
    title: "A volume cannot be mounted",
    example: "Pod web-7c9f-x2k: cannot mount a volume ← volume data: timed out waiting for the condition",
    explanation: "The kubelet could not set up a volume. It tries again with growing pauses.",
    remedy: "Read the event: the storage driver's words are quoted in the evidence.",
    recognised: "A Warning event FailedMount or FailedMapVolume on the Pod, while no container has started.",
  },
  FailedAttachVolume: {
    severity: "warning",
    outlook: "may-heal",
    title: "A volume cannot be attached to the node",
    example: "Pod web-7c9f-x2k: cannot mount a volume ← volume pvc-1: still attached to another node (Multi-Attach)",
    explanation: "The volume is still attached elsewhere, or the storage provider refuses.",
    remedy: "With ReadWriteOnce volumes only one node can have it: let the old Pod end first (strategy Recreate).",
    recognised: "A Warning event FailedAttachVolume on the Pod, while no container has started.",
  },
  ClaimNotFound: {
    severity: "warning",
    outlook: "may-heal",
    title: "PersistentVolumeClaim missing",
    example: "Pod web-7c9f-x2k: cannot be scheduled ← PersistentVolumeClaim data does not exist in prod",
    explanation: "A volume names a PersistentVolumeClaim that is not in the Pod's namespace.",
    remedy:
      "Create it, or correct the name; in a Pulumi program use the claim's metadata.name, so that it is created first.",
    recognised: "The scheduler's or the kubelet's message says that the persistentvolumeclaim was not found.",
  },
  ClaimNotBound: {
    severity: "warning",
    outlook: "may-heal",
    title: "PersistentVolumeClaim has no volume",
    example: "Pod web-7c9f-x2k: cannot be scheduled ← a PersistentVolumeClaim is not bound to a volume",
    explanation:
      "A claim of the Pod waits for a volume: no provisioner answers, the StorageClass does not exist, or no volume fits.",
    remedy: "Look at the claim's events: kubectl describe pvc.",
    recognised:
      "The scheduler's message says that there are unbound immediate PersistentVolumeClaims, for more than 10 s.",
  },
  FailedCreatePodSandBox: {
    severity: "warning",
    outlook: "may-heal",
    title: "The Pod's network or sandbox cannot be set up",
    example: "Pod web-7c9f-x2k: cannot start on node lab ← sandbox: network plugin: no addresses left in range",
    explanation: "The container runtime or the network plugin refused to set up the Pod on its node.",
    remedy:
      "Look at the network plugin's Pods on that node; full address ranges and missing CNI configuration are the usual causes.",
    recognised: "A Warning event FailedCreatePodSandBox at least twice, while no container has started.",
  },
  Evicted: {
    severity: "warning",
    outlook: "may-heal",
    title: "Evicted by its node",
    example: "Pod web-7c9f-x2k: evicted ← the node was low on ephemeral-storage",
    explanation: "The node ran short of memory, disk or process ids and ended the Pod. Its controller makes a new one.",
    remedy: "Set requests near the real use; look at the node's pressure conditions.",
    recognised: "status.phase is Failed with reason Evicted.",
  },
  Preempted: {
    severity: "warning",
    outlook: "may-heal",
    title: "Had to make room for a Pod of higher priority",
    example: "Pod web-7c9f-x2k: being deleted, preempted by a Pod of higher priority",
    explanation:
      "The scheduler, or the node's kubelet for a critical Pod, ended this Pod so that one of higher priority fits. Its controller makes a new one, which needs room elsewhere.",
    remedy: "Add nodes, lower requests, or give the Pod a PriorityClass that suits its importance.",
    recognised:
      "The condition DisruptionTarget is True with reason PreemptionByScheduler, or status.reason of the failed Pod is Preempting.",
  },
  NodeShutdown: {
    severity: "warning",
    outlook: "may-heal",
    title: "Ended by its node's shutdown",
    example: "Pod web-7c9f-x2k: ended by the shutdown of node n7",
    explanation: "The node was shut down in an orderly way and ended its Pods first. Their controllers make new ones.",
    remedy: "Nothing to do for a Pod with a controller; else create it anew.",
    recognised:
      "status.phase is Failed with reason Terminated, NodeShutdown or Shutdown, and a message that names the shutdown.",
  },
  NodeRefused: {
    severity: "error",
    outlook: "may-heal",
    title: "Its node refused it",
    example: "Pod web-7c9f-x2k: node n7 refused it (OutOfcpu): too little cpu left",
    explanation:
      "The scheduler chose the node and its kubelet did not take the Pod: what was free is taken, or the node has changed. A controller makes a new Pod.",
    remedy: "If it happens again and again, look at what else uses the node (static Pods, another scheduler).",
    recognised:
      "status.phase is Failed with a reason of the kubelet's admission: OutOf…, NodeAffinity, NodePorts, UnexpectedAdmissionError or another with Admission.",
  },
  SigtermIgnored: {
    severity: "info",
    outlook: "waiting",
    title: "Does not end on SIGTERM",
    example: "Pod web-7c9f-x2k: being deleted: container web runs on after SIGTERM, is killed after 30 s",
    explanation:
      "A Pod that is being deleted gets SIGTERM and is killed when its grace period is over. A program that runs as process 1 gets no default handler from the kernel: without one of its own, or behind a shell that does not pass signals on, it ignores SIGTERM.",
    remedy:
      "Handle SIGTERM in the program, start it with exec from a shell script, or put an init such as tini in front; a shorter terminationGracePeriodSeconds only shortens the wait.",
    recognised:
      "metadata.deletionTimestamp is set, a container without a preStop hook still runs 5 s after the deletion began, and the grace period is not over.",
  },
  NodeNotReady: {
    severity: "warning",
    outlook: "may-heal",
    title: "Its node does not answer",
    example: "Pod web-7c9f-x2k: node n7 is not ready",
    explanation:
      "The node stopped reporting. The Pod counts as not ready and is replaced after its toleration time, usually five minutes.",
    remedy: "Look at the node: kubectl describe node.",
    recognised:
      "Of a Pod: status.reason is NodeLost, or the event NodeNotReady while its containers count as ready and it does not. Of a Node: its condition Ready is False or Unknown.",
  },
  PodFailed: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The Pod ended with a failure",
    example: 'Pod migrate: failed ← container migrate exited 1: "duplicate column"',
    explanation:
      "The Pod is over and at least one container failed, or its node refused it. It is not started again; a controller may make a new one.",
    remedy: "Read the container's log; for a Pod without a controller, create it anew.",
    recognised: "status.phase is Failed, for any reason but Evicted.",
  },
} as const satisfies Record<string, ReasonEntry>;
