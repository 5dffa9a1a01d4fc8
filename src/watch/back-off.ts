/** The bounds of {@link backOffMs}, in milliseconds. */
export interface BackOff {
  readonly leastMs: number;
  readonly mostMs: number;
}

export const usualBackOff: BackOff = { leastMs: 200, mostMs: 30_000 };

/**
 * How long to wait before try number `attempt` (0 is the first after a failure): anything between
 * the least wait and a ceiling that doubles with each attempt, so that many clients that failed
 * together do not come back together. `random` is in [0, 1).
 */
export function backOffMs(attempt: number, random: number, bounds: BackOff = usualBackOff): number {
  const ceiling = Math.min(bounds.mostMs, bounds.leastMs * 2 ** Math.min(attempt + 1, 30));
  return Math.round(bounds.leastMs + random * (ceiling - bounds.leastMs));
}

const longestRetryAfterMs = 60_000;

/**
 * The Retry-After header (RFC 9110, section 10.2.3: seconds or a date) in milliseconds, at most a
 * minute; undefined when it is absent or makes no sense.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined || header.trim() === "") return undefined;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs;
  if (Number.isNaN(wait) || wait < 0) return undefined;
  return Math.min(wait, longestRetryAfterMs);
}
