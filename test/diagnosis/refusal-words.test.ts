import { describe, expect, test } from "vitest";
import { diagnose, type Diagnosis } from "../../src/diagnosis";
import {
  container,
  deepest,
  ended,
  merge,
  moment,
  podWith,
  snapshotOf,
  terminated,
  unscheduledPod,
  type Raw,
} from "../support/objects";

const look = (...objects: readonly Raw[]): Diagnosis => deepest(diagnose(snapshotOf(objects), moment(5)));
const unscheduled = (reasons: string, spec: Raw = {}, nodes = 5): Raw =>
  unscheduledPod(
    {
      reason: "Unschedulable",
      message: `0/${nodes} nodes are available: ${reasons}. preemption: 0/${nodes} nodes are available: ${nodes} Preemption is not helpful for scheduling.`,
    },
    spec,
  );
const requires = (...nodeSelectorTerms: readonly Raw[]): Raw => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
});
const expressions = (...matchExpressions: readonly (readonly [string, string, ...string[]])[]): Raw => ({
  matchExpressions: matchExpressions.map(([key, operator, ...values]) => ({ key, operator, values })),
});
const unmatched = "5 node(s) didn't match Pod's node affinity/selector";

describe("what the nodes are", () => {
  const tainted = (count: number, key: string, value = ""): string =>
    `${count} node(s) had untolerated taint {${key}: ${value}}`;
  test.each<readonly [string, string]>([
    [
      `${tainted(1, "node-role.kubernetes.io/control-plane")}, ${tainted(4, "gpu", "yes")}`,
      "1 kept for the control plane, 4 tainted gpu=yes",
    ],
    [
      `${tainted(2, "node.kubernetes.io/not-ready")}, ${tainted(3, "node.kubernetes.io/unreachable")}`,
      "2 not ready, 3 not reachable",
    ],
    [
      `${tainted(2, "node.kubernetes.io/disk-pressure")}, ${tainted(3, "node.kubernetes.io/memory-pressure")}`,
      "2 almost out of disk, 3 almost out of memory",
    ],
    [`${tainted(2, "dedicated")}, 3 node(s) were unschedulable`, "2 tainted dedicated, 3 cordoned"],
    ["5 node(s) had untolerated taint(s)", "tainted"],
    [tainted(5, "constructor", "x"), "tainted constructor=x"],
  ])("%s", (reasons, expected) => {
    expect(look(unscheduled(reasons)).message).toBe(`5 nodes refused: ${expected}`);
  });

  test("and where their taints are to be seen", () => {
    expect(look(unscheduled(tainted(5, "gpu", "yes"))).actions[0]).toEqual({
      text: "see the taints of the nodes",
      command: "kubectl get nodes -o custom-columns=NAME:.metadata.name,TAINTS:.spec.taints",
    });
  });
});

describe("what the Pod asks for", () => {
  test.each<readonly [string, Raw, string]>([
    ["a label", { nodeSelector: { disktype: "ssd" } }, "without label disktype=ssd"],
    ["labels", { nodeSelector: { a: "1", b: "2", c: "3" } }, "without labels a=1, b=2 and 1 more"],
    [
      "one of several values, beside a label",
      { nodeSelector: { os: "linux" }, ...requires(expressions(["zone", "In", "a", "b"])) },
      "not matching os=linux, zone in (a, b)",
    ],
    ["a label to be absent", requires(expressions(["spot", "DoesNotExist"])), "not matching !spot"],
    ["a label of any value", requires(expressions(["gpu", "Exists"])), "not matching gpu"],
    ["another value", requires(expressions(["arch", "NotIn", "arm64"])), "not matching arch!=arm64"],
    ["more than a number", requires(expressions(["cores", "Gt", "8"])), "not matching cores > 8"],
    [
      "one of two things",
      requires(expressions(["a", "In", "1"]), expressions(["b", "In", "2"])),
      "outside its node affinity",
    ],
    ["nothing that can be read", {}, "outside its node affinity"],
  ])("%s", (_, spec, expected) => {
    expect(look(unscheduled(unmatched, spec)).message).toBe(`5 nodes refused: ${expected}`);
  });

  test("and which nodes have it", () => {
    expect(look(unscheduled(unmatched, { nodeSelector: { disktype: "ssd" } })).actions[0]).toEqual({
      text: "see which nodes have what it asks for",
      command: "kubectl get nodes -L disktype",
    });
  });

  test.each([
    ["node(s) didn't have free ports for the requested pod ports", "host port 8080 taken"],
    ["node(s) didn't match pod anti-affinity rules", "with Pods that its anti-affinity avoids"],
    ["node(s) didn't satisfy existing pods anti-affinity rules", "with Pods whose anti-affinity avoids it"],
    ["node(s) didn't match pod affinity rules", "without the Pods that its affinity wants"],
    ["node(s) didn't match pod topology spread constraints", "against its topology spread"],
    [
      "node(s) didn't match pod topology spread constraints (missing required label)",
      "without the label that its topology spread goes by",
    ],
    ["node(s) exceed max volume count", "with as many volumes as it can have"],
    ["node(s) did something new", "did something new"],
  ])("%s", (sentence, expected) => {
    const spec = { containers: [container({ ports: [{ containerPort: 80, hostPort: 8080 }] })] };
    expect(look(unscheduled(`1 ${sentence}`, spec, 1)).message).toBe(`the only node refused: ${expected}`);
  });
});

describe("a volume that nodes cannot reach", () => {
  const conflict = "2 node(s) didn't match PersistentVolume's node affinity, 3 Insufficient cpu";
  const pod = unscheduled(conflict, {
    volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data-0" } }],
    containers: [container({ resources: { requests: { cpu: "1" } } })],
  });
  const volume = (key: string, ...values: readonly string[]): Raw => ({
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: "pv-1" },
    spec: {
      claimRef: { namespace: "prod", name: "data-0" },
      nodeAffinity: { required: { nodeSelectorTerms: [expressions([key, "In", ...values])] } },
    },
  });
  test.each<readonly [string, readonly Raw[], string]>([
    ["is not followed", [], ""],
    ["is in a zone", [volume("topology.kubernetes.io/zone", "eu-1a")], " (zone eu-1a)"],
    ["is in a zone that its driver names", [volume("topology.ebs.csi.aws.com/zone", "eu-1a")], " (zone eu-1a)"],
    ["is on a node", [volume("kubernetes.io/hostname", "n7")], " (node n7)"],
    ["goes by a label of its own", [volume("rack", "r1", "r2")], " (rack in (r1, r2))"],
    [
      "is another claim's",
      [merge(volume("rack", "r1"), { spec: { claimRef: { namespace: "prod", name: "data-1" } } })],
      "",
    ],
  ])("%s", (_, objects, expected) => {
    expect(look(pod, ...objects).message).toBe(
      `5 nodes refused: 2 out of reach of its volume${expected}, 3 too little cpu (needs 1 CPU)`,
    );
  });
});

test("a program for another processor is told with the processor of the node", () => {
  const crashing = merge(
    podWith(terminated(255, { state: { terminated: ended(255, { message: "exec /app: exec format error" }) } })),
    {
      spec: { nodeName: "n1" },
    },
  );
  const node = {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "n1" },
    status: { nodeInfo: { architecture: "arm64" } },
  };
  expect(look(crashing).message).toBe("container web: built for another CPU architecture (exec format error)");
  expect(look(crashing, node).message).toBe(
    "container web: built for another CPU architecture than the node's arm64 (exec format error)",
  );
});
