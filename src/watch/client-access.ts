import type * as http from "node:http";
import type { RequestOptions } from "node:https";
import type { Transport } from "./cluster";
import { ClusterUnreadable, messageOf } from "./cluster-unreadable";
import type { Entrance } from "./credentials";

/**
 * An entrance through the official client's KubeConfig: for auth-provider users (oidc renews its
 * token) and SOCKS proxies. The client is imported when it is needed and not before: it costs half a
 * second and 90 MB.
 */
export class ThroughClient {
  private apply: Promise<(options: RequestOptions) => Promise<void>> | undefined;

  constructor(private readonly entrance: Entrance) {}

  /** With the token of now. The connections are always the same. Throws {@link ClusterUnreadable}. */
  async transport(proxy: string | undefined): Promise<Transport> {
    const { user, userName, where } = this.entrance;
    try {
      // One instance: it remembers the tokens that it renewed.
      this.apply ??= this.load(proxy);
      const options: RequestOptions = {};
      await (
        await this.apply
      )(options);
      const headers: Record<string, string | readonly string[]> = { ...user?.impersonate };
      for (const [name, value] of Object.entries(options.headers ?? {})) {
        if (typeof value === "string" || Array.isArray(value)) headers[name] = value;
      }
      if (typeof options.auth === "string")
        headers["authorization"] = `Basic ${Buffer.from(options.auth).toString("base64")}`;
      return { agent: options.agent as http.Agent, headers };
    } catch (error) {
      const what =
        user?.authProvider === undefined
          ? `the proxy ${proxy}`
          : `auth-provider ${user.authProvider} of user ${userName}`;
      throw new ClusterUnreadable(`${what} (${where}) cannot be used: ${messageOf(error)}`, { cause: error });
    }
  }

  private async load(proxy: string | undefined): Promise<(options: RequestOptions) => Promise<void>> {
    const { cluster, clusterName, user, userName = "anonymous" } = this.entrance;
    const { KubeConfig } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    const proxied = proxy === undefined ? {} : { "proxy-url": proxy };
    // It takes plain http for a mistake unless told otherwise.
    const plain = cluster.server.startsWith("http:") ? { "insecure-skip-tls-verify": true } : {};
    const located = { "client-certificate": user?.certificate.file, "client-key": user?.key.file };
    config.loadFromString(
      JSON.stringify({
        "current-context": "chosen",
        contexts: [{ name: "chosen", context: { cluster: clusterName, user: userName } }],
        clusters: [
          {
            name: clusterName,
            cluster: { ...cluster.raw, "certificate-authority": cluster.authority.file, ...proxied, ...plain },
          },
        ],
        users: [{ name: userName, user: { ...user?.raw, ...located } }],
      }),
    );
    return (options) => config.applyToHTTPSOptions(options);
  }
}
