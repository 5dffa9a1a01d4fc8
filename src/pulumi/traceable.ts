/**
 * The kinds that have a story of their own: they come up over time and can get stuck. Everything
 * else (a ConfigMap, a Namespace) is done when the API server has it, and gets no line.
 */
const kinds: ReadonlySet<string> = new Set(["Pod", "ReplicaSet", "Deployment", "Service"]);

export function isTraceable(kind: string): boolean {
  return kinds.has(kind);
}
