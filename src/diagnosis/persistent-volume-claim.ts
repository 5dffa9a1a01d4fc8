import type { PersistentVolumeClaim } from "../objects";
import { look } from "./claim-provisioning";
import { diagnoseClaimState, podsUsing } from "./claim-state";
import type { Diagnosis } from "./diagnosis";
import { diagnoseDeletion } from "./generic";
import { viewOf } from "./pod-view";
import type { Scene } from "./scene";
import { diagnoseScheduling } from "./scheduling";
import { timeOf } from "./time";
import { verdict } from "./verdict";
import { listed } from "./wording";

const protection = "kubernetes.io/pvc-protection";
/** So long the Pods that use it may take to end before a deletion counts as stuck. */
const patienceMs = 30_000;

/**
 * A PersistentVolumeClaim: Current when it is bound, and when its class binds at first use and no Pod
 * uses it yet, since then nothing more will happen by itself.
 */
export function diagnosePersistentVolumeClaim(claim: PersistentVolumeClaim, scene: Scene): Diagnosis {
  return (
    diagnoseProtected(claim, scene) ??
    diagnoseDeletion(claim, scene) ??
    diagnoseClaimState(claim, scene, (pod) => diagnoseScheduling(viewOf(pod, scene)))
  );
}

/**
 * Deleted, and Pods still use it: it stays until they end. Pods without a node don't count.
 * Source: kubernetes/pkg/controller/volume/pvcprotection.
 */
function diagnoseProtected(claim: PersistentVolumeClaim, scene: Scene): Diagnosis | undefined {
  const { deletionTimestamp, finalizers } = claim.metadata;
  if (deletionTimestamp === undefined || !finalizers.includes(protection)) return undefined;
  const users = podsUsing(claim, scene).filter(({ spec }) => spec.nodeName !== undefined && spec.nodeName !== "");
  if (users.length === 0) return undefined;
  const deleted = timeOf(deletionTimestamp);
  const patience = deleted === undefined ? undefined : deleted + patienceMs;
  const late = patience !== undefined && scene.now >= patience;
  const pods = listed(users.map(({ metadata }) => metadata.name));
  return verdict(
    claim,
    late ? "StuckTerminating" : "Terminating",
    `being deleted, still used by ${users.length === 1 ? "Pod" : "Pods"} ${pods}`,
    {
      status: "Terminating",
      since: deleted,
      until: late ? undefined : patience,
      actions: late ? [{ text: "it goes when these Pods do: delete or change what makes them" }, ...look(claim)] : [],
    },
  );
}
