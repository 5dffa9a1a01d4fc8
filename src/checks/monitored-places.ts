import { isUnknown, unknown, type Maybe } from "../wiring";
import { inNamespace, type DeclaredObject } from "./declared";
import type { Place } from "./place";
import { field, flagField, listField } from "./tree";

/**
 * Where a ServiceMonitor or PodMonitor looks: in its own namespace, in those of
 * `namespaceSelector.matchNames`, or in all of them (`any`).
 * Source: `NamespaceSelector` of prometheus-operator's apis/monitoring/v1.
 */
export function monitoredPlaces({ tree, place }: DeclaredObject): Maybe<readonly Place[]> {
  const any = flagField(tree, "spec", "namespaceSelector", "any");
  const names = listField(tree, "spec", "namespaceSelector", "matchNames");
  if (isUnknown(any)) return any;
  if (any === true) return [inNamespace(place, undefined)];
  if (isUnknown(names)) return names;
  if (names.length === 0) return [place];
  return names.map((name) => {
    const namespace = field(name);
    return inNamespace(place, typeof namespace === "string" ? namespace : unknown);
  });
}
