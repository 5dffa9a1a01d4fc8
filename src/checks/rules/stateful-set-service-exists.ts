import { isUnknown, matchPod } from "../../wiring";
import { selectorAt } from "../causes";
import type { DeclaredObject } from "../declared";
import type { Declaration } from "../declaration";
import type { Judgement, Raised } from "../finding";
import { judgeEach, type Verdict } from "../judge-each";
import { labelsCode } from "../pulumi-code";
import { follow, type Reference } from "../reference";
import type { Rule } from "../rule";
import { isEmpty, labelsField, textField } from "../tree";

/**
 * Does the Service exist that gives a StatefulSet's Pods their names, is it headless, and does it
 * select these Pods? Without a serviceName nothing is asked for.
 * Source: `StatefulSetSpec.serviceName` of k8s.io/api/apps/v1.
 */
export const statefulSetServiceExists: Rule = {
  code: "stateful-set-service-exists",
  title: "Services of StatefulSets exist",
  description: "The Service that a StatefulSet names exists in its namespace, is headless and selects its Pods.",
  remedy: "Let spec.serviceName be service.metadata.name of a headless Service with the StatefulSet's labels.",
  severity: "error",
  group: "services",
  scope: "stack",
  judge,
};

function judge(declaration: Declaration): Judgement {
  const references = declaration.own("apps/StatefulSet").flatMap((object): readonly Reference[] => {
    const name = textField(object.tree, "spec", "serviceName");
    if (name === undefined || name === "") return [];
    return [
      {
        object,
        kinds: ["/Service"],
        name,
        place: object.place,
        property: "spec",
        path: "spec.serviceName",
        fix: (code) => `serviceName: ${code}`,
        within: "a StatefulSet finds its Service in its own namespace only",
      },
    ];
  });
  return judgeEach(references, (reference): Verdict => {
    const found = follow(declaration, reference, "nobody");
    if (found.answer !== "yes") return found.answer === "no" ? found.value : found.why;
    const { object: service, sure } = found.value;
    return selectsOthers(declaration, reference.object, service, sure) ?? notHeadless(reference.object, service, sure);
  });
}

/** Pods that their Service does not select get no names. One without a selector has its endpoints from somebody else. */
function selectsOthers(
  declaration: Declaration,
  object: DeclaredObject,
  service: DeclaredObject,
  sure: boolean,
): Raised | string | undefined {
  const source = declaration.sourceOf(object.id);
  if (source === undefined || service.patch || service.read) return undefined;
  const selector = labelsField(service.tree, "spec", "selector");
  if (isUnknown(selector) || isEmpty(service.tree))
    return `the selector of Service ${service.ref.name} is not known yet`;
  if (Object.keys(selector).length === 0) return undefined;
  const match = matchPod({ matchLabels: selector, matchExpressions: [] }, source);
  if (match === "yes") return undefined;
  if (match !== "no") return match.doubt;
  const labels = isUnknown(source.labels) ? {} : source.labels;
  return {
    object,
    path: "spec.serviceName",
    certainty: sure ? "certain" : "possible",
    message: `spec.serviceName is ${JSON.stringify(service.ref.name)}: Service ${service.ref.name} selects ${labelsCode(selector)}, and the Pods have ${labelsCode(labels)}, so that they get no names of their own`,
    remedy: `in Service ${service.ref.name}: selector: ${labelsCode(labels)}`,
    nearest: service,
    cause: selectorAt(service, "spec.selector"),
  };
}

/** A note: through a Service with an address the Pods are reached together, not by their names, which may be all that is wanted. */
function notHeadless(object: DeclaredObject, service: DeclaredObject, sure: boolean): Raised | undefined {
  if (isEmpty(service.tree) || service.patch) return undefined;
  const address = textField(service.tree, "spec", "clusterIP");
  const type = textField(service.tree, "spec", "type");
  if (isUnknown(address) || isUnknown(type) || address === "None") return undefined;
  return {
    object,
    path: "spec.serviceName",
    certainty: sure ? "certain" : "possible",
    severity: "note",
    message: `spec.serviceName is ${JSON.stringify(service.ref.name)}: Service ${service.ref.name} is not headless, so that the Pods get no names of their own (${object.ref.name}-0.${service.ref.name})`,
    remedy: `in Service ${service.ref.name}: clusterIP: "None"`,
    nearest: service,
  };
}
