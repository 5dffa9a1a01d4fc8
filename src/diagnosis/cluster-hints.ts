import { findCondition, isKind, type Deployment, type Node, type Pod, type Service } from "../objects";
import { selectorMatches } from "../wiring";
import type { Diagnosis } from "./diagnosis";
import { backendsOf, hasSelector } from "./endpoints";
import { foldPods } from "./fold";
import { foldHints } from "./kill-ahead";
import { kubectl } from "./kubectl";
import { nodeNamed, nodeTrouble } from "./node";
import { isActive } from "./owned";
import { diagnosePod } from "./pod";
import type { Reason } from "./reasons";
import { firstUnseen, isComplete, type Scene } from "./scene";
import { earliest, rfc3339, timeOf } from "./time";
import { isProblem, verdict } from "./verdict";
import { counted, listed } from "./wording";

/** Where clusters keep what makes Services work. */
const system = "kube-system";
/** A system Pod that is replaced is unready for so long without anybody noticing. */
const unreadyMs = 30_000;

export interface Hints {
  readonly hints: readonly Diagnosis[];
  /** When there may be another one although no object changed, in milliseconds. */
  readonly until?: number | undefined;
}

/** The Service's own wiring is right: selector, Pods and endpoints. What is asked of the load balancer is another matter. */
const green: ReadonlySet<Reason> = new Set<Reason>([
  "Ready",
  "LoadBalancerPending",
  "LoadBalancerFailed",
  "NoLoadBalancerController",
]);

/**
 * What else can keep traffic from a Service whose selector and endpoints are right: Pods beside those
 * that serve, cluster DNS, the nodes of its endpoints, traffic policies, kube-proxy or Cilium in its place. They are hints:
 * they never change the Service's state, and a cluster that has no such thing (another DNS, no
 * kube-proxy) gets none. Silent unless the kinds it needs were listed completely.
 */
export function clusterHints(service: Service, diagnosis: Diagnosis, scene: Scene): Hints {
  if (!green.has(diagnosis.reason) || service.spec.type === "ExternalName") return { hints: [] };
  const proxy: Hints = service.spec.clusterIP === "None" ? { hints: [] } : proxyHint(scene);
  return {
    ...proxy,
    hints: [
      ...podHints(service, scene),
      ...nodeHints(service, scene),
      ...policyHints(service, scene),
      ...dnsHint(scene),
      ...proxy.hints,
    ],
  };
}

/** Pods behind the Service that are in trouble while others serve, or are about to be, one hint per cause. */
function podHints(service: Service, scene: Scene): readonly Diagnosis[] {
  const { all } = backendsOf(service, scene);
  const pods = all.flatMap(({ pod, ready }) => (pod === undefined || !isActive(pod) ? [] : [{ pod, ready }]));
  const looks = pods.map(({ pod, ready }) => ({ ready, diagnosis: diagnosePod(pod, scene) }));
  const troubled = looks.flatMap(({ ready, diagnosis }) => (!ready && isProblem(diagnosis) ? [diagnosis] : []));
  const alone = ({ length }: readonly Diagnosis[]): string | undefined => (length === 1 ? "" : undefined);
  const ahead = foldHints(
    looks.flatMap(({ ready, diagnosis }) => (ready ? [diagnosis] : [])),
    all.length,
  );
  const told = foldPods(troubled, all.length, alone).map(({ object, reason, message, because, evidence, actions }) => {
    const [cause] = because;
    const state = message.replace(/^:? /, "");
    const isOne = message.startsWith(" ");
    const what = cause === undefined ? state : isOne ? cause.message : `${state}: ${cause.message}`;
    return {
      ...hint(object, cause?.reason ?? reason, what, cause?.actions ?? actions),
      evidence: cause?.evidence ?? evidence,
    };
  });
  return [...told, ...ahead];
}

