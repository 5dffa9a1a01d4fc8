import { record, text } from "../objects/raw";
import type { Cluster } from "./cluster";

/** The API server's version ("v1.34.4"); undefined when it does not say. Never throws. */
export async function readServerVersion(cluster: Cluster, signal?: AbortSignal): Promise<string | undefined> {
  try {
    return text(record((await cluster.get("/version", {}, signal, { timeoutMs: 5_000 })).json)["gitVersion"]);
  } catch {
    return undefined;
  }
}
