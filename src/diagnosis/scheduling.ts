import { findCondition, type Pod } from "../objects";
import { unboundClaims } from "./claim-state";
import type { Diagnosis, Evidence, Outlook } from "./diagnosis";
import { conditionEvidence, eventEvidence, latestEvent, shorten } from "./events";
import { finalizerOwner } from "./finalizers";
import { describe, kubectl } from "./kubectl";
import { missingConfig } from "./missing-config";
import { symptoms, type PodView } from "./pod-view";
import type { Reason } from "./reasons";
import { refusalActions, refusalWords } from "./refusal-words";
import { freeText, largestNode, needOf } from "./room";
import { timeOf } from "./time";
import { verdict, worstOutlook } from "./verdict";
import { counted, listed, phrase } from "./wording";

/** How long a Pod may be without a word from any scheduler. */
const silenceMs = 15_000;
/** A claim is often made a moment after the Pod: so long its absence is no fault. */
const referenceMs = 3000;
/** How long a claim may take to be bound before the Pod's waiting for it is told as a problem. */
const bindingMs = 20_000;

/** A Pod without a node: held by gates, not looked at yet, or refused by every node. Undefined once it has one. */
export function diagnoseScheduling(view: PodView): Diagnosis | undefined {
  const { pod, now } = view;
  if (pod.spec.nodeName !== undefined && pod.spec.nodeName !== "") return undefined;
  const condition = findCondition(pod.status.conditions, "PodScheduled");
  if (condition?.status === "True") return undefined;
  const created = timeOf(pod.metadata.creationTimestamp);
  if (pod.spec.schedulingGates.length > 0 || condition?.reason === "SchedulingGated") {
    const owners = new Set(pod.spec.schedulingGates.map(finalizerOwner));
    return verdict(pod, "SchedulingGated", `held by scheduling gate ${listed(pod.spec.schedulingGates)}`, {
      since: created,
      actions: [...owners].slice(0, 2).map((owner) => ({ text: `see that ${owner} runs: it removes the gate` })),
    });
  }
  if (condition?.status !== "False" || condition.reason !== "Unschedulable") {
    const patience = created === undefined ? undefined : created + silenceMs;
    if (patience !== undefined && now >= patience) {
      const { namespace, name } = pod.metadata;
      const cause = verdict(pod, "SchedulerSilent", "no scheduler has looked at it for over 15 s", {
        since: created,
        actions: [
          {
            text: "see which scheduler the Pod wants",
            command: kubectl(namespace, "get", "pod", name, "-o", "jsonpath={.spec.schedulerName}"),
          },
        ],
      });
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
      actions: [
        ...refusalActions(readRefusal(sentence)?.reasons.map(({ text }) => text) ?? [], pod),
        describe({ kind: "Pod", ...pod.metadata, namespace: pod.metadata.namespace ?? "" }),
      ],
      ...(outlook === undefined ? {} : { outlook }),
    });
    return verdict(pod, reason, symptoms.unschedulable.one, { outlook: cause.outlook, because: [cause], since });
  };
  const missing = missingConfig(sentence, pod);
  if (missing !== undefined) {
    const patience = since === undefined ? undefined : since + referenceMs;
    const early = patience !== undefined && now < patience;
    return told(missing.reason, missing.message, early ? "waiting" : undefined, early ? patience : undefined);
  }
  if (/unbound immediate PersistentVolumeClaims|didn't find available persistent volumes/.test(sentence)) {
    const because = unboundClaims(pod, view.scene);
    if (because.length > 0) {
      const outlook = worstOutlook(
        because.map((claim) => claim.outlook),
        "waiting",
      );
      return verdict(pod, "ClaimNotBound", symptoms.unschedulable.one, { outlook, because, evidence, since });
    }
  }
  if (/unbound immediate PersistentVolumeClaims/.test(sentence)) {
    const patience = since === undefined ? undefined : since + bindingMs;
    const early = patience !== undefined && now < patience;
    return told("ClaimNotBound", claimsText(pod), early ? "waiting" : undefined, early ? patience : undefined);
  }
  if (scaler?.reason === "TriggeredScaleUp")
    return told("Unschedulable", "no node has room; the autoscaler adds one", "waiting");
  const { nominatedNodeName } = pod.status;
  if (nominatedNodeName !== undefined && nominatedNodeName !== "")
    return told(
      "Unschedulable",
      `node ${nominatedNodeName} is being freed for it: Pods of lower priority end`,
      "waiting",
    );
  const refusal = readRefusal(sentence);
  const message =
    refusal === undefined
      ? phrase(sentence === "" ? "the scheduler gives no reason" : sentence)
      : explain(refusal, view);
  return told(
    "Unschedulable",
    `${message}${scaler === undefined ? "" : scalerText(scaler.message)}`,
    refusal?.hopeless === true && refusal.reasons.every(({ resource }) => resource !== undefined)
      ? "will-not-heal"
      : undefined,
  );
}

