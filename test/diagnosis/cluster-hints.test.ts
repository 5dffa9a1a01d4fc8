import { describe, expect, test } from "vitest";
import { diagnose, type Coverage, type Diagnosis } from "../../src/diagnosis";
import { cilium, clusterDns, node, nodeWith, proxy, systemPod } from "../support/cluster-objects";
import {
  at,
  endpoint,
  merge,
  moment,
  pod,
  podWith,
  service,
  slice,
  snapshotOf,
  terminated,
  waiting,
  type Raw,
} from "../support/objects";
import { two } from "../support/web-pods";

const on = (name: string, nodeName: string): Raw => merge(endpoint(name), { nodeName });
const spread = slice([on("web-1-a", "n1"), on("web-1-b", "n2")]);
const web = [service(), spread, ...two];

function hints(
  objects: readonly Raw[],
  seconds = 5,
  coverage: (kind: string) => Coverage = () => "complete",
): readonly string[] {
  const diagnosis = diagnose(snapshotOf(objects, { coverage }), moment(seconds));
  return (diagnosis.hints ?? []).map(({ reason, message }) => `${reason}: ${message}`);
}

/** What such clusters have in kube-system and among their nodes, written by hand from their documentation. */
const healthy: Readonly<Record<string, readonly Raw[]>> = {
  "kind with one node": [node("n1"), node("n2"), ...clusterDns(2), proxy("n1"), proxy("n2")],
  "minikube, one replica of DNS": [node("n1"), ...clusterDns(1, { replicas: 1 }), proxy("n1")],
  "k3s, whose proxy is no Pod": [
    node("n1"),
    node("n2"),
    ...clusterDns(1, { replicas: 1 }),
    systemPod("svclb-traefik-x", { app: "svclb-traefik" }, "n1"),
  ],
  "kubeadm with a tainted control plane": [
    node("cp", {
      metadata: { labels: { "node.kubernetes.io/exclude-from-external-load-balancers": "" } },
      spec: { taints: [{ key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }] },
    }),
    node("n1"),
    node("n2"),
    ...clusterDns(2),
    proxy("cp"),
    proxy("n1"),
    proxy("n2"),
  ],
  "EKS with a Fargate node without kube-proxy": [
    node("n1"),
    node("n2"),
    node("fargate-1", { spec: { taints: [{ key: "eks.amazonaws.com/compute-type", effect: "NoSchedule" }] } }),
    ...clusterDns(2),
    proxy("n1"),
    proxy("n2"),
  ],
  "EKS Auto Mode, with DNS and proxy on the node": [node("n1"), node("n2"), ...clusterDns(0, { replicas: 0 })],
  "GKE Dataplane V2, anetd instead of kube-proxy": [
    node("n1"),
    node("n2"),
    ...clusterDns(2),
    systemPod("anetd-a", { "k8s-app": "cilium" }, "n1"),
    systemPod("anetd-b", { "k8s-app": "cilium" }, "n2"),
  ],
  "GKE with Cloud DNS, kube-dns scaled to zero": [
    node("n1"),
    node("n2"),
    ...clusterDns(0, { replicas: 0 }),
    systemPod("kube-proxy-gke-a", { component: "kube-proxy" }, "n1"),
  ],
  "Cilium without kube-proxy": [node("n1"), node("n2"), ...clusterDns(2), cilium("n1"), cilium("n2")],
  "another DNS, in another namespace": [node("n1"), node("n2"), proxy("n1"), proxy("n2")],
  "DNS with one of two Pods ready": [node("n1"), node("n2"), ...clusterDns(1), proxy("n1"), proxy("n2")],
  "kube-proxy being replaced on one node": [node("n1"), node("n2"), ...clusterDns(2), proxy("n1"), proxy("n2", 0)],
  "Cilium's agent down beside a kube-proxy that does the work": [
    node("n1"),
    ...clusterDns(2),
    proxy("n1"),
    cilium("n1", -600),
  ],
};

