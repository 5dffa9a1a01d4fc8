const units = { h: 3_600_000, m: 60_000, s: 1000 } as const;
const longestMs = 24 * units.h;

/**
 * A time limit in milliseconds: from seconds (a number), or from a text such as "90s", "5m", "1h30m", "2.5m".
 * Undefined for everything else, for nothing at all and for more than 24 hours.
 */
export function readTimeLimit(value: unknown): number | undefined {
  const ms = typeof value === "number" ? value * 1000 : typeof value === "string" ? parse(value) : Number.NaN;
  return ms > 0 && ms <= longestMs ? Math.max(1, Math.round(ms)) : undefined;
}

function parse(text: string): number {
  const [all, hours, minutes, seconds] =
    /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(text) ?? [];
  if (all === undefined || all === "") return Number.NaN;
  return Number(hours ?? 0) * units.h + Number(minutes ?? 0) * units.m + Number(seconds ?? 0) * units.s;
}
