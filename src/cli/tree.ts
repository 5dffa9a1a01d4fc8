import { diagnose, type Diagnosis, type Snapshot } from "../diagnosis";
import { nameOf, refOf, type Pod } from "../objects";
import { clean, duration, padEnd, verdictOf, type Style, type Verdict } from "../render";
import { addressOf, sentenceOf, shownPods } from "../story";
import type { Followed } from "./session";

const mostPods = 8;
const glyphs: Readonly<Record<Verdict, string>> = {
  ready: "✓",
  progressing: "…",
  failing: "✗",
  suspended: "–",
  unknown: "?",
};

/**
 * What a terminal shows: each object, then the Pods that it comes up with, those in trouble first; a
 * Pod once, however many of the objects have to do with it. The words say everything; glyph and colour
 * repeat it.
 */
export function treesOf(all: readonly Followed[], now: Date, sinceMs: number, style: Style): readonly string[] {
  const shown = new Set<string>();
  return all.flatMap(({ root, snapshot, diagnosis }) => {
    const verdict = verdictOf(diagnosis);
    const elapsed =
      verdict === "ready" ? "" : `  ${style.faint(duration(Math.floor((now.getTime() - sinceMs) / 1000) * 1000))}`;
    const head = `${style.strong(clean(nameOf(root)))}${elapsed}  ${coloured(diagnosis, style)(`${glyphs[verdict]} ${clean(sentenceOf(diagnosis))}`)}`;
    const pods = podsOf(snapshot).filter(({ metadata }) => !shown.has(metadata.name));
    for (const { metadata } of pods) shown.add(metadata.name);
    const below = [...addressLines(snapshot, style), ...leftLines(diagnosis, style)];
    return [head, ...below, ...podLines(pods, snapshot, now, style)];
  });
}

function coloured(diagnosis: Diagnosis, style: Style): (text: string) => string {
  const verdict = verdictOf(diagnosis);
  if (verdict === "ready") return style.good;
  if (verdict === "progressing") return (text) => text;
  return diagnosis.outlook === "will-not-heal" ? style.bad : style.warn;
}

function addressLines({ root, objects }: Snapshot, style: Style): readonly string[] {
  const service = root.kind === "Service" ? objects.findKnown("Service", root.namespace, root.name) : undefined;
  if (service === undefined) return [];
  const address = addressOf(service);
  const outside =
    service.spec.type === "NodePort" && service.spec.ports[0]?.nodePort !== undefined
      ? `, port ${String(service.spec.ports[0].nodePort)} of every node`
      : "";
  return [style.faint(`  ${clean(service.spec.type)}${address === undefined ? "" : ` ${clean(address)}`}${outside}`)];
}

/** What holds the end of a Namespace: each object by its name. */
function leftLines({ object, because }: Diagnosis, style: Style): readonly string[] {
  if (object.kind !== "Namespace") return [];
  const left = because.filter((one) => one.object.kind !== "Pod");
  const columns = Math.max(0, ...left.map((one) => nameOf(one.object).length));
  return left.map((one) => {
    const text = `${glyphs[verdictOf(one)]} ${clean(sentenceOf(one))}`;
    return `  ${padEnd(clean(nameOf(one.object)), columns)}  ${coloured(one, style)(text)}`;
  });
}

/** Those that an object comes up with; of a Namespace those that go. */
function podsOf({ root, objects }: Snapshot): readonly Pod[] {
  if (root.kind !== "Namespace") return shownPods(objects, root);
  return objects.podsIn(root.name).filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
}

function podLines(all: readonly Pod[], snapshot: Snapshot, now: Date, style: Style): readonly string[] {
  const pods = all.map((pod) => ({ pod, diagnosis: diagnose({ ...snapshot, root: refOf(pod) }, now) }));
  const sorted = pods.sort((a, b) => rank(a.diagnosis) - rank(b.diagnosis));
  const shown = sorted.slice(0, mostPods);
  const columns = Math.max(0, ...shown.map(({ pod }) => pod.metadata.name.length));
  const lines = shown.map(({ pod, diagnosis }) => {
    const text = `${glyphs[verdictOf(diagnosis)]} ${clean(sentenceOf(diagnosis))}${placeOf(pod, diagnosis)}`;
    return `  ${padEnd(clean(pod.metadata.name), columns)}  ${coloured(diagnosis, style)(text)}`;
  });
  const rest = sorted.slice(mostPods);
  const ready = rest.filter(({ diagnosis }) => verdictOf(diagnosis) === "ready").length;
  return rest.length === 0
    ? lines
    : [...lines, style.faint(`  and ${String(rest.length)} more Pods, ${String(ready)} of them ready`)];
}

function placeOf(pod: Pod, diagnosis: Diagnosis): string {
  const { podIP } = pod.status;
  const { nodeName } = pod.spec;
  if (verdictOf(diagnosis) !== "ready" || podIP === undefined || nodeName === undefined) return "";
  return ` on ${clean(nodeName)}, ${clean(podIP)}`;
}

function rank(diagnosis: Diagnosis): number {
  return { failing: 0, unknown: 1, suspended: 2, progressing: 3, ready: 4 }[verdictOf(diagnosis)];
}
