import { flag, list, optionalRecord, record, text, texts } from "../objects/raw";
import { ClusterUnreadable } from "./cluster-unreadable";

/** A kubeconfig's entries as client-go reads them (k8s.io/client-go/tools/clientcmd/api/v1). File names are as written or, with a folder given, absolute. */
export interface Kubeconfig {
  readonly currentContext: string | undefined;
  readonly clusters: ReadonlyMap<string, KubeconfigCluster>;
  readonly contexts: ReadonlyMap<string, KubeconfigContext>;
  readonly users: ReadonlyMap<string, KubeconfigUser>;
}

/** Bytes that stand in the file, base64-encoded, or in a file of their own. */
export interface Material {
  readonly data: string | undefined;
  readonly file: string | undefined;
}

export interface KubeconfigCluster {
  readonly server: string;
  readonly authority: Material;
  readonly skipVerify: boolean;
  readonly serverName: string | undefined;
  readonly proxyUrl: string | undefined;
  /** The entry as it stands, for credential plugins that ask for it. */
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface KubeconfigContext {
  readonly cluster: string;
  readonly user: string | undefined;
  readonly namespace: string | undefined;
}

export interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly interactiveMode: string | undefined;
  readonly provideClusterInfo: boolean;
  readonly installHint: string | undefined;
}

