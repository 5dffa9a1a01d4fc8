/** What is not shown when a kind cannot be watched. */
const lost: Readonly<Record<string, string>> = {
  Pod: "Pod states and logs",
  Event: "Events",
  EndpointSlice: "endpoints",
  ReplicaSet: "rollout revisions",
  ControllerRevision: "changes since the last revision",
  PersistentVolumeClaim: "claims for volumes",
  Deployment: "Deployment states",
  Service: "Service states",
};

/**
 * `cannot watch Events and Pods in prod (403 as alice@acme): Events and Pod states and logs are not shown`.
 * Without an HTTP `status` nobody answered: then it is not about kinds.
 */
export function gapLine(
  gap: { readonly namespace: string | undefined; readonly cause: string; readonly status?: number | undefined },
  kinds: readonly string[],
): string {
  const sorted = [...kinds].sort();
  // The cause may name its server in brackets of its own.
  const cause = gap.cause.replace(/ \(([^()]*)\)$/, ", $1");
  if (gap.status === undefined) return `cannot reach the API server (${cause}): what is shown is not up to date`;
  const where = gap.namespace === undefined || gap.namespace === "" ? "" : ` in ${gap.namespace}`;
  const consequence = sorted.map((kind) => lost[kind] ?? `${kind} states`);
  return `cannot watch ${join(sorted.map(pluralOf))}${where} (${cause}): ${join(consequence)} are not shown`;
}

const join = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;

/** "Services", "Ingresses". */
export function pluralOf(kind: string): string {
  return `${kind}${/(?:s|x|ch|sh)$/.test(kind) ? "es" : "s"}`;
}
