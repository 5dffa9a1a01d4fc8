import { readRules, type ReadinessRule } from "../diagnosis";
import { usualRecordDir, type RecordWhen } from "./run-recording";
import { readSettle, settleWanted, type Settle } from "./settle-setting";

/** What `traceAll` and `Traced` can be told. Everything has a default that suits production. */
export interface TraceOptions {
  /**
   * Last lines of a crashed container's log that are shown with a verdict; 0 reads no logs at all.
   * Values of secrets that the program or the Pod knows are masked. Environment: KUBESPY_LOG_LINES.
   * @default 10
   */
  readonly logLines?: number;
  /**
   * Seconds without anything new after which a line says what is still waited for; 0 turns it off.
   * Environment: KUBESPY_HEARTBEAT_SECONDS.
   * @default 30
   */
  readonly heartbeatSeconds?: number;
  /**
   * Only objects of these namespaces are traced. Environment: KUBESPY_NAMESPACES, separated by commas.
   * @default all namespaces of the program
   */
  readonly namespaces?: readonly string[];
  /**
   * Only objects of these kinds are traced, as their API spells them ("Deployment"). Environment:
   * KUBESPY_KINDS, separated by commas.
   * @default all kinds that come up over time
   */
  readonly kinds?: readonly string[];
  /**
   * Warning Events about objects of these kinds ("Pod", "ReplicaSet", "Deployment") get a live line
   * each, as they come, beside what the diagnosis makes of them. Environment: KUBESPY_EVENTS_OF,
   * separated by commas.
   * @default none
   */
  readonly eventsOf?: readonly string[];
  /**
   * No live lines: only verdicts on what is wrong and the summary at the end. Environment: KUBESPY_QUIET.
   * @default false
   */
  readonly quiet?: boolean;
  /**
   * A file that gets every object's diagnosis and timings as JSON when the update ends
   * (schemas/report-v1.json); relative to the program's folder. Environment: KUBESPY_REPORT.
   * @default no file
   */
  readonly report?: string;
  /**
   * How to read the state of kinds that have no rules here (a team's own custom resources).
   * @default only those that the package brings
   */
  readonly rules?: readonly ReadinessRule[];
  /**
   * A resource counts as done, for its dependents and for the update, only when its object is ready
   * by our diagnosis. What will not heal fails at once, with the diagnosis; else after `true`: the
   * resource's own timeout or ten minutes, a number: so many seconds. The annotation
   * `kubespy.pulumi.com/settle` on an object counts more. Changes the outcome of updates, and marks
   * workloads with `pulumi.com/waitFor`, so that the provider does not wait as well.
   * Environment: KUBESPY_SETTLE.
   * @default false: as Pulumi does it
   */
  readonly settle?: Settle;
  /**
   * Also say in previews what the policy pack would find, as warnings on the resources. Environment:
   * KUBESPY_CHECK.
   * @default false
   */
  readonly check?: boolean;
  /**
   * Writes recordings (schemas/recording-v1.json) when the update ends, one file for each object, so
   * that `kubespy why FILE` explains it afterwards: of those that fail, or of all that were worked on.
   * Values that the program knows as secret are masked. What happens is kept in memory until then, 32
   * MiB for each cluster. Environment: KUBESPY_RECORD.
   * @default "never"
   */
  readonly record?: RecordWhen;
  /**
   * The folder of the recordings; relative to the program's folder. Environment: KUBESPY_RECORD_DIR.
   * @default "kubespy-recordings"
   */
  readonly recordDir?: string;
}

