import { findCondition, type Pod } from "../objects";
import { containerEvidence } from "./container-evidence";
import type { Diagnosis } from "./diagnosis";
import { endTrouble } from "./ends";
import { shorten } from "./events";
import { describe, kubectl } from "./kubectl";
import { containersOf, symptoms, titleOf, type PodView } from "./pod-view";
import { timeOf } from "./time";
import { verdict } from "./verdict";
import { listed, phrase } from "./wording";

/** How long after its grace period a Pod may still be there. */
const patienceMs = 10_000;
/** After so long a program that was told to end and still runs is worth a word. */
const endingMs = 5000;

/**
 * A Pod that is being deleted. Its deletionTimestamp is the end of the grace period, not the request.
 * A container that runs on after SIGTERM may be ending in good order or deaf to signals: that cannot
 * be told from outside, only that it will be killed and when.
 * Source: DeleteOptions.gracePeriodSeconds; killContainer of pkg/kubelet/kuberuntime: preStop, SIGTERM, SIGKILL.
 */
export function diagnosePodDeletion(view: PodView): Diagnosis | undefined {
  const { pod, now } = view;
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = pod.metadata;
  if (deletionTimestamp === undefined) return undefined;
  const killAt = timeOf(deletionTimestamp);
  const grace = deletionGracePeriodSeconds ?? 0;
  const since = killAt === undefined ? undefined : killAt - grace * 1000;
  const patience = killAt === undefined ? undefined : killAt + patienceMs;
  const preempted = disruptionOf(pod) === "PreemptionByScheduler";
  const reason = preempted ? "Preempted" : "Terminating";
  const waitsFor = finalizers.length === 0 ? "" : `, waits for finalizer ${listed(finalizers)}`;
  const why = `${whyDeleted(pod)}${waitsFor}`;
  if (since === undefined || patience === undefined || killAt === undefined)
    return verdict(pod, reason, `being deleted${why}`, { status: "Terminating" });
  if (now >= patience) return diagnoseStuck(view, why, since);
  const running = containersOf(pod).filter(({ status }) => status?.state.running !== undefined);
  const [container] = running;
  if (container === undefined || grace * 1000 <= endingMs || now >= killAt)
    return verdict(pod, reason, `being deleted${why}`, { status: "Terminating", since, until: patience });
  const deaf = running.find(({ spec }) => !spec.hasPreStop);
  if (now < since + endingMs)
    return verdict(pod, reason, `being deleted${why}`, { status: "Terminating", since, until: since + endingMs });
  const end = `is killed ${grace} s after the request`;
  return deaf === undefined
    ? verdict(pod, reason, `being deleted${why}: ${titleOf(container)} has a preStop hook, ${end}`, {
        status: "Terminating",
        since,
        until: killAt,
      })
    : verdict(pod, "SigtermIgnored", `being deleted${why}: ${titleOf(deaf)} runs on after SIGTERM, ${end}`, {
        status: "Terminating",
        since,
        until: killAt,
        evidence: [containerEvidence(view, deaf)],
      });
}

function diagnoseStuck({ pod }: PodView, why: string, since: number): Diagnosis {
  const { finalizers, namespace, name } = pod.metadata;
  const node = finalizers.length > 0 ? "" : `, node ${pod.spec.nodeName ?? "?"} has not ended it`;
  return verdict(pod, "StuckTerminating", `still being deleted${why}${node}`, {
    status: "Terminating",
    since,
    actions: [
      describe({ kind: "Pod", ...(namespace === undefined ? {} : { namespace }), name }),
      ...(finalizers.length > 0
        ? []
        : [
            {
              text: "see whether its node answers",
              command: kubectl(undefined, "get", "node", pod.spec.nodeName ?? ""),
            },
          ]),
    ],
  });
}

/** The reason of the condition DisruptionTarget: who wanted the Pod gone, if not a user or its owner. */
function disruptionOf({ status }: Pod): string | undefined {
  const condition = findCondition(status.conditions, "DisruptionTarget");
  return condition?.status === "True" ? condition.reason : undefined;
}

