import { isUnknown, unknown, type Maybe } from "../wiring";
import type { DeclaredObject } from "./declared";
import type { Declaration } from "./declaration";
import type { PlacedSource } from "./source-index";
import { isEmpty, labelsField, textField } from "./tree";

/** A Service that has to find its Pods, and what it selects by. */
export interface SelectingService {
  readonly service: DeclaredObject;
  /** Unknown too where its type is not known yet: it could be an external name. */
  readonly selector: Maybe<Readonly<Record<string, Maybe<string>>>>;
  /** The Pods that it certainly selects. None where a value that is not known yet decides, or where there are none. */
  readonly selected: readonly PlacedSource[];
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
    if (!isUnknown(selector) && Object.keys(selector).length === 0) return [];
    return [{ service, selector, selected: declaration.pods.matchingAt(selector, service.place) }];
  });
}

/** What a Service selects by; empty where it says nothing. */
export function selectorOf({ tree }: DeclaredObject): SelectingService["selector"] {
  if (isEmpty(tree) || isUnknown(textField(tree, "spec", "type"))) return unknown;
  return labelsField(tree, "spec", "selector");
}
