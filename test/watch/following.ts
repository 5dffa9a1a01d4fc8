import type { Change, WatchTarget } from "../../src/watch/change";
import { openCluster } from "../../src/watch/choose";
import type { Clock } from "../../src/watch/clock";
import type { Cluster } from "../../src/watch/cluster";
import { Hub, type HubOptions } from "../../src/watch/hub";
import { StubApiServer, type StubObject, type StubOptions } from "../support/stub-api-server";

export const pods: WatchTarget = { apiVersion: "v1", kind: "Pod", plural: "pods", namespace: "prod" };

export function pod(name: string, more: Readonly<Record<string, unknown>> = {}): StubObject {
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "prod" }, ...more };
}

/** A clock that runs `factor` times as fast: half a minute of back-off is over in 300 ms at 100. */
export function fastClock(factor: number): Clock {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * factor,
    after(ms, run) {
      const timer = setTimeout(run, ms / factor);
      return () => {
        clearTimeout(timer);
      };
    },
  };
}

export function lineOf(change: Change): string {
  switch (change.type) {
    case "SYNCED":
      return `SYNCED ${change.kind}`;
    case "GAP":
      return `GAP ${change.kind} ${change.status ?? ""} ${change.cause.replace(/http:\S+:\d+/, "SERVER")}`;
    default:
      return `${change.type} ${change.object.metadata.name}`;
  }
}

/** A stub, a cluster that leads to it, a hub on a fast clock, and all that a follower of Pods was told. */
export class Stage {
  readonly lines: string[] = [];
  readonly changes: Change[] = [];

  private constructor(
    readonly stub: StubApiServer,
    readonly cluster: Cluster,
    readonly hub: Hub,
  ) {}

  static async set(options: HubOptions = {}, stubOptions: StubOptions = {}): Promise<Stage> {
    const stub = await StubApiServer.start(stubOptions);
    const cluster = await openCluster({ kubeconfig: stub.kubeconfig() });
    return new Stage(stub, cluster, new Hub(cluster, { clock: fastClock(100), random: () => 0.5, ...options }));
  }

  follow(targets: readonly WatchTarget[] = [pods]): { stop(): void } {
    return this.hub.follow(targets, (change) => {
      this.changes.push(change);
      this.lines.push(lineOf(change));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hub.close();
    this.cluster.close();
    await this.stub.close();
  }
}

/** Waits until it holds; fails with what was there instead. */
export async function until(holds: () => boolean, instead: () => unknown, ms = 5000): Promise<void> {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`still not after ${ms} ms: ${JSON.stringify(instead())}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
