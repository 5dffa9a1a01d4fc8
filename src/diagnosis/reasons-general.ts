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
    remedy: "Give the identity the verbs get, list and watch on that kind in the namespace.",
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
      "status.observedGeneration, or that of a condition, is lower than metadata.generation, or not there although the kind has one.",
  },
  ControllerSilent: {
    severity: "warning",
    outlook: "may-heal",
    title: "The controller does not react",
    example: "Deployment web: its controller has not looked at generation 4 for over 10 s",
    explanation:
      "The spec changed more than ten seconds ago and no controller has taken it up: the controller is down, overloaded, or not installed.",
    remedy: "Look at the controller: for built-in kinds kube-controller-manager, for others the operator's Deployment.",
    recognised: "As NotObserved, for longer than ten seconds since the creation or the start of the update.",
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
      "The grace period is over and the object is still there. Either a finalizer is not removed by its controller, or the node that has to stop the Pod does not answer.",
    remedy:
      "See that the controller that owns the finalizer runs; for a Pod, look at its node. Removing a finalizer by hand skips the clean-up it stands for.",
    recognised:
      "metadata.deletionTimestamp lies back by more than 10 s (Pods, after their grace period) or 30 s (others with finalizers).",
  },
  Reconciling: {
    severity: "info",
    outlook: "waiting",
    title: "Its controller works on it",
    example: "Kustomization apps: building (Reconciling)",
    explanation:
      "The object's controller reports that it is still bringing the world into the state the spec asks for.",
    remedy: "Wait.",
    recognised: "The condition Reconciling is True, or Ready is not True without an error reason.",
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
    explanation: "The object's own Ready condition is False with a reason that names a failure.",
    remedy: "Read the condition's message; its controller tries again when what it lacks appears.",
    recognised:
      "The condition Ready is False and its reason contains Fail, Error, Invalid, Denied, NotFound or Missing.",
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
