import { isUnknown } from "../wiring";
import type { DeclaredObject } from "./declared";
import { inNamespace } from "./declared";
import { labelSelectorField } from "./label-selector-field";
import { nameLabel } from "./namespace-labels";
import type { SelectorRelation } from "./selector-relation";
import { field, labelsField, listField, portField, textField } from "./tree";
import type { Maybe } from "../wiring";

/** A peer of a NetworkPolicy that is Pods of one known namespace. */
export interface PodPeer extends SelectorRelation {
  readonly direction: "ingress" | "egress";
}

/** A Namespace that a peer names by its label. */
export interface NamedNamespace {
  readonly object: DeclaredObject;
  readonly name: Maybe<string>;
  readonly path: string;
}

/** A port of a policy by name. */
export interface NamedPort {
  readonly object: DeclaredObject;
  readonly name: string;
  readonly protocol: Maybe<string>;
  readonly path: string;
}

export interface NetworkRules {
  readonly peers: readonly PodPeer[];
  readonly namespaces: readonly NamedNamespace[];
  /** Of what comes in: these are ports of the Pods that the policy is for. */
  readonly ports: readonly NamedPort[];
}

/**
 * What the rules of a NetworkPolicy refer to. Peers by address, and Pods of namespaces that are
 * chosen otherwise than by their name, are left out: they are mostly somebody else's.
 * Source: `NetworkPolicyPeer`, `NetworkPolicyPort` of k8s.io/api/networking/v1.
 */
export function networkRules(object: DeclaredObject): NetworkRules {
  const peers: PodPeer[] = [];
  const namespaces: NamedNamespace[] = [];
  const ports: NamedPort[] = [];
  for (const [direction, whom] of [
    ["ingress", "from"],
    ["egress", "to"],
  ] as const) {
    items(object.tree, ["spec", direction]).forEach((rule, index) => {
      const path = `spec.${direction}[${index}]`;
      items(rule, [whom]).forEach((peer, at) => {
        const where = `${path}.${whom}[${at}]`;
        const named = namespaceNameOf(peer);
        if (named !== undefined)
          namespaces.push({ object, name: named, path: `${where}.namespaceSelector.matchLabels["${nameLabel}"]` });
        const relation = podsOf(object, peer, named, where);
        if (relation !== undefined) peers.push({ ...relation, direction });
      });
      if (direction === "ingress") ports.push(...portsOf(object, rule, path));
    });
  }
  return { peers, namespaces, ports };
}

function items(tree: unknown, path: readonly string[]): readonly unknown[] {
  const list = listField(tree, ...path);
  return isUnknown(list) ? [] : list;
}

/** The name that a namespaceSelector asks for, if that is all it asks for. */
function namespaceNameOf(peer: unknown): Maybe<string> | undefined {
  const expressions = items(peer, ["namespaceSelector", "matchExpressions"]);
  const labels = labelsField(peer, "namespaceSelector", "matchLabels");
  if (isUnknown(labels) || expressions.length > 0 || Object.keys(labels).length !== 1) return undefined;
  return labels[nameLabel];
}

function podsOf(
  object: DeclaredObject,
  peer: unknown,
  named: Maybe<string> | undefined,
  where: string,
): SelectorRelation | undefined {
  const selector = labelSelectorField(peer, "podSelector");
  const isElsewhere = field(peer, "namespaceSelector") !== undefined;
  if (selector === undefined || isUnknown(selector) || (isElsewhere && typeof named !== "string")) return undefined;
  const place = typeof named === "string" ? inNamespace(object.place, named) : object.place;
  return {
    object,
    selector,
    place,
    path: `${where}.podSelector`,
    fix: (labels) => `matchLabels: ${labels}`,
    within: "a podSelector without a namespaceSelector selects in the policy's own namespace only",
  };
}

function portsOf(object: DeclaredObject, rule: unknown, path: string): readonly NamedPort[] {
  return items(rule, ["ports"]).flatMap((item, index) => {
    const name = portField(item, "port");
    if (typeof name !== "string" || name === "" || /^\d+$/.test(name)) return [];
    return [
      {
        object,
        name,
        protocol: textField(item, "protocol") ?? "TCP",
        path: `${path}.ports[${index}].port`,
      },
    ];
  });
}
