import { findCondition, type Event, type Pod } from "../objects";
import { crashTrouble } from "./crashes";
import type { Diagnosis } from "./diagnosis";
import { conditionEvidence, latestEvent } from "./events";
import { imageTrouble } from "./images";
import { killAhead } from "./kill-ahead";
import { describe } from "./kubectl";
import { diagnoseEnd, diagnosePodDeletion } from "./pod-end";
import { diagnoseStage } from "./pod-stage";
import { containersOf, symptoms, viewOf, type ContainerView, type PodView, type Trouble } from "./pod-view";
import { readinessTrouble } from "./readiness";
import { diagnoseScheduling } from "./scheduling";
import type { Scene } from "./scene";
import { startTrouble } from "./start-errors";
import { timeOf } from "./time";
import { rankOf, verdict, worstOutlook } from "./verdict";
import { preparationTrouble } from "./volumes";
import { listed, phrase } from "./wording";

/**
 * One Pod, in the order of its life: being deleted, over, without a node, in trouble, ready, or on
 * its way. What its containers are now decides; events only explain it.
 */
export function diagnosePod(pod: Pod, scene: Scene): Diagnosis {
  const view = viewOf(pod, scene);
  return (
    diagnosePodDeletion(view) ??
    diagnoseEnd(view) ??
    diagnoseScheduling(view) ??
    diagnoseTroubles(view) ??
    diagnoseReadiness(view) ??
    diagnoseStage(view)
  );
}

/** Everything that is wrong with the Pod at this moment, worst first. */
function diagnoseTroubles(view: PodView): Diagnosis | undefined {
  const { pod } = view;
  const preparation = preparationTrouble(view);
  const troubles = [
    ...(preparation === undefined ? [] : [preparation]),
    ...containersOf(pod).flatMap((container) => containerTrouble(view, container) ?? []),
  ];
  // Array.sort is stable: containers keep their order among equals.
  const sorted = [...troubles].sort((a, b) => rankOf(b.cause.outlook) - rankOf(a.cause.outlook));
  const [first] = sorted;
  if (first === undefined) return undefined;
  const because = sorted.map(({ cause }) => cause);
  return verdict(pod, first.symptom === "restart" ? "Restarting" : first.cause.reason, symptoms[first.symptom].one, {
    outlook: worstOutlook(
      because.map(({ outlook }) => outlook),
      "may-heal",
    ),
    because,
    since: timeOf(first.cause.since),
  });
}

/** The rules about one container, in the order in which a start can fail. */
function containerTrouble(view: PodView, container: ContainerView): Trouble | undefined {
  return (
    imageTrouble(view, container) ??
    startTrouble(view, container) ??
    crashTrouble(view, container) ??
    readinessTrouble(view, container)
  );
}

/** Ready, or all its containers are and something else holds the Pod back. */
function diagnoseReadiness(view: PodView): Diagnosis | undefined {
  const { pod, events } = view;
  const { conditions } = pod.status;
  const ready = findCondition(conditions, "Ready");
  const since = timeOf(ready?.lastTransitionTime);
  if (ready?.status === "True")
    return verdict(pod, "Ready", `ready${debuggingText(view)}`, { since, hints: killAhead(view) });
  if (findCondition(conditions, "ContainersReady")?.status !== "True") return undefined;
  const gate = pod.spec.readinessGates.find((type) => findCondition(conditions, type)?.status !== "True");
  if (gate !== undefined) {
    const condition = findCondition(conditions, gate);
    return verdict(pod, "ReadinessGate", `containers ready, waits for readiness gate ${gate}`, {
      since,
      evidence: condition === undefined ? [] : [conditionEvidence(pod, condition)],
    });
  }
  if (latestEvent(events, "NodeNotReady") === undefined) return undefined;
  return verdict(pod, "NodeNotReady", `node ${pod.spec.nodeName ?? "?"} is not ready`, {
    since,
    actions: [describe({ kind: "Node", name: pod.spec.nodeName ?? "" })],
  });
}

/**
 * Ephemeral containers count neither for readiness nor for restarts, but who looks for one wants to
 * know. That one cannot start is seldom in its state, which stays ContainerCreating: events tell.
 */
function debuggingText({ pod, events }: PodView): string {
  const words = pod.status.ephemeralContainerStatuses.flatMap(({ name, state }) => {
    if (state.running !== undefined) return [`ephemeral container ${name} runs`];
    if (state.waiting === undefined) return [];
    const { reason } = state.waiting;
    const own = events.filter(({ regarding }) => regarding.container === name);
    const last = latestEvent(own, "Failed", "BackOff", "Pulled", "Created", "Started");
    const failed = last?.reason === "Failed" || last?.reason === "BackOff";
    const why = reason === undefined || reason === "ContainerCreating" ? (failed ? errorIn(own) : undefined) : reason;
    return why === undefined ? [] : [`ephemeral container ${name} does not start (${phrase(why, 40)})`];
  });
  return words.length === 0 ? "" : `, ${listed(words, 1)}`;
}

/** "ErrImagePull" of the kubelet's event "Error: ErrImagePull". */
function errorIn(events: readonly Event[]): string {
  const words = events.flatMap(({ message }) => /^Error: (\w{1,60})$/.exec(message.slice(0, 80))?.[1] ?? []);
  return words.at(-1) ?? "Failed";
}
