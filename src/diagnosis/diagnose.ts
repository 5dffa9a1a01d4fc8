import { isKind, type Known, type KnownKind, type KubeObject, type ObjectRef } from "../objects";
import { diagnoseAPIService } from "./api-service";
import { withHints } from "./cluster-hints";
import { diagnoseCronJob } from "./cron-job";
import { diagnoseCustomResourceDefinition } from "./custom-resource-definition";
import { diagnoseDaemonSet } from "./daemon-set";
import { diagnoseDeployment } from "./deployment";
import type { Diagnosis } from "./diagnosis";
import { diagnoseEndpointSlice } from "./endpoint-slice";
import { diagnoseOther } from "./generic";
import { diagnoseGateway, diagnoseGatewayClass } from "./gateway";
import { diagnoseHorizontalPodAutoscaler } from "./horizontal-pod-autoscaler";
import { diagnoseHttpRoute } from "./http-route";
import { diagnoseIngress } from "./ingress";
import { diagnoseLimitRange } from "./limit-range";
import { diagnoseJob } from "./job";
import { diagnosePersistentVolume } from "./persistent-volume";
import { diagnosePersistentVolumeClaim } from "./persistent-volume-claim";
import { diagnosePodDisruptionBudget } from "./pod-disruption-budget";
import { diagnoseNamespace } from "./namespace";
import { diagnoseNode } from "./node";
import { diagnosePod } from "./pod";
import { diagnoseReplicaSet } from "./replica-set";
import { diagnoseResourceQuota } from "./resource-quota";
import { sceneOf, type Scene } from "./scene";
import { diagnoseService } from "./service";
import type { Snapshot } from "./snapshot";
import { diagnoseStatefulSet } from "./stateful-set";
import { diagnoseStorageClass } from "./storage-class";
import { rightActions } from "./unseen";
import { verdict } from "./verdict";
import { diagnoseWebhookConfiguration } from "./webhook-configuration";

/**
 * What state the snapshot's root is in at `now`, why, whether it will heal, and what to do.
 *
 * Pure and total: the same snapshot and time give the same answer, and odd data gives an answer
 * with what could be read, never an exception. It does not fetch, wait or remember; when the answer
 * changes by time alone, `until` says when to ask again. Statuses are kstatus's; a status that does
 * not speak of the present generation is never taken for Current.
 */
export function diagnose(snapshot: Snapshot, now: Date): Diagnosis {
  const scene = sceneOf(snapshot, now);
  const root = scene.objects.find(snapshot.root);
  return root === undefined ? diagnoseAbsence(snapshot.root, scene) : withHints(diagnoseObject(root, scene), scene);
}

/** The kinds with rules of their own. A kind is added with one file and one row here. */
const rules = [
  row("Pod", diagnosePod),
  row("ReplicaSet", diagnoseReplicaSet),
  row("Deployment", diagnoseDeployment),
  row("StatefulSet", diagnoseStatefulSet),
  row("DaemonSet", diagnoseDaemonSet),
  row("Job", diagnoseJob),
  row("CronJob", diagnoseCronJob),
  row("Service", diagnoseService),
  row("EndpointSlice", diagnoseEndpointSlice),
  row("Namespace", diagnoseNamespace),
  row("Node", diagnoseNode),
  row("APIService", diagnoseAPIService),
  row("CustomResourceDefinition", diagnoseCustomResourceDefinition),
  row("ValidatingWebhookConfiguration", diagnoseWebhookConfiguration),
  row("MutatingWebhookConfiguration", diagnoseWebhookConfiguration),
  row("Ingress", diagnoseIngress),
  row("HTTPRoute", diagnoseHttpRoute),
  row("Gateway", diagnoseGateway),
  row("GatewayClass", diagnoseGatewayClass),
  row("PersistentVolumeClaim", diagnosePersistentVolumeClaim),
  row("PersistentVolume", diagnosePersistentVolume),
  row("StorageClass", diagnoseStorageClass),
  row("HorizontalPodAutoscaler", diagnoseHorizontalPodAutoscaler),
  row("PodDisruptionBudget", diagnosePodDisruptionBudget),
  row("ResourceQuota", diagnoseResourceQuota),
  row("LimitRange", diagnoseLimitRange),
];

/** The kind's own rules, else those for any kind. */
function diagnoseObject(object: KubeObject, scene: Scene): Diagnosis {
  for (const rule of rules) {
    const diagnosis = rule(object, scene);
    if (diagnosis !== undefined) return diagnosis;
  }
  return diagnoseOther(object, scene);
}

function diagnoseAbsence(root: ObjectRef, scene: Scene): Diagnosis {
  const coverage = scene.snapshot.coverage(root.kind, root.namespace);
  if (coverage === "pending") return verdict(root, "Looking", "looking for it");
  if (coverage !== "complete")
    return verdict(root, "NotVisible", `cannot be seen ${placeOf(root)} (${coverage.gap})`, {
      actions: rightActions(root.kind, root.namespace, coverage.gap),
    });
  return notFound(root);
}

/** Of an object that is certainly not there. */
export function notFound(root: ObjectRef): Diagnosis {
  return verdict(root, "NotFound", `not ${placeOf(root)}`, { status: "NotFound" });
}

const placeOf = ({ namespace }: ObjectRef): string =>
  namespace === undefined ? "in the cluster" : `in namespace ${namespace}`;

/** A rule of one kind, safe to ask about any object. A foreign group's kind of the same name is none of its. */
function row<K extends KnownKind>(
  kind: K,
  rule: (object: Known[K], scene: Scene) => Diagnosis,
): (object: KubeObject, scene: Scene) => Diagnosis | undefined {
  return (object, scene) => (isKind(object, kind) ? rule(object, scene) : undefined);
}
