import { findCondition, formatQuantity, parseQuantity, type Container, type PodSpec } from "../objects";
import type { Diagnosis, Evidence, Outlook } from "./diagnosis";
import { conditionEvidence, eventEvidence, latestEvent, shorten } from "./events";
import { describe } from "./kubectl";
import { missingConfig } from "./missing-config";
import { symptoms, type PodView } from "./pod-view";
import type { Reason } from "./reasons";
import { timeOf } from "./time";
import { verdict } from "./verdict";
import { counted, listed, phrase } from "./wording";

/** How long a Pod may be without a word from any scheduler. */
const silenceMs = 15_000;
/** How long a claim may take to be bound before the Pod's waiting for it is told as a problem. */
const bindingMs = 10_000;

/** A Pod without a node: held by gates, not looked at yet, or refused by every node. Undefined once it has one. */
export function diagnoseScheduling(view: PodView): Diagnosis | undefined {
  const { pod, now } = view;
  if (pod.spec.nodeName !== undefined && pod.spec.nodeName !== "") return undefined;
  const condition = findCondition(pod.status.conditions, "PodScheduled");
  if (condition?.status === "True") return undefined;
  const created = timeOf(pod.metadata.creationTimestamp);
  if (pod.spec.schedulingGates.length > 0 || condition?.reason === "SchedulingGated") {
    return verdict(pod, "SchedulingGated", `held by scheduling gate ${listed(pod.spec.schedulingGates)}`, {
      since: created,
    });
  }
  if (condition?.status !== "False" || condition.reason !== "Unschedulable") {
    const patience = created === undefined ? undefined : created + silenceMs;
    if (patience !== undefined && now >= patience) {
      const cause = verdict(pod, "SchedulerSilent", "no scheduler has looked at it for over 15 s", { since: created });
      return verdict(pod, "SchedulerSilent", symptoms.unschedulable.one, { because: [cause], since: created });
    }
    return verdict(pod, "Scheduling", "waits for the scheduler", { since: created, until: patience });
  }
  return diagnoseRefusal(view, shorten(condition.message ?? ""), timeOf(condition.lastTransitionTime) ?? created, [
    conditionEvidence(pod, condition),
  ]);
}

function diagnoseRefusal(
  view: PodView,
  sentence: string,
  since: number | undefined,
  conditions: readonly Evidence[],
): Diagnosis {
  const { pod, now, events } = view;
  const scaler = latestEvent(events, "TriggeredScaleUp", "NotTriggerScaleUp");
  const evidence = [...conditions, ...(scaler === undefined ? [] : [eventEvidence(pod, scaler)])];
  const told = (reason: Reason, message: string, outlook?: Outlook, until?: number): Diagnosis => {
    const cause = verdict(pod, reason, message, {
      since,
      until,
      evidence,
      actions: [describe({ kind: "Pod", ...pod.metadata, namespace: pod.metadata.namespace ?? "" })],
      ...(outlook === undefined ? {} : { outlook }),
    });
    return verdict(pod, reason, symptoms.unschedulable.one, { outlook: cause.outlook, because: [cause], since });
  };
  const missing = missingConfig(sentence, pod);
  if (missing !== undefined) return told(missing.reason, missing.message);
  if (/unbound immediate PersistentVolumeClaims/.test(sentence)) {
    const patience = since === undefined ? undefined : since + bindingMs;
    const early = patience !== undefined && now < patience;
    return told(
      "ClaimNotBound",
      "a PersistentVolumeClaim is not bound to a volume",
      early ? "waiting" : undefined,
      early ? patience : undefined,
    );
  }
  if (scaler?.reason === "TriggeredScaleUp")
    return told("Unschedulable", "no node has room; the autoscaler adds one", "waiting");
  const refusal = readRefusal(sentence);
  const message =
    refusal === undefined
      ? phrase(sentence === "" ? "the scheduler gives no reason" : sentence)
      : explain(refusal, view);
  return told(
    "Unschedulable",
    message,
    refusal?.hopeless === true && refusal.reasons.every(({ resource }) => resource !== undefined)
      ? "will-not-heal"
      : undefined,
  );
}

interface Refusal {
  readonly nodes: number;
  readonly reasons: readonly { readonly count: number; readonly text: string; readonly resource: string | undefined }[];
  /** No node would do even if all other Pods left it. */
  readonly hopeless: boolean;
}

