import { findCondition, nameOf, type Pod, type PodDisruptionBudget } from "../objects";
import { budgetCovers } from "../wiring";
import type { Diagnosis } from "./diagnosis";
import { conditionEvidence } from "./events";
import { presentSince, worstFault } from "./faults";
import { foldPods } from "./fold";
import { diagnoseDeletion, diagnoseGeneration } from "./generic";
import { describe, kubectl } from "./kubectl";
import { diagnosePod } from "./pod";
import { isComplete, type Scene } from "./scene";
import { timeOf } from "./time";
import { verdict, worstOutlook } from "./verdict";
import { counted, listed, phrase } from "./wording";

/** A budget is often made before its workload: so long it may cover nothing. */
const emptyMs = 60_000;

/**
 * A PodDisruptionBudget: what it allows at this moment, and why not. A budget that allows nothing
 * although all its Pods are healthy does what it says: Current, with a word on what that means for
 * a drain. Two budgets on one Pod make every eviction of it fail.
 * Sources: kubernetes/pkg/controller/disruption/disruption.go, the eviction handler of
 * kubernetes/pkg/registry/core/pod/storage/eviction.go.
 */
export function diagnosePodDisruptionBudget(budget: PodDisruptionBudget, scene: Scene): Diagnosis {
  // A controller that cannot count does not say which generation it has seen.
  const first =
    diagnoseDeletion(budget, scene) ??
    worstFault(budget, syncFaults(budget)) ??
    diagnoseGeneration(budget, budget.status.observedGeneration, true, scene);
  if (first !== undefined) return first;
  const { namespace } = budget.metadata;
  const seen = isComplete(scene, "Pod", namespace);
  const pods = scene.objects
    .podsIn(namespace)
    .filter((pod) => isCounted(pod) && budgetCovers(budget, pod.metadata.labels));
  return (
    worstFault(budget, overlaps(budget, pods, scene)) ??
    (seen && pods.length === 0 ? diagnoseEmpty(budget, scene) : diagnoseAllowance(budget, pods, scene))
  );
}

const isCounted = ({ status, metadata }: Pod): boolean =>
  status.phase !== "Succeeded" && status.phase !== "Failed" && metadata.deletionTimestamp === undefined;

/** Other budgets on the same Pods: the eviction API answers with an error for each such Pod. */
function overlaps(budget: PodDisruptionBudget, pods: readonly Pod[], scene: Scene): readonly Diagnosis[] {
  const others = scene.objects
    .all("PodDisruptionBudget", budget.metadata.namespace ?? "")
    .filter(({ metadata }) => metadata.name !== budget.metadata.name && metadata.deletionTimestamp === undefined);
  return others.flatMap((other) => {
    const shared = pods.filter(({ metadata }) => budgetCovers(other, metadata.labels));
    const [first] = shared;
    if (first === undefined) return [];
    const who = shared.length === 1 ? `Pod ${first.metadata.name} is` : `${shared.length} Pods are`;
    return [
      verdict(
        budget,
        "BudgetsOverlap",
        `${who} in ${nameOf({ kind: other.kind, name: other.metadata.name })} too: evicting fails`,
        {
          actions: [
            {
              text: "let each Pod match one budget only",
              command: kubectl(budget.metadata.namespace, "get", "poddisruptionbudgets"),
            },
          ],
        },
      ),
    ];
  });
}

function syncFaults(budget: PodDisruptionBudget): readonly Diagnosis[] {
  const condition = findCondition(budget.status.conditions, "DisruptionAllowed");
  if (condition?.status !== "False" || condition.reason !== "SyncFailed") return [];
  return [
    verdict(budget, "BudgetSyncFailed", `cannot be counted: ${phrase(condition.message ?? "no reason given")}`, {
      evidence: [conditionEvidence(budget, condition)],
      since: timeOf(condition.lastTransitionTime),
      actions: [
        describe({
          kind: "PodDisruptionBudget",
          namespace: budget.metadata.namespace ?? "",
          name: budget.metadata.name,
        }),
      ],
    }),
  ];
}

const wanted = ({ spec }: PodDisruptionBudget): string => {
  if (spec.selector === undefined) return "it has no selector";
  const { matchLabels, matchExpressions } = spec.selector;
  const pairs = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  return (
    phrase(listed([...pairs, ...matchExpressions.map(({ key, operator }) => `${key} ${operator}`)], 4), 60) || "any Pod"
  );
};

function diagnoseEmpty(budget: PodDisruptionBudget, scene: Scene): Diagnosis {
  const { namespace } = budget.metadata;
  const workload = [
    ...scene.objects.all("Deployment", namespace ?? ""),
    ...scene.objects.all("ReplicaSet", namespace ?? ""),
  ].find(
    ({ metadata, spec }) => metadata.deletionTimestamp === undefined && budgetCovers(budget, spec.template.labels),
  );
  if (workload !== undefined) {
    const isZero = workload.spec.replicas === 0;
    const name = nameOf({ kind: workload.kind, name: workload.metadata.name });
    return isZero
      ? verdict(budget, "Ready", `covers no Pod: ${name} is scaled to zero`)
      : verdict(budget, "NoPodsYet", `covers no Pod yet: ${name} has none`);
  }
  const since = presentSince(budget, scene);
  const patience = since === undefined ? undefined : since + emptyMs;
  const early = patience === undefined || scene.now < patience;
  return verdict(budget, early ? "NoPodsYet" : "BudgetCoversNothing", `covers no Pod (${wanted(budget)})`, {
    since,
    until: early ? patience : undefined,
    actions: early
      ? []
      : [
          {
            text: "compare with the labels that the Pods have",
            command: kubectl(namespace, "get", "pods", "--show-labels"),
          },
        ],
  });
}

function diagnoseAllowance(budget: PodDisruptionBudget, pods: readonly Pod[], scene: Scene): Diagnosis {
  const { status, spec } = budget;
  const total = status.expectedPods ?? pods.length;
  const allowed = status.disruptionsAllowed;
  if (allowed === undefined) return verdict(budget, "NotObserved", "the disruption controller has not counted yet");
  if (allowed > 0) return verdict(budget, "Ready", `${allowed} of ${counted(total, "Pod")} may be evicted`);
  const folded = foldPods(
    pods.map((pod) => diagnosePod(pod, scene)),
    pods.length,
  );
  if (folded.length > 0)
    return verdict(
      budget,
      "EvictionsBlocked",
      `no eviction allowed: ${status.currentHealthy ?? "?"} of ${counted(total, "Pod")} healthy, ${status.desiredHealthy ?? "?"} must be`,
      {
        outlook: worstOutlook(
          folded.map(({ outlook }) => outlook),
          "waiting",
        ),
        because: folded,
      },
    );
  const rule =
    spec.minAvailable === undefined
      ? `maxUnavailable ${spec.maxUnavailable ?? "?"}`
      : `minAvailable ${spec.minAvailable}`;
  return verdict(
    budget,
    "EvictionsBlocked",
    `no eviction allowed: all of ${counted(total, "healthy Pod")} must stay (${rule}), a node drain waits for ever`,
    { actions: [{ text: "allow one less than there are Pods: maxUnavailable 1, or more replicas than minAvailable" }] },
  );
}
