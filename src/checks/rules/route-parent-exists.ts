import { dissimilarity, isSimilar, isUnknown } from "../../wiring";
import type { Declaration } from "../declaration";
import type { Judgement, Raised } from "../finding";
import type { Referred } from "../find-named";
import { admits, listenersOf, listenerText, type Listener } from "../gateway-listeners";
import { gatewayGroup, parentsOf, portNumberOf, routeKinds, type GatewayReference } from "../gateway-routes";
import { judgeEach, type Verdict } from "../judge-each";
import { follow, type Reference } from "../reference";
import type { Rule } from "../rule";
import { textField } from "../tree";

/**
 * Does each Gateway exist that a route attaches to, with the listener that it names, and does that
 * listener take routes of its namespace? Gateways are mostly the platform's: of one that is not
 * declared only a slip, a name that Pulumi makes up otherwise and another namespace are told.
 * Source: `ParentReference` and `RouteNamespaces` of gateway-api's apis/v1.
 */
export const routeParentExists: Rule = {
  code: "route-parent-exists",
  title: "Parents of routes exist",
  description: "Each Gateway that a route attaches to exists, has the listener and takes routes of its namespace.",
  remedy: "Let the parent's name be gateway.metadata.name, and let the listener's allowedRoutes include the namespace.",
  severity: "error",
  group: "routing",
  scope: "stack",
  judge,
};

function judge(declaration: Declaration): Judgement {
  const parents = declaration
    .own(...routeKinds)
    .flatMap(parentsOf)
    .filter((one) => "doubt" in one || (one.group === gatewayGroup && one.kind === "Gateway"));
  return judgeEach(parents, (parent) => verdictOn(declaration, parent));
}

function verdictOn(declaration: Declaration, parent: GatewayReference): Verdict {
  const { object, name, place, path } = parent;
  const reference: Reference = {
    object,
    kinds: [`${gatewayGroup}/Gateway`],
    name,
    place,
    property: "spec",
    path: `${path}.name`,
    fix: (code) => `name: ${code}`,
    within: "a parent without a namespace is looked for in the route's own",
    abroad: (namespace) => `namespace: ${JSON.stringify(namespace)}`,
  };
  const found = follow(declaration, reference, "mostly others");
  switch (found.answer) {
    case "yes":
      return verdictOnListeners(declaration, parent, found.value);
    case "no":
      return found.value;
    case "cannot-tell":
      return found.why;
  }
}

function verdictOnListeners(declaration: Declaration, parent: GatewayReference, referred: Referred): Verdict {
  const gateway = referred.object;
  const listeners = listenersOf(gateway);
  const section = textField(parent.tree, "sectionName");
  const port = portNumberOf(parent);
  if (isUnknown(listeners)) return `the listeners of Gateway ${gateway.ref.name} are not known yet`;
  if (isUnknown(section) || isUnknown(port)) return `the listener of ${parent.path} is not known yet`;
  const meant = listeners.filter(
    (one) =>
      (section === undefined || section === "" || one.name === section || isUnknown(one.name)) &&
      (port === undefined || one.port === port || isUnknown(one.port)),
  );
  if (meant.length === 0) return listenerFinding(parent, referred, listeners, section, port);
  const answers = meant.map((one) => admits(declaration, gateway, one, parent.object));
  if (answers.some(({ takes }) => takes === "yes")) return undefined;
  for (const answer of answers) if (answer.takes === "maybe") return answer.doubt;
  const refused = answers.flatMap((answer) => (answer.takes === "no" ? [answer] : []));
  const sure = refused.every((one) => one.sure);
  return namespaceFinding(parent, referred, refused[0]?.whom ?? "no routes at all", sure);
}

function listenerFinding(
  { object, path }: GatewayReference,
  { object: gateway, sure }: Referred,
  listeners: readonly Listener[],
  section: string | undefined,
  port: string | number | undefined,
): Raised {
  const named = listeners.find(({ name }) => name === section);
  const isPort = section === undefined || section === "" || named !== undefined;
  const [fieldName, value] = isPort ? ["port", port] : ["sectionName", section];
  const names = listeners.flatMap(({ name }) => (isUnknown(name) ? [] : [name]));
  const wanted = String(value);
  const [near = names[0] ?? ""] = names
    .filter((name) => isSimilar(name, wanted))
    .sort((one, other) => dissimilarity(one, wanted) - dissimilarity(other, wanted));
  return {
    object,
    path: `${path}.${fieldName}`,
    certainty: sure && !gateway.read ? "certain" : "possible",
    message: `${path}.${fieldName} is ${JSON.stringify(value)}: Gateway ${gateway.ref.name} has ${listeners.length === 1 ? "the listener" : "the listeners"} ${listeners.map(listenerText).join(", ")}`,
    remedy: isPort ? `port: ${String((named ?? listeners[0])?.port)}` : `sectionName: ${JSON.stringify(near)}`,
    nearest: gateway,
  };
}

function namespaceFinding(
  { object, path }: GatewayReference,
  { object: gateway, sure }: Referred,
  whom: string,
  certain: boolean,
): Raised {
  const namespace = String(object.place.namespace);
  return {
    object,
    path,
    certainty: sure && certain && !gateway.read ? "certain" : "possible",
    message: `${path} is Gateway ${gateway.ref.name} in namespace ${gateway.ref.namespace ?? "default"}, whose listener takes ${whom}; the ${object.kind} is in namespace ${namespace}`,
    remedy: `in the listener of Gateway ${gateway.ref.name}: allowedRoutes: { namespaces: { from: "Selector", selector: { matchLabels: { "kubernetes.io/metadata.name": ${JSON.stringify(namespace)} } } } }`,
    nearest: gateway,
  };
}
