/** A time table as CronJobs have it. Opaque: {@link nextTime} and {@link lastTime} read it. */
export type Schedule =
  | { readonly type: "every"; readonly ms: number }
  | {
      readonly type: "fields";
      /** Each the set of values that fit. */
      readonly minutes: ReadonlySet<number>;
      readonly hours: ReadonlySet<number>;
      readonly days: ReadonlySet<number>;
      readonly months: ReadonlySet<number>;
      readonly weekdays: ReadonlySet<number>;
      /** Days of the month and weekdays both bound: then one of the two is enough. */
      readonly isEitherDay: boolean;
      /** The time zone that the schedule itself names (TZ=…), as older clusters accept it. */
      readonly zone: string | undefined;
    };

const macros: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};
const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/**
 * Reads a schedule as kube-controller-manager does: five fields, the macros from @hourly to @yearly,
 * "@every 1h30m". Undefined for what it does not take. Source: ParseStandard of robfig/cron v3, which
 * CronJobs use; there a weekday is 0 to 6, and "*" with a step binds its field.
 */
export function readSchedule(text: string): Schedule | undefined {
  const [, zone, rest = text] = /^(?:CRON_TZ|TZ)=(\S{1,64})\s+(.*)$/s.exec(text.slice(0, 400)) ?? [];
  const spec = rest.trim();
  const every = /^@every (\S{1,40})$/.exec(spec)?.[1];
  if (every !== undefined) {
    const ms = goSpan(every);
    // Less than a second counts as one.
    return ms === undefined ? undefined : { type: "every", ms: Math.max(1000, Math.floor(ms / 1000) * 1000) };
  }
  const fields = (Object.hasOwn(macros, spec) ? (macros[spec] ?? spec) : spec).split(/\s+/);
  const [minutes, hours, days, months, weekdays] = [
    readField(fields[0], 0, 59),
    readField(fields[1], 0, 23),
    readField(fields[2], 1, 31),
    readField(fields[3], 1, 12, monthNames),
    readField(fields[4], 0, 6, weekdayNames),
  ];
  if (fields.length !== 5 || !minutes || !hours || !days || !months || !weekdays) return undefined;
  return {
    type: "fields",
    minutes: minutes.values,
    hours: hours.values,
    days: days.values,
    months: months.values,
    weekdays: weekdays.values,
    isEitherDay: !days.isFree && !weekdays.isFree,
    zone,
  };
}

interface Field {
  readonly values: ReadonlySet<number>;
  /** "*" or "?" without a step is among its parts. */
  readonly isFree: boolean;
}

function readField(
  text: string | undefined,
  from: number,
  to: number,
  names: readonly string[] = [],
): Field | undefined {
  const values = new Set<number>();
  let isFree = false;
  for (const part of (text ?? "").split(",")) {
    const range = readRange(part, from, to, names);
    if (range === undefined) return undefined;
    isFree ||= range.isFree;
    for (let value = range.first; value <= range.last; value += range.step) values.add(value);
  }
  return { values, isFree };
}

/** "*", "3", "mon-fri", "0-30/5", and "5/15", which goes on to the end. */
function readRange(
  part: string,
  from: number,
  to: number,
  names: readonly string[],
): { readonly first: number; readonly last: number; readonly step: number; readonly isFree: boolean } | undefined {
  const [, start = "", end, by] = /^([^/-]+)(?:-([^/-]+))?(?:\/(\d{1,4}))?$/.exec(part) ?? [];
  const valueOf = (word: string): number =>
    /^\d{1,4}$/.test(word)
      ? Number(word)
      : names.indexOf(word.toLowerCase()) + (names.includes(word.toLowerCase()) ? from : Number.NaN);
  const step = Number(by ?? 1);
  const isAll = start === "*" || start === "?";
  if (isAll && end !== undefined) return undefined;
  const first = isAll ? from : valueOf(start);
  const last = isAll || (end === undefined && by !== undefined) ? to : valueOf(end ?? start);
  if (!(first >= from && last <= to && first <= last && step >= 1)) return undefined;
  return { first, last, step, isFree: isAll && step === 1 };
}

