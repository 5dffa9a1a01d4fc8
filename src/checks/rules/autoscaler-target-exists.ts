import { isUnknown } from "../../wiring";
import type { DeclaredObject } from "../declared";
import type { Declaration } from "../declaration";
import type { Judgement, Raised } from "../finding";
import type { Referred } from "../find-named";
import { allOf, judgeEach, type Verdict } from "../judge-each";
import { follow, type Supplier } from "../reference";
import type { Rule } from "../rule";
import { scaledTargets, scaleTargets, targetKinds, type ScaleTarget } from "../scaled-targets";
import { field, portField } from "../tree";

/**
 * Does what an autoscaler scales exist, can it be scaled, and does nobody else scale it? Any kind
 * with a scale subresource can; of custom resources which are not declared nothing is said. Two
 * HorizontalPodAutoscalers over one target stop each other.
 * Source: `reconcileAutoscaler` of kubernetes/pkg/controller/podautoscaler/horizontal.go.
 */
export const autoscalerTargetExists: Rule = {
  code: "autoscaler-target-exists",
  title: "Targets of autoscalers exist",
  description: "What an autoscaler scales exists in its namespace, can be scaled, and is scaled by nobody else.",
  remedy: "Let scaleTargetRef.name be deployment.metadata.name, and give each workload one autoscaler.",
  severity: "error",
  group: "services",
  scope: "stack",
  judge,
};

const scalable: Readonly<Record<string, string>> = {
  Deployment: "apps/v1",
  ReplicaSet: "apps/v1",
  StatefulSet: "apps/v1",
  ReplicationController: "v1",
};

const unscalable: ReadonlySet<string> = new Set(["CronJob", "DaemonSet", "Job", "Pod"]);
const ownGroups: ReadonlySet<string> = new Set(["", "apps", "batch", "extensions"]);

function judge(declaration: Declaration): Judgement {
  const first = scaledTargets(declaration);
  return allOf([
    judgeEach(scaleTargets(declaration), (target) => verdictOn(declaration, target, first)),
    judgeEach(
      [...first].flatMap(([id, autoscaler]) => {
        const object = declaration.object(id);
        return object === undefined ? [] : [{ object, autoscaler }];
      }),
      ({ object, autoscaler }) => fixedReplicas(object, autoscaler),
    ),
  ]);
}

function verdictOn(declaration: Declaration, target: ScaleTarget, first: ReadonlyMap<string, DeclaredObject>): Verdict {
  const { object, apiVersion, group, kind, name } = target;
  const path = "spec.scaleTargetRef";
  if (ownGroups.has(group)) {
    const wrong = wrongKind(object, apiVersion, group, kind);
    if (wrong !== undefined) return wrong;
  }
  const found = follow(
    declaration,
    {
      object,
      kinds: targetKinds(target),
      name,
      place: object.place,
      property: "spec",
      path: `${path}.name`,
      fix: (code) => `name: ${code}`,
      within: "an autoscaler scales in its own namespace only",
    },
    supplierOf(declaration, target),
  );
  if (found.answer === "cannot-tell") return found.why;
  return found.answer === "no" ? found.value : scaledTwice(object, found.value, first);
}

/** Who else makes targets of that kind: of custom resources an operator, unless the declaration makes some itself. */
function supplierOf(declaration: Declaration, target: ScaleTarget): Supplier {
  if (ownGroups.has(target.group)) return "nobody";
  return declaration.all(...targetKinds(target)).length > 0 ? "others" : "mostly others";
}

function wrongKind(object: DeclaredObject, apiVersion: string, group: string, kind: string): Raised | undefined {
  const path = "spec.scaleTargetRef";
  if (unscalable.has(kind))
    return {
      object,
      path: `${path}.kind`,
      certainty: "certain",
      message: `${path}.kind is ${JSON.stringify(kind)}: a ${kind} has no scale that an autoscaler could set`,
      remedy: 'kind: "Deployment", or no autoscaler',
    };
  const right = Object.hasOwn(scalable, kind) ? scalable[kind] : undefined;
  const rightGroup = right === "v1" ? "" : "apps";
  if (right === undefined || group === rightGroup || (rightGroup === "apps" && group === "extensions"))
    return undefined;
  return {
    object,
    path: `${path}.apiVersion`,
    certainty: "certain",
    message: `${path}.apiVersion is ${apiVersion === "" ? "absent" : JSON.stringify(apiVersion)}: a ${kind} is of ${right}`,
    remedy: `apiVersion: ${JSON.stringify(right)}`,
  };
}

/** Does another autoscaler scale it already? KEDA can take a HorizontalPodAutoscaler over. */
function scaledTwice(
  object: DeclaredObject,
  { object: target, sure }: Referred,
  first: ReadonlyMap<string, DeclaredObject>,
): Raised | undefined {
  const other = first.get(target.id);
  if (other === undefined || other.id === object.id || takesOver(object) || takesOver(other)) return undefined;
  return {
    object,
    path: "spec.scaleTargetRef",
    certainty: sure ? "certain" : "possible",
    message: `spec.scaleTargetRef is ${target.kind} ${target.ref.name}, which ${other.kind} ${other.ref.name} scales already`,
    remedy: "one autoscaler, with the metrics of both",
    nearest: other,
  };
}

const transfer = "scaledobject.keda.sh/transfer-hpa-ownership";
const takesOver = ({ tree }: DeclaredObject): boolean => {
  const annotations = field(tree, "metadata", "annotations");
  return isUnknown(annotations) || field(tree, "metadata", "annotations", transfer) !== undefined;
};

/**
 * A note on a number of replicas that stands beside an autoscaler: each update of the workload sets
 * it back. Only seen in what people wrote; an API server fills the field in.
 */
function fixedReplicas(object: DeclaredObject, autoscaler: DeclaredObject): Verdict {
  if (object.read || object.patch || isAnswered(object)) return undefined;
  const replicas = portField(object.tree, "spec", "replicas");
  if (replicas === undefined || isUnknown(replicas)) return undefined;
  return {
    object,
    path: "spec.replicas",
    certainty: "certain",
    severity: "note",
    message: `spec.replicas is ${replicas}: ${autoscaler.kind} ${autoscaler.ref.name} scales ${object.kind} ${object.ref.name}, and each update of it sets the number back`,
    remedy: "no spec.replicas",
    nearest: autoscaler,
  };
}

/** Has an API server answered it, with its defaults? */
function isAnswered({ tree }: DeclaredObject): boolean {
  return ["uid", "creationTimestamp", "resourceVersion", "managedFields"].some(
    (name) => field(tree, "metadata", name) !== undefined,
  );
}
