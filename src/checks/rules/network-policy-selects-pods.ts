import { isUnknown, matchPods, type MaybeLabelSelector } from "../../wiring";
import { classReference } from "../class-reference";
import { portNameOf } from "../causes";
import { portText } from "../containers";
import type { DeclaredObject } from "../declared";
import type { Declaration } from "../declaration";
import type { Judgement } from "../finding";
import { allOf, judgeEach, type Verdict } from "../judge-each";
import { labelSelectorField } from "../label-selector-field";
import { networkRules, type NamedPort, type PodPeer } from "../network-peers";
import { followed } from "../reference";
import type { Rule } from "../rule";
import { certainPods, selectPods } from "../select-pods";
import { isAll, verdictOnSelector } from "../selector-relation";
import { sourcesText } from "../sources-text";
import { declaredPorts, declares } from "../target-ports";
import { isEmpty } from "../tree";

/**
 * Does a NetworkPolicy select Pods, have these the ports that it names, and are its peers spelt as
 * Pods and Namespaces of the declaration are? `{}` selects all Pods of the namespace, and so does an
 * absent selector.
 * Source: `NetworkPolicySpec` of k8s.io/api/networking/v1.
 */
export const networkPolicySelectsPods: Rule = {
  code: "network-policy-selects-pods",
  title: "NetworkPolicies select Pods",
  description: "The selector of a NetworkPolicy matches Pods of its namespace, and these have the ports that it names.",
  remedy: "Let podSelector.matchLabels and spec.template.metadata.labels of the workload be one constant.",
  severity: "error",
  group: "services",
  scope: "stack",
  judge,
};

const all: MaybeLabelSelector = { matchLabels: {}, matchExpressions: [] };

function judge(declaration: Declaration): Judgement {
  const policies = declaration.own("networking.k8s.io/NetworkPolicy", "extensions/NetworkPolicy");
  const found = policies.map(networkRules);
  return allOf([
    judgeEach(
      policies.map((object) => ({ object })),
      ({ object }) => verdictOn(declaration, object),
    ),
    judgeEach(
      found.flatMap(({ peers }) => peers),
      (peer) => verdictOnPeer(declaration, peer),
    ),
    judgeEach(
      found.flatMap(({ namespaces }) => namespaces),
      ({ object, name, path }) =>
        followed(
          declaration,
          {
            ...classReference(object, "/Namespace", name, path),
            fix: (code) => `"kubernetes.io/metadata.name": ${code}`,
          },
          "mostly others",
        ),
    ),
    judgeEach(
      found.flatMap(({ ports }) => ports),
      (port) => verdictOnPort(declaration, port),
    ),
  ]);
}

function verdictOn(declaration: Declaration, object: DeclaredObject): Verdict {
  if (isEmpty(object.tree)) return "nothing is known of it yet";
  const selector = labelSelectorField(object.tree, "spec", "podSelector") ?? all;
  if (isAll(selector)) return undefined;
  return verdictOnSelector(declaration, {
    object,
    selector,
    place: object.place,
    path: "spec.podSelector",
    fix: (labels) => `matchLabels: ${labels}`,
    within: "a NetworkPolicy selects in its own namespace only",
  });
}

/** Whom one lets in or out to is often somebody else's: only what is like a label of Pods of the declaration is told, as possible. */
function verdictOnPeer(declaration: Declaration, peer: PodPeer): Verdict {
  const { selector, place } = peer;
  if (isAll(selector)) return undefined;
  const answer = selectPods(declaration, selector, place);
  if (answer.answer !== "no") return answer.answer === "yes" ? undefined : answer.why;
  const verdict = verdictOnSelector(declaration, peer);
  if (typeof verdict !== "object" || verdict.certainty !== "certain") return undefined;
  return { ...verdict, certainty: "possible" };
}

function verdictOnPort(declaration: Declaration, { object, name, protocol, path }: NamedPort): Verdict {
  const selector = labelSelectorField(object.tree, "spec", "podSelector") ?? all;
  if (isUnknown(protocol)) return `${path} is not known yet`;
  if (isUnknown(selector)) return "the selector is not known yet";
  const selected = certainPods(declaration, selector, object.place);
  const [first] = selected;
  if (first === undefined) return undefined;
  const answers = selected.map((source) => declares(source, name, protocol));
  if (answers.includes("yes")) return undefined;
  for (const answer of answers) if (typeof answer === "object") return answer.doubt;
  const { here, maybe } = declaration.pods.at(object.place);
  const { doubt } = matchPods(selector, [...here, ...maybe]);
  if (doubt !== undefined) return doubt;
  const ports = declaredPorts(selected);
  const isCertain = !isAll(selector) && declaration.hidden("Pod", object.place) === undefined;
  const other = ports.find((port) => port.name === name)?.protocol;
  const [only, ...more] = ports.flatMap((port) =>
    typeof port.name === "string" && port.name !== "" ? [port.name] : [],
  );
  return {
    object,
    path,
    certainty: isCertain ? "certain" : "possible",
    message: `${path} is ${JSON.stringify(name)}: no container of ${sourcesText(selected)} declares it for ${protocol}; ${ports.length === 0 ? "they declare none" : `declared: ${ports.map(portText).join(", ")}`}`,
    remedy:
      typeof other === "string"
        ? `protocol: ${JSON.stringify(other)}`
        : only !== undefined && more.length === 0
          ? `port: ${JSON.stringify(only)}`
          : `in the container of ${sourcesText(selected)} that listens: ports: [{ name: ${JSON.stringify(name)}, containerPort: … }]`,
    nearest: first.object,
    cause: portNameOf(first.object, name),
  };
}
