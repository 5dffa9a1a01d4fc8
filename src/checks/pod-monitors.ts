import { dissimilarity, isSimilar, isUnknown } from "../wiring";
import { selectorAt } from "./causes";
import { portText } from "./containers";
import type { DeclaredObject } from "./declared";
import type { Declaration } from "./declaration";
import type { Verdict } from "./judge-each";
import { labelSelectorField } from "./label-selector-field";
import { monitoredPlaces } from "./monitored-places";
import { selectPods } from "./select-pods";
import { describeMismatch, nearestOf } from "./selector-message";
import { certaintyOf } from "./selector-relation";
import type { PlacedSource } from "./source-index";
import { sourcesText } from "./sources-text";
import { declaredPorts, declares } from "./target-ports";
import { isEmpty, listField, textField } from "./tree";

/** What is to be said of a PodMonitor: of its selector, else of each port that it names. */
export function podMonitorVerdicts(declaration: Declaration, object: DeclaredObject): readonly Verdict[] {
  if (isEmpty(object.tree)) return ["nothing is known of it yet"];
  const selector = labelSelectorField(object.tree, "spec", "selector");
  const places = monitoredPlaces(object);
  if (selector === undefined) return [];
  if (isUnknown(selector) || isUnknown(places)) return ["what it selects is not known yet"];
  const answers = places.map((place) => selectPods(declaration, selector, place));
  const pods = answers.flatMap((answer) => (answer.answer === "yes" ? answer.value : []));
  if (pods.length > 0) return portVerdicts(declaration, object, pods);
  for (const answer of answers) if (answer.answer === "cannot-tell") return [answer.why];
  const [first] = answers;
  // Monitors of what others deploy are usual: only what comes near to Pods of the declaration is told.
  if (first?.answer !== "no" || first.value.type === "no pods") return [];
  const path = "spec.selector";
  if (first.value.type === "nothing near" && places.length > 1) return [];
  return [
    {
      object,
      path,
      certainty: certaintyOf(first.value),
      ...describeMismatch(first.value, {
        path,
        fix: (labels) => `matchLabels: ${labels}`,
        within: "a PodMonitor looks in its own namespace, or in those of its namespaceSelector",
        called: declaration.called,
      }),
      ...nearestOf(first.value),
      cause: selectorAt(object, path),
    },
  ];
}

function portVerdicts(
  declaration: Declaration,
  object: DeclaredObject,
  pods: readonly PlacedSource[],
): readonly Verdict[] {
  const endpoints = listField(object.tree, "spec", "podMetricsEndpoints");
  if (isUnknown(endpoints)) return ["its endpoints are not known yet"];
  const hidden = pods.some(({ place }) => declaration.hidden("Pod", place) !== undefined);
  return endpoints.map((endpoint, index): Verdict => {
    const port = textField(endpoint, "port");
    if (port === undefined || port === "") return undefined;
    if (isUnknown(port)) return "the port of an endpoint is not known yet";
    const answers = pods.map((source) => declares(source, port, "TCP"));
    if (answers.includes("yes")) return undefined;
    for (const answer of answers) if (typeof answer === "object") return answer.doubt;
    const path = `spec.podMetricsEndpoints[${index}].port`;
    const ports = declaredPorts(pods);
    const names = ports.flatMap(({ name }) => (typeof name === "string" && name !== "" ? [name] : []));
    const [near = names.length === 1 ? names[0] : undefined] = names
      .filter((name) => isSimilar(port, name))
      .sort((one, other) => dissimilarity(port, one) - dissimilarity(port, other));
    return {
      object,
      path,
      certainty: hidden ? "possible" : "certain",
      message: `${path} is ${JSON.stringify(port)}: no container of ${sourcesText(pods)} declares it; ${ports.length === 0 ? "they declare none" : `declared: ${ports.map(portText).join(", ")}`}`,
      remedy:
        near === undefined
          ? `in the container of ${sourcesText(pods)}: ports: [{ name: ${JSON.stringify(port)}, containerPort: … }]`
          : `port: ${JSON.stringify(near)}`,
      ...(pods[0] === undefined ? {} : { nearest: pods[0].object }),
    };
  });
}
