import { isUnknown, matchLabelSelector, nearestSource, type MaybeLabelSelector } from "../../wiring";
import { templateLabelsOf } from "../causes";
import type { DeclaredObject } from "../declared";
import type { Declaration } from "../declaration";
import type { Judgement, Raised, Undecided } from "../finding";
import { labelSelectorCode, labelsCode, pairCode } from "../pulumi-code";
import type { Rule } from "../rule";
import type { PlacedSource } from "../source-index";
import { selectingWorkloads, workloadSelectorOf } from "../workload-selector";

/**
 * Does a workload's selector match the labels of its own Pod template? The API server refuses the
 * built-in ones otherwise, but a preview with a provider that does not run yet lets it pass. A
 * workload without a selector is not judged (a ReplicationController then takes its template's).
 * Source: `ValidatePodTemplateSpecForReplicaSet` of kubernetes/pkg/apis/apps/validation/validation.go.
 */
export const workloadSelectorMatchesTemplate: Rule = {
  code: "workload-selector-matches-template",
  title: "Workload selectors match their Pod template",
  description: "The selector of a workload matches the labels of its own Pod template.",
  remedy: "Let spec.selector.matchLabels and spec.template.metadata.labels be one constant.",
  severity: "error",
  group: "workloads",
  scope: "object",
  judge,
};

function judge(declaration: Declaration): Judgement {
  const raised: Raised[] = [];
  const undecided: Undecided[] = [];
  let judged = 0;
  for (const object of declaration.own(...selectingWorkloads)) {
    const selector = workloadSelectorOf(object);
    const source = declaration.sourceOf(object.id);
    if (selector === undefined || source === undefined) continue;
    judged++;
    if (isUnknown(selector)) {
      undecided.push({ object, why: "its selector is not known yet" });
      continue;
    }
    // Only what stands in the template counts: the API server compares them before a controller adds labels.
    const match = matchLabelSelector(selector, source.labels, { whose: "its Pod template", mayAdd: () => false });
    if (typeof match === "object") undecided.push({ object, why: match.doubt });
    if (match === "no") raised.push(findingOf(object, selector, source));
  }
  return { raised, undecided, judged };
}

function findingOf(object: DeclaredObject, selector: MaybeLabelSelector, source: PlacedSource): Raised {
  const isMap = object.key === "/ReplicationController" || object.key === "apps.openshift.io/DeploymentConfig";
  const labels = isUnknown(source.labels) ? {} : source.labels;
  const wanted = isUnknown(selector.matchLabels) ? {} : selector.matchLabels;
  return {
    object,
    path: "spec.selector",
    certainty: "certain",
    message: `spec.selector is ${labelSelectorCode(selector)}, but its Pod template has ${labelsCode(labels)}${difference(wanted, source)}`,
    remedy: `${isMap ? "selector" : "selector: { matchLabels }"} and template: { metadata: { labels } } as one constant: ${labelsCode({ ...labels, ...wanted })}`,
    cause: templateLabelsOf(object),
  };
}

/** ": app is "web" there, "wbe" here": said where there is more than one label to compare. */
function difference(wanted: Parameters<typeof labelsCode>[0], source: PlacedSource): string {
  if (Object.keys(wanted).length < 2) return "";
  const differs = nearestSource(wanted, [source])?.differs ?? [];
  const said = differs.map(({ key, found }) => (found === undefined ? `no ${key}` : pairCode(key, found)));
  return said.length === 0 ? "" : `: ${said.join(", ")}`;
}
