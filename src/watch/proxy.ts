import * as http from "node:http";
import * as https from "node:https";
import * as net from "node:net";
import type { Duplex } from "node:stream";
import * as tls from "node:tls";
import { ownFailure } from "./api-failure";
import { systemClock } from "./clock";
import { guardSocket } from "./socket-guard";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for an https server, by the environment: HTTPS_PROXY, in capitals or not, unless
 * NO_PROXY names the host. None for http: API servers on plain http are local ones. The rules are those of Go's golang.org/x/net/http/httpproxy, which
 * the provider follows: never for loopback; entries are hosts (also their subdomains), `.suffix`,
 * `*`, addresses, CIDR blocks, each with an optional port.
 */
export function proxyFor(server: URL, env: Environment): string | undefined {
  if (server.protocol !== "https:") return undefined;
  const proxy = env["HTTPS_PROXY"] || env["https_proxy"];
  if (!proxy) return undefined;
  const host = server.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const port = server.port || "443";
  if (host === "localhost" || isLoopback(host)) return undefined;
  const exceptions = (env["NO_PROXY"] || env["no_proxy"] || "").split(",");
  if (exceptions.some((entry) => isExcepted(entry.trim().toLowerCase(), host, port))) return undefined;
  return proxy.includes("://") ? proxy : `http://${proxy}`;
}

function isLoopback(host: string): boolean {
  return host === "::1" || (net.isIPv4(host) && host.startsWith("127."));
}

function isExcepted(entry: string, host: string, port: string): boolean {
  if (entry === "") return false;
  if (entry === "*") return true;
  if (entry.includes("/")) return isInBlock(entry, host);
  const withPort = /^(?:\[(.+)\]|([^:]*)):(\d+)$/.exec(entry);
  if (withPort !== null && withPort[3] !== port) return false;
  const name = (withPort?.[1] ?? withPort?.[2] ?? entry).replace(/^\*?\./, ".");
  if (name.startsWith(".")) return host.endsWith(name);
  return host === name || (!net.isIP(host) && host.endsWith(`.${name}`));
}

function isInBlock(block: string, host: string): boolean {
  const [address = "", bits] = block.split("/");
  const family = net.isIP(address);
  if (family === 0 || net.isIP(host) !== family) return false;
  try {
    const type = family === 4 ? "ipv4" : "ipv6";
    const blocks = new net.BlockList();
    blocks.addSubnet(address, Number(bits), type);
    return blocks.check(host, type);
  } catch {
    return false;
  }
}

/** TLS connections through a proxy's CONNECT. The proxy's password stands in its URL. */
export class TunnelAgent extends https.Agent {
  constructor(
    private readonly proxy: URL,
    options: https.AgentOptions,
  ) {
    super(options);
  }

  override createConnection(
    options: https.RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    // Node's own agents call back with an error alone; its types do not know that.
    const settle = callback as (error: Error | null, stream?: Duplex) => void;
    const target = `${options.host ?? ""}:${options.port ?? 443}`;
    const { request: start } = this.proxy.protocol === "https:" ? https : http;
    const { username, password } = this.proxy;
    const authorization = `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64")}`;
    const request = start({
      host: this.proxy.hostname.replace(/^\[|\]$/g, ""),
      port: this.proxy.port || (this.proxy.protocol === "https:" ? 443 : 80),
      method: "CONNECT",
      path: target,
      agent: false,
      headers: { host: target, ...(username === "" ? {} : { "proxy-authorization": authorization }) },
    });
    const limit = setTimeout(
      () => request.destroy(ownFailure("NO_CONNECTION", `the proxy ${this.proxy.host} gave no answer`)),
      answerMs,
    );
    limit.unref();
    request.on("socket", (socket) => {
      guardSocket(socket, `the proxy ${this.proxy.host}`, systemClock);
    });
    request.once("error", (error) => {
      clearTimeout(limit);
      settle(error);
    });
    request.once("connect", (answer, socket) => {
      clearTimeout(limit);
      if (answer.statusCode !== 200) {
        socket.destroy();
        settle(ownFailure("NO_CONNECTION", `the proxy ${this.proxy.host} answered ${answer.statusCode} to CONNECT`));
        return;
      }
      const host = options.host ?? "";
      settle(
        null,
        tls.connect({
          ...(options as tls.ConnectionOptions),
          host,
          socket,
          servername: options.servername ?? nameOf(host),
        }),
      );
    });
    request.end();
  }
}

/** Proxies may look a name up before they answer. */
const answerMs = 10_000;

/** Server name indication knows no addresses. */
function nameOf(host: string): string {
  return net.isIP(host) === 0 ? host : "";
}
