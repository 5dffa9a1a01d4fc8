import type { ReasonEntry } from "./reason-entry";

/** Reasons of any kind: there or not, seen or not, looked at by its controller or not. */
export const generalReasons = {
  Ready: {
    severity: "info",
    outlook: "healthy",
    title: "As asked for",
    example: "Deployment web: 2 of 2 Pods ready",
    explanation: "The object is in the state its spec asks for.",
    remedy: "Nothing to do.",
    recognised: "By the rules of its kind; for other kinds by the condition Ready, or because nothing says otherwise.",
  },
  Completed: {
    severity: "info",
    outlook: "healthy",
    title: "Ran to its end",
    example: "Pod migrate: completed",
    explanation: "All containers of the Pod ended with exit code 0 and none of them is to be started again.",
    remedy: "Nothing to do.",
    recognised: "status.phase is Succeeded.",
  },
  NotFound: {
    severity: "info",
    outlook: "waiting",
    title: "Not there",
    example: "Service web: not in namespace prod",
    explanation:
      "The cluster has no such object: it is not created yet, already deleted, or has another name or namespace.",
    remedy:
      "While an update runs, wait for its creation. Otherwise compare kind, name and namespace with what was meant.",
    recognised: "The kind was listed completely in the namespace and the object was not among the items.",
  },
  Looking: {
    severity: "info",
    outlook: "waiting",
    title: "First look at the cluster",
    example: "Service web: looking for its Pods",
    explanation: "The first list of objects has not come back from the API server, so nothing can be said yet.",
    remedy: "Wait a moment. If it stays, the API server answers slowly or not at all.",
    recognised: "The watch of a kind that matters has not delivered its first list.",
  },
  NotVisible: {
    severity: "warning",
    outlook: "unknown",
    title: "Cannot be seen",
    example: "Service web: Pods in prod cannot be seen (403 as alice)",
    explanation:
      "A kind that matters cannot be listed or watched, most often because the identity in use has no right to. What depends on it stays unknown.",
    remedy:
      "Give the identity the verbs get, list and watch on that kind in the namespace. Kubernetes' ClusterRole view has them for almost every kind that lives in one (not for Secrets): kubectl -n NAMESPACE create rolebinding kubespy --clusterrole=view --user=NAME. Who it is that asks, kubectl auth whoami says.",
    recognised: "The API server refused the list or the watch, or could not be reached.",
  },
  NotObserved: {
    severity: "info",
    outlook: "waiting",
    title: "The controller has not looked at it yet",
    example: "Deployment web: generation 4 not observed yet (the controller is at 3)",
    explanation:
      "The spec changed and the status still tells about the one before, so the status says nothing about the change.",
    remedy: "Wait: a controller usually follows within a second.",
    recognised:
      "status.observedGeneration, or that of the condition that would tell, is lower than metadata.generation, or not there although the kind has one. A condition that stays behind for a minute makes the state unknown. A custom resource that was just made and has no status at all counts for 5 s.",
  },
  ControllerSilent: {
    severity: "warning",
    outlook: "may-heal",
    title: "The controller does not react",
    example: "Deployment web: its controller has not looked at generation 4 for over 10 s",
    explanation:
      "The spec changed more than ten seconds ago and no controller has taken it up: the controller is down, overloaded, or not installed.",
    remedy: "Look at the controller: for built-in kinds kube-controller-manager, for others the operator's Deployment.",
    recognised:
      "As NotObserved, for longer than ten seconds since the creation, the start of the update or its controller's last change of a condition. Of a CronJob: its schedule says that it was due more than 60 s ago, and no Job was started.",
  },
  Terminating: {
    severity: "info",
    outlook: "waiting",
    title: "Being deleted",
    example: "Pod web-7c9f-x2k: being deleted",
    explanation:
      "The deletion was accepted and is under way: containers are stopping or finalizers are being worked off.",
    remedy: "Wait.",
    recognised: "metadata.deletionTimestamp is set.",
  },
  StuckTerminating: {
    severity: "warning",
    outlook: "may-heal",
    title: "Deletion does not finish",
    example: "Pod web-7c9f-x2k: still being deleted, waits for finalizer example.com/guard",
    explanation:
      "The grace period is over and the object is still there. Either a finalizer is not removed by its controller, a Pod still uses the object, or the node that has to stop the Pod does not answer.",
    remedy:
      "See that the controller that owns the finalizer runs; for a Pod, look at its node. Removing a finalizer by hand skips the clean-up it stands for.",
    recognised:
      "metadata.deletionTimestamp lies back by more than 10 s (Pods, after their grace period), 30 s (others with finalizers) or 90 s (a Namespace with content that has none), and no Pod that is just ending explains it.",
  },
  Reconciling: {
    severity: "info",
    outlook: "waiting",
    title: "Its controller works on it",
    example: "Kustomization apps: building (Reconciling)",
    explanation:
      "The object's controller reports that it is still bringing the world into the state the spec asks for.",
    remedy: "Wait.",
    recognised:
      "The condition Reconciling is True; or Ready, Available, Synced, Accepted, Programmed or Established is not True without an error reason; or Progressing is True, or status.phase is Pending, Creating or the like; or the rule declared for the kind does not hold yet.",
  },
  Stalled: {
    severity: "error",
    outlook: "will-not-heal",
    title: "Its controller has given up",
    example: "HelmRelease web: install retries exhausted (Stalled)",
    explanation: "The object's controller reports that it cannot go on without a change.",
    remedy: "Read the condition's message and change the spec or what it refers to.",
    recognised: "The condition Stalled is True.",
  },
  NotReady: {
    severity: "warning",
    outlook: "may-heal",
    title: "Reports an error",
    example: "Certificate web: the issuer letsencrypt does not exist (Ready is False: IssuerNotFound)",
    explanation: "A condition of the object itself is False with a reason that names a failure, or Degraded is True.",
    remedy: "Read the condition's message; its controller tries again when what it lacks appears.",
    recognised:
      "The condition Ready, or without it Available, Synced, Accepted, Programmed or Established, is False and its reason contains Fail, Error, Invalid, Denied, NotFound, Missing, Forbidden, Unauthorized, Conflict, Rejected or Timeout. Degraded, and Synced with such a reason, count even where Ready is True.",
  },
  Failed: {
    severity: "error",
    outlook: "may-heal",
    title: "Says that it has failed",
    example: "Workflow nightly: child step exited 2 (phase Failed)",
    explanation:
      "The object's controller reports a failure. Whether it tries again is for the controller to decide; most do.",
    remedy: "Read the message, and what the controller of the kind wrote to its log.",
    recognised:
      "The condition Failed is True, status.phase or status.state is Failed, Error or the like, or the rule declared for the kind says so.",
  },
  ReconciliationSuspended: {
    severity: "info",
    outlook: "suspended",
    title: "Its controller is told to leave it alone",
    example: "Kustomization apps: suspend is true",
    explanation: "Somebody has switched the object off, so its controller does nothing about it.",
    remedy: "Switch it on again when it is to go on, for instance spec.suspend: false.",
    recognised: "The rule declared for the kind says so: spec.suspend, spec.paused, or a condition such as Paused.",
  },
  Unclear: {
    severity: "warning",
    outlook: "unknown",
    title: "State not understood",
    example: "Pod web-7c9f-x2k: phase Unknown",
    explanation: "The object says something about itself that no rule knows.",
    remedy: "Look at the object with kubectl describe.",
    recognised: "A phase or state outside the values of the Kubernetes API.",
  },
} as const satisfies Record<string, ReasonEntry>;
