import { changesSinceHealthy, trafficOf, type Snapshot, type Traffic } from "../diagnosis";
import type { BlockExtra } from "../render";

/** What a verdict tells beside the diagnosis: logs, what changed, and whether users are affected. */
export function blockExtra(snapshot: Snapshot, now: Date): BlockExtra & { readonly traffic: Traffic } {
  const traffic = trafficOf(snapshot, snapshot.root, now);
  // Where no Service is in front of it, or none can be seen, there is nothing to say of users.
  const users = traffic.state === "none" || traffic.state === "unknown" ? {} : { users: traffic.sentence };
  return { logs: snapshot.logs, changed: changesSinceHealthy(snapshot), ...users, traffic };
}
