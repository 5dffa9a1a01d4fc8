import { isUnknown } from "../../wiring";
import { inNamespace, type DeclaredObject } from "../declared";
import type { Declaration } from "../declaration";
import type { Judgement } from "../finding";
import { judgeEach, type OpenRelation } from "../judge-each";
import { doubtOf, podSpecsOf, type PodSpecAt } from "../pod-specs";
import { followed, type Reference } from "../reference";
import type { Rule } from "../rule";
import { isEmpty, listField, textField } from "../tree";

/**
 * Does each ServiceAccount exist that Pods run as, or that a RoleBinding or ClusterRoleBinding names?
 * Each namespace has one called default. Without its account a Pod is not created at all.
 * Source: `PodSpec.serviceAccountName` of k8s.io/api/core/v1, the admission plugin ServiceAccount,
 * `appliesToUser` of kubernetes/pkg/registry/rbac/validation/rule.go (no namespace is the binding's).
 */
export const serviceAccountExists: Rule = {
  code: "service-account-exists",
  title: "ServiceAccounts exist",
  description: "Each ServiceAccount that Pods run as or that a binding names exists in its namespace.",
  remedy: "Let the name be serviceAccount.metadata.name.",
  severity: "error",
  group: "references",
  scope: "stack",
  judge,
};

function judge(declaration: Declaration): Judgement {
  const references = [
    ...podSpecsOf(declaration).flatMap(accountOf),
    ...declaration
      .own("rbac.authorization.k8s.io/RoleBinding", "rbac.authorization.k8s.io/ClusterRoleBinding")
      .flatMap(subjectsOf),
  ];
  return judgeEach(
    references.filter((one) => "doubt" in one || one.name !== "default"),
    (reference) => followed(declaration, reference, "others"),
  );
}

function accountOf(at: PodSpecAt): readonly (Reference | OpenRelation)[] {
  const { object, spec, path } = at;
  const doubt = doubtOf(at);
  if (doubt !== undefined) return [{ object, doubt }];
  const current = textField(spec, "serviceAccountName");
  const isOld = current === undefined || current === "";
  const name = isOld ? textField(spec, "serviceAccount") : current;
  const fieldName = isOld ? "serviceAccount" : "serviceAccountName";
  if (name === undefined || name === "") return [];
  return [
    {
      object,
      kinds: ["/ServiceAccount"],
      name,
      place: object.place,
      property: "spec",
      path: `${path}.${fieldName}`,
      fix: (code) => `${fieldName}: ${code}`,
      within: "a Pod runs as a ServiceAccount of its own namespace",
    },
  ];
}

function subjectsOf(object: DeclaredObject): readonly (Reference | OpenRelation)[] {
  const { tree, place } = object;
  const subjects = listField(tree, "subjects");
  if (isEmpty(tree) || isUnknown(subjects)) return [{ object, doubt: "its subjects are not known yet" }];
  return subjects.flatMap((subject, index): readonly (Reference | OpenRelation)[] => {
    const path = `subjects[${index}]`;
    const kind = textField(subject, "kind");
    const name = textField(subject, "name");
    const stated = textField(subject, "namespace");
    if (isUnknown(kind)) return [{ object, doubt: `${path} is not known yet` }];
    const namespace = stated === undefined || stated === "" ? place.namespace : stated;
    if (kind !== "ServiceAccount" || name === undefined || namespace === undefined) return [];
    return [
      {
        object,
        kinds: ["/ServiceAccount"],
        name,
        place: inNamespace(place, namespace),
        property: "subjects",
        path: `${path}.name`,
        fix: (code) => `name: ${code}`,
        within: "a subject is looked for in the namespace that it states, or in its binding's",
        abroad: (other) => `namespace: ${JSON.stringify(other)}`,
      },
    ];
  });
}
