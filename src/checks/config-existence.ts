import { configReferences, type ConfigKind, type ConfigReference } from "./config-references";
import { verdictOnKey } from "./config-keys";
import type { Declaration } from "./declaration";
import type { Judgement } from "./finding";
import { Tally } from "./judge-each";
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
  const tally = new Tally();
  for (const at of podSpecsOf(declaration)) {
    for (const one of configReferences(kind, at)) {
      if ("doubt" in one) tally.count(one.object, one.doubt);
      else if (!everywhere.has(String(one.name)) && !isMade(one)) judgeOne(declaration, one, tally);
    }
  }
  return tally;
}

/** The object first; where it is there, each of its keys. */
function judgeOne(declaration: Declaration, reference: ConfigReference, tally: Tally): void {
  const { object, keys } = reference;
  const found = follow(declaration, reference, "others");
  if (found.answer !== "yes") tally.count(object, found.answer === "no" ? found.value : found.why);
  else if (keys.length === 0) tally.count(object, undefined);
  else for (const key of keys) tally.count(object, verdictOnKey(declaration, reference, found.value, key));
}
