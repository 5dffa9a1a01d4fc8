import { isUnknown } from "../../wiring";
import { inNamespace, type DeclaredObject } from "../declared";
import type { Declaration } from "../declaration";
import type { Judgement, Raised } from "../finding";
import { judgeEach, type OpenRelation, type Verdict } from "../judge-each";
import { follow, type Reference } from "../reference";
import { samePlace } from "../place";
import type { Rule } from "../rule";
import { isEmpty, textField } from "../tree";

/**
 * Does the Role or ClusterRole exist that a binding gives? A binding to a role that does not exist
 * is accepted and gives nothing. ClusterRoles are mostly the cluster's own: of those only a slip and
 * a name that Pulumi makes up otherwise are told.
 * Source: `RoleRef` of k8s.io/api/rbac/v1, `GetRoleReferenceRules` of kubernetes/pkg/registry/rbac/validation/rule.go.
 */
export const boundRoleExists: Rule = {
  code: "bound-role-exists",
  title: "Bound roles exist",
  description: "The Role or ClusterRole that a binding gives exists.",
  remedy: "Let roleRef.name be role.metadata.name.",
  severity: "error",
  group: "references",
  scope: "stack",
  judge,
};

interface RoleReference extends Reference {
  readonly kind: "Role" | "ClusterRole";
}

const group = "rbac.authorization.k8s.io";

function judge(declaration: Declaration): Judgement {
  const references = declaration.own(`${group}/RoleBinding`, `${group}/ClusterRoleBinding`).flatMap(roleOf);
  return judgeEach(references, (reference) => verdictOn(declaration, reference));
}

function verdictOn(declaration: Declaration, reference: RoleReference): Verdict {
  const found = follow(declaration, reference, reference.kind === "Role" ? "others" : "mostly others");
  if (found.answer === "yes") return undefined;
  return found.answer === "cannot-tell" ? found.why : (otherKind(declaration, reference) ?? found.value);
}

/** A role of that name that is of the other kind. */
function otherKind(declaration: Declaration, { object, kind, name, place }: RoleReference): Raised | undefined {
  if (isUnknown(name)) return undefined;
  const other = kind === "Role" ? "ClusterRole" : "Role";
  const [role] = declaration
    .named(`${group}/${other}`, name)
    .filter((one) => samePlace(one.place, place) === "same" || samePlace(one.place, object.place) === "same");
  if (role === undefined) return undefined;
  return {
    object,
    path: "roleRef.kind",
    // A ClusterRole of that name may be the cluster's own.
    certainty: kind === "Role" ? "certain" : "possible",
    message: `roleRef.kind is ${JSON.stringify(kind)}: ${declaration.called} has no ${kind} ${name}, but a ${other} of that name`,
    remedy: `kind: ${JSON.stringify(other)}`,
    nearest: role,
  };
}

function roleOf(object: DeclaredObject): readonly (RoleReference | OpenRelation)[] {
  const { tree, place } = object;
  const kind = textField(tree, "roleRef", "kind");
  const name = textField(tree, "roleRef", "name");
  if (isEmpty(tree) || isUnknown(kind)) return [{ object, doubt: "its roleRef is not known yet" }];
  if (name === undefined || (kind !== "Role" && kind !== "ClusterRole")) return [];
  return [
    {
      object,
      kind,
      kinds: [`${group}/${kind}`],
      name,
      place: kind === "Role" ? place : inNamespace(place, undefined),
      property: "roleRef",
      path: "roleRef.name",
      fix: (code) => `name: ${code}`,
      within: "a RoleBinding finds Roles in its own namespace only",
    },
  ];
}
