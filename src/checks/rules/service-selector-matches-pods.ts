import { isUnknown, valueOf, type MaybeLabels } from "../../wiring";
import { selectorAt, templateLabelsOf } from "../causes";
import type { Declaration } from "../declaration";
import type { Judgement, Raised, Undecided } from "../finding";
import type { Rule } from "../rule";
import { selectPods } from "../select-pods";
import { selectingServices, type SelectingService } from "../selecting-services";
import { describeMismatch, nearestOf, type Mismatch } from "../selector-message";
import type { PlacedSource } from "../source-index";
import { workloadSelectorOf } from "../workload-selector";

/**
 * Does each Service select the Pods of something in its declaration, cluster and namespace? A
 * finding is only made where the answer is no whatever the unknown values turn out to be, and where
 * nothing at that place brings Pods that are not shown.
 */
export const serviceSelectorMatchesPods: Rule = {
  code: "service-selector-matches-pods",
  title: "Service selectors match Pods",
  description: "The selector of a Service matches the Pods of something in its stack, cluster and namespace.",
  remedy: "Let spec.selector of the Service and spec.template.metadata.labels of the workload be one constant.",
  severity: "error",
  group: "services",
  scope: "stack",
  judge,
};

function judge(declaration: Declaration): Judgement {
  const raised: Raised[] = [];
  const undecided: Undecided[] = [];
  const services = selectingServices(declaration);
  for (const { service, selector, selected } of services) {
    if (selected.length > 0) continue;
    const answer = isUnknown(selector)
      ? ({ answer: "cannot-tell", why: "the selector is not known yet" } as const)
      : selectPods(declaration, { matchLabels: selector, matchExpressions: [] }, service.place);
    if (answer.answer === "cannot-tell") undecided.push({ object: service, why: answer.why });
    if (answer.answer === "no") raised.push(findingOf({ service, selector, selected }, answer.value, declaration));
  }
  return { raised, undecided, judged: services.length };
}

function findingOf(selecting: SelectingService, mismatch: Mismatch, declaration: Declaration): Raised {
  const object = selecting.service;
  const { message, remedy } = describeMismatch(mismatch, {
    path: "spec.selector",
    fix: (labels) => `selector: ${labels}`,
    within: "a Service selects in its own namespace only",
    called: declaration.called,
  });
  return {
    object,
    path: "spec.selector",
    certainty: mismatch.type === "no pods" ? "possible" : "certain",
    message,
    remedy,
    ...nearestOf(mismatch),
    cause: templateAtFault(selecting, declaration) ?? selectorAt(object, "spec.selector"),
  };
}

/**
 * Is there a workload whose own selector says what the Service says, where its Pod template does
 * not? Then it is the template that is wrong.
 */
function templateAtFault({ service, selector }: SelectingService, declaration: Declaration): string | undefined {
  if (isUnknown(selector)) return undefined;
  const wanted = Object.entries(selector);
  const ownLabels = declaration.once(ownSelectors);
  const atFault = declaration.pods.at(service.place).here.find((source) => {
    const { labels } = source;
    const matchLabels = ownLabels.get(source);
    if (matchLabels === undefined || isUnknown(labels)) return false;
    const lacking = wanted.filter(([key, value]) => valueOf(labels, key) !== value);
    return lacking.length > 0 && lacking.every(([key, value]) => valueOf(matchLabels, key) === value);
  });
  return atFault === undefined ? undefined : templateLabelsOf(atFault.object);
}

/** By what labels the workloads select their own Pods. */
function ownSelectors({ sources }: Declaration): ReadonlyMap<PlacedSource, Exclude<MaybeLabels, symbol>> {
  const selectors = new Map<PlacedSource, Exclude<MaybeLabels, symbol>>();
  for (const source of sources) {
    const own = workloadSelectorOf(source.object);
    if (own !== undefined && !isUnknown(own) && !isUnknown(own.matchLabels)) selectors.set(source, own.matchLabels);
  }
  return selectors;
}
