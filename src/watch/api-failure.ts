import { integer, record, text } from "../objects/raw";
import { retryAfterMs } from "./back-off";

/** What went wrong with one request: the server said no, said something unreadable, or said nothing. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  /** The HTTP status, or the code of a Kubernetes Status; undefined when no answer came. */
  readonly status: number | undefined;
  /** The reason of the Kubernetes Status ("Forbidden", "Expired"). */
  readonly reason: string | undefined;
  /** What the network or TLS calls it ("ECONNREFUSED", "DEPTH_ZERO_SELF_SIGNED_CERT"), or one of {@link OwnCode}. */
  readonly code: string | undefined;
  /** How long the server wants to be left alone, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    about: {
      status?: number | undefined;
      reason?: string | undefined;
      code?: string | undefined;
      retryAfterMs?: number | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause });
    this.status = about.status;
    this.reason = about.reason;
    this.code = about.code;
    this.retryAfterMs = about.retryAfterMs;
  }
}

/** Codes of ours, for what the network has no word for. */
export type OwnCode =
  "NO_CONNECTION" | "NO_ANSWER" | "SILENT" | "TOO_LARGE" | "UNREADABLE" | "ERROR_EVENT" | "CREDENTIALS";

export function ownFailure(code: OwnCode, message: string, cause?: unknown): ApiFailure {
  return new ApiFailure(message, { code, cause });
}

/** A non-2xx answer as a failure: the words of the Kubernetes Status if the body is one, else the body's start. */
export function failureOfAnswer(
  status: number,
  body: string,
  headers: { readonly "retry-after"?: string | undefined },
  nowMs: number,
): ApiFailure {
  const said = statusOf(parseOrNothing(body));
  const message = said?.message ?? (body.trim().slice(0, 300) || `the API server answered ${status}`);
  return new ApiFailure(message, {
    status,
    reason: said?.reason,
    retryAfterMs: retryAfterMs(headers["retry-after"], nowMs),
  });
}

/** The Status object of an ERROR event of a watch. */
export function failureOfStatus(status: unknown): ApiFailure {
  const said = statusOf(status);
  return new ApiFailure(said?.message ?? "the watch ended with an error", {
    status: said?.code,
    reason: said?.reason,
    code: "ERROR_EVENT",
  });
}

function statusOf(
  value: unknown,
): { message: string | undefined; reason: string | undefined; code: number | undefined } | undefined {
  const source = record(value);
  if (source["kind"] !== "Status") return undefined;
  return { message: text(source["message"]), reason: text(source["reason"]), code: integer(source["code"]) };
}

function parseOrNothing(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** Anything thrown by a request as a failure with a code. */
export function toApiFailure(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error;
  if (!(error instanceof Error)) return new ApiFailure(String(error));
  // Node's happy-eyeballs bundles one error per address; the first is as good as any.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const source = first instanceof Error ? first : error;
  const code = "code" in source && typeof source.code === "string" ? source.code : undefined;
  return new ApiFailure(source.message || (code ?? source.name), { code, cause: error });
}

const certificateCode = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME|^CRL_|^ERR_SSL|^ERR_TLS|^ERR_OSSL/;

/** Trying again soon is pointless: who may do what, who is trusted, is changed by people. */
export function isDenied(failure: ApiFailure): boolean {
  if (failure.status === 401 || failure.status === 403) return true;
  return failure.code === "CREDENTIALS" || (failure.code !== undefined && certificateCode.test(failure.code));
}

const networkWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  EPIPE: "connection closed",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "the name cannot be looked up",
  EHOSTUNREACH: "no route",
  ENETUNREACH: "no route",
  ETIMEDOUT: "no connection in time",
  NO_CONNECTION: "no connection in time",
};

/** One phrase for a failure, as it stands behind "cannot watch Pods": `403 as alice@acme`, `connection refused by https://…`. */
export function phraseOf(failure: ApiFailure, cluster: { readonly server: string; readonly user: string }): string {
  const { status, code, message } = failure;
  if (status === 403) return `403 as ${cluster.user}`;
  if (status === 401) return `401: ${cluster.server} does not accept the credentials of ${cluster.user}`;
  if (status === 429) return `429: ${cluster.server} has too many requests`;
  if (status !== undefined) return `${status} from ${cluster.server}: ${message}`;
  if (code === undefined || code === "CREDENTIALS") return message;
  const words = networkWords[code];
  if (words !== undefined) return `${words} (${cluster.server})`;
  if (certificateCode.test(code)) return `the certificate of ${cluster.server} is not trusted: ${message}`;
  return `${cluster.server}: ${message}`;
}
