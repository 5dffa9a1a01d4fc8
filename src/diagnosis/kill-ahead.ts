import type { Diagnosis } from "./diagnosis";
import { eventEvidence } from "./events";
import { kubectl } from "./kubectl";
import { containersOf, titleOf, type ContainerView, type PodView } from "./pod-view";
import { failuresOf } from "./probe-failures";
import { livenessKillsAt } from "./probe-times";
import { probeTitle } from "./probes";
import { verdict } from "./verdict";
import { counted } from "./wording";

/** One failure is no sign of anything: the probe asks again. */
const tellingFailures = 2;

/**
 * What is about to happen to a Pod that is ready: its liveness probe has failed at least twice, at
 * every turn until now, and the kubelet kills the container if it goes on. A hint, since it may pass;
 * `until` is when the kill is due. A pass in between, which no event tells of, shows as a gap and
 * ends it. The words are the same for all Pods of a workload.
 */
export function killAhead(view: PodView): readonly Diagnosis[] {
  return containersOf(view.pod).flatMap((container) => aheadOf(view, container) ?? []);
}

function aheadOf(view: PodView, container: ContainerView): Diagnosis | undefined {
  const { pod } = view;
  const { spec, status } = container;
  const probe = spec.livenessProbe;
  if (probe === undefined || status?.ready !== true) return undefined;
  const due = livenessKillsAt(view, container);
  const failures = failuresOf(view, container, "liveness");
  if (due === undefined || failures === undefined || failures.count < tellingFailures) return undefined;
  // It is being killed: the kubelet says so at once.
  if (failures.count >= probe.failureThreshold) return undefined;
  const { namespace, name } = pod.metadata;
  return verdict(
    pod,
    "LivenessKillAhead",
    `${titleOf(container)}${ahead}${probeTitle("liveness", probe, spec)} → ${failures.answer.text}`,
    {
      evidence: [eventEvidence(pod, failures.event)],
      since: failures.from,
      until: due > view.now ? due : undefined,
      actions: [{ text: "see the probe and its failures", command: kubectl(namespace, "describe", "pod", name) }],
    },
  );
}

const ahead = " is about to be killed: ";

/** The hints of Pods that are ready, one for each cause: "2 of 3 Pods are about to be killed: container web: …". */
export function foldHints(pods: readonly Diagnosis[], total: number): readonly Diagnosis[] {
  const groups = new Map<string, Diagnosis[]>();
  for (const hint of pods.flatMap(({ hints = [] }) => hints))
    groups.set(hint.message, [...(groups.get(hint.message) ?? []), hint]);
  return [...groups.values()].flatMap((group) => {
    const [first] = [...group].sort((a, b) => (a.until ?? "").localeCompare(b.until ?? ""));
    const count = `${group.length} of ${counted(Math.max(total, group.length), "Pod")}`;
    const what = `${count} ${group.length === 1 ? "is" : "are"} about to be killed`;
    return first === undefined ? [] : [{ ...first, message: `${what}: ${first.message.replace(ahead, ": ")}` }];
  });
}
