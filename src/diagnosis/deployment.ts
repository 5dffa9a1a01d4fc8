import { findCondition, type Deployment } from "../objects";
import { labelSelectorMatches } from "../wiring";
import { creationFailure } from "./creation-failures";
import type { Action, Diagnosis } from "./diagnosis";
import { conditionEvidence } from "./events";
import { diagnoseDeletion, diagnoseGeneration } from "./generic";
import { kubectl } from "./kubectl";
import { ownedBy } from "./owned";
import { foldActive, podsOfSet, type PodsOfSet } from "./replica-set";
import { revisionOf, revisionsOf, type Revisions } from "./revisions";
import { isComplete, type Scene } from "./scene";
import { timeOf } from "./time";
import { unseenKinds } from "./unseen";
import { isProblem, verdict, worstOutlook } from "./verdict";
import { counted } from "./wording";

/**
 * A Deployment: Current when all its Pods are of the present template, available, and no older ones
 * are left. The counts are `kubectl rollout status`'s; Pods in trouble overrule them.
 * Source: DeploymentStatusViewer of kubectl/pkg/polymorphichelpers, kstatus's deploymentConditions.
 */
export function diagnoseDeployment(deployment: Deployment, scene: Scene): Diagnosis {
  return (
    diagnoseDeletion(deployment, scene) ??
    diagnoseGeneration(deployment, deployment.status.observedGeneration, true, scene) ??
    diagnoseRollout(deployment, scene)
  );
}

function diagnoseRollout(deployment: Deployment, scene: Scene): Diagnosis {
  const { spec, status } = deployment;
  const revisions = revisionsOf(deployment, scene);
  const wanted = spec.replicas;
  if (wanted === 0) return diagnoseZero(deployment);
  const pods = presentPods(deployment, revisions, scene);
  const problems = pods.because.filter(isProblem);
  const settled =
    status.updatedReplicas >= wanted &&
    status.replicas <= Math.min(status.updatedReplicas, wanted) &&
    status.availableReplicas >= status.updatedReplicas;
  if (settled && problems.length === 0)
    return verdict(deployment, "Ready", `${wanted} of ${counted(wanted, "Pod")} ready${revisionText(deployment)}`, {
      since: availableSince(deployment),
      hints: pods.hints,
    });
  if (spec.paused && status.updatedReplicas < wanted && problems.length === 0) {
    return verdict(deployment, "Paused", `paused with ${status.updatedReplicas} of ${counted(wanted, "Pod")} updated`, {
      actions: [
        {
          text: "let the rollout go on",
          command: kubectl(
            deployment.metadata.namespace,
            "rollout",
            "resume",
            `deployment/${deployment.metadata.name}`,
          ),
        },
      ],
    });
  }
  const progressing = findCondition(status.conditions, "Progressing");
  const overdue = progressing?.status === "False" && progressing.reason === "ProgressDeadlineExceeded";
  const because = [...pods.because, ...unseenKinds(deployment, ["ReplicaSet", "Pod"], scene)];
  const reason = overdue ? "ProgressDeadlineExceeded" : problems.length > 0 ? "PodsNotReady" : "RollingOut";
  return verdict(
    deployment,
    reason,
    `${progressText(deployment, revisions, pods, scene)}${overdue ? `, deadline of ${spec.progressDeadlineSeconds} s is over` : ""}`,
    {
      status: overdue ? "Failed" : "InProgress",
      outlook: worstOutlook(
        [...because.map(({ outlook }) => outlook), ...(overdue ? (["may-heal"] as const) : [])],
        "waiting",
      ),
      because,
      hints: pods.hints,
      evidence: overdue ? [conditionEvidence(deployment, progressing)] : [],
      actions: overdue || problems.length > 0 ? wayBack(deployment, revisions) : [],
      since: timeOf(progressing?.lastTransitionTime) ?? timeOf(deployment.metadata.creationTimestamp),
    },
  );
}

