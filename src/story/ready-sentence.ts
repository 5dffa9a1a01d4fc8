import type { Diagnosis, Snapshot } from "../diagnosis";
import { duration } from "./duration";
import { addressOf, servicesBehind } from "./figures";
import type { Phases } from "./telling";

const words: Readonly<Record<keyof Phases, string>> = {
  scheduled: "scheduled",
  pulled: "pulled",
  started: "started",
  ready: "ready",
};

/**
 * `ready: 2 of 2 Pods, Service web → 2 endpoints on 10.96.81.228:80; pulled 1.2 s, started 1 s`. With
 * `awayMs`, `ready again: 2 of 2 Pods (not ready for 12 s)`.
 */
export function readySentence(
  snapshot: Snapshot,
  diagnosis: Diagnosis,
  phases: Phases,
  awayMs: number | undefined,
): string {
  const facts = factsOf(snapshot, diagnosis);
  // They are not there to be ready: what became of them is the whole sentence.
  if (diagnosis.object.kind === "Job" || diagnosis.object.kind === "CronJob") return facts;
  const word = awayMs === undefined ? "ready" : "ready again";
  const state = facts === "" ? word : `${word}: ${facts}`;
  if (awayMs !== undefined) return awayMs >= 1000 ? `${state} (not ready for ${duration(awayMs)})` : state;
  // A Service is ready when its Pods are: how long they took is their own story.
  if (diagnosis.object.kind === "Service") return state;
  const times = (Object.keys(words) as (keyof Phases)[]).flatMap((phase) => {
    const ms = phases[phase];
    return ms === undefined || ms < 50 ? [] : [`${words[phase]} ${duration(ms)}`];
  });
  return times.length === 0 ? state : `${state}; ${times.join(", ")}`;
}

/** Kinds whose Pods stand behind Services. */
const servers: ReadonlySet<string> = new Set(["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"]);

function factsOf({ objects }: Snapshot, { object, message }: Diagnosis): string {
  const own = message.replace(/ ?\bready(?=,|$| on )/, "").replace(/^, /, "");
  if (!servers.has(object.kind)) return own;
  const services = servicesBehind(objects, object).map(({ service, endpoints }) => {
    const address = addressOf(service);
    const where = address === undefined || address === "headless" ? "" : ` on ${address}`;
    return `Service ${service.metadata.name} → ${String(endpoints)} ${endpoints === 1 ? "endpoint" : "endpoints"}${where}`;
  });
  return [own, ...services.slice(0, 2)].join(", ");
}
