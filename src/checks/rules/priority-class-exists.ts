import { classReference } from "../class-reference";
import type { Declaration } from "../declaration";
import type { Judgement } from "../finding";
import { judgeEach } from "../judge-each";
import { podSpecsOf } from "../pod-specs";
import { followed } from "../reference";
import type { Rule } from "../rule";
import { textField } from "../tree";

/**
 * Does a Pod name a PriorityClass as it is called? A Pod whose class does not exist is not created.
 * Most are the cluster's own, so only a slip and a name that Pulumi makes up otherwise are told.
 * Source: the admission plugin Priority, `PodSpec.priorityClassName` of k8s.io/api/core/v1.
 */
export const priorityClassExists: Rule = {
  code: "priority-class-exists",
  title: "PriorityClasses are named as they are called",
  description: "The PriorityClass of a Pod is not another name for one that is created along with it.",
  remedy: "Let priorityClassName be priorityClass.metadata.name.",
  severity: "error",
  group: "references",
  scope: "stack",
  judge,
};

function judge(declaration: Declaration): Judgement {
  const references = podSpecsOf(declaration).flatMap(({ object, spec, path }) => {
    const name = textField(spec, "priorityClassName");
    if (name === undefined || name === "") return [];
    return [classReference(object, "scheduling.k8s.io/PriorityClass", name, `${path}.priorityClassName`)];
  });
  return judgeEach(references, (reference) => followed(declaration, reference, "mostly others"));
}
