import { isUnknown, type Maybe } from "../wiring";
import { inNamespace, type DeclaredObject } from "./declared";
import type { OpenRelation } from "./judge-each";
import type { Place } from "./place";
import { field, isEmpty, listField, portField, textField } from "./tree";

export const gatewayGroup = "gateway.networking.k8s.io";

/** The routes of the Gateway API. */
export const routeKinds: readonly string[] = ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"].map(
  (kind) => `${gatewayGroup}/${kind}`,
);

/** A reference to an object of any kind, perhaps in another namespace. */
export interface GatewayReference {
  readonly object: DeclaredObject;
  readonly group: string;
  readonly kind: string;
  readonly name: Maybe<string>;
  /** Where it leads: the namespace that it states, or its object's own. */
  readonly place: Place;
  /** `spec.rules[0].backendRefs[0]`. */
  readonly path: string;
  readonly tree: unknown;
}

type Open = GatewayReference | OpenRelation;

/** Reads a `BackendObjectReference`, `ParentReference` or `SecretObjectReference`; nothing where it names nothing. */
function referenceAt(
  object: DeclaredObject,
  tree: unknown,
  path: string,
  usual: Readonly<Record<"group" | "kind", string>>,
): readonly Open[] {
  if (tree === undefined) return [];
  const group = textField(tree, "group") ?? usual.group;
  const kind = textField(tree, "kind") ?? usual.kind;
  const name = textField(tree, "name");
  const stated = textField(tree, "namespace");
  if (isUnknown(group) || isUnknown(kind)) return [{ object, doubt: `${path} is not known yet` }];
  if (name === undefined || name === "") return [];
  const namespace = stated === undefined || stated === "" ? object.place.namespace : stated;
  return [{ object, group, kind, name, place: inNamespace(object.place, namespace), path, tree }];
}

const service = { group: "", kind: "Service" } as const;

/** Where the rules of a route lead, its mirrors too. Source: `HTTPRouteRule`, `HTTPRequestMirrorFilter` of gateway-api's apis/v1. */
export function backendsOf(object: DeclaredObject): readonly Open[] {
  const rules = listField(object.tree, "spec", "rules");
  if (isEmpty(object.tree) || isUnknown(rules)) return [{ object, doubt: "its rules are not known yet" }];
  return rules.flatMap((rule, index): readonly Open[] => {
    const path = `spec.rules[${index}]`;
    const backends = listField(rule, "backendRefs");
    if (isUnknown(backends)) return [{ object, doubt: `${path} is not known yet` }];
    return [
      ...mirrorsOf(object, rule, path),
      ...backends.flatMap((backend, at) => [
        ...referenceAt(object, field(backend), `${path}.backendRefs[${at}]`, service),
        ...mirrorsOf(object, backend, `${path}.backendRefs[${at}]`),
      ]),
    ];
  });
}

function mirrorsOf(object: DeclaredObject, holder: unknown, path: string): readonly Open[] {
  const filters = listField(holder, "filters");
  if (isUnknown(filters)) return [];
  return filters.flatMap((filter, index) =>
    referenceAt(
      object,
      field(filter, "requestMirror", "backendRef"),
      `${path}.filters[${index}].requestMirror.backendRef`,
      service,
    ),
  );
}

/** What a route attaches to. Source: `ParentReference` of gateway-api's apis/v1. */
export function parentsOf(object: DeclaredObject): readonly Open[] {
  const parents = listField(object.tree, "spec", "parentRefs");
  if (isEmpty(object.tree) || isUnknown(parents)) return [{ object, doubt: "its parentRefs are not known yet" }];
  return parents.flatMap((parent, index) =>
    referenceAt(object, field(parent), `spec.parentRefs[${index}]`, {
      group: gatewayGroup,
      kind: "Gateway",
    }),
  );
}

/** The certificates of a Gateway's listeners. Source: `GatewayTLSConfig` of gateway-api's apis/v1. */
export function listenerCertificates(object: DeclaredObject): readonly Open[] {
  const listeners = listField(object.tree, "spec", "listeners");
  if (isEmpty(object.tree) || isUnknown(listeners)) return [{ object, doubt: "its listeners are not known yet" }];
  return listeners.flatMap((listener, index): readonly Open[] => {
    const path = `spec.listeners[${index}].tls.certificateRefs`;
    const references = listField(listener, "tls", "certificateRefs");
    if (isUnknown(references)) return [{ object, doubt: `${path} is not known yet` }];
    return references.flatMap((reference, at) =>
      referenceAt(object, field(reference), `${path}[${at}]`, { group: "", kind: "Secret" }),
    );
  });
}

/** The port that a reference names. */
export const portNumberOf = ({ tree }: GatewayReference): Maybe<string | number> | undefined => portField(tree, "port");

/** The Services among what routes lead to. */
export function serviceBackends(object: DeclaredObject): readonly Open[] {
  return backendsOf(object).filter((one) => "doubt" in one || (one.group === "" && one.kind === "Service"));
}
