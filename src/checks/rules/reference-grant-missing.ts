import { isUnknown } from "../../wiring";
import type { Declaration } from "../declaration";
import type { Judgement } from "../finding";
import { findNamed } from "../find-named";
import { backendsOf, gatewayGroup, listenerCertificates, routeKinds, type GatewayReference } from "../gateway-routes";
import { judgeEach, type OpenRelation, type Verdict } from "../judge-each";
import { isGrantedBy } from "../reference-grants";
import type { Rule } from "../rule";

/**
 * May a route or a Gateway refer to what is in another namespace? Only where a ReferenceGrant there
 * allows it. Judged where what it leads to is created along with it: elsewhere the grant is somebody
 * else's, too.
 * Source: `ReferenceGrant` of gateway-api's apis/v1beta1.
 */
export const referenceGrantMissing: Rule = {
  code: "reference-grant-missing",
  title: "References into other namespaces are granted",
  description: "A ReferenceGrant allows each reference of a route or Gateway into another namespace.",
  remedy: "Add a ReferenceGrant to the namespace of what is referred to, or keep both in one namespace.",
  severity: "error",
  group: "routing",
  scope: "stack",
  judge,
};

function judge(declaration: Declaration): Judgement {
  const references = [
    ...declaration.own(...routeKinds).flatMap(backendsOf),
    ...declaration.own(`${gatewayGroup}/Gateway`).flatMap(listenerCertificates),
  ];
  return judgeEach(references.filter(isAbroad), (reference) => verdictOn(declaration, reference));
}

/** What is not known at all is counted by the rules on backends and certificates. */
function isAbroad(one: GatewayReference | OpenRelation): one is GatewayReference {
  return !("doubt" in one) && one.place.namespace !== one.object.place.namespace;
}

function verdictOn(declaration: Declaration, reference: GatewayReference): Verdict {
  const { object, group, kind, name, place, path } = reference;
  const from = object.place.namespace;
  const to = place.namespace;
  if (isUnknown(from) || isUnknown(to) || from === undefined || to === undefined)
    return `the namespace of ${path} is not known yet`;
  const found = findNamed(declaration, { kinds: [`${group}/${kind}`], name, place, from: object, property: "spec" });
  if (found.answer !== "yes") return found.answer === "no" ? undefined : found.why;
  const { object: target, sure } = found.value;
  if (target.read || target.patch) return `whoever deploys ${kind} ${target.ref.name} may grant it`;
  const referrer = { group: object.group, kind: object.kind, namespace: from };
  const granted = isGrantedBy(declaration, { from: referrer, to: { group, kind, name }, place });
  if (granted === "yes") return undefined;
  if ("doubt" in granted) return granted.doubt;
  const [other] = granted.others;
  const there = other === undefined ? "" : `; ReferenceGrant ${other.ref.name} there allows other references`;
  return {
    object,
    path: `${path}.namespace`,
    certainty: sure ? "certain" : "possible",
    message: `${path}.namespace is ${JSON.stringify(to)}: no ReferenceGrant in namespace ${to} allows ${object.kind}s of namespace ${from} to refer to ${kind} ${target.ref.name}${there}`,
    remedy: `a ReferenceGrant in namespace ${to}: spec: { from: [{ group: ${JSON.stringify(object.group)}, kind: ${JSON.stringify(object.kind)}, namespace: ${JSON.stringify(from)} }], to: [{ group: ${JSON.stringify(group)}, kind: ${JSON.stringify(kind)} }] }`,
    nearest: other ?? target,
    cause: `reference of ${object.kind}s of ${from} to ${kind}s of ${to} is not granted`,
  };
}
