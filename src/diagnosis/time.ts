/** Milliseconds since the epoch of an RFC 3339 text; undefined for an absent or unreadable one. */
export function timeOf(text: string | undefined): number | undefined {
  if (text === undefined || text.length > 64) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** RFC 3339 of a time in milliseconds; undefined outside what a Date can hold. */
export function rfc3339(time: number | undefined): string | undefined {
  return time === undefined || !(Math.abs(time) <= 8.64e15) ? undefined : new Date(time).toISOString();
}

/** Seconds since a time, never negative (clocks of the cluster and of this machine differ a little). */
export function secondsSince(time: number | undefined, now: number): number | undefined {
  return time === undefined ? undefined : Math.max(0, (now - time) / 1000);
}

export function latest(...times: readonly (number | undefined)[]): number | undefined {
  return times.reduce((a, b) => (a === undefined || (b !== undefined && b > a) ? b : a), undefined);
}

export function earliest(...times: readonly (number | undefined)[]): number | undefined {
  return times.reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a), undefined);
}

/** How long, in one unit: "12 s", "5 min", "3 h", "2 d". Milliseconds in. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, ms / 1000);
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** Whole seconds without loss, in at most two units: "90 s", "2 min", "2 min 30 s". */
export function exactSpan(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest === 0 ? "" : ` ${rest} s`}`;
}
