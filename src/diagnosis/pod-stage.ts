import type { Pod } from "../objects";
import type { Diagnosis } from "./diagnosis";
import { concerns, latestEvent } from "./events";
import { containersOf, titleOf, type ContainerView, type PodView } from "./pod-view";
import { awaitsProbe } from "./readiness";
import { timeOf } from "./time";
import { verdict } from "./verdict";

/** Preparations that last longer than this usually have an event that says why. */
const preparationMs = 30_000;

/** How far a Pod without problems has come: the first of its containers that is not where it should be. */
export function diagnoseStage(view: PodView): Diagnosis {
  const { pod } = view;
  const { phase } = pod.status;
  if (phase !== undefined && !["Pending", "Running", ""].includes(phase)) {
    return verdict(pod, "Unclear", `phase ${phase.slice(0, 40)}`);
  }
  for (const container of containersOf(pod)) {
    const stage = stageOf(view, container);
    if (stage !== undefined) return stage;
  }
  const own = containersOf(pod).filter(({ role }) => role === "container");
  const isOver = own.length > 0 && own.every(({ status }) => status?.state.terminated !== undefined);
  return isOver
    ? verdict(pod, "Starting", "all containers have ended, not reported yet")
    : verdict(pod, "Starting", "all containers run, not reported ready yet");
}

/** Undefined when the container is where it should be, and the next one decides. */
function stageOf(view: PodView, container: ContainerView): Diagnosis | undefined {
  const { pod } = view;
  const { role, status } = container;
  const state = status?.state;
  if (state?.terminated !== undefined) return undefined;
  if (state?.running !== undefined) {
    if (role === "init container")
      return verdict(pod, "Initializing", `${titleOf(container)} runs${position(pod, container)}`, {
        since: timeOf(state.running.startedAt),
      });
    if (role === "sidecar" && status?.started !== false) return undefined;
    return awaitsProbe(view, container);
  }
  const own = view.events.filter((event) => concerns(event, container.spec.name));
  const event = latestEvent(own, "Pulling", "Pulled", "Created", "Started");
  const image = container.spec.image ?? "its image";
  if (event?.reason === "Pulling")
    return verdict(pod, "Pulling", `pulling ${image}`, { since: timeOf(event.lastTime) });
  if (event !== undefined)
    return verdict(pod, "Starting", `starting ${titleOf(container)}`, { since: timeOf(event.lastTime) });
  const waitsForInit = role === "container" && pod.spec.initContainers.length > 0 && anyStarted(pod);
  if (waitsForInit) return verdict(pod, "Starting", `starting ${titleOf(container)}`);
  return diagnosePreparation(view);
}

/** Only events tell what a preparation waits for; without them a long one stays open. */
function diagnosePreparation({ pod, scene, now }: PodView): Diagnosis {
  const { namespace } = pod.metadata;
  const since = timeOf(pod.status.startTime);
  const message = `volumes and network are being set up on node ${pod.spec.nodeName ?? "?"}`;
  const coverage = scene.snapshot.coverage("Event", namespace);
  if (typeof coverage === "string" || since === undefined) return verdict(pod, "Preparing", message, { since });
  const patience = since + preparationMs;
  if (now < patience) return verdict(pod, "Preparing", message, { since, until: patience });
  const cause = verdict(
    pod,
    "NotVisible",
    `Events${namespace === undefined ? "" : ` in ${namespace}`} cannot be seen (${coverage.gap})`,
  );
  return verdict(pod, "Preparing", message, { status: "InProgress", outlook: "unknown", because: [cause], since });
}

const anyStarted = ({ status }: Pod): boolean =>
  status.initContainerStatuses.some(({ state }) => state.running ?? state.terminated);

/** " (1 of 2)" among the init containers that run to their end; nothing for an only one. */
function position({ spec }: Pod, { spec: own }: ContainerView): string {
  const initial = spec.initContainers.filter(({ restartPolicy }) => restartPolicy !== "Always");
  return initial.length < 2 ? "" : ` (${initial.findIndex(({ name }) => name === own.name) + 1} of ${initial.length})`;
}
