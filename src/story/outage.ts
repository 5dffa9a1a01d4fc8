import type { Diagnosis, Reason, Snapshot } from "../diagnosis";
import { duration } from "./duration";
import { readyEndpoints } from "./figures";
import { sentenceOf } from "./sentence";

/** The states of a Service in which nobody answers for it, and nobody wanted it so. */
const unserved: ReadonlySet<Reason> = new Set<Reason>([
  "NoReadyEndpoints",
  "NoPodsYet",
  "SelectorMatchesNothing",
  "EndpointsStale",
]);

/** Does no endpoint answer for the Service at this moment? Whether one ever did is for the story to know. */
export function isDown({ objects }: Snapshot, { object, reason, outlook }: Diagnosis): boolean {
  if (object.kind !== "Service" || !unserved.has(reason) || outlook === "suspended") return false;
  const slices = objects.slicesOf(object.name, object.namespace);
  // What is ending and still serves is kube-proxy's last resort.
  const isDraining = slices.some(({ endpoints }) =>
    endpoints.some(({ serving, terminating }) => serving && terminating),
  );
  return !isDraining && readyEndpoints(slices) === 0;
}

/**
 * What a Service says that had ready endpoints and has none: `OUTAGE: no ready endpoint: 2 of 2 Pods
 * crash`, with the time it has lasted `OUTAGE: no ready endpoint for 42 s: 2 of 2 Pods crash`.
 */
export function outageSentence(diagnosis: Diagnosis, forMs?: number): string {
  const sentence = sentenceOf(diagnosis);
  const lasting = forMs === undefined ? "" : ` for ${duration(forMs)}`;
  const [own = ""] = /^no (?:ready )?endpoints?(?=$|[:;,] )/.exec(sentence) ?? [];
  return `OUTAGE: no ready endpoint${lasting}${own === "" ? `: ${sentence}` : sentence.slice(own.length)}`;
}
