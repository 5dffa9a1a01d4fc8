import { existsSync, readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import type { Home } from "./home.ts";
import { run } from "./run.ts";

/** Inside the namespace only; the same in every lab, since none of it is visible outside. */
export const podNetwork = "10.244.0.0/16";
export const nodePodNetwork = "10.244.0.0/24";
export const serviceNetwork = "10.96.0.0/16";
export const serviceOfApiServer = "10.96.0.1";
const mtu = 1500;

export const namespacePath = (home: Home): string => `/run/netns/${home.identity.name}`;

/** Says whose the host's end of the veth pair is. */
const label = (home: Home): string => `pulumi-kubespy lab ${home.folder}`;

/** The lab, or whatever else it is, that already has this lab's interface; undefined if none has. */
export function otherOwner(home: Home): string | undefined {
  const alias = `/sys/class/net/${home.identity.veth}/ifalias`;
  if (!existsSync(alias)) return undefined;
  const owner = readFileSync(alias, "utf8").trim();
  // No label: an `up` was killed between making the pair and labelling it.
  return owner === label(home) || owner === "" ? undefined : owner;
}

/** One sentence if the names or the addresses of this lab's network are in use by something else. */
export function networkTaken(home: Home): string | undefined {
  const { veth, hostAddress, nodeAddress } = home.identity;
  const remedy = "set KUBESPY_LAB_HOME to another folder";
  const owner = otherOwner(home);
  if (owner !== undefined)
    return `the interface ${veth} belongs to the ${owner}: ${remedy}, or take that one down first`;
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    const used = addresses?.find(({ address }) => address === hostAddress || address === nodeAddress);
    if (name !== veth && used) return `the address ${used.address} belongs to the interface ${name}: ${remedy}`;
  }
  return undefined;
}

/**
 * A network namespace without a way out, and one veth pair to reach its API server from the host.
 * The default route leads into a bridge nobody listens on: addresses of Services need some route
 * before kube-proxy's rules can redirect them.
 */
export async function createNetwork(home: Home): Promise<void> {
  const { name, veth, hostAddress, nodeAddress } = home.identity;
  await run("ip", ["netns", "add", name]);
  await run("ip", ["link", "add", veth, "mtu", String(mtu), "type", "veth", "peer", "name", "eth0", "netns", name]);
  await run("ip", ["link", "set", "dev", veth, "alias", label(home)]);
  await run("ip", ["addr", "add", `${hostAddress}/30`, "dev", veth]);
  await run("ip", ["link", "set", veth, "up"]);
  const inside = (...args: string[]): Promise<string> => run("ip", ["-n", name, ...args]);
  await inside("link", "set", "lo", "up");
  await inside("addr", "add", `${nodeAddress}/30`, "dev", "eth0");
  await inside("link", "set", "eth0", "up");
  await inside("link", "add", "nowhere", "type", "bridge");
  await inside("link", "set", "nowhere", "up");
  await inside("route", "add", "default", "dev", "nowhere", "src", nodeAddress);
  await run("nsenter", [`--net=${namespacePath(home)}`, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"]);
}

/** Removes the namespace and the veth pair. Fine if there is none. */
export async function removeNetwork(home: Home): Promise<void> {
  const { name, veth } = home.identity;
  if (existsSync(`/sys/class/net/${veth}`)) await run("ip", ["link", "del", veth]);
  if (existsSync(namespacePath(home))) await run("ip", ["netns", "del", name]);
}
