import type { KubeObject } from "../objects";
import type { Diagnosis } from "./diagnosis";
import { firstUnseen, type Scene } from "./scene";
import { verdict } from "./verdict";

/** Kinds beside a workload that cannot be seen leave the causes open; the counts of its status hold all the same. */
export function unseenKinds(workload: KubeObject, kinds: readonly string[], scene: Scene): readonly Diagnosis[] {
  const { namespace } = workload.metadata;
  const unseen = firstUnseen(scene, namespace, kinds);
  if (unseen === undefined) return [];
  if (unseen.coverage === "pending") return [verdict(workload, "Looking", `looking for its ${unseen.kind}s`)];
  const place = namespace === undefined ? "" : ` in ${namespace}`;
  return [verdict(workload, "NotVisible", `${unseen.kind}s${place} cannot be seen (${unseen.coverage.gap})`)];
}