export interface ResolvedOptions {
  readonly logLines: number;
  readonly heartbeatMs: number;
  readonly namespaces: ReadonlySet<string> | undefined;
  readonly kinds: ReadonlySet<string> | undefined;
  readonly eventsOf: ReadonlySet<string> | undefined;
  readonly quiet: boolean;
  readonly report: string | undefined;
  readonly rules: readonly ReadinessRule[];
  readonly check: boolean;
  readonly record: RecordWhen;
  readonly recordDir: string;
  /** Undefined where nothing was said. */
  readonly settle: Settle | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Each option's variable; rules have none: they are no text. */
export const variableOf = {
  logLines: "KUBESPY_LOG_LINES",
  heartbeatSeconds: "KUBESPY_HEARTBEAT_SECONDS",
  namespaces: "KUBESPY_NAMESPACES",
  kinds: "KUBESPY_KINDS",
  eventsOf: "KUBESPY_EVENTS_OF",
  quiet: "KUBESPY_QUIET",
  report: "KUBESPY_REPORT",
  check: "KUBESPY_CHECK",
  settle: "KUBESPY_SETTLE",
  record: "KUBESPY_RECORD",
  recordDir: "KUBESPY_RECORD_DIR",
  rules: undefined,
} as const satisfies Record<keyof TraceOptions, string | undefined>;

const accepted = Object.keys(variableOf) as readonly (keyof TraceOptions)[];

/**
 * Checks the options and fills in the defaults. A variable of the environment, where it is set and
 * not empty, counts more than the program: it is how one run is told something else. Throws a
 * TypeError for an option that does not exist or has a wrong value: a typing mistake must not pass
 * for a setting.
 */
export function resolveOptions(options: TraceOptions = {}, environment: Environment = {}): ResolvedOptions {
  for (const name of Object.keys(options)) {
    if (!(accepted as readonly string[]).includes(name))
      throw new TypeError(`pulumi-kubespy has no option "${name}"; it takes ${accepted.join(", ")}`);
  }
  const given = (name: Exclude<keyof TraceOptions, "rules">): Given => {
    const variable = variableOf[name];
    const text = environment[variable];
    return text === undefined || text === ""
      ? { name, value: options[name], isText: false }
      : { name: variable, value: text, isText: true };
  };
  return {
    logLines: count(given("logLines"), 10, 200),
    heartbeatMs: 1000 * count(given("heartbeatSeconds"), 30, 3600),
    namespaces: names(given("namespaces")),
    kinds: names(given("kinds")),
    eventsOf: names(given("eventsOf")),
    quiet: flag(given("quiet")),
    report: path(given("report"), "file"),
    record: recordWhen(given("record")),
    recordDir: path(given("recordDir"), "folder") ?? usualRecordDir,
    check: flag(given("check")),
    settle: settleIn(given("settle")),
    rules: rulesIn(options.rules),
  };
}

/** What was said, and where. */
interface Given {
  readonly name: string;
  readonly value: unknown;
  readonly isText: boolean;
}

function refuse({ name, value }: Given, wanted: string): never {
  throw new TypeError(`pulumi-kubespy: ${name} must be ${wanted}, not ${JSON.stringify(value)}`);
}

function count(given: Given, fallback: number, most: number): number {
  if (given.value === undefined) return fallback;
  const value = given.isText ? Number(given.value) : given.value;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  return refuse(given, `a whole number from 0 to ${String(most)}`);
}

function flag(given: Given): boolean {
  const { value, isText } = given;
  if (value === undefined) return false;
  if (typeof value === "boolean") return value;
  if (isText && (value === "true" || value === "1")) return true;
  if (isText && (value === "false" || value === "0")) return false;
  return refuse(given, "true or false");
}

function settleIn(given: Given): Settle | undefined {
  return given.value === undefined ? undefined : (readSettle(given.value) ?? refuse(given, settleWanted));
}

function names(given: Given): ReadonlySet<string> | undefined {
  const { value, isText } = given;
  if (value === undefined) return undefined;
  const list: unknown = isText && typeof value === "string" ? value.split(",").map((name) => name.trim()) : value;
  if (Array.isArray(list) && list.every((item) => typeof item === "string" && item !== ""))
    return new Set(list as readonly string[]);
  return refuse(given, "a list of names");
}

function path(given: Given, what: "file" | "folder"): string | undefined {
  const { value } = given;
  if (value === undefined || (typeof value === "string" && value !== "")) return value;
  return refuse(given, `the name of a ${what}`);
}

function recordWhen(given: Given): RecordWhen {
  const { value } = given;
  if (value === undefined) return "never";
  if (value === "never" || value === "on-failure" || value === "always") return value;
  return refuse(given, "never, on-failure or always");
}

function rulesIn(value: unknown): readonly ReadinessRule[] {
  if (value === undefined) return [];
  try {
    return readRules(value);
  } catch (error) {
    throw new TypeError(`pulumi-kubespy: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