function diagnoseZero(deployment: Deployment): Diagnosis {
  const { replicas } = deployment.status;
  if (replicas === 0) return verdict(deployment, "ScaledToZero", "scaled to zero, no Pod wanted");
  return verdict(deployment, "RollingOut", `scaling down, ${counted(replicas, "Pod")} left`);
}

/** The Pods of the present revision; where ReplicaSets cannot be seen, all that the selector matches. */
function presentPods(deployment: Deployment, revisions: Revisions, scene: Scene): PodsOfSet {
  const { namespace } = deployment.metadata;
  const { replicas, selector } = deployment.spec;
  const { present } = revisions;
  if (present !== undefined)
    return podsOfSet([present], replicas, scene, hasOldPods(deployment, revisions) ? "new Pod" : "Pod");
  const complete = isComplete(scene, "Pod", namespace);
  if (isComplete(scene, "ReplicaSet", namespace)) return { ready: 0, existing: 0, complete, because: [], hints: [] };
  const pods = scene.objects
    .podsIn(namespace)
    .filter(({ metadata }) => labelSelectorMatches(selector, metadata.labels));
  const failure = creationFailure(deployment, scene);
  const failures =
    failure === undefined
      ? []
      : [
          verdict(deployment, failure.reason, "not all Pods can be created", {
            outlook: failure.outlook,
            because: [failure],
          }),
        ];
  return foldActive(pods, replicas, complete, scene, failures);
}

/** "0 of 2 Pods ready", "1 of 2 new Pods ready", "2 of 2 new Pods ready, 1 old Pod left". */
function progressText(deployment: Deployment, revisions: Revisions, pods: PodsOfSet, scene: Scene): string {
  const { spec, status } = deployment;
  const wanted = spec.replicas;
  const old = Math.max(0, status.replicas - status.updatedReplicas);
  const ready = pods.complete ? pods.ready : status.readyReplicas;
  const restarting = pods.because.some(({ reason }) => reason === "Restarting");
  const noun = hasOldPods(deployment, revisions) && pods.complete ? "new Pod" : "Pod";
  const counts = `${Math.min(ready, wanted)} of ${counted(wanted, noun)} ${restarting ? (wanted === 1 ? "stays up" : "stay up") : "ready"}`;
  const ending = pods.complete && pods.existing === 0 ? endingPods(revisions.older, scene) : 0;
  if (ending > 0) return `${counts}, waits for ${counted(ending, "old Pod")} to end`;
  if (ready < wanted) return counts;
  if (old > 0) return `${counts}, ${counted(old, "old Pod")} left`;
  const extra = status.replicas - wanted;
  if (extra > 0) return `${counts}, ${extra} more than wanted`;
  if (spec.minReadySeconds > 0 && status.availableReplicas < wanted)
    return `${counts}, available after ${spec.minReadySeconds} s (minReadySeconds)`;
  return counts;
}

/** Are there Pods of older revisions beside those of the present one? */
function hasOldPods({ status }: Deployment, { older }: Revisions): boolean {
  return status.replicas > status.updatedReplicas || older.some((set) => set.status.replicas > 0);
}

/** Strategy Recreate makes no new Pod before the last old one has ended. */
function endingPods(older: Revisions["older"], scene: Scene): number {
  return older
    .flatMap((set) => ownedBy("Pod", set, scene))
    .filter(({ metadata }) => metadata.deletionTimestamp !== undefined).length;
}

/** The command that brings the last revision back, where there is one. */
function wayBack({ metadata }: Deployment, { older }: Revisions): readonly Action[] {
  if (older.length === 0) return [];
  return [
    {
      text: "bring the last revision back",
      command: kubectl(metadata.namespace, "rollout", "undo", `deployment/${metadata.name}`),
    },
  ];
}

function revisionText(deployment: Deployment): string {
  const revision = revisionOf(deployment);
  return revision === undefined || revision < 2 ? "" : `, revision ${revision}`;
}

const availableSince = ({ status }: Deployment): number | undefined =>
  timeOf(findCondition(status.conditions, "Available")?.lastTransitionTime);
