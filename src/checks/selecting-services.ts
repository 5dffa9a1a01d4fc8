import { isUnknown, unknown, type Maybe } from "../wiring";
import type { DeclaredObject } from "./declared";
import type { Declaration } from "./declaration";
import { isEmpty, labelsField, textField } from "./tree";

/** A Service that has to find its Pods, and what it selects by. */
export interface SelectingService {
  readonly service: DeclaredObject;
  /** Unknown too where its type is not known yet: it could be an external name. */
  readonly selector: Maybe<Readonly<Record<string, Maybe<string>>>>;
}

/**
 * The Services that have to find their Pods in this declaration: those that it creates and that
 * select. One without a selector or with an external name has none to find.
 */
export function selectingServices(declaration: Declaration): readonly SelectingService[] {
  return declaration.once(readServices);
}

function readServices(declaration: Declaration): readonly SelectingService[] {
  return declaration.own("/Service").flatMap((service) => {
    const { tree } = service;
    if (textField(tree, "spec", "type") === "ExternalName") return [];
    const selector = selectorOf(service);
    return isUnknown(selector) || Object.keys(selector).length > 0 ? [{ service, selector }] : [];
  });
}

/** What a Service selects by; empty where it says nothing. */
export function selectorOf({ tree }: DeclaredObject): SelectingService["selector"] {
  if (isEmpty(tree) || isUnknown(textField(tree, "spec", "type"))) return unknown;
  return labelsField(tree, "spec", "selector");
}