export interface KubeconfigUser {
  readonly certificate: Material;
  readonly key: Material;
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly exec: ExecPlugin | undefined;
  /** Name of a legacy auth-provider ("oidc"). */
  readonly authProvider: string | undefined;
  readonly impersonate: Readonly<Record<string, string | readonly string[]>>;
  /** The entry as it stands, for what is left to the Kubernetes client. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** How the file system names things; node:path for a program. */
export interface Paths {
  readonly resolve: (folder: string, file: string) => string;
  readonly separator: string;
}

/**
 * Reads one kubeconfig. `where` is what sentences call it ("~/.kube/config"); with `base`, relative
 * file names become absolute there, as client-go does for files (not for contents). `parse` is YAML.
 * Throws {@link ClusterUnreadable}.
 */
export function readKubeconfig(
  contents: string,
  where: string,
  parse: (yaml: string) => unknown,
  base?: { readonly folder: string; readonly paths: Paths },
): Kubeconfig {
  let parsed: unknown;
  try {
    parsed = saysNothing(contents) ? {} : parse(contents);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    // What a parser quotes of it may be a credential.
    throw new ClusterUnreadable(`${where} is not YAML: ${reason.replace(/ ?(?:"[^"]*"|!<[^>]*>)/g, "")}`);
  }
  if (parsed !== undefined && parsed !== null && optionalRecord(parsed) === undefined) {
    throw new ClusterUnreadable(`${where} is neither a file that exists nor a kubeconfig`);
  }
  const source = record(parsed);
  const locate = (file: string | undefined): string | undefined =>
    file === undefined || file === "" || base === undefined ? file : base.paths.resolve(base.folder, file);
  return {
    currentContext: text(source["current-context"]) || undefined,
    clusters: entries(source["clusters"], "cluster", (raw) => readCluster(raw, locate)),
    contexts: entries(source["contexts"], "context", readContext),
    users: entries(source["users"], "user", (raw) => readUser(raw, locate, base)),
  };
}

/** YAML parsers disagree on whether that is a document. */
function saysNothing(contents: string): boolean {
  return contents.split("\n").every((line) => /^\s*(#.*|---\s*)?$/.test(line));
}

/** Several files as one, the first that says something about a name wins (client-go's rule for $KUBECONFIG). */
export function mergeKubeconfigs(configs: readonly Kubeconfig[]): Kubeconfig {
  const firstWins = <T>(maps: readonly ReadonlyMap<string, T>[]): ReadonlyMap<string, T> => {
    const merged = new Map<string, T>();
    for (const map of maps) for (const [name, value] of map) if (!merged.has(name)) merged.set(name, value);
    return merged;
  };
  return {
    currentContext: configs.find(({ currentContext }) => currentContext !== undefined)?.currentContext,
    clusters: firstWins(configs.map(({ clusters }) => clusters)),
    contexts: firstWins(configs.map(({ contexts }) => contexts)),
    users: firstWins(configs.map(({ users }) => users)),
  };
}

export function isEmpty(config: Kubeconfig): boolean {
  return (
    config.clusters.size === 0 &&
    config.contexts.size === 0 &&
    config.users.size === 0 &&
    config.currentContext === undefined
  );
}

type Locate = (file: string | undefined) => string | undefined;
type Raw = Readonly<Record<string, unknown>>;

function entries<T>(value: unknown, field: string, read: (raw: Raw) => T): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const [name, entry] of list(
    value,
    (item) => [text(record(item)["name"]), record(record(item)[field])] as const,
  )) {
    if (name !== undefined && !found.has(name)) found.set(name, read(entry));
  }
  return found;
}

function material(raw: Raw, field: string, locate: Locate): Material {
  return { data: text(raw[`${field}-data`]) || undefined, file: locate(text(raw[field]) || undefined) };
}

function readCluster(raw: Raw, locate: Locate): KubeconfigCluster {
  return {
    server: (text(raw["server"]) ?? "").replace(/\/+$/, ""),
    authority: material(raw, "certificate-authority", locate),
    skipVerify: flag(raw["insecure-skip-tls-verify"]) ?? false,
    serverName: text(raw["tls-server-name"]) || undefined,
    proxyUrl: text(raw["proxy-url"]) || undefined,
    raw,
  };
}

function readContext(raw: Raw): KubeconfigContext {
  return {
    cluster: text(raw["cluster"]) ?? "",
    user: text(raw["user"]) || undefined,
    namespace: text(raw["namespace"]) || undefined,
  };
}

function readUser(
  raw: Raw,
  locate: Locate,
  base: { readonly folder: string; readonly paths: Paths } | undefined,
): KubeconfigUser {
  return {
    certificate: material(raw, "client-certificate", locate),
    key: material(raw, "client-key", locate),
    token: text(raw["token"]) || undefined,
    tokenFile: locate(text(raw["tokenFile"]) || undefined),
    username: text(raw["username"]) || undefined,
    password: text(raw["password"]),
    exec: readExec(raw["exec"], base),
    authProvider: text(record(raw["auth-provider"])["name"]),
    impersonate: readImpersonation(raw),
    raw,
  };
}

function readExec(
  value: unknown,
  base: { readonly folder: string; readonly paths: Paths } | undefined,
): ExecPlugin | undefined {
  const raw = optionalRecord(value);
  if (raw === undefined) return undefined;
  const command = text(raw["command"]) ?? "";
  const env = list(
    raw["env"],
    (item) => [text(record(item)["name"]) ?? "", text(record(item)["value"]) ?? ""] as const,
  );
  // A bare name is looked up in PATH; a relative path belongs to the kubeconfig's folder.
  const located = base !== undefined && (command.includes("/") || command.includes(base.paths.separator));
  return {
    apiVersion: text(raw["apiVersion"]) ?? "client.authentication.k8s.io/v1",
    command: located ? base.paths.resolve(base.folder, command) : command,
    args: texts(raw["args"]),
    env: Object.fromEntries(env.filter(([name]) => name !== "")),
    interactiveMode: text(raw["interactiveMode"]),
    provideClusterInfo: flag(raw["provideClusterInfo"]) ?? false,
    installHint: text(raw["installHint"]) || undefined,
  };
}

function readImpersonation(raw: Raw): Readonly<Record<string, string | readonly string[]>> {
  const headers: Record<string, string | readonly string[]> = {};
  const user = text(raw["as"]);
  if (user === undefined || user === "") return headers;
  headers["Impersonate-User"] = user;
  const uid = text(raw["as-uid"]);
  if (uid !== undefined && uid !== "") headers["Impersonate-Uid"] = uid;
  const groups = texts(raw["as-groups"]);
  if (groups.length > 0) headers["Impersonate-Group"] = groups;
  for (const [key, values] of Object.entries(record(raw["as-user-extra"]))) {
    headers[`Impersonate-Extra-${encodeURIComponent(key)}`] = texts(values);
  }
  return headers;
}
