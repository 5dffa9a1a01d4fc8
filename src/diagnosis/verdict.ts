import { refOf, type KubeObject, type ObjectRef } from "../objects";
import type { Action, Diagnosis, Evidence, Outlook, Status } from "./diagnosis";
import { reasons, type Reason } from "./reasons";
import { earliest, rfc3339, timeOf } from "./time";

/** The parts of a diagnosis that a rule may leave out. Times in milliseconds. */
export interface Details {
  readonly status?: Status;
  /** Without it: the catalogue's. */
  readonly outlook?: Outlook;
  readonly because?: readonly Diagnosis[];
  readonly evidence?: readonly Evidence[];
  readonly actions?: readonly Action[];
  /** None is the same as without. */
  readonly hints?: readonly Diagnosis[];
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** Puts a diagnosis together: outlook and status from the catalogue unless given, `until` as early as any cause wants it. */
export function verdict(
  object: KubeObject | ObjectRef,
  reason: Reason,
  message: string,
  details: Details = {},
): Diagnosis {
  const { because = [], hints = [] } = details;
  const outlook = details.outlook ?? reasons[reason].outlook;
  const since = rfc3339(details.since);
  const until = rfc3339(earliest(details.until, ...[...because, ...hints].map((cause) => timeOf(cause.until))));
  return {
    object: "metadata" in object ? refOf(object) : object,
    status: details.status ?? statusFor(outlook),
    outlook,
    reason,
    message,
    because,
    evidence: details.evidence ?? [],
    actions: details.actions ?? [],
    ...(hints.length === 0 ? {} : { hints }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

function statusFor(outlook: Outlook): Status {
  switch (outlook) {
    case "healthy":
      return "Current";
    case "unknown":
      return "Unknown";
    case "waiting":
    case "may-heal":
    case "will-not-heal":
    case "suspended":
      return "InProgress";
  }
}

const ranks = {
  healthy: 0,
  waiting: 1,
  suspended: 2,
  unknown: 3,
  "may-heal": 4,
  "will-not-heal": 5,
} as const satisfies Record<Outlook, number>;

/** The outlook that decides when several causes come together: one that will not heal holds all of it. */
export function worstOutlook(outlooks: readonly Outlook[], otherwise: Outlook): Outlook {
  return outlooks.reduce(
    (worst, outlook) => (ranks[outlook] > ranks[worst] ? outlook : worst),
    outlooks[0] ?? otherwise,
  );
}

export function rankOf(outlook: Outlook): number {
  return ranks[outlook];
}

/** Is something wrong, as opposed to not finished? */
export function isProblem({ outlook }: Pick<Diagnosis, "outlook">): boolean {
  return outlook === "may-heal" || outlook === "will-not-heal";
}
