import { isUnknown } from "../../wiring";
import { absentObject } from "../causes";
import { classReference } from "../class-reference";
import type { DeclaredObject } from "../declared";
import type { Declaration } from "../declaration";
import type { Judgement, Raised } from "../finding";
import { judgeEach } from "../judge-each";
import { followed } from "../reference";
import type { Rule } from "../rule";
import { sameCluster } from "../place";
import { textField } from "../tree";

/**
 * Do objects name their Namespace as it is called? Most namespaces are there already, so only a slip
 * and a name that Pulumi makes up otherwise are told, once for all objects that say it.
 * Source: `NamespaceLifecycle` of kubernetes/plugin/pkg/admission (objects of a namespace that does not exist are refused).
 */
export const namespaceExists: Rule = {
  code: "namespace-exists",
  title: "Namespaces are named as they are called",
  description: "The namespace of an object is not another name for one that is created along with it.",
  remedy: "Let metadata.namespace be namespace.metadata.name.",
  severity: "error",
  group: "references",
  scope: "stack",
  judge,
};

interface Inhabited {
  readonly object: DeclaredObject;
  readonly namespace: string;
  /** How many objects state it besides. */
  others: number;
}

function judge(declaration: Declaration): Judgement {
  if (declaration.all("/Namespace").length === 0) return { raised: [], undecided: [], judged: 0 };
  return judgeEach(inhabited(declaration), ({ object, namespace, others }) => {
    const reference = classReference(object, "/Namespace", namespace, "metadata.namespace", "metadata");
    const verdict = followed(declaration, reference, "mostly others");
    if (typeof verdict !== "object") return verdict;
    return { ...verdict, message: inAll(verdict, others), cause: absentObject("Namespace", "", namespace) };
  });
}

/** The namespaces that objects state, each once in each cluster, by the first object that states it. */
function inhabited(declaration: Declaration): readonly Inhabited[] {
  const found = new Map<string, Inhabited[]>();
  for (const object of declaration.objects) {
    if (object.read || object.place.namespace === undefined) continue;
    const namespace = textField(object.tree, "metadata", "namespace");
    if (namespace === undefined || isUnknown(namespace) || namespace === "") continue;
    let same = found.get(namespace);
    if (same === undefined) {
      same = [];
      found.set(namespace, same);
    }
    const known = same.find((one) => sameCluster(one.object.place.cluster, object.place.cluster) === "same");
    if (known === undefined) same.push({ object, namespace, others: 0 });
    else known.others++;
  }
  return [...found.values()].flat();
}

/** `metadata.namespace is "apps" (here and in 3 other objects): …`. */
function inAll({ message }: Raised, others: number): string {
  if (others === 0) return message;
  return message.replace(": ", ` (here and in ${others} other ${others === 1 ? "object" : "objects"}): `);
}