/** Source: the PodConditionType DisruptionTarget and its reasons, pkg/apis/core. */
const disruptions: Readonly<Record<string, string>> = {
  PreemptionByScheduler: "preempted by a Pod of higher priority",
  DeletionByTaintManager: "it does not tolerate a taint of its node",
  EvictionByEvictionAPI: "evicted through the API (kubectl drain, autoscalers)",
  DeletionByPodGC: "its node is gone",
  TerminationByKubelet: "ended by its node's kubelet",
};

function whyDeleted(pod: Pod): string {
  const reason = disruptionOf(pod) ?? "";
  return Object.hasOwn(disruptions, reason) ? `, ${disruptions[reason] ?? ""}` : "";
}

/** A Pod that is over: by success, eviction or failure. */
export function diagnoseEnd(view: PodView): Diagnosis | undefined {
  const { pod } = view;
  const { phase, reason, message } = pod.status;
  const since = timeOf(findCondition(pod.status.conditions, "Ready")?.lastTransitionTime);
  if (phase === "Succeeded") return verdict(pod, "Completed", "completed", { since });
  if (phase === "Unknown" || reason === "NodeLost") {
    return verdict(pod, "NodeNotReady", `node ${pod.spec.nodeName ?? "?"} does not answer`, {
      status: "Unknown",
      since,
    });
  }
  if (phase !== "Failed") return undefined;
  const { namespace, name } = pod.metadata;
  const look = [describe({ kind: "Pod", ...(namespace === undefined ? {} : { namespace }), name })];
  if (reason === "Evicted") {
    const cause = verdict(
      pod,
      "Evicted",
      phrase(
        shorten(message === undefined || message.trim() === "" ? "no reason given" : message).replace(
          /^The node was/,
          "the node was",
        ),
      ),
      { status: "Failed", actions: look },
    );
    return verdict(pod, "Evicted", symptoms.evicted.one, { status: "Failed", because: [cause], since });
  }
  const ended = endedByNode(pod, since);
  if (ended !== undefined) return ended;
  const failed = containersOf(pod).find(
    ({ status }) => status?.state.terminated !== undefined && status.state.terminated.exitCode !== 0,
  );
  const end = failed?.status?.state.terminated;
  if (failed !== undefined && end !== undefined) {
    const { cause } = endTrouble(view, failed, end, 0);
    return verdict(pod, "PodFailed", symptoms.failed.one, {
      status: "Failed",
      because: [{ ...cause, outlook: "will-not-heal" }],
      since,
    });
  }
  const words = [reason, message].filter((text) => text !== undefined && text !== "").join(": ");
  return verdict(pod, "PodFailed", words === "" ? "failed without a reason" : `failed: ${phrase(shorten(words))}`, {
    status: "Failed",
    since,
    actions: look,
  });
}

/** The kubelet's words where it ended or refused a Pod: pkg/kubelet/{preemption,nodeshutdown,lifecycle}, activeDeadlineHandler. */
function endedByNode(pod: Pod, since: number | undefined): Diagnosis | undefined {
  const { reason = "", message = "" } = pod.status;
  const node = pod.spec.nodeName ?? "?";
  const details = { status: "Failed", since } as const;
  if (reason === "Preempting")
    return verdict(pod, "Preempted", `node ${node} ended it to make room for a critical Pod`, details);
  if (["Terminated", "NodeShutdown", "Shutdown"].includes(reason) && /shutdown|shut down/i.test(shorten(message)))
    return verdict(pod, "NodeShutdown", `ended by the shutdown of node ${node}`, details);
  if (reason === "DeadlineExceeded")
    return verdict(pod, "DeadlineExceeded", "ran longer than its activeDeadlineSeconds", {
      ...details,
      actions: [{ text: "raise spec.activeDeadlineSeconds, or see in its log what took so long" }],
    });
  if (!/^OutOf|Admission|^Node(Affinity|Ports|Name)$|^TaintToleration$|^TopologyAffinityError$/.test(reason))
    return undefined;
  const lack = /enough resource: ([\w./-]{1,80})/.exec(message.slice(0, 400))?.[1];
  const words =
    lack === undefined ? phrase(shorten(message).replace(/^Pod was rejected: /, ""), 70) : `too little ${lack} left`;
  return verdict(
    pod,
    "NodeRefused",
    `node ${node} refused it (${phrase(reason, 40)})${words === "" ? "" : `: ${words}`}`,
    { ...details, actions: [describe({ kind: "Node", name: node })] },
  );
}
