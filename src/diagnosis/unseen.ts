import type { KubeObject } from "../objects";
import type { Action, Diagnosis } from "./diagnosis";
import { kubectl } from "./kubectl";
import { firstUnseen, type Scene } from "./scene";
import { verdict } from "./verdict";

/** Kinds beside a workload that cannot be seen leave the causes open; the counts of its status hold all the same. */
export function unseenKinds(workload: KubeObject, kinds: readonly string[], scene: Scene): readonly Diagnosis[] {
  const { namespace } = workload.metadata;
  const unseen = firstUnseen(scene, namespace, kinds);
  if (unseen === undefined) return [];
  if (unseen.coverage === "pending") return [verdict(workload, "Looking", `looking for its ${unseen.kind}s`)];
  const place = namespace === undefined ? "" : ` in ${namespace}`;
  return [
    verdict(workload, "NotVisible", `${unseen.kind}s${place} cannot be seen (${unseen.coverage.gap})`, {
      actions: rightActions(unseen.kind, namespace, unseen.coverage.gap),
    }),
  ];
}

/** Where a kind may not be watched: which right is missing, and how to see when it is there. */
export function rightActions(kind: string, namespace: string | undefined, gap: string): readonly Action[] {
  if (!gap.startsWith("403")) return [];
  const place = namespace === undefined || namespace === "" ? "in the whole cluster" : `in ${namespace}`;
  return [
    {
      text: `ask for the right to list and watch ${kind}s ${place}; this says whether it is there`,
      command: kubectl(namespace, "auth", "can-i", "watch", kind.toLowerCase()),
    },
  ];
}
