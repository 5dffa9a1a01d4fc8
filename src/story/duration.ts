const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * How long, for people: "0.3 s", "12 s", "2 min 5 s", "3 h 4 min", "1 d 6 h", "5 d". Milliseconds in;
 * tenths below ten seconds, then whole seconds; negative counts as 0.
 */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return "?";
  const positive = Math.max(0, ms);
  const tenths = Math.round(positive / 100);
  if (tenths < 100) return `${String(tenths / 10)} s`;
  const whole = Math.round(positive / second) * second;
  if (whole < minute) return `${String(whole / second)} s`;
  if (whole < hour) return parts(whole, minute, "min", second, "s");
  const minutes = Math.round(positive / minute) * minute;
  if (minutes < day) return parts(minutes, hour, "h", minute, "min");
  const hours = Math.round(positive / hour) * hour;
  if (hours < 3 * day) return parts(hours, day, "d", hour, "h");
  return `${String(Math.round(positive / day))} d`;
}

function parts(ms: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((ms % large) / small);
  const first = `${String(Math.floor(ms / large))} ${largeUnit}`;
  return rest === 0 ? first : `${first} ${String(rest)} ${smallUnit}`;
}

/** As {@link duration}, without tenths: "4 s". */
export function wholeSeconds(ms: number): string {
  return duration(Math.round(ms / second) * second);
}

/** Time left, rounded up to whole seconds: never "0 s" while something is left. */
export function timeLeft(ms: number): string {
  return duration(Math.ceil(ms / second) * second);
}