/**
 * Reads the scheduler's sentence "0/5 nodes are available: 3 Insufficient cpu, 2 node(s) had
 * untolerated taint {k: v}. preemption: 0/5 nodes are available: 5 Preemption is not helpful for scheduling."
 * Source: FitError.Error of kubernetes/pkg/scheduler/framework/types.go; the fit plugin calls a
 * shortage unresolvable when the request is above the node's allocatable.
 */
export function readRefusal(sentence: string): Refusal | undefined {
  const head = /^0\/(\d{1,6}) nodes are available: ?/.exec(sentence);
  if (head === null) return undefined;
  const rest = sentence.slice(head[0].length);
  const end = rest.search(/\.(?: (?:preemption|no new claims)\b|\s*$)/);
  const body = end < 0 ? rest : rest.slice(0, end);
  const nodes = Number(head[1]);
  const reasons = body.split(/, (?=\d+ )/).map((part) => {
    const count = /^(\d{1,6}) (.*)$/s.exec(part);
    const text = count?.[2] ?? part;
    const shortage = /^Insufficient (\S+)$/.exec(text)?.[1] ?? (text === "Too many pods" ? "pods" : undefined);
    return { count: count === null ? nodes : Number(count[1]), text, resource: shortage };
  });
  const unhelpful = /(\d{1,6}) Preemption is not helpful/.exec(rest.slice(body.length))?.[1];
  return { nodes, reasons, hopeless: unhelpful !== undefined && Number(unhelpful) >= nodes };
}

function explain({ nodes, reasons, hopeless }: Refusal, view: PodView): string {
  const [only] = reasons;
  if (reasons.length === 1 && only?.resource !== undefined) {
    const need = needOf(only.resource, view.pod.spec);
    const asks = need === undefined ? `not enough ${only.resource}` : `needs ${need}`;
    if (!hopeless)
      return `${asks}: ${only.resource === "pods" ? "no node takes more Pods" : `too little free on ${counted(nodes, "node")}`}`;
    const largest = largestNode(only.resource, view);
    return `${asks}, more than ${nodes === 1 ? "the only node has" : `any of ${nodes} nodes has`}${largest === undefined ? "" : ` (the largest ${largest})`}`;
  }
  const parts = reasons.map(({ count, text, resource }) => {
    const need = resource === undefined ? undefined : needOf(resource, view.pod.spec);
    if (resource !== undefined) return `${count} too little ${resource}${need === undefined ? "" : ` (needs ${need})`}`;
    return `${count} ${phrase(text.replace(/^node\(s\) /, "").replace(/\.$/, ""), 60)}`;
  });
  return `${counted(nodes, "node")} refused: ${parts.join(", ")}`;
}

/** "64 CPU", "3Gi memory", "2 nvidia.com/gpu": the Pod's request of a resource. */
function needOf(resource: string, spec: PodSpec): string | undefined {
  if (resource === "pods") return undefined;
  const value = podRequest(spec, resource);
  return value === 0 ? undefined : `${formatQuantity(value, resource)} ${resource === "cpu" ? "CPU" : resource}`;
}

/**
 * What the scheduler counts for a Pod: the sum of the containers and sidecars, or the largest init
 * container with the sidecars before it, if that is more.
 * Source: PodRequests of kubernetes/component-helpers/resource.
 */
export function podRequest({ containers, initContainers }: PodSpec, resource: string): number {
  const asks = ({ requests, limits }: Container): number => parseQuantity(requests[resource] ?? limits[resource]) ?? 0;
  let sidecars = 0;
  let initial = 0;
  for (const container of initContainers) {
    if (container.restartPolicy === "Always") sidecars += asks(container);
    initial = Math.max(initial, container.restartPolicy === "Always" ? sidecars : sidecars + asks(container));
  }
  return Math.max(initial, containers.reduce((sum, container) => sum + asks(container), 0) + sidecars);
}

/** The most that any known node has of a resource; undefined when nodes are not followed. */
function largestNode(resource: string, { scene }: PodView): string | undefined {
  const sizes = scene.objects.all("Node").map(({ allocatable }) => parseQuantity(allocatable[resource]) ?? 0);
  return sizes.length === 0 ? undefined : formatQuantity(Math.max(...sizes), resource);
}
