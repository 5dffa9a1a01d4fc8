import type { Pod } from "../objects";
import { isKind } from "../objects";
import type { Diagnosis } from "./diagnosis";
import type { Reason } from "./reasons";
import type { Snapshot } from "./snapshot";

/** A container's log that would explain something. */
export interface WantedLog {
  readonly namespace: string | undefined;
  readonly pod: string;
  readonly container: string;
  /** Of the instance before the present one. */
  readonly previous: boolean;
  readonly init: boolean;
  /** How often the container had been restarted: the same log is wanted anew when this rises. */
  readonly instance: number;
}

/** The reasons that a log can explain. */
const explained: ReadonlySet<Reason> = new Set<Reason>([
  "CrashLoopBackOff",
  "ContainerCompleted",
  "OOMKilled",
  "InitContainerFailed",
  "CommandNotFound",
  "CommandNotExecutable",
  "LivenessProbeFailing",
  "StartupProbeFailing",
  "ReadinessProbeFailing",
]);

/** At most so many logs for one diagnosis: one per cause, and causes beyond that are rare. */
const most = 4;

/**
 * Which logs to fetch so that the diagnosis can quote the telling line: one Pod per cause. Says
 * nothing about logs that the snapshot has already; the caller keeps what it fetched, by `instance`.
 */
export function wantedLogs(snapshot: Snapshot, diagnosis: Diagnosis): readonly WantedLog[] {
  const wanted = new Map<string, WantedLog>();
  collect(diagnosis, snapshot, wanted, 0);
  return [...wanted.values()].slice(0, most);
}

function collect(diagnosis: Diagnosis, snapshot: Snapshot, wanted: Map<string, WantedLog>, depth: number): void {
  if (depth > 8) return;
  const pod = explained.has(diagnosis.reason) ? snapshot.objects.find(diagnosis.object) : undefined;
  if (pod !== undefined && isKind(pod, "Pod")) {
    for (const evidence of diagnosis.evidence) {
      const log = evidence.type === "container" ? logOf(pod, evidence.container, diagnosis.reason) : undefined;
      if (log !== undefined) wanted.set(`${log.namespace ?? ""}/${log.pod}/${log.container}`, log);
    }
  }
  for (const cause of [...diagnosis.because, ...(diagnosis.hints ?? [])]) collect(cause, snapshot, wanted, depth + 1);
}

/** The present instance's log while it is the one that explains (just ended, or running and unready), else the previous one's. */
function logOf({ metadata, status }: Pod, container: string, reason: Reason): WantedLog | undefined {
  const initial = status.initContainerStatuses.find(({ name }) => name === container);
  const own = initial ?? status.containerStatuses.find(({ name }) => name === container);
  if (own === undefined) return undefined;
  const ended = own.state.terminated ?? own.lastState.terminated;
  // What could not be started has written nothing.
  if (ended?.reason === "StartError" || ended?.reason === "ContainerCannotRun") return undefined;
  const previous =
    own.state.terminated === undefined && own.lastState.terminated !== undefined && reason !== "ReadinessProbeFailing";
  if (!previous && own.state.terminated === undefined && own.state.running === undefined) return undefined;
  return {
    namespace: metadata.namespace,
    pod: metadata.name,
    container,
    previous,
    init: initial !== undefined,
    instance: own.restartCount,
  };
}
