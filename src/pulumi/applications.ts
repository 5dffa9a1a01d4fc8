import type { Diagnosis, Snapshot } from "../diagnosis";
import { isKind, nameOf, type ObjectRef } from "../objects";
import type { SummaryEntry } from "../render";
import { figuresOf, phasesOf } from "../story";
import { selectorMatches } from "../wiring";

/** One traced object as it stands at the end. */
export interface Outcome {
  readonly object: ObjectRef;
  readonly diagnosis: Diagnosis;
  readonly snapshot: Snapshot;
  /** The component around it. */
  readonly component: string | undefined;
  readonly readyInMs: number | undefined;
}

/**
 * The summary's entries: what a person thinks of as one thing. That is a component with all its
 * objects, or a workload together with the Services that select its Pods, or an object by itself.
 */
export function applicationsOf(outcomes: readonly Outcome[]): readonly SummaryEntry[] {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const leader = outcome.component === undefined ? (workloadBehind(outcome, outcomes) ?? outcome) : outcome;
    const key = leader.component ?? `${leader.object.namespace ?? ""}/${leader.object.kind}/${leader.object.name}`;
    groups.set(key, [...(groups.get(key) ?? []), outcome]);
  }
  return withDistinctNames([...groups.values()].map(entryOf));
}

/** "web" is enough for one thing; a Deployment and a Service of that name that are apart get their kinds. */
function withDistinctNames(entries: readonly SummaryEntry[]): readonly SummaryEntry[] {
  return entries.map((entry) => {
    const isShared = entries.some((other) => other !== entry && other.name === entry.name);
    const [first] = entry.diagnoses;
    return isShared && first !== undefined ? { ...entry, name: nameOf(first.object) } : entry;
  });
}

/** The traced Deployment whose Pods a Service selects. */
function workloadBehind({ object, snapshot }: Outcome, outcomes: readonly Outcome[]): Outcome | undefined {
  const service = snapshot.objects.find(object);
  if (service === undefined || !isKind(service, "Service") || service.spec.selector === undefined) return undefined;
  const { selector } = service.spec;
  return outcomes.find((other) => {
    if (other.component !== undefined || other.object.namespace !== object.namespace) return false;
    const workload = other.snapshot.objects.find(other.object);
    return (
      workload !== undefined &&
      isKind(workload, "Deployment") &&
      selectorMatches(selector, workload.spec.template.labels)
    );
  });
}

function entryOf(group: readonly Outcome[]): SummaryEntry {
  const sorted = [...group].sort((a, b) => rank(a.object) - rank(b.object));
  const [first] = sorted;
  const figures = Object.assign(
    {},
    ...sorted.map(({ snapshot, object }) => figuresOf(snapshot.objects, object)),
  ) as SummaryEntry["figures"];
  const workload = sorted.find(({ object }) => object.kind !== "Service");
  const readyInMs = Math.max(...sorted.map((outcome) => outcome.readyInMs ?? -Infinity));
  return {
    name: first?.component ?? first?.object.name ?? "",
    diagnoses: sorted.map(({ diagnosis }) => diagnosis),
    ...(figures === undefined ? {} : { figures }),
    ...(workload === undefined ? {} : { phases: phasesOf(workload.snapshot.objects, workload.object) }),
    ...(Number.isFinite(readyInMs) ? { readyInMs } : {}),
  };
}

/** Workloads speak before the Services in front of them. */
const rank = (object: ObjectRef): number => (object.kind === "Service" ? 1 : 0);
