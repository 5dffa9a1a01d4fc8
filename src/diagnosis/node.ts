import { findCondition, isKind, type Condition, type Node, type Pod } from "../objects";
import { diagnoseDeletion } from "./deletion";
import type { Diagnosis } from "./diagnosis";
import { conditionEvidence } from "./events";
import type { PodNoun } from "./fold";
import { describe, kubectl } from "./kubectl";
import type { Scene } from "./scene";
import { timeOf } from "./time";
import { verdict } from "./verdict";
import { counted, listed, phrase } from "./wording";

/** Conditions that are wrong when True, with what they mean. Source: k8s.io/api/core/v1, NodeConditionType. */
const pressures = {
  DiskPressure: "its disk is almost full: Pods are evicted and no new ones come",
  MemoryPressure: "its memory is almost used up: Pods are evicted",
  PIDPressure: "it has almost no process ids left: Pods are evicted",
  NetworkUnavailable: "its Pod network is not set up",
} as const;
type Pressure = keyof typeof pressures;

/**
 * A Node: Current when its kubelet reports Ready and no condition tells of a shortage. A cordoned
 * node is well, and so is one with taints; both are said. What the cloud thinks of the machine is
 * not looked at.
 */
export function diagnoseNode(node: Node, scene: Scene): Diagnosis {
  return diagnoseDeletion(node, scene) ?? diagnoseKubelet(node) ?? diagnosePressure(node) ?? diagnoseReadyNode(node);
}

function diagnoseKubelet(node: Node): Diagnosis | undefined {
  const ready = findCondition(node.conditions, "Ready");
  if (ready?.status === "True") return undefined;
  if (ready === undefined) return verdict(node, "Reconciling", "its kubelet has not reported yet");
  const silent = ready.status === "Unknown";
  const message = silent ? "its kubelet does not report any more" : `not ready: ${why(ready)}`;
  return verdict(node, "NodeNotReady", message, {
    evidence: [conditionEvidence(node, ready)],
    since: timeOf(ready.lastTransitionTime),
    actions: [
      describe({ kind: "Node", name: node.metadata.name }),
      ...(silent ? [{ text: "see whether the machine runs, and its kubelet on it" }] : []),
    ],
  });
}

/** The kubelet's message is a chain of nested ones; the last says why. */
function why({ message, reason }: Condition): string {
  const text = message ?? "";
  const inner = /(?:message:|error: )([^:]{3,200}(?::.{0,200})?)$/.exec(text.slice(0, 2000))?.[1];
  return phrase(inner ?? (text.trim() === "" ? (reason ?? "no reason given") : text));
}

function pressuresOf({ conditions }: Node): readonly { readonly type: Pressure; readonly condition: Condition }[] {
  return (Object.keys(pressures) as Pressure[]).flatMap((type) => {
    const condition = findCondition(conditions, type);
    return condition?.status === "True" ? [{ type, condition }] : [];
  });
}

function diagnosePressure(node: Node): Diagnosis | undefined {
  const found = pressuresOf(node);
  const [first, ...others] = found;
  if (first === undefined) return undefined;
  const more = others.length === 0 ? "" : `; ${listed(others.map(({ type }) => type))}`;
  return verdict(node, "NodePressure", `${first.type}: ${pressures[first.type]}${more}`, {
    evidence: found.map(({ condition }) => conditionEvidence(node, condition)),
    since: timeOf(first.condition.lastTransitionTime),
    actions: [describe({ kind: "Node", name: node.metadata.name })],
  });
}

function diagnoseReadyNode(node: Node): Diagnosis {
  const ready = findCondition(node.conditions, "Ready");
  const taints = node.taints.filter(({ key }) => key !== "node.kubernetes.io/unschedulable");
  const words = [
    ...(node.unschedulable ? ["cordoned: no new Pods come"] : []),
    ...(taints.length === 0
      ? []
      : [
          `tainted ${phrase(
            listed(
              taints.map(({ key, effect }) => `${key}:${effect}`),
              2,
            ),
            70,
          )}`,
        ]),
  ];
  return verdict(node, "Ready", words.length === 0 ? "ready" : words.join(", "), {
    since: timeOf(ready?.lastTransitionTime),
    actions: node.unschedulable
      ? [{ text: "let Pods come again", command: kubectl(undefined, "uncordon", node.metadata.name) }]
      : [],
  });
}

/** A node by its name; undefined when it is not known. */
export function nodeNamed(name: string, { objects }: Scene): Node | undefined {
  const node = objects.find({ apiVersion: "v1", kind: "Node", name });
  return node !== undefined && isKind(node, "Node") ? node : undefined;
}

/** "built for another CPU architecture than the node's arm64". Without its name: Pods on several nodes are told as one. */
export function foreignText({ pod, scene }: { readonly pod: Pod; readonly scene: Scene }): string {
  const { nodeName } = pod.spec;
  const architecture = nodeName === undefined ? undefined : nodeNamed(nodeName, scene)?.architecture;
  return `built for another CPU architecture${architecture === undefined ? "" : ` than the node's ${architecture}`}`;
}

/** What is wrong with a node in a word or two, for Pods that run on it; undefined when nothing is. */
export function nodeTrouble(node: Node): string | undefined {
  const ready = findCondition(node.conditions, "Ready");
  if (ready !== undefined && ready.status !== "True") return "not ready";
  const found = pressuresOf(node).map(({ type }) => type);
  return found.length === 0 ? undefined : found.join(", ");
}

/**
 * Names a group of Pods by the node that they share, where that tells something: Pods of the same
 * workload run on other nodes, and either several of the group are on this one or the node itself is
 * in trouble. For {@link foldPods}; undefined leaves the plain count.
 */
export function byNode(
  pods: readonly Pod[],
  total: number,
  scene: Scene,
  noun: PodNoun = "Pod",
): (group: readonly Diagnosis[]) => string | undefined {
  return (group) => {
    const nodes = new Set(group.map(({ object }) => nodeOf(object.name, object.namespace, scene)));
    const [name] = nodes;
    if (name === undefined || nodes.size > 1) return undefined;
    if (!pods.some(({ spec }) => spec.nodeName !== undefined && spec.nodeName !== name)) return undefined;
    const node = nodeNamed(name, scene);
    const trouble = node === undefined ? undefined : nodeTrouble(node);
    if (group.length < 2 && trouble === undefined) return undefined;
    const where = group.length === 1 ? `on ${name}` : `all on ${name}`;
    return `${group.length} of ${counted(Math.max(total, group.length), noun)} (${where}${trouble === undefined ? "" : `: ${trouble}`})`;
  };
}

function nodeOf(pod: string, namespace: string | undefined, { objects }: Scene): string | undefined {
  const found = objects.find({
    apiVersion: "v1",
    kind: "Pod",
    name: pod,
    ...(namespace === undefined ? {} : { namespace }),
  });
  return found !== undefined && isKind(found, "Pod") ? found.spec.nodeName : undefined;
}
