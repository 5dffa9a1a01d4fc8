import { findCondition, type Condition, type HorizontalPodAutoscaler } from "../objects";
import type { Diagnosis } from "./diagnosis";
import { conditionEvidence, shorten } from "./events";
import { missing, placeOf, presentSince } from "./faults";
import { diagnoseDeletion } from "./generic";
import { describe, kubectl } from "./kubectl";
import { isComplete, type Scene } from "./scene";
import { timeOf } from "./time";
import { verdict, type Details } from "./verdict";
import { counted, listed, quoted } from "./wording";
import type { Reason } from "./reasons";

/** The controller looks at an autoscaler every 15 s; so long it may take to say its first word. */
const controllerMs = 45_000;
/** Metrics of new Pods come a minute or two after them. */
const metricsMs = 120_000;

/**
 * A HorizontalPodAutoscaler: Current when it can read its metrics and set the size of its target, at
 * whatever size. To be at the maximum is a word, not a failure; a target that is scaled to zero
 * switches it off.
 * Sources: kubernetes/pkg/controller/podautoscaler (horizontal.go sets the conditions,
 * replica_calculator.go their words).
 */
export function diagnoseHorizontalPodAutoscaler(scaler: HorizontalPodAutoscaler, scene: Scene): Diagnosis {
  const { conditions } = scaler.status;
  return (
    diagnoseDeletion(scaler, scene) ??
    diagnoseTarget(scaler, scene) ??
    diagnoseAbility(scaler, findCondition(conditions, "AbleToScale")) ??
    diagnoseActivity(scaler, findCondition(conditions, "ScalingActive"), scene) ??
    diagnoseSize(scaler, scene)
  );
}

const targetOf = ({ spec }: HorizontalPodAutoscaler): string =>
  `${spec.scaleTargetRef.kind} ${spec.scaleTargetRef.name}`;

function diagnoseTarget(scaler: HorizontalPodAutoscaler, scene: Scene): Diagnosis | undefined {
  const { namespace } = scaler.metadata;
  const { apiVersion, kind, name } = scaler.spec.scaleTargetRef;
  if (!isComplete(scene, kind, namespace)) return undefined;
  const target = scene.objects.find({ apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) });
  if (target !== undefined) return undefined;
  return missing(scaler, scene, "ScaleTargetNotFound", `${targetOf(scaler)} does not exist${placeOf(namespace)}`, {
    actions: [{ text: `see which ${kind}s there are`, command: kubectl(namespace, "get", kind.toLowerCase()) }],
  });
}

function tell(
  scaler: HorizontalPodAutoscaler,
  reason: Reason,
  message: string,
  condition: Condition,
  details: Details = {},
): Diagnosis {
  const { namespace, name } = scaler.metadata;
  return verdict(scaler, reason, message, {
    evidence: [conditionEvidence(scaler, condition)],
    since: timeOf(condition.lastTransitionTime),
    actions: [describe({ kind: "HorizontalPodAutoscaler", namespace: namespace ?? "", name })],
    ...details,
  });
}

/** The size of the target cannot be read or set. */
function diagnoseAbility(scaler: HorizontalPodAutoscaler, condition: Condition | undefined): Diagnosis | undefined {
  if (condition?.status !== "False") return undefined;
  const words = shorten(condition.message ?? "");
  if (/ not found$/.test(words) && condition.reason === "FailedGetScale")
    return tell(scaler, "ScaleTargetNotFound", `${targetOf(scaler)} does not exist`, condition);
  return tell(scaler, "ScalingFailed", `cannot scale ${targetOf(scaler)}: ${ownWords(words, condition)}`, condition);
}

