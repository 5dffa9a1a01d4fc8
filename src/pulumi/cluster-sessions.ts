import { CrashLogs } from "../logs/crash-logs";
import { Hub, openCluster, systemSurroundings, type Cluster } from "../watch";
import type { Mask } from "../render/mask";
import type { ProviderSettings } from "./cluster-choice";
import { ClusterSession, type SessionOptions } from "./cluster-session";
import { kubectlFor } from "./kubectl-flags";
import type { RunRecording } from "./run-recording";

export interface SessionsOptions extends SessionOptions {
  readonly logLines: number;
  readonly mask: Mask;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Undefined where nothing is to be recorded: then nothing is kept. */
  readonly recording: RunRecording | undefined;
  /** A fault of ours while a change was being looked at. */
  readonly fault: (error: unknown) => void;
  /** Said once per cluster that cannot be opened, with the reason as one sentence. */
  readonly unreadable: (sentence: string) => void;
}

/** The clusters of one deployment: each is opened once, however many providers lead to it. */
export class ClusterSessions {
  private readonly bySettings = new Map<string, Promise<ClusterSession | undefined>>();
  private readonly byIdentity = new Map<string, ClusterSession>();

  constructor(private readonly options: SessionsOptions) {}

  /** The session of the cluster that these provider settings lead to; undefined when it cannot be opened. */
  open(settings: ProviderSettings): Promise<ClusterSession | undefined> {
    const { kubeconfig, context, cluster } = settings;
    const key = JSON.stringify([kubeconfig, context, cluster]);
    const opened = this.bySettings.get(key) ?? this.connect(settings);
    this.bySettings.set(key, opened);
    return opened;
  }

  all(): readonly ClusterSession[] {
    return [...this.byIdentity.values()];
  }

  close(): void {
    for (const session of this.byIdentity.values()) session.close();
  }

  private async connect(settings: ProviderSettings): Promise<ClusterSession | undefined> {
    let cluster: Cluster;
    try {
      cluster = await openCluster(settings, { ...systemSurroundings(), env: this.options.environment });
    } catch (error) {
      this.options.unreadable(error instanceof Error ? error.message : String(error));
      return undefined;
    }
    const identity = `${cluster.server}\n${cluster.user}`;
    const known = this.byIdentity.get(identity);
    if (known !== undefined) {
      cluster.close();
      return known;
    }
    const { logLines, mask, fault, recording } = this.options;
    const history = recording?.historyOf(cluster);
    const tap = history?.change.bind(history);
    const session = new ClusterSession(
      cluster,
      new Hub(cluster, { onListenerError: fault, ...(tap === undefined ? {} : { tap }) }),
      new CrashLogs(cluster, { lines: logLines, secrets: mask }),
      this.options,
      kubectlFor(settings),
      history,
    );
    this.byIdentity.set(identity, session);
    return session;
  }
}
