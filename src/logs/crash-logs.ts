import type { LogExcerpt, Snapshot, WantedLog } from "../diagnosis";
import { clean, cleanLogLine } from "../render";
import { Mask } from "../render/mask";
import { readLog, readSecretValues, type Cluster } from "../watch";

/** How much of a log is read at most, and how long one line may be. */
const limitBytes = 16_384;
const widestLine = 300;
const timeLimitMs = 2000;

/** On a Pod, or in the template of its workload: how many lines of its logs may be shown; "0" none. */
export const logLinesAnnotation = "kubespy.pulumi.com/log-lines";
const mostLines = 200;

export interface CrashLogsOptions {
  /** Last lines of each log; 0 reads none. */
  readonly lines: number;
  /** What is to be hidden beside the Secrets that the Pod uses. */
  readonly secrets?: Mask;
}

/**
 * Reads the last lines of crashed containers, once per instance, and hides secrets in them: those
 * that the caller knows, and the values of every Secret that the Pod uses. If one of those Secrets
 * cannot be read, its values cannot be found in the log either: then no line is shown. Never throws.
 */
export class CrashLogs {
  private readonly asked = new Set<string>();
  private readonly excerpts = new Map<string, LogExcerpt>();
  private readonly open = new Set<Promise<unknown>>();

  constructor(
    private readonly cluster: Cluster,
    private readonly options: CrashLogsOptions,
  ) {}

  /** Logs are on their way that may say more. */
  get pending(): boolean {
    return this.open.size > 0;
  }

  all(): readonly LogExcerpt[] {
    return [...this.excerpts.values()];
  }

  /** Reads a log unless that was done before; what it says, if it is new. */
  async fetch(wanted: WantedLog, snapshot: Snapshot): Promise<LogExcerpt | undefined> {
    const container = `${wanted.namespace ?? ""}/${wanted.pod}/${wanted.container}`;
    const key = `${container}/${String(wanted.instance)}/${String(wanted.previous)}`;
    const lines = this.linesOf(wanted, snapshot);
    if (lines === 0 || this.asked.has(key)) return undefined;
    this.asked.add(key);
    const reading = this.read(wanted, snapshot, lines);
    this.open.add(reading);
    const excerpt = await reading;
    this.open.delete(reading);
    // A log that could not be had does not replace one that was.
    if (excerpt.lines.length > 0 || !this.excerpts.has(container)) this.excerpts.set(container, excerpt);
    return excerpt;
  }

  /** Resolves when no log is being read any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.open);
  }

  /** What the Pod itself says counts more: its team knows what is in its log. */
  private linesOf({ namespace, pod }: WantedLog, snapshot: Snapshot): number {
    const text = snapshot.objects.findKnown("Pod", namespace, pod)?.metadata.annotations[logLinesAnnotation];
    return text !== undefined && /^\d{1,3}$/.test(text) ? Math.min(Number(text), mostLines) : this.options.lines;
  }

  private async read(wanted: WantedLog, snapshot: Snapshot, tailLines: number): Promise<LogExcerpt> {
    const { namespace, pod, container, previous } = wanted;
    const about = { namespace, pod, container, previous };
    const signal = AbortSignal.timeout(timeLimitMs);
    try {
      const mask = await this.podSecrets(snapshot, namespace, pod, signal);
      if (typeof mask === "string") return { ...about, lines: [], withheld: mask };
      const request = { namespace: namespace ?? "default", pod, container, tailLines, limitBytes };
      let log = await readLog(this.cluster, { ...request, previous }, signal);
      // The node keeps one ended instance. In between two starts it is not certain which of the two names it goes by.
      if ("withheld" in log || log.lines.length === 0) {
        const other = await readLog(this.cluster, { ...request, previous: !previous }, signal);
        if (!("withheld" in other) && other.lines.length > 0) log = other;
      }
      if ("withheld" in log) return { ...about, lines: [], withheld: clean(log.withheld, widestLine) };
      const { secrets } = this.options;
      const shown = log.lines.map((line) => {
        const masked = mask.apply(line);
        return cleanLogLine(secrets === undefined ? masked : secrets.apply(masked), widestLine);
      });
      return { ...about, lines: shown.filter((line) => line !== "") };
    } catch (error) {
      return { ...about, lines: [], withheld: clean(error instanceof Error ? error.message : String(error), 120) };
    }
  }

  /** The values of the Secrets that a Pod uses, or why its log must not be shown. */
  private async podSecrets(
    snapshot: Snapshot,
    namespace: string | undefined,
    name: string,
    signal: AbortSignal,
  ): Promise<Mask | string> {
    const mask = new Mask();
    const pod = snapshot.objects.findKnown("Pod", namespace, name);
    if (pod === undefined) return `Pod ${name} is gone`;
    const containers = [...pod.spec.initContainers, ...pod.spec.containers];
    const refs = [
      ...containers.flatMap((item) => item.configRefs),
      ...pod.spec.volumes.flatMap((item) => item.configRefs),
    ];
    const names = new Set(refs.filter((ref) => ref.kind === "Secret").map((ref) => ref.name));
    if (names.size === 0) return mask;
    const secrets = await readSecretValues(this.cluster, namespace ?? "default", [...names], signal);
    for (const values of secrets.values.values()) mask.addAll(values);
    const [unreadable] = secrets.unreadable;
    if (unreadable === undefined) return mask;
    const [secret, cause] = unreadable;
    return `not shown: Secret ${secret} cannot be read (${cause}), so its values could not be hidden`;
  }
}