/** The cluster autoscaler would not help, or is not allowed to. Source: skip reasons of its scale-up orchestrator. */
function scalerText(message: string): string {
  return /max (?:cluster|node group)?.{0,40}(?:size|limit) reached/.test(message)
    ? "; the autoscaler has as many nodes as it may"
    : "; the autoscaler adds no node for it";
}

/** The claim that has no volume, where there is only one that it can be; the scheduler does not say which. */
function claimsText({ spec }: Pod): string {
  const names = spec.volumes.flatMap(({ claimName }) => claimName ?? []);
  const [only] = names;
  if (only === undefined) return "a PersistentVolumeClaim is not bound to a volume";
  return names.length === 1
    ? `PersistentVolumeClaim ${only} has no volume`
    : `one of the PersistentVolumeClaims ${listed(names)} has no volume`;
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

function explain(refusal: Refusal, view: PodView): string {
  const { pinnedNode } = view.pod.spec;
  return pinnedNode === undefined ? explainAll(refusal, view) : explainOne(refusal, pinnedNode, view);
}

/** A Pod of a DaemonSet can only go to its node: that the others don't match is no news. */
function explainOne({ nodes, reasons, hopeless }: Refusal, node: string, view: PodView): string {
  const own = reasons.filter(({ text }) => !/Pod's node ?affinity/i.test(text));
  if (own.length === 0) return explainAll({ nodes, reasons, hopeless }, view);
  const parts = own.map(({ text, resource }) => {
    const need = resource === undefined ? undefined : needOf(resource, view.pod.spec);
    if (resource === undefined) return refusalWords(text, view.pod, view.scene);
    return `too little ${resource}${need === undefined ? "" : ` (needs ${need.replace(/ \S+$/, "")})`}`;
  });
  return `node ${node} refused: ${parts.join(", ")}`;
}

function explainAll({ nodes, reasons, hopeless }: Refusal, view: PodView): string {
  const [only] = reasons;
  if (reasons.length === 1 && only?.resource !== undefined)
    return hopeless ? explainSize(only.resource, nodes, view) : explainShortage(only.resource, nodes, view);
  const isOneReason = nodes === 1 || (reasons.length === 1 && only?.count === nodes);
  const parts = reasons.map(({ count, text, resource }) => {
    const counts = isOneReason ? "" : `${count} `;
    if (resource === undefined) return `${counts}${refusalWords(text, view.pod, view.scene)}`;
    const need = needOf(resource, view.pod.spec);
    return `${counts}too little ${resource}${need === undefined ? "" : ` (needs ${need})`}`;
  });
  return `${nodes === 1 ? "the only node" : counted(nodes, "node")} refused: ${parts.join(", ")}`;
}

/** Even an empty node would be too small. */
function explainSize(resource: string, nodes: number, { pod, scene }: PodView): string {
  const largest = largestNode(resource, scene);
  const size = largest === undefined ? "" : ` (${nodes === 1 ? "" : "the largest "}${largest})`;
  return `${asksFor(resource, pod)}, more than ${nodes === 1 ? "the only node has" : `any of ${nodes} nodes has`}${size}`;
}

/** What is free on the nodes comes last: it is known a moment later, and the sentence only grows. */
function explainShortage(resource: string, nodes: number, { pod, scene }: PodView): string {
  const free = freeText(pod.spec, resource, nodes, scene);
  const figures = free === undefined ? "" : ` (${free})`;
  if (resource === "pods")
    return `${nodes === 1 ? "the only node takes no more Pods" : `none of ${nodes} nodes takes another Pod`}${figures}`;
  return `${asksFor(resource, pod)}: too little free on ${nodes === 1 ? "the only node" : counted(nodes, "node")}${figures}`;
}

function asksFor(resource: string, { spec }: Pod): string {
  const need = needOf(resource, spec);
  return need === undefined ? `not enough ${resource}` : `needs ${need}`;
}
