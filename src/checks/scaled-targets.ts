import { groupOf } from "../objects/ref";
import { isUnknown, type Maybe } from "../wiring";
import type { DeclaredObject } from "./declared";
import type { Declaration } from "./declaration";
import { findNamed, type Wanted } from "./find-named";
import type { OpenRelation } from "./judge-each";
import { field, isEmpty, textField } from "./tree";

/** What an autoscaler scales, as it says it. */
export interface ScaleTarget {
  /** The autoscaler. */
  readonly object: DeclaredObject;
  readonly apiVersion: string;
  readonly group: string;
  readonly kind: string;
  readonly name: Maybe<string>;
}

const autoscalers = ["autoscaling/HorizontalPodAutoscaler", "keda.sh/ScaledObject"] as const;

/**
 * The targets of HorizontalPodAutoscalers and of KEDA's ScaledObjects (which mean a Deployment
 * unless they say otherwise).
 * Source: `CrossVersionObjectReference` of k8s.io/api/autoscaling/v2, `ScaleTarget` of keda's apis/keda/v1alpha1.
 */
export function scaleTargets(declaration: Declaration): readonly (ScaleTarget | OpenRelation)[] {
  return declaration.own(...autoscalers).flatMap((object): readonly (ScaleTarget | OpenRelation)[] => {
    const target = field(object.tree, "spec", "scaleTargetRef");
    if (isEmpty(object.tree) || isUnknown(target)) return [{ object, doubt: "its target is not known yet" }];
    const isKeda = object.group === "keda.sh";
    const apiVersion = textField(target, "apiVersion") ?? (isKeda ? "apps/v1" : "");
    const kind = textField(target, "kind") ?? (isKeda ? "Deployment" : "");
    const name = textField(target, "name");
    if (isUnknown(apiVersion) || isUnknown(kind)) return [{ object, doubt: "its target is not known yet" }];
    if (kind === "" || name === undefined || name === "") return [];
    return [{ object, apiVersion, group: groupOf(apiVersion), kind, name }];
  });
}

/** The kinds that a target can be found under: extensions was the group of what is in apps now. */
export function targetKinds({ group, kind }: Pick<ScaleTarget, "group" | "kind">): readonly string[] {
  return group === "extensions" || group === "apps" ? [`apps/${kind}`, `extensions/${kind}`] : [`${group}/${kind}`];
}

/** The ids of what is scaled by an autoscaler, for certain or perhaps, with the first that scales it. */
export function scaledTargets(declaration: Declaration): ReadonlyMap<string, DeclaredObject> {
  return declaration.once(readScaled);
}

function readScaled(declaration: Declaration): ReadonlyMap<string, DeclaredObject> {
  const found = new Map<string, DeclaredObject>();
  for (const target of scaleTargets(declaration)) {
    if ("doubt" in target) continue;
    const { object, name } = target;
    const wanted: Wanted = { kinds: targetKinds(target), name, place: object.place, from: object, property: "spec" };
    const answer = findNamed(declaration, wanted);
    if (answer.answer === "yes" && !found.has(answer.value.object.id)) found.set(answer.value.object.id, object);
  }
  return found;
}
