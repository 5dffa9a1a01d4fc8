import { configReferences, type ConfigKind, type ConfigReference } from "./config-references";
import { verdictOnKey } from "./config-keys";
import type { Declaration } from "./declaration";
import type { Judgement } from "./finding";
import { allOf, judgeEach, type OpenRelation } from "./judge-each";
import { podSpecsOf } from "./pod-specs";
import { follow } from "./reference";

/** Names that a controller gives an object of each namespace. */
const everywhere: ReadonlySet<string> = new Set([
  "extension-apiserver-authentication",
  "istio-ca-root-cert",
  "kube-root-ca.crt",
  "linkerd-identity-trust-roots",
  "openshift-service-ca.crt",
]);

/** Do the ConfigMaps or Secrets exist that Pods need, with the keys that they need? */
export function judgeConfigs(
  declaration: Declaration,
  kind: ConfigKind,
  isMade: (reference: ConfigReference) => boolean = () => false,
): Judgement {
  const references = podSpecsOf(declaration).flatMap((at) => configReferences(kind, at));
  const needed = references.filter((one) => "doubt" in one || (!everywhere.has(String(one.name)) && !isMade(one)));
  return allOf(needed.map((one) => judgeOne(declaration, one)));
}

/** The object first; where it is there, each of its keys. */
function judgeOne(declaration: Declaration, reference: ConfigReference | OpenRelation): Judgement {
  if ("doubt" in reference) return judgeEach([reference], () => undefined);
  const found = follow(declaration, reference, "others");
  if (found.answer !== "yes") return judgeEach([reference], () => (found.answer === "no" ? found.value : found.why));
  if (reference.keys.length === 0) return judgeEach([reference], () => undefined);
  return judgeEach(
    reference.keys.map((key) => ({ object: reference.object, key })),
    ({ key }) => verdictOnKey(declaration, reference, found.value, key),
  );
}
