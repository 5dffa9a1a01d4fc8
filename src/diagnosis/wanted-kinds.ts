import type { Diagnosis } from "./diagnosis";

/** A kind that is followed in the whole cluster only where somebody asks for it. */
export type ClusterKind = "Node" | "PersistentVolume" | "Pod";

/**
 * Kinds of the whole cluster that would explain more: the nodes of a Pod that none of them takes and,
 * where it is a matter of what is free on them, the Pods of all namespaces, or where a volume is that
 * they do not reach, the volumes; the nodes for what their processors cannot run.
 */
export function wantedKinds({ reason, outlook, evidence, because }: Diagnosis): readonly ClusterKind[] {
  const says = (pattern: RegExp): boolean =>
    evidence.some((one) => one.type === "condition" && pattern.test(one.message));
  const own: readonly ClusterKind[] =
    reason === "ExecFormatError"
      ? ["Node"]
      : reason !== "Unschedulable"
        ? []
        : [
            "Node",
            ...(outlook !== "will-not-heal" && says(/\bInsufficient |\bToo many pods\b/) ? (["Pod"] as const) : []),
            ...(says(/volume node affinity|PersistentVolume's node affinity/) ? (["PersistentVolume"] as const) : []),
          ];
  return [...new Set([...own, ...because.flatMap(wantedKinds)])];
}