/** What the controller wrote, without what it always writes before it. */
function ownWords(words: string, { reason }: Condition): string {
  const bare = words.replace(
    /^the HPA (?:controller )?was unable to (?:get the target's current scale|compute the replica count|update the target scale): ?/,
    "",
  );
  return bare.trim() === "" ? (reason ?? "no reason given") : quoted(bare, 80);
}

const hopeless: ReadonlySet<string> = new Set(["AmbiguousSelector", "InvalidSelector", "InvalidMetricSourceType"]);

/** It does not scale: switched off by a size of zero, or without a metric to go by. */
function diagnoseActivity(
  scaler: HorizontalPodAutoscaler,
  condition: Condition | undefined,
  scene: Scene,
): Diagnosis | undefined {
  if (condition?.status !== "False") return undefined;
  const words = shorten(condition.message ?? "");
  if (condition.reason === "ScalingDisabled")
    return tell(scaler, "ScalingDisabled", `switched off: ${targetOf(scaler)} is scaled to zero`, condition, {
      actions: [],
    });
  const request = /missing request for (\S{1,80})(?: in container (\S{1,80}))?/.exec(words);
  if (request !== null) {
    const [, resource, container] = request;
    const who = container === undefined ? targetOf(scaler) : `container ${container}`;
    return tell(scaler, "RequestsMissing", `${who} has no ${resource} request to scale by`, condition, {
      actions: [{ text: `set resources.requests.${resource} in the Pod template of ${targetOf(scaler)}` }],
    });
  }
  const api = /\((?:get|list) [a-z*]{1,40}\.((?:custom\.|external\.)?metrics\.k8s\.io)\)/.exec(words)?.[1];
  if (api !== undefined || /unable to (?:fetch|get) metrics .*(?:could not find|unable to handle)/s.test(words)) {
    const which = api ?? "the metrics API";
    const why = /unable to handle/.test(words) ? "does not answer" : "is not there";
    return tell(
      scaler,
      "MetricsNotAvailable",
      `no metrics: ${which} ${why} (is a metrics server installed?)`,
      condition,
      {
        actions: [
          { text: "see whether a metrics server answers", command: kubectl(undefined, "get", "apiservices") },
          { text: "metrics-server brings cpu and memory; other metrics need an adapter of their own" },
        ],
      },
    );
  }
  if (/no metrics returned|did not receive metrics for/.test(words)) {
    const since = timeOf(condition.lastTransitionTime) ?? presentSince(scaler, scene);
    const patience = since === undefined ? undefined : since + metricsMs;
    const early = patience !== undefined && scene.now < patience;
    return tell(scaler, "MetricsNotAvailable", `no metrics of the Pods of ${targetOf(scaler)} yet`, condition, {
      since,
      ...(early ? { outlook: "waiting", until: patience } : {}),
    });
  }
  return tell(scaler, "ScalingFailed", `does not scale: ${ownWords(words, condition)}`, condition, {
    ...(hopeless.has(condition.reason ?? "") ? { outlook: "will-not-heal" } : {}),
  });
}

function diagnoseSize(scaler: HorizontalPodAutoscaler, scene: Scene): Diagnosis {
  const { minReplicas, maxReplicas, metrics } = scaler.spec;
  const { currentReplicas, desiredReplicas, conditions } = scaler.status;
  const target = targetOf(scaler);
  if (conditions.length === 0 && currentReplicas === undefined) return diagnoseSilence(scaler, scene);
  const limited = findCondition(conditions, "ScalingLimited");
  const by = metrics.length === 0 ? "" : ` (by ${listed([...new Set(metrics)])})`;
  if (limited?.status === "True" && limited.reason === "TooManyReplicas") {
    const since = timeOf(limited.lastTransitionTime);
    const when = since === undefined ? "" : ` since ${(limited.lastTransitionTime ?? "").slice(11, 16)} UTC`;
    return verdict(
      scaler,
      "AtMaximum",
      `${target} has its maximum of ${maxReplicas === 1 ? "1 Pod" : `${maxReplicas ?? "?"} Pods`}${when}, asks for more${by}`,
      {
        evidence: [conditionEvidence(scaler, limited)],
        since,
      },
    );
  }
  if (desiredReplicas !== undefined && currentReplicas !== undefined && desiredReplicas !== currentReplicas)
    return verdict(
      scaler,
      "Ready",
      `scales ${target} from ${currentReplicas} to ${counted(desiredReplicas, "Pod")}${by}`,
    );
  const now = currentReplicas === undefined ? "" : ` has ${counted(currentReplicas, "Pod")},`;
  return verdict(scaler, "Ready", `${target}${now} between ${minReplicas} and ${maxReplicas ?? "?"}${by}`);
}

function diagnoseSilence(scaler: HorizontalPodAutoscaler, scene: Scene): Diagnosis {
  const since = presentSince(scaler, scene);
  const patience = since === undefined ? undefined : since + controllerMs;
  if (patience === undefined || scene.now < patience)
    return verdict(scaler, "NotObserved", "waits for the autoscaler's first look", { since, until: patience });
  return verdict(scaler, "ControllerSilent", "its controller has not looked at it for over 45 s", {
    since,
    actions: [
      describe({ kind: "HorizontalPodAutoscaler", ...scaler.metadata, namespace: scaler.metadata.namespace ?? "" }),
    ],
  });
}
