import { join } from "node:path";
import { apiServerPort, kubeconfigOf, nodeName, pki } from "./credentials.ts";
import type { Home } from "./home.ts";
import { namespacePath, podNetwork, serviceNetwork } from "./network.ts";
import { configFile, nodeFolder, socketInNode } from "./node-files.ts";

/** A program of the cluster, as the lab runs it. */
export interface Component {
  readonly name: ComponentName;
  readonly command: readonly string[];
}

export const componentNames = [
  "etcd",
  "kube-apiserver",
  "registry",
  "containerd",
  "kube-controller-manager",
  "kube-scheduler",
  "kubelet",
  "kube-proxy",
] as const;

export type ComponentName = (typeof componentNames)[number];

/**
 * In the lab's network, everything else as on the host. `ip netns exec` would be shorter, but
 * mounts a new /sys, and the kubelet then finds no control groups.
 */
export const inNetwork = (home: Home, ...command: string[]): string[] => [
  "nsenter",
  `--net=${namespacePath(home)}`,
  ...command,
];

/** In the network and among the mounts of the node, which containerd's process holds. */
export const inNode = (home: Home, containerd: number, ...command: string[]): string[] => [
  "nsenter",
  `--net=${namespacePath(home)}`,
  `--mount=/proc/${containerd}/ns/mnt`,
  // Where the lab itself runs in a chroot, its node does, too.
  `--root=/proc/${containerd}/root`,
  ...command,
];

export function etcd(home: Home): Component {
  const client = "http://127.0.0.1:2379";
  const peer = "http://127.0.0.1:2380";
  return {
    name: "etcd",
    command: inNetwork(
      home,
      "etcd",
      `--data-dir=${join(home.run, "etcd")}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      "--logger=zap",
      "--log-level=warn",
      // The data lives as long as the cluster: nothing is worth waiting for the disk.
      "--unsafe-no-fsync",
    ),
  };
}

export function apiServer(home: Home): Component {
  const { nodeAddress } = home.identity;
  return {
    name: "kube-apiserver",
    command: inNetwork(
      home,
      join(home.bin, "kube-apiserver"),
      "--etcd-servers=http://127.0.0.1:2379",
      `--bind-address=${nodeAddress}`,
      `--advertise-address=${nodeAddress}`,
      `--secure-port=${apiServerPort}`,
      `--tls-cert-file=${pki(home, "apiserver.crt")}`,
      `--tls-private-key-file=${pki(home, "apiserver.key")}`,
      `--client-ca-file=${pki(home, "ca.crt")}`,
      // Without a client certificate for the kubelet neither logs nor exec work.
      `--kubelet-client-certificate=${pki(home, "kubelet-client.crt")}`,
      `--kubelet-client-key=${pki(home, "kubelet-client.key")}`,
      "--kubelet-preferred-address-types=InternalIP",
      `--service-account-key-file=${pki(home, "service-accounts.pub")}`,
      `--service-account-signing-key-file=${pki(home, "service-accounts.key")}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      "--authorization-mode=Node,RBAC",
      "--enable-admission-plugins=NodeRestriction",
      `--service-cluster-ip-range=${serviceNetwork}`,
      "--allow-privileged=true",
    ),
  };
}

export function controllerManager(home: Home): Component {
  return {
    name: "kube-controller-manager",
    command: inNetwork(
      home,
      join(home.bin, "kube-controller-manager"),
      `--kubeconfig=${kubeconfigOf(home, "kube-controller-manager")}`,
      "--bind-address=127.0.0.1",
      `--service-account-private-key-file=${pki(home, "service-accounts.key")}`,
      `--root-ca-file=${pki(home, "ca.crt")}`,
      "--use-service-account-credentials=true",
      "--leader-elect=false",
      "--allocate-node-cidrs=true",
      `--cluster-cidr=${podNetwork}`,
      `--service-cluster-ip-range=${serviceNetwork}`,
    ),
  };
}

export function scheduler(home: Home): Component {
  return {
    name: "kube-scheduler",
    command: inNetwork(
      home,
      join(home.bin, "kube-scheduler"),
      `--kubeconfig=${kubeconfigOf(home, "kube-scheduler")}`,
      "--bind-address=127.0.0.1",
      "--leader-elect=false",
    ),
  };
}

/** The image registry inside the namespace; see registry.ts. */
export function registry(home: Home): Component {
  const server = join(import.meta.dirname, "registry-server.ts");
  return { name: "registry", command: inNetwork(home, process.execPath, server, join(home.images, "registry")) };
}

/**
 * Starts the node: unshares the mounts, prepares them (see node-files.ts) and becomes containerd.
 * All mounts of Pods live and die with the processes of the node, whatever ends those.
 */
export function containerd(home: Home): Component {
  const setup = join(nodeFolder(home), "enter.sh");
  const command = ["containerd", "--config", configFile(home, "containerd.toml")];
  return {
    name: "containerd",
    command: inNetwork(home, "unshare", "--mount", "--propagation", "slave", "sh", setup, ...command),
  };
}

export function kubelet(home: Home, node: number): Component {
  return {
    name: "kubelet",
    command: inNode(
      home,
      node,
      join(home.bin, "kubelet"),
      `--config=${configFile(home, "kubelet.yaml")}`,
      `--kubeconfig=${kubeconfigOf(home, "kubelet")}`,
      `--hostname-override=${nodeName}`,
      `--node-ip=${home.identity.nodeAddress}`,
      `--root-dir=${join(nodeFolder(home), "kubelet")}`,
      `--cert-dir=${join(nodeFolder(home), "kubelet-pki")}`,
    ),
  };
}

export function proxy(home: Home): Component {
  return {
    name: "kube-proxy",
    command: inNetwork(home, join(home.bin, "kube-proxy"), `--config=${configFile(home, "kube-proxy.yaml")}`),
  };
}

/** `ctr` against the node's containerd, whose socket is only to be seen among the node's mounts. */
export const ctr = (home: Home, node: number, ...args: string[]): string[] =>
  inNode(home, node, "ctr", `--address=${socketInNode}`, "--namespace=k8s.io", ...args);
