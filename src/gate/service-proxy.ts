import type { ServicePort } from "../objects";
import { clean } from "../render";
import { isDenied, phraseOf, toApiFailure, type ApiFailure, type Cluster } from "../watch";
import type { GateWish } from "./gate-args";

/** What one GET through the API server's service proxy came to. */
export interface Answer {
  readonly ok: boolean;
  /** "404", "connection refused", as it stands behind "GET /healthz → ". */
  readonly said: string;
  /** The API server does not let this user through: waiting changes nothing. */
  readonly denied: boolean;
}

const timeoutMs = 5000;

/** The path of the proxy up to the Service's own. Source: `ResourceLocation` of kubernetes' pkg/registry/core/service/storage. */
export function proxyPath(
  service: { readonly name: string; readonly namespace: string },
  port: ServicePort | undefined,
  wish: Pick<GateWish, "path" | "scheme">,
): string {
  const isSecure = wish.scheme === undefined ? speaksTls(port) : wish.scheme === "https";
  const target = `${isSecure ? "https:" : ""}${service.name}${port?.port === undefined ? "" : `:${port.port}`}`;
  return `/api/v1/namespaces/${service.namespace}/services/${target}/proxy${wish.path ?? "/"}`;
}

const speaksTls = (port: ServicePort | undefined): boolean =>
  port !== undefined && (port.port === 443 || /^https(?:-|$)/.test(port.name ?? ""));

/** Asks once. The body is not read. Throws for an abort only. */
export async function askThroughProxy(cluster: Cluster, path: string, signal: AbortSignal): Promise<Answer> {
  const done = new AbortController();
  const either = AbortSignal.any([signal, done.signal]);
  try {
    await cluster.stream(path, {}, either, { timeoutMs });
    return { ok: true, said: "2xx", denied: false };
  } catch (error) {
    signal.throwIfAborted();
    const failure = toApiFailure(error);
    return { ok: false, said: said(failure, cluster), denied: failure.reason !== undefined && isDenied(failure) };
  } finally {
    done.abort();
  }
}

/** An answer with a Kubernetes Status comes from the API server itself, every other from the program behind the Service. */
function said(failure: ApiFailure, cluster: Cluster): string {
  const { status, reason, message } = failure;
  if (status === undefined) return clean(phraseOf(failure, cluster), 160);
  if (reason === undefined) return String(status);
  if (status === 403) return `refused by the API server: 403 as ${cluster.user}, who may not get services/proxy`;
  // "error trying to reach service: dial tcp 10.244.0.7:8080: connect: connection refused"
  return clean(message.replace(/^error trying to reach service: /, ""), 160);
}
