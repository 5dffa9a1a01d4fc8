import type { ReasonEntry } from "./reason-entry";

/** Reasons of what bounds the number and size of Pods: autoscalers, disruption budgets, quotas, limits. */
export const scalingReasons = {
  ScaleTargetNotFound: {
    severity: "error",
    outlook: "may-heal",
    title: "What it scales does not exist",
    example: "HorizontalPodAutoscaler web: Deployment wbe does not exist in prod",
    explanation: "spec.scaleTargetRef names a workload that is not in the namespace.",
    remedy: "Correct kind, name or apiVersion; in a Pulumi program use the workload's metadata.name.",
    recognised:
      "The kind was listed completely and has no object of the name, or the condition AbleToScale says that it was not found.",
  },
  RequestsMissing: {
    severity: "error",
    outlook: "will-not-heal",
    title: "Containers without the request to scale by",
    example: "HorizontalPodAutoscaler web: container proxy has no cpu request to scale by",
    explanation: "A utilization is a share of the request. Every container of the Pods needs one, sidecars included.",
    remedy: "Set resources.requests in the Pod template, or scale by averageValue or a ContainerResource.",
    recognised: "The condition ScalingActive is False with the words missing request for.",
  },
  MetricsNotAvailable: {
    severity: "error",
    outlook: "may-heal",
    title: "There are no metrics to scale by",
    example: "HorizontalPodAutoscaler web: no metrics: metrics.k8s.io is not there (is a metrics server installed?)",
    explanation:
      "CPU and memory come from a metrics server, other metrics from an adapter. Without them the size stays as it is. Metrics of new Pods come a minute or two after the Pods.",
    remedy: "Install metrics-server (or the adapter), or look why its APIService does not answer.",
    recognised:
      "The condition ScalingActive is False, and its words name a metrics API that is not there or does not answer, or Pods without metrics for over 2 min.",
  },
  ScalingFailed: {
    severity: "error",
    outlook: "may-heal",
    title: "It cannot scale",
    example: 'HorizontalPodAutoscaler web: does not scale: "pods by selector app=web are controlled by multiple HPAs"',
    explanation: "The autoscaler cannot compute a size or set it.",
    remedy: "Read the controller's message.",
    recognised: "The conditions AbleToScale or ScalingActive are False, and no better rule applies.",
  },
  ScalingDisabled: {
    severity: "info",
    outlook: "suspended",
    title: "Switched off by a size of zero",
    example: "HorizontalPodAutoscaler web: switched off: Deployment web is scaled to zero",
    explanation: "Whoever scales the target to zero switches the autoscaler off until somebody scales it up again.",
    remedy: "Scale the target to one or more.",
    recognised: "The condition ScalingActive is False with reason ScalingDisabled.",
  },
  AtMaximum: {
    severity: "warning",
    outlook: "healthy",
    title: "At its maximum, and would have more",
    example:
      "HorizontalPodAutoscaler web: Deployment web has its maximum of 5 Pods since 12:03 UTC, asks for more (by cpu)",
    explanation: "The metrics ask for more Pods than spec.maxReplicas allows. That is what the maximum is for.",
    remedy: "Nothing has to be done; raise maxReplicas if the Pods can't keep up.",
    recognised: "The condition ScalingLimited is True with reason TooManyReplicas.",
  },
  EvictionsBlocked: {
    severity: "warning",
    outlook: "healthy",
    title: "No Pod may be evicted",
    example:
      "PodDisruptionBudget web: no eviction allowed: all of 1 healthy Pod must stay (minAvailable 1), a node drain waits for ever",
    explanation:
      "The budget allows no eviction at this moment: Pods are not healthy, or it asks for as many as there are. Draining a node then waits.",
    remedy: "Follow the chain to the Pods that are not healthy; else allow one less than there are Pods.",
    recognised: "status.disruptionsAllowed is 0 and the budget covers Pods.",
  },
  BudgetsOverlap: {
    severity: "error",
    outlook: "will-not-heal",
    title: "Two budgets cover the same Pod",
    example: "PodDisruptionBudget web: 2 Pods are in PodDisruptionBudget all too: evicting fails",
    explanation:
      "The eviction API refuses every Pod that more than one budget covers, so no node with such a Pod can be drained.",
    remedy: "Change the selectors so that each Pod matches one budget.",
    recognised: "Another PodDisruptionBudget of the namespace selects a Pod that this one selects.",
  },
  BudgetCoversNothing: {
    severity: "warning",
    outlook: "may-heal",
    title: "The budget covers no Pod",
    example: "PodDisruptionBudget web: covers no Pod (app=wbe)",
    explanation: "No Pod has the labels of its selector, so it protects nothing. Kubernetes reports no error for it.",
    remedy: "Make spec.selector equal to the labels of the Pod template.",
    recognised: "Pods were listed completely, and neither a Pod nor a workload's template matches for over 60 s.",
  },
  BudgetSyncFailed: {
    severity: "error",
    outlook: "may-heal",
    title: "The budget cannot be counted",
    example: 'PodDisruptionBudget web: cannot be counted: found no controllers for pod "web"',
    explanation:
      "A percentage, or maxUnavailable, is counted from the size of the Pods' workloads, and the controller could not find it.",
    remedy: "Use minAvailable with a number for Pods without a workload that can be scaled.",
    recognised: "The condition DisruptionAllowed is False with reason SyncFailed.",
  },
  QuotaUsedUp: {
    severity: "warning",
    outlook: "healthy",
    title: "The quota is used up",
    example: "ResourceQuota team: used up: pods 10 of 10",
    explanation: "What would take more of it is refused when it is created. Nothing that runs is touched.",
    remedy: "Free some, or raise spec.hard.",
    recognised: "status.used has reached status.hard for a resource.",
  },
  LimitsContradict: {
    severity: "error",
    outlook: "will-not-heal",
    title: "Limits contradict each other",
    example: "LimitRange small: Container memory: default 1Gi of LimitRange usual is above max 512Mi",
    explanation:
      "All LimitRanges of a namespace hold at once. A default above another one's maximum refuses every Pod that states nothing; a minimum above a maximum refuses all.",
    remedy: "Put the limits of a namespace into one LimitRange.",
    recognised: "For a type and resource, a min, default or defaultRequest is above a max, or a min above a default.",
  },
} as const satisfies Record<string, ReasonEntry>;
