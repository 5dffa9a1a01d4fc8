import { isUnknown } from "../../wiring";
import { judgeConfigs } from "../config-existence";
import type { DeclaredObject } from "../declared";
import type { Declaration } from "../declaration";
import type { Judgement, Raised } from "../finding";
import { allOf, judgeEach, type OpenRelation, type Verdict } from "../judge-each";
import { madeCertificates, makesCertificates } from "../made-secrets";
import { podSpecsOf } from "../pod-specs";
import { followed, type Reference } from "../reference";
import type { Rule } from "../rule";
import { listField, textField } from "../tree";

/**
 * Does each Secret that a Pod, a ServiceAccount's image pulls or an Ingress's TLS needs exist in its
 * namespace, with the keys that a Pod needs? Secrets that somebody else makes are usual, so that a
 * name which nothing declared resembles is only advice.
 * Source: `SecretKeySelector`, `SecretEnvSource`, `SecretVolumeSource` of k8s.io/api/core/v1,
 * `IngressTLS` of k8s.io/api/networking/v1.
 */
export const secretExists: Rule = {
  code: "secret-exists",
  title: "Secrets exist",
  description:
    "Each Secret that a Pod, a ServiceAccount or an Ingress needs exists in its namespace and has the keys that the Pod needs.",
  remedy: "Let the name be secret.metadata.name, and the key a constant that the Secret's data use too.",
  severity: "error",
  group: "references",
  scope: "stack",
  judge,
};

function judge(declaration: Declaration): Judgement {
  const made = madeCertificates(declaration);
  const isMade = ({ name }: Pick<Reference, "name">): boolean => made.has(String(name));
  return allOf([
    judgeConfigs(declaration, "Secret", isMade),
    judgeEach(pullSecrets(declaration), (reference) => lighter(followed(declaration, reference, "others"))),
    judgeEach(certificates(declaration), (reference) =>
      isMade(reference) ? undefined : certificateVerdict(declaration, reference),
    ),
  ]);
}

/** Without its Secret an image is pulled as by anybody, which a public one allows. */
function lighter(verdict: Verdict): Verdict {
  if (typeof verdict !== "object") return verdict;
  const note: Pick<Raised, "severity"> = verdict.certainty === "possible" ? { severity: "note" } : {};
  return { ...verdict, ...note };
}

function pullSecrets(declaration: Declaration): readonly (Reference | OpenRelation)[] {
  const ofPods = podSpecsOf(declaration).flatMap(({ object, spec, path }) =>
    pullSecretsAt(object, spec, "spec", `${path}.imagePullSecrets`),
  );
  const ofAccounts = declaration
    .own("/ServiceAccount")
    .flatMap((object) => pullSecretsAt(object, object.tree, "imagePullSecrets", "imagePullSecrets"));
  return [...ofPods, ...ofAccounts];
}

function pullSecretsAt(
  object: DeclaredObject,
  holder: unknown,
  property: string,
  path: string,
): readonly (Reference | OpenRelation)[] {
  const list = listField(holder, "imagePullSecrets");
  if (isUnknown(list)) return [{ object, doubt: `${path} is not known yet` }];
  return list.flatMap((item, index) => {
    const name = textField(item, "name");
    return name === undefined || name === "" ? [] : [secretOf(object, name, property, `${path}[${index}].name`)];
  });
}

function certificates(declaration: Declaration): readonly (Reference | OpenRelation)[] {
  return declaration
    .own("networking.k8s.io/Ingress", "extensions/Ingress")
    .flatMap((object): readonly (Reference | OpenRelation)[] => {
      const tls = listField(object.tree, "spec", "tls");
      if (isUnknown(tls)) return [{ object, doubt: "its TLS is not known yet" }];
      return tls.flatMap((item, index) => {
        const name = textField(item, "secretName");
        if (name === undefined || name === "") return [];
        return [secretOf(object, name, "spec", `spec.tls[${index}].secretName`)];
      });
    });
}

function certificateVerdict(declaration: Declaration, reference: Reference): Verdict {
  const maker = makesCertificates(reference.object);
  return maker === undefined ? followed(declaration, reference, "others") : maker;
}

function secretOf(object: DeclaredObject, name: Reference["name"], property: string, path: string): Reference {
  return {
    object,
    kinds: ["/Secret"],
    name,
    place: object.place,
    property,
    path,
    fix: (code) => `${path.endsWith("secretName") ? "secretName" : "name"}: ${code}`,
    within: `${object.kind === "Ingress" ? "an Ingress" : "a Pod"} finds a Secret in its own namespace only`,
  };
}