describe("no hint on a healthy cluster", () => {
  test.each(Object.entries(healthy))("%s", (_, cluster) => {
    expect(hints([...web, ...cluster])).toEqual([]);
    const balancer = service({ spec: { type: "LoadBalancer", externalTrafficPolicy: "Local" } });
    expect(hints([balancer, spread, ...two, ...cluster])).toEqual([]);
    const nodePort = service({ spec: { type: "NodePort" } });
    expect(hints([nodePort, spread, ...two, ...cluster])).toEqual([]);
  });
});

const usual = [node("n1"), node("n2"), ...clusterDns(2), proxy("n1"), proxy("n2")];

describe("a hint where the Service is in order and the cluster is not", () => {
  test.each<readonly [string, readonly Raw[], readonly string[]]>([
    [
      "DNS has no ready Pod",
      [node("n1"), ...clusterDns(0), proxy("n1")],
      ["DnsNotReady: cluster DNS has no ready endpoint: Deployment coredns has 0 of 2 Pods ready"],
    ],
    [
      "kube-proxy is down on one node",
      [node("n1"), node("n2"), ...clusterDns(2), proxy("n1"), proxy("n2", -60)],
      ["ProxyNotReady: kube-proxy is not ready on node n2: Pods there may not reach Service addresses"],
    ],
    [
      "Cilium is down on two nodes and there is no kube-proxy",
      [node("n1"), node("n2"), ...clusterDns(2), cilium("n1", -60), cilium("n2", -60)],
      ["ProxyNotReady: Cilium's agent is not ready on nodes n1, n2: Pods there may not reach Service addresses"],
    ],
    [
      "a node with endpoints has pressure",
      [
        node("n1"),
        nodeWith("n2", { type: "DiskPressure", status: "True" }),
        ...clusterDns(2),
        proxy("n1"),
        proxy("n2"),
      ],
      ["NodePressure: 1 of 2 endpoints on it, and it has DiskPressure"],
    ],
    [
      "a node with endpoints is down, and its kube-proxy with it",
      [
        node("n1"),
        nodeWith("n2", { type: "Ready", status: "Unknown" }),
        ...clusterDns(2),
        proxy("n1"),
        proxy("n2", -60),
      ],
      ["NodeNotReady: 1 of 2 endpoints on it, and it is not ready"],
    ],
  ])("%s", (_, cluster, expected) => {
    expect(hints([...web, ...cluster])).toEqual(expected);
  });

  test("a NodePort with the policy Local drops what arrives on nodes without Pods", () => {
    const local = service({ spec: { type: "NodePort", externalTrafficPolicy: "Local" } });
    const third = node("n3");
    expect(hints([local, spread, ...two, ...usual, third, proxy("n3")])).toEqual([
      "TrafficPolicyLocal: externalTrafficPolicy Local: n3 has no endpoint and drops what arrives there",
    ]);
    expect(hints([local, spread, ...two, ...usual, node("n3", { spec: { unschedulable: true } })])).toEqual([]);
  });

  test("a load balancer with the policy Local whose endpoints are all on nodes it leaves out", () => {
    const excluded = { metadata: { labels: { "node.kubernetes.io/exclude-from-external-load-balancers": "" } } };
    const local = service({ spec: { type: "LoadBalancer", externalTrafficPolicy: "Local" } });
    expect(
      hints([local, spread, ...two, node("n1", excluded), node("n2", excluded), node("n3"), ...clusterDns(2)]),
    ).toEqual([
      "TrafficPolicyLocal: externalTrafficPolicy Local, and no node that load balancers use has an endpoint (n1, n2 excluded)",
    ]);
  });

  test.each<readonly [string, readonly Raw[], Raw, readonly string[]]>([
    [
      "one node",
      [node("n3")],
      {},
      ["TrafficPolicyLocal: internalTrafficPolicy Local: n3 has no endpoint, Pods there cannot reach it"],
    ],
    [
      "several nodes",
      [node("n3"), node("n4"), node("n5")],
      {},
      [
        "TrafficPolicyLocal: internalTrafficPolicy Local: n3, n4 and 1 more have no endpoint, Pods there cannot reach it",
      ],
    ],
    ["a cordoned node alone", [node("n3", { spec: { unschedulable: true } })], {}, []],
    ["no node", [], {}, []],
    ["one node, of a Service without an address of its own", [node("n3")], { clusterIP: "None" }, []],
    ["one node, but without that policy", [node("n3")], { internalTrafficPolicy: "Cluster" }, []],
  ])("a Service that keeps traffic on its node, with endpoints everywhere but on %s", (_, others, spec, expected) => {
    const local = service({ spec: { internalTrafficPolicy: "Local", ...spec } });
    expect(hints([local, spread, ...two, ...usual, ...others])).toEqual(expected);
  });

  test("a headless Service does not need kube-proxy", () => {
    const headless = service({ spec: { clusterIP: "None" } });
    expect(hints([headless, spread, ...two, node("n1"), node("n2"), proxy("n2", -60)])).toEqual([]);
  });
});

