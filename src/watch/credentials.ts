import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import * as tls from "node:tls";
import type { Clock } from "./clock";
import type { Access, Transport } from "./cluster";
import { ThroughClient } from "./client-access";
import { ClusterUnreadable, messageOf } from "./cluster-unreadable";
import { runExecPlugin, type ExecCredential } from "./exec-credential";
import type { KubeconfigCluster, KubeconfigUser, Material } from "./kubeconfig";
import { proxyFor, TunnelAgent } from "./proxy";

/** One cluster and one user of it, as chosen. */
export interface Entrance {
  /** What sentences call the kubeconfig. */
  readonly where: string;
  readonly clusterName: string;
  readonly cluster: KubeconfigCluster;
  readonly userName: string | undefined;
  /** Undefined: anonymous. */
  readonly user: KubeconfigUser | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Made {
  readonly transport: Transport;
  /** Milliseconds since 1970 from when on it is made anew; undefined: only when it is refused. */
  readonly until: number | undefined;
  readonly renewable: boolean;
}

/** A token file is read again after a minute, as client-go does: the kubelet replaces it. */
const fileMs = 60_000;
/** For how long a credential counts as good, whatever it says itself. */
const leastMs = 10_000;
/** How long a failure to get credentials is given out again: several watches share one attempt. */
const failureMs = 20_000;

/**
 * Makes {@link Access.transport} for an entrance: certificates, tokens, token files, passwords,
 * impersonation and credential plugins by ourselves. What is left (auth-provider: oidc, SOCKS
 * proxies) goes through the official client's KubeConfig, whose import costs a program half a
 * second and 90 MB.
 */
export function transportOf(entrance: Entrance, env: Environment, clock: Clock): Access["transport"] {
  const client = new ThroughClient(entrance);
  let present: Promise<Made> | undefined;
  let made: Made | undefined;
  const make = (): Promise<Made> => {
    made = undefined;
    const making = makeTransport(entrance, client, env, clock);
    present = making;
    making.then(
      (value) => void (made = value),
      () =>
        clock.after(failureMs, () => {
          if (present === making) present = undefined;
        }),
    );
    return making;
  };
  return async (refused) => {
    const expired = made?.until !== undefined && clock.now() >= made.until;
    const again = made !== undefined && made.transport === refused && made.renewable;
    const { transport } = await (present === undefined || expired || again ? make() : present);
    return transport;
  };
}

async function makeTransport(entrance: Entrance, client: ThroughClient, env: Environment, clock: Clock): Promise<Made> {
  const { cluster, user } = entrance;
  const proxy = cluster.proxyUrl ?? proxyFor(new URL(cluster.server), env);
  if ((user?.authProvider !== undefined && user.exec === undefined) || proxy?.startsWith("socks") === true) {
    return { transport: await client.transport(proxy), until: clock.now() + fileMs, renewable: true };
  }
  const exec = user?.exec === undefined ? undefined : await runExecPlugin(user.exec, cluster.raw, env);
  const headers = { ...user?.impersonate, ...authorization(entrance, exec) };
  const agent = agentFor(entrance, exec, proxy);
  if (exec !== undefined) {
    // A command whose clock is behind must not run for every request.
    const until = exec.expires === undefined ? undefined : Math.max(exec.expires, clock.now() + leastMs);
    return { transport: { agent, headers }, until, renewable: true };
  }
  const fromFile = user?.tokenFile !== undefined;
  return { transport: { agent, headers }, until: fromFile ? clock.now() + fileMs : undefined, renewable: fromFile };
}

function authorization(
  { where, user, userName }: Entrance,
  exec: ExecCredential | undefined,
): Readonly<Record<string, string>> {
  if (user === undefined) return {};
  const token =
    exec?.token ??
    (user.tokenFile === undefined
      ? user.token
      : readMaterial(user.tokenFile, `the token file of user ${userName} (${where})`).toString("utf8").trim());
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  if (user.username === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${user.username}:${user.password ?? ""}`).toString("base64")}` };
}

function agentFor(entrance: Entrance, exec: ExecCredential | undefined, proxy: string | undefined): http.Agent {
  const { cluster } = entrance;
  if (cluster.server.startsWith("http:")) return new http.Agent({ keepAlive: true });
  const options: https.AgentOptions = {
    keepAlive: true,
    secureContext: secureContextFor(entrance, exec),
    ...(cluster.skipVerify ? { rejectUnauthorized: false } : {}),
    ...(cluster.serverName === undefined ? {} : { servername: cluster.serverName }),
  };
  return proxy === undefined ? new https.Agent(options) : new TunnelAgent(new URL(proxy), options);
}

function secureContextFor(
  { where, cluster, clusterName, user, userName }: Entrance,
  exec: ExecCredential | undefined,
): tls.SecureContext {
  const ca = bytesOf(cluster.authority, `the certificate authority of cluster ${clusterName} (${where})`);
  const certificate =
    exec?.certificate ?? bytesOf(user?.certificate, `the client certificate of user ${userName} (${where})`);
  const key = exec?.key ?? bytesOf(user?.key, `the client key of user ${userName} (${where})`);
  try {
    // Of an authority that is no certificate OpenSSL says nothing until nothing is trusted.
    if (ca !== undefined) new X509Certificate(ca);
    return tls.createSecureContext({
      // Without an authority of its own a cluster is trusted as the machine trusts: Node's list alone leaves out companies' roots.
      ca: ca ?? [...tls.getCACertificates("default"), ...tls.getCACertificates("system")],
      ...(certificate === undefined ? {} : { cert: certificate }),
      ...(key === undefined ? {} : { key }),
    });
  } catch (error) {
    throw new ClusterUnreadable(
      `the certificates for cluster ${clusterName} in ${where} cannot be used: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/** Data goes before a file (client-go's rule). */
function bytesOf(material: Material | undefined, what: string): Buffer | undefined {
  if (material?.data !== undefined) return Buffer.from(material.data, "base64");
  return material?.file === undefined ? undefined : readMaterial(material.file, what);
}

function readMaterial(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new ClusterUnreadable(`${what} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
