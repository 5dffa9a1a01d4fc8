import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";
import { ApiFailure } from "./api-failure";
import { systemClock, type Clock } from "./clock";
import { HttpCluster, type Cluster } from "./cluster";
import { ClusterUnreadable, messageOf } from "./cluster-unreadable";
import { transportOf, type Entrance } from "./credentials";
import { isEmpty, mergeKubeconfigs, readKubeconfig, type Kubeconfig, type KubeconfigUser } from "./kubeconfig";

/** What a program or a command line says about the cluster; the provider's inputs of the same names. Empty counts as absent. */
export interface ClusterChoice {
  /** A path or the contents of a kubeconfig. */
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly cluster?: string;
  readonly namespace?: string;
}

/** The part of the machine that the choice depends on. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Undefined when there is no such file; throws when it cannot be read. */
  readonly readFile: (path: string) => string | undefined;
  readonly clock?: Clock;
}

export function systemSurroundings(): Surroundings {
  return { env: process.env, home: homedir(), readFile: readFileOrNothing };
}

/** An entrance with the namespace of objects that name none, and the name of its user for sentences. */
export interface Chosen extends Entrance {
  readonly identity: string;
  readonly namespace: string;
}

const serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";
const defaultNamespace = "default";

/**
 * The cluster that the Kubernetes provider takes with the same inputs: an explicit kubeconfig (a path
 * if there is such a file, else contents; then neither $KUBECONFIG nor the Pod's own cluster), else
 * the files of $KUBECONFIG merged, else ~/.kube/config, else the cluster that this runs in. Opens no
 * connection, but does run a credential plugin. Throws {@link ClusterUnreadable} with one sentence.
 */
export async function openCluster(
  choice: ClusterChoice = {},
  surroundings: Surroundings = systemSurroundings(),
): Promise<Cluster> {
  const clock = surroundings.clock ?? systemClock;
  const { load } = await import("js-yaml");
  const chosen = chooseCluster(choice, surroundings, load);
  const transport = transportOf(chosen, surroundings.env, clock);
  try {
    await transport();
  } catch (error) {
    throw error instanceof ApiFailure ? new ClusterUnreadable(error.message, { cause: error }) : error;
  }
  return new HttpCluster(
    { server: chosen.cluster.server, user: chosen.identity, defaultNamespace: chosen.namespace, transport },
    clock,
  );
}

/** {@link openCluster} up to the point where files other than kubeconfigs are read. */
export function chooseCluster(
  choice: ClusterChoice,
  surroundings: Surroundings,
  parse: (yaml: string) => unknown,
): Chosen {
  const found = findKubeconfig(choice, surroundings, parse);
  if (found.config === undefined) return inCluster(choice, surroundings, found.where);
  const { config, where } = found;
  const contextName = choice.context || config.currentContext;
  const context = contextName === undefined ? undefined : config.contexts.get(contextName);
  if (contextName !== undefined && context === undefined) {
    throw new ClusterUnreadable(`context "${contextName}" does not exist in ${where}${among(config.contexts)}`);
  }
  const clusterName = choice.cluster || context?.cluster;
  if (clusterName === undefined || clusterName === "") {
    throw new ClusterUnreadable(
      contextName === undefined
        ? `${where} has no current-context${among(config.contexts)}`
        : `context "${contextName}" in ${where} names no cluster`,
    );
  }
  const cluster = config.clusters.get(clusterName);
  if (cluster === undefined)
    throw new ClusterUnreadable(`cluster "${clusterName}" does not exist in ${where}${among(config.clusters)}`);
  if (!/^https?:\/\/[^/]/.test(cluster.server) || !URL.canParse(cluster.server)) {
    throw new ClusterUnreadable(
      `cluster "${clusterName}" in ${where} has no usable server address (${cluster.server === "" ? "empty" : cluster.server})`,
    );
  }
  const userName = context?.user;
  const user = userName === undefined ? undefined : config.users.get(userName);
  if (userName !== undefined && user === undefined) {
    throw new ClusterUnreadable(`user "${userName}" does not exist in ${where}${among(config.users)}`);
  }
  const namespace = choice.namespace || context?.namespace || defaultNamespace;
  return {
    where,
    clusterName,
    cluster,
    userName,
    user,
    namespace,
    identity: identityOf(impersonated(user) ?? userName, contextName),
  };
}

interface Found {
  readonly where: string;
  /** Undefined: nothing that says anything. */
  readonly config: Kubeconfig | undefined;
}

