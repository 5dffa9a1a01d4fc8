import { CrashLogs } from "../logs/crash-logs";
import type { ProviderSettings } from "../pulumi/cluster-choice";
import type { Mask } from "../render/mask";
import { Hub, openCluster, systemSurroundings, type Cluster } from "../watch";

/** One cluster with all that the gates of a deployment share of it. */
export interface GateCluster {
  readonly cluster: Cluster;
  readonly hub: Hub;
  readonly logs: CrashLogs;
}

interface Entry {
  readonly opened: Promise<GateCluster>;
  users: number;
}

/** The clusters that gates wait in: opened once for all that wait at the same time, closed after the last. */
export class GateClusters {
  private readonly entries = new Map<string, Entry>();

  /** @param mask Learns what is secret in the logs of Pods, and hides it there. */
  constructor(private readonly mask: Mask) {}

  /**
   * Runs something with the cluster that the settings lead to.
   * @throws ClusterUnreadable when it cannot be opened.
   */
  async with<T>(settings: ProviderSettings, run: (cluster: GateCluster) => Promise<T>): Promise<T> {
    const { kubeconfig, context, cluster } = settings;
    const key = JSON.stringify([kubeconfig, context, cluster]);
    const entry = this.entries.get(key) ?? { opened: open(settings, this.mask), users: 0 };
    this.entries.set(key, entry);
    entry.users += 1;
    try {
      return await run(await entry.opened);
    } finally {
      entry.users -= 1;
      if (entry.users === 0) {
        this.entries.delete(key);
        entry.opened.then(close, () => undefined);
      }
    }
  }
}

const logLines = 10;

async function open(settings: ProviderSettings, mask: Mask): Promise<GateCluster> {
  const cluster = await openCluster(settings, systemSurroundings());
  return { cluster, hub: new Hub(cluster), logs: new CrashLogs(cluster, { lines: logLines, secrets: mask }) };
}

function close({ cluster, hub }: GateCluster): void {
  hub.close();
  cluster.close();
}
