import type * as http from "node:http";

export type Verb = "list" | "watch" | "get" | "log";

/** How the server misbehaves. Everything that is not told to misbehave works as an API server does. */
export type Behaviour =
  /** A Kubernetes Status with that code; also the way to play 404. */
  | {
      readonly do: "answer";
      readonly status: number;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection breaks before an answer. */
  | { readonly do: "reset" }
  /** 200, and the end. */
  | { readonly do: "close" }
  /** No byte ever (of a watch: after the status line). */
  | { readonly do: "silence" }
  | { readonly do: "slow"; readonly ms: number }
  /** 200 and exactly these bytes, one write each, with a pause between; then. */
  | { readonly do: "bytes"; readonly chunks: readonly (string | Buffer)[]; readonly then: "close" | "reset" | "stay" }
  /** A watch that gets no events, only bookmarks. */
  | { readonly do: "bookmarks" }
  /** A watch whose bytes come so many at a time. */
  | { readonly do: "dribble"; readonly size: number };

/** The path segment of a kind: "endpointslices". */
export const pluralOf = (kind: string): string =>
  /(s|x|ch)$/.test(kind) ? `${kind.toLowerCase()}es` : kind.toLowerCase().replace(/([^aeiou])y$/, "$1ie") + "s";

export function answer(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

const reasons: Readonly<Record<number, string>> = {
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  410: "Expired",
  429: "TooManyRequests",
  500: "InternalError",
};

/** A Kubernetes Status, as API servers answer with it and as ERROR events carry it. */
export function statusOf(code: number, message = `stub says ${code}`): Readonly<Record<string, unknown>> {
  return { kind: "Status", apiVersion: "v1", status: "Failure", message, reason: reasons[code] ?? "", code };
}

/** 200 and these bytes, one write each, with a pause between so that each arrives as a chunk of its own. */
export async function sendBytes(
  response: http.ServerResponse,
  chunks: readonly (string | Buffer)[],
  then: "close" | "reset" | "stay",
): Promise<void> {
  response.writeHead(200).flushHeaders();
  for (const chunk of chunks) {
    response.write(chunk);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  if (then === "close") response.end();
  if (then === "reset") response.socket?.resetAndDestroy();
}