/** A duration as Go writes it, in milliseconds: "1h30m". */
function goSpan(text: string): number | undefined {
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:h|ms|m|s))+$/.test(text)) return undefined;
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  return [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ""] ?? 0),
    0,
  );
}

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
/** After five years robfig/cron gives up. */
const farthestDays = 5 * 366;

/** When a schedule was due last since a moment, and when it is next; in milliseconds, undefined where never. */
export interface DueTimes {
  readonly last: number | undefined;
  readonly next: number | undefined;
}

/**
 * When a schedule is due around `now`, after `since` (`@every` counts from there). Undefined where the
 * zone is not known here. What falls into an hour that a change of the clocks leaves out is left out,
 * what falls into one that it repeats comes twice, as robfig/cron has it.
 */
export function dueTimes(schedule: Schedule, since: number, now: number, zone = "UTC"): DueTimes | undefined {
  if (schedule.type === "every") {
    const first = Math.floor(since / 1000) * 1000 + schedule.ms;
    const passed = Math.floor((now - first) / schedule.ms);
    return passed < 0
      ? { last: undefined, next: first }
      : { last: first + passed * schedule.ms, next: first + (passed + 1) * schedule.ms };
  }
  const clock = clockOf(schedule.zone ?? zone);
  if (clock === undefined) return undefined;
  return { last: lastTime(schedule, since, now, clock), next: nextTime(schedule, now, clock) };
}

function nextTime(schedule: Fields, after: number, clock: Clock, until = Infinity): number | undefined {
  const { year, month, day } = partsOf(after + clock(after));
  const times = timesOfDay(schedule);
  for (let days = 0; days <= farthestDays; days++) {
    // The calendar alone, without a zone.
    const date = Date.UTC(year, month - 1, day) + days * dayMs;
    if (date - dayMs > until) return undefined;
    const found = isDay(schedule, date) ? momentsOf(date, times, clock).find((at) => at > after) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Looks back in growing steps: most schedules were due not long ago. */
function lastTime(schedule: Fields, since: number, now: number, clock: Clock): number | undefined {
  for (const back of [hourMs, dayMs, 32 * dayMs, 366 * dayMs, Infinity]) {
    const from = Math.max(since, now - back);
    let last: number | undefined;
    for (let at = nextTime(schedule, from, clock, now); at !== undefined && at <= now;) {
      last = at;
      at = nextTime(schedule, at, clock, now);
    }
    if (last !== undefined || from === since) return last;
  }
  return undefined;
}

type Fields = Extract<Schedule, { readonly type: "fields" }>;

function isDay({ days, months, weekdays, isEitherDay }: Fields, date: number): boolean {
  const { month, day, weekday } = partsOf(date);
  if (!months.has(month)) return false;
  return isEitherDay ? days.has(day) || weekdays.has(weekday) : days.has(day) && weekdays.has(weekday);
}

const timesOfDay = ({ hours, minutes }: Fields): readonly number[] =>
  [...hours]
    .sort((a, b) => a - b)
    .flatMap((hour) => [...minutes].sort((a, b) => a - b).map((minute) => (hour * 60 + minute) * minuteMs));

/** How much the clocks of a zone are ahead of UTC at a moment, in milliseconds. */
type Clock = (at: number) => number;

function partsOf(ms: number): { year: number; month: number; day: number; weekday: number } {
  const date = new Date(ms);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
  };
}

/** The moments of a day at which a zone's clocks show these times, in their order. */
function momentsOf(date: number, times: readonly number[], clock: Clock): readonly number[] {
  const [before, after] = [clock(date - dayMs), clock(date + 2 * dayMs)];
  if (before === after) return times.map((time) => date + time - before);
  const moments = times.flatMap((time) =>
    [before, after].map((offset) => date + time - offset).filter((at) => at + clock(at) === date + time),
  );
  return [...new Set(moments)].sort((a, b) => a - b);
}

function clockOf(zone: string): Clock | undefined {
  if (zone === "UTC" || zone === "Etc/UTC") return () => 0;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined;
  }
  return (at) => {
    const shown = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
  };
}