/** DNS is down when its Service has no ready endpoint although somebody runs Pods for it. */
function dnsHint(scene: Scene): readonly Diagnosis[] {
  if (firstUnseen(scene, system, ["Service", "EndpointSlice", "Pod", "Deployment"]) !== undefined) return [];
  const service = scene.objects
    .all("Service", system)
    .find(({ metadata }) => metadata.name === "kube-dns" || metadata.labels["k8s-app"] === "kube-dns");
  const selector = service?.spec.selector;
  if (service === undefined || !hasSelector(selector) || backendsOf(service, scene).ready.length > 0) return [];
  const pods = scene.objects
    .podsIn(system)
    .filter((pod) => isActive(pod) && selectorMatches(selector, pod.metadata.labels));
  const workload = scene.objects
    .all("Deployment", system)
    .find(({ spec }) => spec.replicas > 0 && selectorMatches(selector, spec.template.labels));
  // Where nothing runs for it (Cloud DNS, DNS on the node), somebody else answers.
  if (pods.length === 0 && workload === undefined) return [];
  return [
    hint(service, "DnsNotReady", `cluster DNS has no ready endpoint: ${dnsState(pods, workload)}`, [
      { text: "see the DNS Pods", command: kubectl(system, "get", "pods", "-l", labels(selector)) },
    ]),
  ];
}

function dnsState(pods: readonly Pod[], workload: Deployment | undefined): string {
  if (workload === undefined) return `0 of ${counted(pods.length, "Pod")} ready`;
  return `Deployment ${workload.metadata.name} has 0 of ${counted(workload.spec.replicas, "Pod")} ready`;
}

const labels = (selector: Readonly<Record<string, string>>): string =>
  Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");

/** kube-proxy, or Cilium's agent where that takes its place, on nodes that are well. No such Pods: no hint. */
function proxyHint(scene: Scene): Hints {
  if (firstUnseen(scene, system, ["Pod"]) !== undefined || !isComplete(scene, "Node", undefined)) return { hints: [] };
  const pods = scene.objects.podsIn(system).filter(isActive);
  const proxies = pods.filter(
    ({ metadata }) => metadata.labels["k8s-app"] === "kube-proxy" || metadata.labels["component"] === "kube-proxy",
  );
  const agents = proxies.length > 0 ? proxies : pods.filter(({ metadata }) => metadata.labels["k8s-app"] === "cilium");
  const unready = agents.flatMap((pod) => {
    const since = isOnGoodNode(pod, scene) ? unreadySince(pod) : undefined;
    return since === undefined ? [] : [{ pod, due: since + unreadyMs }];
  });
  const broken = unready.filter(({ due }) => scene.now >= due).map(({ pod }) => pod);
  const until = earliest(...unready.filter(({ due }) => scene.now < due).map(({ due }) => due));
  const [first] = broken;
  if (first === undefined) return { hints: [], until };
  const name = proxies.length > 0 ? "kube-proxy" : "Cilium's agent";
  const nodes = broken.map(({ spec }) => spec.nodeName ?? "?");
  const where = `node${nodes.length === 1 ? "" : "s"} ${listed(nodes, 2)}`;
  const message = `${name} is not ready on ${where}: Pods there may not reach Service addresses`;
  const actions = [{ text: "see why", command: kubectl(system, "describe", "pod", first.metadata.name) }];
  return { hints: [hint(first, "ProxyNotReady", message, actions)], until };
}

/** Since when a Pod is not ready; undefined when it is. */
function unreadySince({ metadata, status }: Pod): number | undefined {
  const ready = findCondition(status.conditions, "Ready");
  if (ready?.status === "True") return undefined;
  return timeOf(ready?.lastTransitionTime) ?? timeOf(metadata.creationTimestamp);
}

/** A node that is down takes its kube-proxy with it: that is told of the node. */
function isOnGoodNode({ spec }: Pod, scene: Scene): boolean {
  const node = spec.nodeName === undefined ? undefined : nodeNamed(spec.nodeName, scene);
  return node !== undefined && findCondition(node.conditions, "Ready")?.status === "True";
}

/** How many ready endpoints there are on each node. */
function endpointsByNode(service: Service, { objects }: Scene): ReadonlyMap<string, number> {
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  for (const slice of objects.slicesOf(service.metadata.name, service.metadata.namespace)) {
    for (const { ready, nodeName, targetRef, addresses } of slice.endpoints) {
      const key = targetRef?.name ?? addresses[0] ?? "";
      if (!ready || nodeName === undefined || seen.has(key)) continue;
      seen.add(key);
      counts.set(nodeName, (counts.get(nodeName) ?? 0) + 1);
    }
  }
  return counts;
}

