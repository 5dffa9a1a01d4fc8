import { isUnknown, type Maybe } from "../wiring";
import type { DeclaredObject } from "./declared";
import type { Declaration } from "./declaration";
import { gatewayGroup } from "./gateway-routes";
import { samePlace, type Place } from "./place";
import { isEmpty, listField, textField } from "./tree";

/** A reference from one namespace into another. */
export interface CrossReference {
  readonly from: Readonly<Record<"group" | "kind" | "namespace", string>>;
  readonly to: Readonly<Record<"group" | "kind", string>> & { readonly name: Maybe<string> };
  /** Of what it leads to. */
  readonly place: Place;
}

/**
 * Does a ReferenceGrant of the target's namespace allow it? Else the grants that are there, or why
 * it cannot be told.
 * Source: `ReferenceGrantSpec` of gateway-api's apis/v1beta1.
 */
export function isGrantedBy(
  declaration: Declaration,
  reference: CrossReference,
): "yes" | { readonly doubt: string } | { readonly others: readonly DeclaredObject[] } {
  const { from, place } = reference;
  const likely = declaration.once(grantsByNamespaces).get(`${String(place.namespace)}\0${from.namespace}`) ?? [];
  if (likely.some((grant) => samePlace(grant.place, place) === "same" && allows(grant, reference) === "yes"))
    return "yes";
  const others: DeclaredObject[] = [];
  let doubt: string | undefined;
  for (const grant of declaration.all(`${gatewayGroup}/ReferenceGrant`)) {
    const same = samePlace(grant.place, place);
    if (same === "other") continue;
    const answer = allows(grant, reference);
    if (answer === "yes" && same === "same") return "yes";
    if (answer !== "no") doubt ??= `ReferenceGrant ${grant.ref.name} may allow it`;
    else others.push(grant);
  }
  if (doubt !== undefined) return { doubt };
  const hidden = declaration.hidden("ReferenceGrant", place);
  return hidden === undefined ? { others } : { doubt: `${hidden.what} may bring a ReferenceGrant` };
}

/** The grants by their namespace and those that they grant to, as far as these are known. */
function grantsByNamespaces(declaration: Declaration): ReadonlyMap<string, readonly DeclaredObject[]> {
  const buckets = new Map<string, DeclaredObject[]>();
  for (const grant of declaration.all(`${gatewayGroup}/ReferenceGrant`)) {
    const from = listField(grant.tree, "spec", "from");
    for (const item of isUnknown(from) ? [] : from) {
      const key = `${String(grant.place.namespace)}\0${String(textField(item, "namespace"))}`;
      buckets.set(key, [...(buckets.get(key) ?? []), grant]);
    }
  }
  return buckets;
}

type Three = "yes" | "no" | "maybe";

function allows({ tree, patch }: DeclaredObject, { from, to }: CrossReference): Three {
  if (isEmpty(tree) || patch) return "maybe";
  const wanted = to.name;
  return and(
    someOf(tree, "from", (item) => agree(item, from)),
    someOf(tree, "to", (item) => {
      const name = textField(item, "name");
      const named =
        name === undefined ? "yes" : isUnknown(name) || isUnknown(wanted) ? "maybe" : name === wanted ? "yes" : "no";
      return and(agree(item, { group: to.group, kind: to.kind }), named);
    }),
  );
}

function agree(item: unknown, wanted: Readonly<Record<string, string>>): Three {
  return Object.entries(wanted).reduce((so: Three, [key, value]): Three => {
    const found = textField(item, key) ?? "";
    return and(so, isUnknown(found) ? "maybe" : found === value ? "yes" : "no");
  }, "yes");
}

function someOf(tree: unknown, name: string, test: (item: unknown) => Three): Three {
  const items = listField(tree, "spec", name);
  if (isUnknown(items)) return "maybe";
  const answers = items.map(test);
  if (answers.includes("yes")) return "yes";
  return answers.includes("maybe") ? "maybe" : "no";
}

function and(one: Three, other: Three): Three {
  if (one === "no" || other === "no") return "no";
  return one === "maybe" || other === "maybe" ? "maybe" : "yes";
}
