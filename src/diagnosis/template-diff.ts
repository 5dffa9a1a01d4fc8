import type { Container, DaemonSet, Deployment, PodTemplate, Probe, StatefulSet, StringMap } from "../objects";
import { findCondition, isKind } from "../objects";
import { ownedBy } from "./owned";
import { controllerRevisionOf, controllerRevisions, hasControllerRevisions } from "./revision-pods";
import { revisionOf, revisionsOf } from "./revisions";
import { sceneOf, type Scene } from "./scene";
import type { Snapshot } from "./snapshot";
import { probeTitle, type ProbeKind } from "./probes";
import { secondsSince, timeOf } from "./time";
import { listed, phrase } from "./wording";

/**
 * What is different in the Pod template since the last healthy revision, for the snapshot's root if
 * it is a Deployment, StatefulSet or DaemonSet: a phrase each, the first led by the revision it is compared with. Empty when
 * there is no older revision, or nothing differs that is read (values of variables never are).
 */
export function changesSinceHealthy(snapshot: Snapshot): readonly string[] {
  const root = snapshot.objects.find(snapshot.root);
  if (root === undefined) return [];
  const scene = sceneOf(snapshot, new Date(0));
  if (hasControllerRevisions(root)) return changesOfSet(root, scene);
  return isKind(root, "Deployment") ? changesOf(root, scene) : [];
}

function changesOf(deployment: Deployment, scene: Scene): readonly string[] {
  const { present, older } = revisionsOf(deployment, scene);
  // The one that still has ready Pods is healthy for certain; else it is the last that there was.
  const before = older.find((set) => set.status.readyReplicas > 0) ?? older[0];
  if (present === undefined || before === undefined) return [];
  const [first, ...rest] = templateDiff(before.spec.template, present.spec.template);
  if (first === undefined) return [];
  const age = ageBetween(before.metadata.creationTimestamp, present.metadata.creationTimestamp);
  const healthy = before.status.readyReplicas > 0 && age !== undefined ? ` (healthy for ${age})` : "";
  return [`since revision ${revisionOf(before) ?? "?"}${healthy}: ${first}`, ...rest];
}

/** As {@link changesOf}, of the templates that a StatefulSet or DaemonSet keeps. */
function changesOfSet(set: StatefulSet | DaemonSet, scene: Scene): readonly string[] {
  const [present, ...older] = controllerRevisions(set, scene);
  const serving = new Set(
    ownedBy("Pod", set, scene)
      .filter(({ status }) => findCondition(status.conditions, "Ready")?.status === "True")
      .map((pod) => controllerRevisionOf(pod, older)),
  );
  const before = older.find((revision) => serving.has(revision)) ?? older[0];
  if (present === undefined || before === undefined) return [];
  const [first, ...rest] = templateDiff(before.template, present.template);
  return first === undefined ? [] : [`since revision ${before.revision}: ${first}`, ...rest];
}

function ageBetween(from: string | undefined, to: string | undefined): string | undefined {
  const end = timeOf(to);
  const seconds = end === undefined ? undefined : secondsSince(timeOf(from), end);
  if (seconds === undefined) return undefined;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** What is different between two Pod templates, a phrase per difference: images first, labels last. */
export function templateDiff(before: PodTemplate, after: PodTemplate): readonly string[] {
  const several = Math.max(before.spec.containers.length, after.spec.containers.length) > 1;
  return [
    ...containersDiff(before.spec.containers, after.spec.containers, several, "container"),
    ...containersDiff(before.spec.initContainers, after.spec.initContainers, true, "init container"),
    ...fieldDiff("service account", before.spec.serviceAccountName, after.spec.serviceAccountName),
    ...namesDiff(
      "volume",
      before.spec.volumes.map(({ name }) => name),
      after.spec.volumes.map(({ name }) => name),
    ),
    ...mapDiff("node selector", before.spec.nodeSelector, after.spec.nodeSelector),
    ...mapDiff("label", withoutHash(before.labels), withoutHash(after.labels)),
  ];
}

const withoutHash = (labels: StringMap): StringMap =>
  Object.fromEntries(Object.entries(labels).filter(([key]) => key !== "pod-template-hash"));

function containersDiff(
  before: readonly Container[],
  after: readonly Container[],
  several: boolean,
  role: string,
): readonly string[] {
  const names = namesDiff(
    role,
    before.map(({ name }) => name),
    after.map(({ name }) => name),
  );
  const changes = after.flatMap((container) => {
    const old = before.find(({ name }) => name === container.name);
    if (old === undefined) return [];
    const prefix = several ? `${role === "container" ? "" : `${role} `}${container.name}: ` : "";
    return containerDiff(old, container).map((change) => prefix + change);
  });
  return [...changes, ...names];
}

function containerDiff(before: Container, after: Container): readonly string[] {
  return [
    ...fieldDiff("image", before.image, after.image),
    ...fieldDiff("command", joined(before.command), joined(after.command)),
    ...fieldDiff("args", joined(before.args), joined(after.args)),
    ...namesDiff("env", before.envNames, after.envNames),
    ...namesDiff("reference to", refs(before), refs(after)),
    ...namesDiff("port", ports(before), ports(after)),
    ...(["readiness", "liveness", "startup"] as const).flatMap((kind) => probeDiff(kind, before, after)),
    ...mapDiff("request", before.requests, after.requests),
    ...mapDiff("limit", before.limits, after.limits),
  ];
}

const joined = (words: readonly string[]): string | undefined =>
  words.length === 0 ? undefined : phrase(words.join(" "), 60);
const refs = ({ configRefs }: Container): readonly string[] =>
  configRefs.map(({ kind, name, key }) => `${kind} ${name}${key === undefined ? "" : `/${key}`}`);
const ports = (container: Container): readonly string[] =>
  container.ports.map(({ name, containerPort }) => `${name === undefined ? "" : `${name}=`}${containerPort ?? "?"}`);

function probeDiff(kind: ProbeKind, before: Container, after: Container): readonly string[] {
  const field = `${kind}Probe` as const;
  const [old, now] = [before[field], after[field]];
  if (old === undefined && now === undefined) return [];
  if (old === undefined) return [`${kind} probe added`];
  if (now === undefined) return [`${kind} probe removed`];
  const titles = [probeTitle(kind, old, before), probeTitle(kind, now, after)] as const;
  if (titles[0] !== titles[1]) return [`${titles[0]} → ${titles[1].slice(kind.length + 1)}`];
  return timings.flatMap((name) => fieldDiff(`${kind} probe's ${name}`, String(old[name]), String(now[name])));
}

const timings = [
  "initialDelaySeconds",
  "periodSeconds",
  "timeoutSeconds",
  "failureThreshold",
  "successThreshold",
] as const satisfies readonly (keyof Probe)[];

function fieldDiff(label: string, before: string | undefined, after: string | undefined): readonly string[] {
  if (before === after) return [];
  if (before === undefined) return [`${label} ${after} added`];
  return after === undefined ? [`${label} ${before} removed`] : [`${label} ${before} → ${after}`];
}

function namesDiff(label: string, before: readonly string[], after: readonly string[]): readonly string[] {
  const added = after.filter((name) => !before.includes(name));
  const removed = before.filter((name) => !after.includes(name));
  return [
    ...(added.length === 0 ? [] : [`${label} ${listed(added)} added`]),
    ...(removed.length === 0 ? [] : [`${label} ${listed(removed)} removed`]),
  ];
}

function mapDiff(label: string, before: StringMap, after: StringMap): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => fieldDiff(`${label} ${key}`, before[key], after[key]));
}
