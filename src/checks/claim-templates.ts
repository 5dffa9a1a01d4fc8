import { isUnknown } from "../wiring";
import type { DeclaredObject } from "./declared";
import type { Declaration } from "./declaration";
import { samePlace, type Place } from "./place";
import { listField, textField } from "./tree";

/** The templates from which an object (a StatefulSet) makes claims; empty where it has none, or none that is known. */
export function claimTemplatesOf({ tree }: DeclaredObject): readonly unknown[] {
  const templates = listField(tree, "spec", "volumeClaimTemplates");
  return isUnknown(templates) ? [] : templates;
}

/**
 * Is a claim of that name made from the template of a StatefulSet (`data-web-0`)? A part of a
 * sentence where it may be.
 * Source: `getPersistentVolumeClaimName` of kubernetes/pkg/controller/statefulset/stateful_set_utils.go.
 */
export function isFromTemplate(declaration: Declaration, name: string, place: Place): boolean | string {
  for (const { object } of declaration.sources) {
    if (samePlace(object.place, place) === "other") continue;
    if (isUnknown(listField(object.tree, "spec", "volumeClaimTemplates")))
      return `the claims of ${object.kind} ${object.ref.name} are not known yet`;
    for (const template of claimTemplatesOf(object)) {
      const claim = textField(template, "metadata", "name");
      if (isUnknown(claim)) return `the claims of ${object.kind} ${object.ref.name} are not known yet`;
      if (claim === undefined || !name.startsWith(`${claim}-`)) continue;
      if (isUnknown(object.name)) return `the claims of ${object.kind} ${object.label} are not known yet`;
      if (name.startsWith(`${claim}-${object.name}-`)) return true;
    }
  }
  return false;
}
