import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { kubeconfigOf, nodeName, pki } from "./credentials.ts";
import type { Home } from "./home.ts";
import { nodePodNetwork, podNetwork } from "./network.ts";
import { registryHost } from "./registry-address.ts";

export const nodeFolder = (home: Home): string => join(home.run, "node");
export const configFile = (home: Home, name: string): string => join(home.run, "config", name);
/** Short, whatever the length of the home folder: a socket's path may have 107 bytes. */
export const socketInNode = "/run/containerd/containerd.sock";

/**
 * Folders of the host in which containerd and the kubelet use fixed names. The node has folders of
 * its own in their place: nothing is written to the host's, nor is a mount point made there.
 */
const covered = ["/run", "/var/lib", "/var/log"];

/**
 * Kernel settings that the kubelet changes for the whole machine where they differ from these. The
 * node sees files with these values in their place, so that it finds nothing to change.
 */
const settled: Readonly<Record<string, string>> = {
  "/proc/sys/kernel/keys/root_maxbytes": "25000000",
  "/proc/sys/kernel/keys/root_maxkeys": "1000000",
  "/proc/sys/kernel/panic": "10",
  "/proc/sys/kernel/panic_on_oops": "1",
  "/proc/sys/vm/overcommit_memory": "1",
  "/proc/sys/vm/panic_on_oom": "0",
};

/** Where the CNI plugins are: Debian and Ubuntu, or where their makers and most others put them. */
export const cniFolders = ["/usr/lib/cni", "/opt/cni/bin", "/usr/libexec/cni"];

/** Writes the node's folders and configuration. */
export function writeNodeFiles(home: Home): void {
  const node = nodeFolder(home);
  const config = (name: string, text: string): void => {
    writeFileSync(configFile(home, name), text);
  };
  for (const folder of ["kubelet", "kubelet-pki", "opt", "settings", ...covered.map(inNode)])
    mkdirSync(join(node, folder), { recursive: true });
  for (const folder of ["cni", "manifests", `registries/${registryHost}`])
    mkdirSync(configFile(home, folder), { recursive: true });

  config("containerd.toml", containerdConfig(home));
  config("cni/10-lab.conflist", JSON.stringify(cniConfig, undefined, 2));
  config("kubelet.yaml", kubeletConfig(home));
  config("kube-proxy.yaml", proxyConfig(home));
  config("hosts", hostsFile);
  config("resolv.conf", "nameserver 127.0.0.1\n");
  config(`registries/${registryHost}/hosts.toml`, registryConfig);
  writeFileSync(join(node, "enter.sh"), enterScript(home));
}

/** A folder or file of the host as a name inside the node's folder. */
const inNode = (path: string): string => path.slice(1).replaceAll("/", "-");
const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** What the node does before it becomes containerd: see {@link covered} and {@link settled}. */
function enterScript(home: Home): string {
  const lines: string[] = [];
  // By its open descriptor the lab's folder can be reached even where it lies in a covered one.
  const bind = (from: string, to: string): void =>
    void lines.push(`mount --bind ${quote(join("/proc/self/fd/9", relative(home.folder, from)))} ${quote(to)}`);
  for (const [setting, value] of Object.entries(settled)) {
    if (!existsSync(setting)) continue;
    const file = join(nodeFolder(home), "settings", inNode(setting));
    writeFileSync(file, `${value}\n`);
    bind(file, setting);
  }
  for (const file of ["hosts", "resolv.conf"]) bindFile(home, file, bind);
  for (const folder of covered) bind(join(nodeFolder(home), inNode(folder)), folder);
  if (covered.some((folder) => home.folder.startsWith(`${folder}/`))) {
    lines.push(`mkdir -p ${quote(home.folder)}`);
    bind(home.folder, home.folder);
  }
  return [
    "set -e",
    `exec 9<${quote(home.folder)}`,
    // Shared among the node's own, so that what a Pod mounts can reach the kubelet and others.
    "mount --make-rshared /",
    ...lines,
    "exec 9<&-",
    'exec "$@"',
    "",
  ].join("\n");
}

