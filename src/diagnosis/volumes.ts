import { findCondition, type Event } from "../objects";
import { eventEvidence, latestEvent, shorten } from "./events";
import { describe } from "./kubectl";
import { missingConfig } from "./missing-config";
import type { PodView, Trouble } from "./pod-view";
import { timeOf } from "./time";
import { verdict } from "./verdict";
import { phrase, quoted, withoutRpc } from "./wording";

/** How long a mount or sandbox may fail without a known cause before it is told: caches of a fresh Pod lag now and then. */
const patienceMs = 10_000;

/**
 * The Pod has a node and nothing has started: a volume cannot be mounted, or its sandbox cannot be
 * set up. Only events tell; they count as long as no later event shows that the kubelet came further
 * (volumes come before the sandbox, the sandbox before the images).
 */
export function preparationTrouble(view: PodView): Trouble | undefined {
  const { pod, events } = view;
  if (findCondition(pod.status.conditions, "PodReadyToStartContainers")?.status === "True") return undefined;
  if (
    [...pod.status.initContainerStatuses, ...pod.status.containerStatuses].some(
      ({ state }) => state.running ?? state.terminated,
    )
  )
    return undefined;
  const further = latestEvent(events, "Pulling", "Pulled", "Created", "Started", "BackOff");
  const since = timeOf(further?.lastTime);
  const current = events.filter(({ lastTime }) => since === undefined || (timeOf(lastTime) ?? 0) > since);
  return mountTrouble(view, current) ?? sandboxTrouble(view, current);
}

function mountTrouble(view: PodView, events: readonly Event[]): Trouble | undefined {
  const { pod } = view;
  const failures = events.filter(
    ({ reason }) => reason === "FailedMount" || reason === "FailedAttachVolume" || reason === "FailedMapVolume",
  );
  for (const event of [...failures].reverse()) {
    const missing = missingConfig(shorten(event.message), pod);
    if (missing === undefined) continue;
    // A new namespace gets this ConfigMap a moment after its first Pods.
    if (event.message.includes("kube-root-ca.crt") && !hasLasted(view, event, 4)) return undefined;
    return {
      symptom: "volume",
      cause: verdict(pod, missing.reason, `${volumeIn(event.message)}${missing.message}`, {
        since: timeOf(event.firstTime),
        evidence: [eventEvidence(pod, event)],
        actions: missing.actions,
      }),
    };
  }
  const event = failures.at(-1);
  if (event === undefined || !hasLasted(view, event, 3)) return undefined;
  const attach = event.reason === "FailedAttachVolume";
  const words = shorten(event.message);
  const message = /Multi-Attach/.test(words)
    ? "still attached to another node (Multi-Attach)"
    : quoted(withoutRpc(afterVolume(words)), 70);
  return {
    symptom: "volume",
    cause: verdict(pod, attach ? "FailedAttachVolume" : "FailedMount", `${volumeIn(words)}${message}`, {
      since: timeOf(event.firstTime),
      evidence: [eventEvidence(pod, event)],
      actions: [describe({ kind: "Pod", ...pod.metadata, namespace: pod.metadata.namespace ?? "" })],
    }),
  };
}

function sandboxTrouble(view: PodView, events: readonly Event[]): Trouble | undefined {
  const { pod } = view;
  const event = latestEvent(events, "FailedCreatePodSandBox");
  if (event === undefined || !hasLasted(view, event, 2)) return undefined;
  const words = withoutRpc(shorten(event.message)).split(": ").slice(-2).join(": ");
  return {
    symptom: "start",
    cause: verdict(pod, "FailedCreatePodSandBox", `sandbox on node ${pod.spec.nodeName ?? "?"}: ${quoted(words, 70)}`, {
      since: timeOf(event.firstTime),
      evidence: [eventEvidence(pod, event)],
      actions: [describe({ kind: "Pod", ...pod.metadata, namespace: pod.metadata.namespace ?? "" })],
    }),
  };
}

/** Often enough, or for long enough, not to be a hiccup. */
function hasLasted({ now }: PodView, event: Event, times: number): boolean {
  const first = timeOf(event.firstTime);
  return event.count >= times || (first !== undefined && now - first >= patienceMs);
}

function volumeIn(message: string): string {
  const name =
    /for volume "([^"]{1,253})"/.exec(message)?.[1] ?? /unmounted volumes=\[([^\]\s,]{1,253})/.exec(message)?.[1];
  return name === undefined ? "" : `volume ${phrase(name, 40)}: `;
}

const afterVolume = (message: string): string => message.replace(/^.{0,200}? for volume "[^"]{1,253}" ?: ?/, "");