describe("a Pod beside those that serve", () => {
  const crashing = merge(podWith(terminated(3)), { metadata: { name: "web-1-b", uid: "uid-web-1-b" } });
  const partly = slice([on("web-1-a", "n1"), merge(on("web-1-b", "n2"), { conditions: { ready: false } })]);
  test("that crashes is named, and the Service is ready all the same", () => {
    const objects = [service(), partly, pod("web-1-a"), crashing];
    expect(hints(objects)).toEqual(["CrashLoopBackOff: container web exited 3"]);
    expect(diagnose(snapshotOf(objects), moment(5)).outlook).toBe("healthy");
  });
  test("that is only starting is no hint", () => {
    const starting = merge(podWith(waiting("ContainerCreating")), {
      metadata: { name: "web-1-b", uid: "uid-web-1-b" },
    });
    expect(hints([service(), partly, pod("web-1-a"), starting])).toEqual([]);
  });
  test("and its like are counted", () => {
    const third = merge(crashing, { metadata: { name: "web-1-c", uid: "uid-web-1-c" } });
    const ends = slice(["web-1-a", "web-1-b", "web-1-c"].map((name) => endpoint(name, name === "web-1-a")));
    expect(hints([service(), ends, pod("web-1-a"), crashing, third])).toEqual([
      "CrashLoopBackOff: 2 of 3 Pods crash: container web exited 3",
    ]);
  });
});

describe("hints stay what they are", () => {
  const broken = [node("n1"), node("n2"), ...clusterDns(0), proxy("n2", -60)];
  test("they never change the Service's own state", () => {
    const { hints: found, ...rest } = diagnose(snapshotOf([...web, ...broken]), moment(5));
    expect(found).toHaveLength(2);
    const alone: Diagnosis = diagnose(snapshotOf(web), moment(5));
    expect(rest).toEqual(alone);
  });
  test.each(["Service", "EndpointSlice", "Pod", "Deployment"])(
    "without %ss of kube-system nothing is said of DNS",
    (kind) => {
      const snapshot = snapshotOf([...web, ...broken]);
      const coverage = (seen: string, namespace: string | undefined): Coverage =>
        seen === kind && namespace === "kube-system" ? { gap: "not watched" } : "complete";
      const found = diagnose({ ...snapshot, coverage }, moment(5)).hints ?? [];
      expect(found.map(({ reason }) => reason)).not.toContain("DnsNotReady");
    },
  );
  test("without Nodes nothing is said of nodes and kube-proxy", () => {
    const seen = hints([...web, ...broken], 5, (kind) => (kind === "Node" ? { gap: "403" } : "complete"));
    expect(seen.map((hint) => hint.split(":")[0])).toEqual(["DnsNotReady"]);
  });
  test("while points 1 to 3 of the checklist are red there is none", () => {
    expect(hints([service(), slice([]), ...broken])).toEqual([]);
    expect(hints([service({ spec: { type: "ExternalName", externalName: "x" } }), ...broken])).toEqual([]);
  });
  test("a kube-proxy that was just replaced is looked at again after half a minute", () => {
    const objects = [...web, node("n1"), node("n2"), ...clusterDns(2), proxy("n1"), proxy("n2", 0)];
    expect(diagnose(snapshotOf(objects), moment(5)).until).toBe(at(30).replace("Z", ".000Z"));
    expect(hints(objects, 30)).toHaveLength(1);
  });
});
