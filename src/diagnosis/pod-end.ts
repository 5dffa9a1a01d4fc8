import { findCondition } from "../objects";
import type { Diagnosis } from "./diagnosis";
import { endTrouble } from "./ends";
import { shorten } from "./events";
import { describe, kubectl } from "./kubectl";
import { containersOf, symptoms, type PodView } from "./pod-view";
import { timeOf } from "./time";
import { verdict } from "./verdict";
import { listed, phrase } from "./wording";

/** How long after its grace period a Pod may still be there. */
const patienceMs = 10_000;

/** A Pod that is being deleted. Its deletionTimestamp is the end of the grace period, not the request. */
export function diagnosePodDeletion({ pod, now }: PodView): Diagnosis | undefined {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers, namespace, name } = pod.metadata;
  if (deletionTimestamp === undefined) return undefined;
  const killAt = timeOf(deletionTimestamp);
  const since = killAt === undefined ? undefined : killAt - (deletionGracePeriodSeconds ?? 0) * 1000;
  const patience = killAt === undefined ? undefined : killAt + patienceMs;
  const waitsFor = finalizers.length === 0 ? "" : `, waits for finalizer ${listed(finalizers)}`;
  if (patience === undefined || now < patience) {
    return verdict(pod, "Terminating", `being deleted${waitsFor}`, { status: "Terminating", since, until: patience });
  }
  const node = finalizers.length > 0 ? "" : `, node ${pod.spec.nodeName ?? "?"} has not ended it`;
  return verdict(pod, "StuckTerminating", `still being deleted${waitsFor}${node}`, {
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
      { status: "Failed" },
    );
    return verdict(pod, "Evicted", symptoms.evicted.one, { status: "Failed", because: [cause], since });
  }
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
  });
}