function findKubeconfig(choice: ClusterChoice, surroundings: Surroundings, parse: (yaml: string) => unknown): Found {
  const { home, env } = surroundings;
  if (choice.kubeconfig) {
    const given = choice.kubeconfig;
    const file = given === "~" ? home : given.startsWith("~/") ? path.join(home, given.slice(2)) : given;
    const contents = read(file, surroundings);
    // As the provider: file names in it stay relative to where the program runs.
    if (contents !== undefined)
      return { where: short(file, home), config: readKubeconfig(contents, short(file, home), parse) };
    const where = "the given kubeconfig";
    const config = readKubeconfig(given, where, parse);
    if (isEmpty(config)) throw new ClusterUnreadable(`${where} is empty`);
    return { where, config };
  }
  const listed = (env["KUBECONFIG"] ?? "").split(path.delimiter).filter((file) => file !== "");
  const files = listed.length > 0 ? listed : [path.join(home, ".kube", "config")];
  const where =
    listed.length > 0
      ? `$KUBECONFIG (${listed.map((file) => short(file, home)).join(path.delimiter)})`
      : "~/.kube/config";
  const configs: Kubeconfig[] = [];
  for (const file of files) {
    const contents = read(file, surroundings);
    const base = {
      folder: path.dirname(path.resolve(file)),
      paths: { resolve: (folder: string, name: string) => path.resolve(folder, name), separator: path.sep },
    };
    if (contents !== undefined) configs.push(readKubeconfig(contents, short(file, home), parse, base));
  }
  const merged = mergeKubeconfigs(configs);
  if (!isEmpty(merged)) return { where, config: merged };
  return { where: configs.length > 0 ? `${where} is empty` : `${where} does not exist`, config: undefined };
}

function inCluster(choice: ClusterChoice, surroundings: Surroundings, nothing: string): Chosen {
  const { env } = surroundings;
  const host = env["KUBERNETES_SERVICE_HOST"];
  const port = env["KUBERNETES_SERVICE_PORT"];
  const tokenFile = `${serviceAccount}/token`;
  const token = host && port ? read(tokenFile, surroundings) : undefined;
  if (token === undefined || choice.context || choice.cluster) {
    throw new ClusterUnreadable(
      `no cluster is configured: ${nothing}${host ? "" : ", and this does not run in a cluster"}`,
    );
  }
  const none = { data: undefined, file: undefined };
  const user: KubeconfigUser = {
    certificate: none,
    key: none,
    token: undefined,
    tokenFile,
    username: undefined,
    password: undefined,
    exec: undefined,
    authProvider: undefined,
    impersonate: {},
    raw: {},
  };
  const server = `https://${host?.includes(":") === true ? `[${host}]` : host}:${port}`;
  const authority = { data: undefined, file: `${serviceAccount}/ca.crt` };
  const namespace =
    choice.namespace ||
    env["POD_NAMESPACE"] ||
    read(`${serviceAccount}/namespace`, surroundings)?.trim() ||
    defaultNamespace;
  return {
    where: "the Pod's service account",
    clusterName: "in-cluster",
    cluster: { server, authority, skipVerify: false, serverName: undefined, proxyUrl: undefined, raw: {} },
    userName: "in-cluster",
    user,
    namespace,
    identity: subjectOf(token) ?? "the Pod's service account",
  };
}

/** "alice@acme" for user alice of context acme; names that already hold each other are not doubled. */
export function identityOf(user: string | undefined, context: string | undefined): string {
  if (user === undefined) return context === undefined ? "anonymous" : `anonymous@${context}`;
  if (context === undefined || user.includes(context)) return user;
  return context.includes(user) ? context : `${user}@${context}`;
}

function impersonated(user: KubeconfigUser | undefined): string | undefined {
  const name = user?.impersonate["Impersonate-User"];
  return typeof name === "string" ? name : undefined;
}

/** Whom a service account's token is for: "system:serviceaccount:prod:ci". */
function subjectOf(token: string): string | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    const subject = typeof claims === "object" && claims !== null && "sub" in claims ? claims.sub : undefined;
    return typeof subject === "string" ? subject : undefined;
  } catch {
    return undefined;
  }
}

function among(entries: ReadonlyMap<string, unknown>): string {
  const names = [...entries.keys()];
  if (names.length === 0) return "";
  return ` (it has ${names.slice(0, 5).join(", ")}${names.length > 5 ? ` and ${names.length - 5} more` : ""})`;
}

const short = (file: string, home: string): string =>
  home !== "" && file.startsWith(home + path.sep) ? `~${file.slice(home.length)}` : file;

function read(file: string, { readFile, home }: Surroundings): string | undefined {
  try {
    return readFile(file);
  } catch (error) {
    throw new ClusterUnreadable(`${short(file, home)} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function readFileOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    // Contents given as a "path" are too long or hold what no file name may.
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG" || code === "ERR_INVALID_ARG_VALUE")
      return undefined;
    throw error;
  }
}
