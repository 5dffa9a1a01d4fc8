import { isUnknown, unknown, type Maybe } from "../wiring";
import { field, textField, type Tree } from "./tree";

/** The cluster that a provider deploys to, as far as its inputs tell. */
export interface Cluster {
  /** The provider's URN; undefined where a resource does not say (a component, a test). */
  readonly provider: string | undefined;
  readonly name: string | undefined;
  readonly inputs: Readonly<
    Record<"clusterIdentifier" | "kubeconfig" | "context" | "cluster", Maybe<string> | undefined>
  >;
  /** The API servers that the kubeconfig's text names. */
  readonly servers: readonly string[];
  readonly defaultNamespace: Maybe<string>;
}

/** Where an object lands. The namespace of a cluster-wide thing is undefined. */
export interface Place {
  readonly cluster: Cluster;
  readonly namespace: Maybe<string> | undefined;
}

export type Same = "same" | "other" | "maybe";

export interface ProviderInputs {
  readonly urn: string;
  readonly name: string;
  readonly tree: Tree;
}

const server = /["']?\bserver["']?\s*:\s*["']?([^\s"',}]+)/g;

/** Reads a provider's inputs. Without a provider it is "wherever resources without a provider go". */
export function clusterOf(provider: ProviderInputs | undefined, defaultNamespace = "default"): Cluster {
  const namespace = textField(provider?.tree, "namespace");
  return new ProviderCluster(provider, namespace === undefined || namespace === "" ? defaultNamespace : namespace);
}

/** The inputs are only read where two providers have to be told apart: a kubeconfig can be long. */
class ProviderCluster implements Cluster {
  readonly provider: string | undefined;
  readonly name: string | undefined;
  private readonly tree: Tree;
  private readInputs: Cluster["inputs"] | undefined;
  private readServers: Cluster["servers"] | undefined;

  constructor(
    provider: ProviderInputs | undefined,
    readonly defaultNamespace: Maybe<string>,
  ) {
    this.provider = provider?.urn;
    this.name = provider?.name;
    this.tree = provider?.tree ?? {};
  }

  get inputs(): Cluster["inputs"] {
    return (this.readInputs ??= {
      clusterIdentifier: textField(this.tree, "clusterIdentifier"),
      kubeconfig: kubeconfigText(this.tree),
      context: textField(this.tree, "context"),
      cluster: textField(this.tree, "cluster"),
    });
  }

  get servers(): Cluster["servers"] {
    return (this.readServers ??= serversIn(this.inputs.kubeconfig));
  }
}

function serversIn(kubeconfig: Maybe<string> | undefined): readonly string[] {
  if (typeof kubeconfig !== "string") return [];
  return [...new Set([...kubeconfig.matchAll(server)].map((match) => match[1] ?? ""))];
}

function kubeconfigText(tree: unknown): Maybe<string> | undefined {
  const value = field(tree, "kubeconfig");
  if (typeof value !== "object" || value === null) return textField(tree, "kubeconfig");
  try {
    return JSON.stringify(value);
  } catch {
    return unknown;
  }
}

/**
 * Do two providers deploy to the same cluster? Only said of what their inputs show: the same
 * provider or the same inputs are the same cluster; two kubeconfigs without an API server in common
 * are not. A path, a context's name or a value that is not known yet leaves it open.
 */
export function sameCluster(a: Cluster, b: Cluster): Same {
  if (a === b || (a.provider !== undefined && a.provider === b.provider)) return "same";
  const idA = a.inputs.clusterIdentifier;
  const idB = b.inputs.clusterIdentifier;
  if (typeof idA === "string" && typeof idB === "string") return idA === idB ? "same" : "other";
  if (a.servers.length > 0 && b.servers.length > 0 && !a.servers.some((url) => b.servers.includes(url))) return "other";
  if (a.servers.length === 1 && b.servers.length === 1) return "same";
  const keys = ["kubeconfig", "context", "cluster"] as const;
  return keys.every((key) => !isUnknown(a.inputs[key]) && a.inputs[key] === b.inputs[key]) ? "same" : "maybe";
}

/** Can an object at one place meet an object at the other? A place without a namespace reaches all of its cluster's. */
export function samePlace(a: Place, b: Place): Same {
  const cluster = sameCluster(a.cluster, b.cluster);
  if (cluster === "other") return "other";
  if (a.namespace === undefined || b.namespace === undefined) return cluster;
  if (isUnknown(a.namespace) || isUnknown(b.namespace)) return "maybe";
  return a.namespace === b.namespace ? cluster : "other";
}

/** The namespace that an object's metadata say, or its provider's default. */
export function namespaceOf(metadata: unknown, cluster: Cluster): Maybe<string> {
  const stated = textField(metadata, "namespace");
  return stated === undefined || stated === "" ? cluster.defaultNamespace : stated;
}
