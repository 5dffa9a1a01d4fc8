import { isUnknown, matchLabelSelector, unknown, type Maybe } from "../wiring";
import type { DeclaredObject } from "./declared";
import type { Declaration } from "./declaration";
import { labelSelectorField } from "./label-selector-field";
import { namespaceLabels } from "./namespace-labels";
import { samePlace } from "./place";
import { listField, portField, textField } from "./tree";

/** A listener of a Gateway. */
export interface Listener {
  readonly name: Maybe<string>;
  readonly port: Maybe<string | number> | undefined;
  readonly tree: unknown;
}

/** The listeners of a Gateway; unknown where they are, and where somebody else adds them (it has none, it is a patch). */
export function listenersOf({ tree, patch }: DeclaredObject): Maybe<readonly Listener[]> {
  const listeners = listField(tree, "spec", "listeners");
  if (isUnknown(listeners) || patch || listeners.length === 0) return unknown;
  return listeners.map((listener) => ({
    name: textField(listener, "name") ?? "",
    port: portField(listener, "port"),
    tree: listener,
  }));
}

/** "https (443)": a listener as people compare it. */
export function listenerText({ name, port }: Listener): string {
  const called = isUnknown(name) ? "…" : name;
  return port === undefined || isUnknown(port) ? called : `${called} (${port})`;
}

/** Does a listener take routes of another object's namespace? "no" with whom it takes, "maybe" with why it cannot be told. */
export type Admission =
  | { readonly takes: "yes" }
  | { readonly takes: "no"; readonly whom: string; readonly sure: boolean }
  | { readonly takes: "maybe"; readonly doubt: string };

/**
 * Whose routes a listener takes: by default those of its Gateway's namespace.
 * Source: `RouteNamespaces` of gateway-api's apis/v1.
 */
export function admits(
  declaration: Declaration,
  gateway: DeclaredObject,
  { tree }: Listener,
  route: DeclaredObject,
): Admission {
  const namespaces = ["allowedRoutes", "namespaces"] as const;
  const from = textField(tree, ...namespaces, "from") ?? "Same";
  if (isUnknown(from)) return { takes: "maybe", doubt: "which routes the listener takes is not known yet" };
  if (from === "All") return { takes: "yes" };
  if (from === "Same") {
    const same = samePlace(gateway.place, route.place);
    if (same === "same") return { takes: "yes" };
    if (same === "other") return { takes: "no", whom: "routes of its own namespace only", sure: true };
    return { takes: "maybe", doubt: "the namespace of the route or of its Gateway is not known yet" };
  }
  if (from === "None") return { takes: "no", whom: "no routes at all", sure: true };
  const selector = labelSelectorField(tree, ...namespaces, "selector");
  const labels = namespaceLabels(declaration, route.place);
  if (from !== "Selector" || selector === undefined || isUnknown(selector) || labels === undefined)
    return { takes: "maybe", doubt: "which namespaces the listener takes routes of is not known yet" };
  const match = matchLabelSelector(selector, labels.labels, {
    whose: `Namespace ${String(route.place.namespace)}`,
    mayAdd: () => !labels.complete,
  });
  if (match === "yes") return { takes: "yes" };
  if (match !== "no") return { takes: "maybe", doubt: match.doubt };
  // Somebody else may label the Namespace, too.
  return { takes: "no", whom: "routes of namespaces with other labels", sure: false };
}
