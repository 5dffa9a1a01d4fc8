import type { LabelSelectorRequirement, NodeSelector, Pod } from "../objects";
import type { Action } from "./diagnosis";
import { kubectl } from "./kubectl";
import type { Scene } from "./scene";
import { listed, phrase } from "./wording";

/** What taints that Kubernetes sets by itself mean. Source: k8s.io/api/core/v1/well_known_taints.go, cloud-provider/api. */
const taints: Readonly<Record<string, string>> = {
  "node.kubernetes.io/not-ready": "not ready",
  "node.kubernetes.io/unreachable": "not reachable",
  "node.kubernetes.io/unschedulable": "cordoned",
  "node.kubernetes.io/memory-pressure": "almost out of memory",
  "node.kubernetes.io/disk-pressure": "almost out of disk",
  "node.kubernetes.io/pid-pressure": "almost out of process ids",
  "node.kubernetes.io/network-unavailable": "without a Pod network",
  "node.cloudprovider.kubernetes.io/uninitialized": "not set up by its cloud yet",
  "node.cloudprovider.kubernetes.io/shutdown": "shut down",
  "node-role.kubernetes.io/control-plane": "kept for the control plane",
};

/** Sentences of the scheduler's plugins that say the same whatever the Pod is. Source: kubernetes/pkg/scheduler/framework/plugins. */
const plain: readonly (readonly [RegExp, string])[] = [
  [/^were unschedulable$/, "cordoned"],
  [/^had untolerated taint(?:\(s\))?$/, "tainted"],
  [/^didn't match the requested node name$/, "not the node that it names"],
  [/^didn't match pod affinity rules$/, "without the Pods that its affinity wants"],
  [/^didn't match pod anti-affinity rules$/, "with Pods that its anti-affinity avoids"],
  [/^didn't satisfy existing pods? anti-affinity rules$/, "with Pods whose anti-affinity avoids it"],
  [/^didn't match pod topology spread constraints \(/, "without the label that its topology spread goes by"],
  [/^didn't match pod topology spread constraints$/, "against its topology spread"],
  [/^had no available volume zone$/, "in another zone than its volume"],
  [/^didn't find available persistent volumes to bind$/, "without a volume for its claim"],
  [/^did not have enough free storage$/, "without enough free storage"],
  [/^exceed max volume count$/, "with as many volumes as it can have"],
  [/bound to non-existent pv/, "its claim is bound to a volume that does not exist"],
  [/ReadWriteOncePod/, "its claim is in use by another Pod (ReadWriteOncePod)"],
];

const labels = /^didn't match Pod's node affinity/;
const reach = /^(?:had volume node affinity conflict|didn't match PersistentVolume's node affinity)/;
const taint = /^had untolerated taint(?:\(s\))? \{([^:}]{1,317})(?:: ?([^}]{0,63}))?\}$/;

/**
 * Why nodes were ruled out, in words that follow a count: "2 almost out of disk", "the only node
 * refused: without label disktype=ssd". What no rule knows is quoted. `text` is what the scheduler
 * wrote after its count, a shortage aside: that has figures of its own.
 */
export function refusalWords(text: string, pod: Pod, scene: Scene): string {
  const words = text.replace(/^node\(s\) /, "").replace(/\.$/, "");
  const [, key, value] = taint.exec(words) ?? [];
  if (key !== undefined)
    return Object.hasOwn(taints, key) ? (taints[key] ?? "") : phrase(`tainted ${key}${value ? `=${value}` : ""}`, 60);
  if (labels.test(words)) return unmatched(pod) ?? "outside its node affinity";
  if (words === "didn't have free ports for the requested pod ports") return `${hostPorts(pod)} taken`;
  if (reach.test(words)) return `out of reach of its volume${placeOf(pod, scene)}`;
  return plain.find(([pattern]) => pattern.test(words))?.[1] ?? phrase(words, 60);
}

/** Where to look for what ruled nodes out: their labels or their taints. */
export function refusalActions(texts: readonly string[], pod: Pod): readonly Action[] {
  const words = texts.map((text) => text.replace(/^node\(s\) /, ""));
  const keys = [...new Set(wanted(pod)?.map(({ key }) => key))];
  const seeLabels = {
    text: "see which nodes have what it asks for",
    command: kubectl(undefined, "get", "nodes", ...keys.slice(0, 4).flatMap((key) => ["-L", key])),
  };
  const seeTaints = {
    text: "see the taints of the nodes",
    command: kubectl(undefined, "get", "nodes", "-o", "custom-columns=NAME:.metadata.name,TAINTS:.spec.taints"),
  };
  return [
    ...(keys.length > 0 && words.some((text) => labels.test(text)) ? [seeLabels] : []),
    ...(words.some((text) => text.startsWith("had untolerated taint")) ? [seeTaints] : []),
  ];
}

/** What the Pod asks of a node's labels; undefined where there are several ways to meet it. */
function wanted({ spec }: Pod): readonly LabelSelectorRequirement[] | undefined {
  const selector = Object.entries(spec.nodeSelector).map(([key, value]) => ({ key, operator: "In", values: [value] }));
  const [term, ...others] = spec.requiredNodes;
  return others.length > 0 ? undefined : [...selector, ...(term?.labels ?? [])];
}

function unmatched(pod: Pod): string | undefined {
  const requirements = wanted(pod) ?? [];
  if (requirements.length === 0) return undefined;
  const isPlain = requirements.every(({ operator, values }) => operator === "In" && values.length === 1);
  const texts = listed(requirements.map(requirementText), 2);
  return phrase(
    isPlain ? `without label${requirements.length === 1 ? "" : "s"} ${texts}` : `not matching ${texts}`,
    80,
  );
}

/** As kubectl takes it: "zone=a", "zone in (a, b)", "gpu", "!gpu". */
function requirementText({ key, operator, values }: LabelSelectorRequirement): string {
  const [only] = values;
  const isOne = values.length === 1;
  switch (operator) {
    case "In":
      return isOne ? `${key}=${only ?? ""}` : `${key} in (${listed(values, 2)})`;
    case "NotIn":
      return isOne ? `${key}!=${only ?? ""}` : `${key} notin (${listed(values, 2)})`;
    case "Exists":
      return key;
    case "DoesNotExist":
      return `!${key}`;
    default:
      return `${key} ${operator === "Gt" ? ">" : operator === "Lt" ? "<" : operator} ${values.join(", ")}`;
  }
}

function hostPorts({ spec }: Pod): string {
  const ports = spec.containers.flatMap((container) => container.ports.flatMap(({ hostPort }) => hostPort ?? []));
  if (ports.length === 0) return "host port";
  return `host port${ports.length === 1 ? "" : "s"} ${listed(ports.map(String), 2)}`;
}

/** " (zone eu-1a)": where the first of its volumes is that only some nodes reach, if volumes are followed. */
function placeOf({ metadata, spec }: Pod, { objects }: Scene): string {
  const claims = new Set(spec.volumes.flatMap(({ claimName }) => claimName ?? []));
  const volume = objects.all("PersistentVolume").find(({ spec: { claimRef, nodes } }) => {
    return nodes.length > 0 && claimRef?.namespace === metadata.namespace && claims.has(claimRef?.name ?? "");
  });
  const place = volume === undefined ? undefined : placeText(volume.spec.nodes);
  return place === undefined ? "" : ` (${place})`;
}

const places: Readonly<Record<string, string>> = {
  "topology.kubernetes.io/zone": "zone",
  "topology.kubernetes.io/region": "region",
  "kubernetes.io/hostname": "node",
};

/** Drivers name their own keys too, like topology.ebs.csi.aws.com/zone. */
function placeText(nodes: NodeSelector): string | undefined {
  const [term, ...others] = nodes;
  const [first, ...rest] = term?.labels ?? [];
  if (first === undefined || others.length > 0 || rest.length > 0 || first.operator !== "In") return undefined;
  const word = Object.hasOwn(places, first.key) ? places[first.key] : /\/(zone|region)$/.exec(first.key)?.[1];
  return phrase(word === undefined ? requirementText(first) : `${word} ${listed(first.values, 2)}`, 50);
}
