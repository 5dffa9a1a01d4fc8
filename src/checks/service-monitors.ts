import { dissimilarity, isSimilar, isUnknown, type MaybeLabelSelector } from "../wiring";
import { selectorAt } from "./causes";
import type { DeclaredObject } from "./declared";
import type { Declaration } from "./declaration";
import type { Raised } from "./finding";
import type { Verdict } from "./judge-each";
import { labelSelectorField } from "./label-selector-field";
import { monitoredPlaces } from "./monitored-places";
import { perhapsServices, selectServices, type LabelledService, type ServiceMiss } from "./monitored-services";
import { labelsCode, labelSelectorCode } from "./pulumi-code";
import { serviceSource, servicePortsText } from "./service-source";
import { field, flagField, isEmpty, listField, textField } from "./tree";

/** What is to be said of a ServiceMonitor: of its selector, else of each port that it names. */
export function serviceMonitorVerdicts(declaration: Declaration, object: DeclaredObject): readonly Verdict[] {
  if (isEmpty(object.tree)) return ["nothing is known of it yet"];
  const selector = labelSelectorField(object.tree, "spec", "selector");
  const places = monitoredPlaces(object);
  if (selector === undefined) return [];
  if (isUnknown(selector) || isUnknown(places)) return ["what it selects is not known yet"];
  const found = selectServices(declaration, selector, places);
  switch (found.answer) {
    case "cannot-tell":
      return [found.why];
    case "no":
      return [missFinding(object, selector, found.miss)];
    case "yes":
      return portVerdicts(declaration, object, found.services, () => perhapsServices(declaration, selector, places));
  }
}

function missFinding(object: DeclaredObject, selector: MaybeLabelSelector, miss: ServiceMiss): Raised | undefined {
  const code = labelSelectorCode(selector);
  const wanted = isUnknown(selector.matchLabels) ? {} : selector.matchLabels;
  const base = { object, path: "spec.selector", cause: selectorAt(object, "spec.selector") } as const;
  const none = `spec.selector is ${code}: no Service has ${Object.keys(wanted).length === 1 ? "it" : "them all"}`;
  if (miss.type === "none") {
    const isWide = field(object.tree, "spec", "namespaceSelector") !== undefined;
    const [first] = miss.others;
    if (isWide || first === undefined) return undefined;
    const shown = miss.others.slice(0, 3).map(withLabels);
    return {
      ...base,
      certainty: "possible",
      message: `${none} in namespace ${String(object.place.namespace)}. There: ${shown.join(", ")}.`,
      remedy: `in the Service that it is meant for: metadata: { labels: ${labelsCode(wanted)} }`,
    };
  }
  const { service } = miss;
  const { name, namespace = "default" } = service.ref;
  const nearest = { nearest: service.object };
  switch (miss.type) {
    case "on the Pods":
      return {
        ...base,
        ...nearest,
        certainty: "certain",
        message: `${none}. Service ${name} selects its Pods by ${labelsCode(wanted)}, but a ServiceMonitor selects by the Service's own labels.`,
        remedy: `in Service ${name}: metadata: { labels: ${labelsCode(wanted)} }`,
      };
    case "near":
      return {
        ...base,
        ...nearest,
        certainty: miss.likely ? "certain" : "possible",
        message: `${none}. Nearest: ${withLabels(service)}.`,
        remedy: remedyFor(service, wanted, miss.likely),
      };
    case "other namespace":
      return {
        ...base,
        ...nearest,
        certainty: "certain",
        message: `${none} where it looks. Nearest: ${withLabels(service)} in namespace ${namespace}.`,
        remedy: `namespaceSelector: { matchNames: [${JSON.stringify(namespace)}] }`,
      };
  }
}

const withLabels = ({ ref, labels }: LabelledService): string =>
  `Service ${ref.name} ${isUnknown(labels) ? "(labels not known yet)" : labelsCode(labels)}`;

/** The selector with the Service's values; where it lacks a key, or nothing is alike, the Service with the selector's. */
function remedyFor({ ref, labels }: LabelledService, wanted: CodeLabels, isLikely: boolean): string {
  const known = isUnknown(labels) ? {} : labels;
  const keys = Object.keys(wanted);
  if (!isLikely || !keys.every((key) => Object.hasOwn(known, key)))
    return `in Service ${ref.name}: metadata: { labels: ${labelsCode({ ...known, ...wanted })} }`;
  return `matchLabels: ${labelsCode(Object.fromEntries(keys.map((key) => [key, known[key] ?? ""])))}`;
}

type CodeLabels = Parameters<typeof labelsCode>[0];

function portVerdicts(
  declaration: Declaration,
  object: DeclaredObject,
  services: readonly LabelledService[],
  doubtOf: () => string | undefined,
): readonly Verdict[] {
  const endpoints = listField(object.tree, "spec", "endpoints");
  if (isUnknown(endpoints)) return ["its endpoints are not known yet"];
  const hidden = services.map(({ object: { place } }) => declaration.hidden("Service", place)).find(Boolean);
  return endpoints.map((endpoint, index): Verdict => {
    const port = textField(endpoint, "port");
    if (port === undefined || port === "") return undefined;
    if (isUnknown(port)) return "the port of an endpoint is not known yet";
    const names: string[] = [];
    for (const { object: service } of services) {
      const { ports, type } = serviceSource(service);
      if (isUnknown(ports) || isUnknown(type)) return `the ports of Service ${service.ref.name} are not known yet`;
      for (const { name } of ports) {
        if (isUnknown(name)) return `the ports of Service ${service.ref.name} are not known yet`;
        if (name === port) return undefined;
        if (name !== undefined && name !== "") names.push(name);
      }
    }
    const doubt = doubtOf();
    if (doubt !== undefined) return doubt;
    const certainty = hidden === undefined && flagField(object.tree, "spec", "namespaceSelector", "any") !== true;
    return portFinding(object, `spec.endpoints[${index}].port`, port, services, names, certainty);
  });
}

function portFinding(
  object: DeclaredObject,
  path: string,
  port: string,
  services: readonly LabelledService[],
  names: readonly string[],
  isCertain: boolean,
): Raised | undefined {
  const [first] = services;
  if (first === undefined) return undefined;
  const { ports } = serviceSource(first.object);
  const declared = isUnknown(ports)
    ? []
    : ports.map(({ name, port: number }) =>
        name === undefined || name === "" ? String(number) : `${String(name)}=${String(number)}`,
      );
  const more =
    services.length > 1
      ? `, nor has any of ${services.length - 1} other ${services.length === 2 ? "Service" : "Services"}`
      : "";
  const [near] = names
    .filter((name) => isSimilar(port, name))
    .sort((one, other) => dissimilarity(port, one) - dissimilarity(port, other));
  const only = names.length === 1 ? names[0] : undefined;
  const meant = near ?? only;
  const unnamed = names.length === 0 && declared.length > 0 ? ", without a name" : "";
  return {
    object,
    path,
    certainty: isCertain ? "certain" : "possible",
    message: `${path} is ${JSON.stringify(port)}: Service ${first.ref.name} ${servicePortsText(declared)}${unnamed}${more}`,
    remedy:
      meant === undefined
        ? `in Service ${first.ref.name}: ports: [{ name: ${JSON.stringify(port)}, port: … }]`
        : `port: ${JSON.stringify(meant)}`,
    nearest: first.object,
  };
}
