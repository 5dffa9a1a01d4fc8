import type { Diagnosis } from "./diagnosis";
import { symptoms } from "./pod-view";
import { isProblem, verdict } from "./verdict";
import { earliest, timeOf } from "./time";
import { counted } from "./wording";

/** Why Pods are not where they should be: one entry per cause, with counts. */
const plurals: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(symptoms).map(({ one, many }) => [one, many]),
);

/** What Pods are called beside those of older revisions that still serve. */
export type PodNoun = "Pod" | "new Pod";

/**
 * Folds the diagnoses of Pods by cause: "2 of 3 Pods crash". Pods that are Current are left out.
 * Problems come before what is only on its way, then the causes of most Pods, then by name of the
 * first Pod. `total` is the number of Pods that there should be; `subject` names a group where it
 * has a better name than its count; `noun` is what is counted.
 */
export function foldPods(
  pods: readonly Diagnosis[],
  total: number,
  subject: (group: readonly Diagnosis[]) => string | undefined = () => undefined,
  noun: PodNoun = "Pod",
): readonly Diagnosis[] {
  const groups = new Map<string, Diagnosis[]>();
  for (const pod of pods) {
    if (pod.status === "Current") continue;
    const key = keyOfCause(pod);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [pod]);
    else group.push(pod);
  }
  const folded = [...groups.values()].map((group) => ({
    count: group.length,
    diagnosis: foldGroup(group, Math.max(total, group.length), noun, subject(group)),
  }));
  return folded
    .sort(
      (a, b) =>
        Number(isProblem(b.diagnosis)) - Number(isProblem(a.diagnosis)) ||
        b.count - a.count ||
        compareNames(a.diagnosis, b.diagnosis),
    )
    .map(({ diagnosis }) => diagnosis);
}

/**
 * Equal for Pods with the same cause. What stands in quotes is left out (log lines differ by their
 * times and ids), and so are the Pod's own name and, of a Pod on its way, its node.
 */
function keyOfCause(pod: Diagnosis): string {
  const texts = [pod, ...pod.because].map(
    ({ reason, message }) => `${reason} ${message.replaceAll(pod.object.name, "").replace(/:? ?"[^"]*"/g, "")}`,
  );
  return pod.because.length === 0 ? withoutNode(texts.join("\n")) : texts.join("\n");
}

function foldGroup(group: readonly Diagnosis[], total: number, noun: PodNoun, subject: string | undefined): Diagnosis {
  const sorted = [...group].sort(compareNames);
  const pod = sorted.find(hasLog) ?? sorted[0];
  if (pod === undefined) throw new Error("a group of Pods is never empty");
  const plural = plurals[pod.message];
  const what = plural === undefined ? `: ${pod.message}` : ` ${group.length === 1 ? pod.message : plural}`;
  const shown = isSame(group) && subject === undefined ? what : withoutNode(what);
  return verdict(pod.object, pod.reason, `${subject ?? `${group.length} of ${counted(total, noun)}`}${shown}`, {
    status: pod.status,
    outlook: pod.outlook,
    because: pod.because,
    evidence: pod.evidence,
    actions: pod.actions,
    since: earliest(...sorted.map(({ since }) => timeOf(since))),
    until: earliest(...sorted.map(({ until }) => timeOf(until))),
  });
}

const isSame = (group: readonly Diagnosis[]): boolean => new Set(group.map(({ message }) => message)).size === 1;
/** "are being set up on node n7" is "are being set up" for Pods of several nodes. */
const withoutNode = (message: string): string => message.replace(/ on node [\w.?-]+/g, "");

/** Of several Pods with one cause the one whose log was read speaks for all. */
const hasLog = (pod: Diagnosis): boolean =>
  pod.because.some(({ evidence }) => evidence.some(({ type }) => type === "log"));
const compareNames = (a: Diagnosis, b: Diagnosis): number =>
  a.object.name < b.object.name ? -1 : a.object.name > b.object.name ? 1 : 0;