/** Endpoints on nodes that are in trouble. */
function nodeHints(service: Service, scene: Scene): readonly Diagnosis[] {
  if (!isComplete(scene, "Node", undefined)) return [];
  const counts = endpointsByNode(service, scene);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts].flatMap(([name, count]) => {
    const node = nodeNamed(name, scene);
    const trouble = node === undefined ? undefined : nodeTrouble(node);
    if (node === undefined || trouble === undefined) return [];
    const reason: Reason = trouble === "not ready" ? "NodeNotReady" : "NodePressure";
    return [
      hint(
        node,
        reason,
        `${count} of ${counted(total, "endpoint")} on it, and it ${trouble === "not ready" ? "is not ready" : `has ${trouble}`}`,
        [{ text: "see its conditions", command: kubectl(undefined, "describe", "node", name) }],
      ),
    ];
  });
}

/** A node where workloads usually run: well, not cordoned, without a taint that keeps Pods away. */
function isOrdinary(node: Node): boolean {
  return (
    nodeTrouble(node) === undefined &&
    !node.unschedulable &&
    !node.taints.some(({ effect }) => effect === "NoSchedule" || effect === "NoExecute")
  );
}

/** The label with which a node is left out of load balancers. */
const excluded = "node.kubernetes.io/exclude-from-external-load-balancers";

/** Policies that keep traffic on the node it arrives at, or starts from, where that leads nowhere. */
function policyHints(service: Service, scene: Scene): readonly Diagnosis[] {
  const { externalTrafficPolicy, internalTrafficPolicy, clusterIP } = service.spec;
  if (!isComplete(scene, "Node", undefined)) return [];
  const nodes = scene.objects.all("Node");
  const counts = endpointsByNode(service, scene);
  if (counts.size === 0 || nodes.length < 2) return [];
  const without = nodes.filter((node) => isOrdinary(node) && !counts.has(node.metadata.name));
  const isHeadless = clusterIP === "None";
  return [
    ...(externalTrafficPolicy === "Local" ? outsideHints(service, nodes, counts, without) : []),
    ...(internalTrafficPolicy === "Local" && !isHeadless && without.length > 0 ? [insideHint(service, without)] : []),
  ];
}

function outsideHints(
  service: Service,
  nodes: readonly Node[],
  counts: ReadonlyMap<string, number>,
  without: readonly Node[],
): readonly Diagnosis[] {
  const { type } = service.spec;
  if (type === "LoadBalancer") {
    // Health checks keep a load balancer away from nodes without endpoints: that is as it should be.
    const used = nodes.filter(({ metadata }) => !Object.hasOwn(metadata.labels, excluded));
    if (used.length === 0 || used.some(({ metadata }) => counts.has(metadata.name))) return [];
    const message = `externalTrafficPolicy Local, and no node that load balancers use has an endpoint (${listed([...counts.keys()], 2)} excluded)`;
    return [hint(service, "TrafficPolicyLocal", message, [])];
  }
  if (type !== "NodePort" || without.length === 0) return [];
  const isOne = without.length === 1;
  const message = `externalTrafficPolicy Local: ${namesOf(without)} ${isOne ? "has" : "have"} no endpoint and drop${isOne ? "s" : ""} what arrives there`;
  return [hint(service, "TrafficPolicyLocal", message, [])];
}

function insideHint(service: Service, without: readonly Node[]): Diagnosis {
  const isOne = without.length === 1;
  return hint(
    service,
    "TrafficPolicyLocal",
    `internalTrafficPolicy Local: ${namesOf(without)} ${isOne ? "has" : "have"} no endpoint, Pods there cannot reach it`,
    [],
  );
}

const namesOf = (nodes: readonly Node[]): string =>
  listed(
    nodes.map(({ metadata }) => metadata.name),
    2,
  );

function hint(
  object: Parameters<typeof verdict>[0],
  reason: Reason,
  message: string,
  actions: Diagnosis["actions"],
): Diagnosis {
  return verdict(object, reason, message, { status: "Unknown", outlook: "unknown", actions });
}

/** The root's diagnosis with its hints, where it is a Service and there are any. */
export function withHints(diagnosis: Diagnosis, scene: Scene): Diagnosis {
  const service = scene.objects.find(diagnosis.object);
  if (service === undefined || !isKind(service, "Service")) return diagnosis;
  const { hints, until } = clusterHints(service, diagnosis, scene);
  const next = rfc3339(earliest(timeOf(diagnosis.until), until, ...hints.map((one) => timeOf(one.until))));
  return {
    ...diagnosis,
    ...(hints.length === 0 ? {} : { hints }),
    ...(next === undefined ? {} : { until: next }),
  };
}