/** Gives the node its own /etc/hosts and /etc/resolv.conf; the latter often is a link into /run. */
function bindFile(home: Home, name: string, bind: (from: string, to: string) => void): void {
  const file = `/etc/${name}`;
  if (!existsSync(file)) return;
  const real = realpathSync(file);
  const cover = covered.find((folder) => real.startsWith(`${folder}/`));
  if (cover === undefined) {
    bind(configFile(home, name), file);
    return;
  }
  const replaced = join(nodeFolder(home), inNode(cover), relative(cover, real));
  mkdirSync(dirname(replaced), { recursive: true });
  writeFileSync(replaced, readFileSync(configFile(home, name)));
}

/** Names for registries that answer (see registry.ts), refuse the connection or cannot be reached. */
const hostsFile = `127.0.0.1 localhost
127.0.0.1 ${registryHost}
127.0.0.2 refused.lab.local
10.255.255.1 unreachable.lab.local
`;

function containerdConfig(home: Home): string {
  const node = nodeFolder(home);
  const cni = cniFolders.find((folder) => existsSync(join(folder, "bridge"))) ?? cniFolders[0];
  return `version = 2
root = ${JSON.stringify(join(node, "containerd"))}
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]

[grpc]
  address = "${socketInNode}"

[plugins."io.containerd.internal.v1.opt"]
  path = ${JSON.stringify(join(node, "opt"))}

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "lab.local/pause:1"
  # Without CAP_SYS_RESOURCE, as in many containers, a lower score is refused and no sandbox starts.
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${cni}"
    conf_dir = ${JSON.stringify(configFile(home, "cni"))}

  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"

  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = ${JSON.stringify(configFile(home, "registries"))}
`;
}

const registryConfig = `server = "http://${registryHost}"

[host."http://${registryHost}"]
  capabilities = ["pull", "resolve"]
`;

const cniConfig = {
  cniVersion: "0.4.0",
  name: "lab",
  plugins: [
    {
      type: "bridge",
      bridge: "pods",
      isGateway: true,
      ipMasq: true,
      hairpinMode: true,
      ipam: { type: "host-local", ranges: [[{ subnet: nodePodNetwork }]], routes: [{ dst: "0.0.0.0/0" }] },
    },
    { type: "portmap", capabilities: { portMappings: true } },
  ],
};

function kubeletConfig(home: Home): string {
  return `apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: ${home.identity.nodeAddress}
authentication:
  anonymous: { enabled: false }
  webhook: { enabled: true }
  x509: { clientCAFile: ${JSON.stringify(pki(home, "ca.crt"))} }
authorization: { mode: Webhook }
cgroupDriver: cgroupfs
cgroupRoot: /${home.identity.name}
cgroupsPerQOS: true
enforceNodeAllocatable: [pods]
clusterDNS: [10.96.0.10]
clusterDomain: cluster.local
containerRuntimeEndpoint: unix://${socketInNode}
failCgroupV1: false
failSwapOn: false
evictionHard: { nodefs.available: "1%", imagefs.available: "1%", memory.available: 100Mi }
imageGCHighThresholdPercent: 100
nodeStatusUpdateFrequency: 5s
resolvConf: ${JSON.stringify(configFile(home, "resolv.conf"))}
serializeImagePulls: false
staticPodPath: ${JSON.stringify(configFile(home, "manifests"))}
`;
}

function proxyConfig(home: Home): string {
  return `apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clientConnection: { kubeconfig: ${JSON.stringify(kubeconfigOf(home, "kube-proxy"))} }
clusterCIDR: ${podNetwork}
hostnameOverride: ${nodeName}
mode: iptables
# The connection table's size is one for the whole machine: leave it.
conntrack: { maxPerCore: 0, min: 0 }
`;
}
