/** What the CLI's event log says of an update, as far as the tests ask. */
export interface CliEvent {
  /** Milliseconds since 1970 at which the line was read: the log itself has whole seconds. */
  readonly readAt: number;
  readonly diagnosticEvent?: {
    readonly urn?: string;
    readonly prefix?: string;
    readonly message: string;
    readonly severity: Severity;
    readonly ephemeral?: boolean;
  };
  readonly resourcePreEvent?: { readonly metadata: Step };
  readonly resOutputsEvent?: { readonly metadata: Step };
  readonly resOpFailedEvent?: { readonly metadata: Step };
  readonly policyEvent?: {
    readonly policyName: string;
    readonly message: string;
    readonly enforcementLevel: string;
    readonly resourceUrn?: string;
  };
  readonly summaryEvent?: {
    readonly durationSeconds: number;
    readonly resourceChanges: Readonly<Record<string, number>>;
  };
}

export type Severity = "debug" | "info" | "info#err" | "warning" | "error";

interface Step {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
}

/** A message on a row, live (`ephemeral`) or kept. */
export interface Message {
  /** "Deployment web", "Traced web", or "Stack" for the stack's own row. */
  readonly row: string;
  readonly severity: Severity;
  readonly ephemeral: boolean;
  readonly text: string;
  readonly readAt: number;
  /** Its place among all events. */
  readonly index: number;
}

/** One line of the event log; undefined for a line that is still being written. */
export function parseEvent(line: string, readAt: number): CliEvent | undefined {
  try {
    return { ...(JSON.parse(line) as object), readAt };
  } catch {
    return undefined;
  }
}

/** All messages that a person would see, in order. */
export function messagesOf(events: readonly CliEvent[]): readonly Message[] {
  return events.flatMap(({ diagnosticEvent, readAt }, index): readonly Message[] => {
    if (diagnosticEvent === undefined || diagnosticEvent.severity === "debug") return [];
    const { urn, message, severity, ephemeral } = diagnosticEvent;
    const text = message.trimEnd();
    // The provider clears its status with an empty message.
    return text === "" ? [] : [{ row: rowOf(urn), severity, ephemeral: ephemeral === true, text, readAt, index }];
  });
}

/** "urn:pulumi:s::p::kubernetes:apps/v1:Deployment::web" → "Deployment web". */
export function rowOf(urn: string | undefined): string {
  const [, , types = "", name = ""] = (urn ?? "").split("::");
  const type = types.split("$").at(-1) ?? "";
  return type === "" || type === "pulumi:pulumi:Stack" ? "Stack" : `${type.split(":").at(-1) ?? ""} ${name}`;
}

/** Where in the order of events a step failed or ended; undefined if it did not. */
export function indexOfStep(events: readonly CliEvent[], row: string, end: "failed" | "done"): number | undefined {
  const index = events.findIndex((event) => {
    const step = end === "failed" ? event.resOpFailedEvent : event.resOutputsEvent;
    return step !== undefined && rowOf(step.metadata.urn) === row;
  });
  return index < 0 ? undefined : index;
}

/** What the Kubernetes provider and the engine say by themselves, on rows that we write on too. */
const theirs: readonly RegExp[] = [
  /^\[\d\/\d\] /,
  /^(Deployment|StatefulSet|Service) initialization complete/,
  /^Waiting for app ReplicaSet/,
  /^Minimum number of (live )?Pods? (was|consider)/,
  /^\[?(MinimumReplicasUnavailable|ProgressDeadlineExceeded|ReplicaFailure|FailedCreate|SyncLoadBalancer\w*)\]? /,
  /^\[?Pod [\w./-]+\]?: /,
  /^DaemonSet status\.observedGeneration not found/,
  /^(Current|Available): \d+\/\d+$/,
  /^All replicas scheduled as expected/,
  /^(Waiting for Job "|\[?BackoffLimitExceeded\]?:? )/,
  /^PersistentVolumeClaim: \[/,
  /^(getting storagclass|no storage class found|ProvisioningFailed: )/,
  /^✅ PV marked available/,
  /^Resource scheduled for deletion/,
  /^finalizers might be preventing deletion/,
  /^Retry #\d/,
  /^Skipping await logic/,
  /^rendered \//,
  /^Running program '.*' failed with an unhandled exception/,
  /^Undefined value \(\w+\) will not show/,
  /^creation failed: /,
  /^Refreshed resource is in an unhealthy state/,
  /^Error: resource \S+ \[\S+\] failed to register/,
  /^Container ".*" (terminated|completed) /,
  /^(Deployment is available|Progress deadline exceeded|Replicas scaled to 0)/,
  /^ClusterIPNotAllocated: /,
  /^\d+ errors? occurred:/,
  /^(sdk-v2|configured Kubernetes cluster is unreachable)/,
  /^(update|preview|destroy) (failed|canceled)/,
  /^resource (creation|update|monitor) /i,
  /^(resource|kubernetes:)[^ ]* .*(was not successfully created|failed to initialize)/,
  /^\S+ resource '.*' has a problem: /,
  /^(creation|update|deletion) of resource "urn:/,
  /^error: /,
];

/** Is it this library that says it? By exclusion: everything else on these rows has known words. */
export function isOurs(message: Message): boolean {
  return !theirs.some((pattern) => pattern.test(message.text));
}
