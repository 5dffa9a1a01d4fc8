import { usualBackOff, type BackOff } from "./back-off";

/** How a watch behaves; times in milliseconds unless the name says otherwise. */
export interface WatchLimits {
  /** Objects per page of a list. */
  readonly pageSize: number;
  readonly pageTimeoutMs: number;
  readonly maxPageBytes: number;
  /** An event's line that is longer ends the watch, and everything is listed again. */
  readonly maxLineBytes: number;
  /** After how long the API server is asked to end a watch; up to a twentieth more, so that watches do not renew together. */
  readonly watchSeconds: number;
  /** A watch that gives no byte for `watchSeconds` and this is dead. */
  readonly graceMs: number;
  /** A watch that stood for so long was healthy: the next failure starts at the shortest wait. */
  readonly healthyMs: number;
  /** How long failures of the network or the server may last before followers are told of a gap. A refusal is told at once. */
  readonly gapAfterMs: number;
  /** Wait after a refusal (401, 403, an untrusted certificate), and where the server does not know the kind. */
  readonly deniedMs: number;
  readonly backOff: BackOff;
}

export const usualWatchLimits: WatchLimits = {
  pageSize: 500,
  pageTimeoutMs: 30_000,
  maxPageBytes: 64 * 1024 * 1024,
  maxLineBytes: 8 * 1024 * 1024,
  watchSeconds: 290,
  graceMs: 30_000,
  healthyMs: 10_000,
  gapAfterMs: 5_000,
  deniedMs: 30_000,
  backOff: usualBackOff,
};
