import * as http from "node:http";
import * as https from "node:https";
import { ApiFailure, failureOfAnswer, ownFailure, toApiFailure } from "./api-failure";
import { systemClock, type Clock } from "./clock";
import { guardSocket } from "./socket-guard";

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** How long and how much one request may take. */
export interface RequestLimits {
  /** From sending to the last byte (of a stream: to the status line), in milliseconds. */
  readonly timeoutMs: number;
  /** Of the body. Streams have no such limit. */
  readonly maxBytes: number;
}

export const usualRequestLimits: RequestLimits = { timeoutMs: 20_000, maxBytes: 64 * 1024 * 1024 };

export interface ApiResponse {
  readonly status: number;
  readonly text: string;
  /** The body as JSON; undefined when it is not JSON. Parsed when first asked for. */
  readonly json: unknown;
}

/**
 * One API server, as one user. It only reads: nothing here sends anything but GET. Nothing here keeps the
 * program alive either: a request that is open when the program has nothing else to do is dropped.
 */
export interface Cluster {
  /** The API server's address, without a slash at the end. */
  readonly server: string;
  /** Who asks, as people know it: "alice@acme" for user alice of context acme. */
  readonly user: string;
  /** The namespace of objects whose program names none. */
  readonly defaultNamespace: string;
  /** The server's clock minus this machine's in milliseconds, good to about a second; undefined before the first answer. */
  readonly clockOffsetMs: number | undefined;
  /** One answer. Throws {@link ApiFailure} for every status but 2xx and for every failure on the way. */
  get(path: string, query?: Query, signal?: AbortSignal, limits?: Partial<RequestLimits>): Promise<ApiResponse>;
  /** An answer that goes on: resolves when the status line is 2xx, and then gives the bytes as they come. Throws as `get` does, also while iterating; an abort ends it, with an error or without. */
  stream(
    path: string,
    query: Query,
    signal: AbortSignal,
    limits?: Partial<RequestLimits>,
  ): Promise<AsyncIterable<Buffer>>;
  /** Ends every request and closes every connection. */
  close(): void;
}

/** With which connections and headers requests go out. */
export interface Transport {
  readonly agent: http.Agent;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

/** Where a cluster is and how one gets in; made by {@link openCluster}. */
export interface Access {
  readonly server: string;
  readonly user: string;
  readonly defaultNamespace: string;
  /**
   * The present transport. Given one that the server refused (401): another, with credentials got
   * anew, or the same again where there is no way to renew them.
   */
  transport(refused?: Transport): Promise<Transport>;
}

const errorBodyBytes = 64 * 1024;

export class HttpCluster implements Cluster {
  readonly server: string;
  readonly user: string;
  readonly defaultNamespace: string;
  clockOffsetMs: number | undefined;
  private readonly agents = new Set<http.Agent>();
  private readonly open = new Set<http.ClientRequest>();
  private closed = false;

  constructor(
    private readonly access: Access,
    private readonly clock: Clock = systemClock,
  ) {
    this.server = access.server;
    this.user = access.user;
    this.defaultNamespace = access.defaultNamespace;
  }

  async get(
    path: string,
    query: Query = {},
    signal?: AbortSignal,
    limits: Partial<RequestLimits> = {},
  ): Promise<ApiResponse> {
    const { timeoutMs, maxBytes } = { ...usualRequestLimits, ...limits };
    return this.limited(timeoutMs, signal, async (within) => {
      const answer = await this.ask(path, query, within);
      return responseOf(answer.statusCode ?? 0, await readBody(answer, maxBytes));
    });
  }

  async stream(
    path: string,
    query: Query,
    signal: AbortSignal,
    limits: Partial<RequestLimits> = {},
  ): Promise<AsyncIterable<Buffer>> {
    const { timeoutMs } = { ...usualRequestLimits, ...limits };
    const answer = await this.limited(timeoutMs, signal, (within) => this.ask(path, query, within));
    const drop = (): void => void answer.destroy();
    signal.addEventListener("abort", drop, { once: true });
    answer.once("close", () => {
      signal.removeEventListener("abort", drop);
    });
    if (signal.aborted) drop();
    return bytesOf(answer);
  }

  close(): void {
    this.closed = true;
    for (const request of this.open) request.destroy(ownFailure("NO_ANSWER", "the cluster was closed"));
    for (const agent of this.agents) agent.destroy();
  }

  /** Runs a request under a time limit and the caller's signal, and puts every failure into one type. */
  private async limited<T>(
    timeoutMs: number,
    signal: AbortSignal | undefined,
    run: (within: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const within = new AbortController();
    const abort = (): void => {
      within.abort(signal?.reason);
    };
    const cancel = this.clock.after(timeoutMs, () => {
      within.abort(ownFailure("NO_ANSWER", `no answer for ${timeoutMs / 1000} s`));
    });
    if (signal?.aborted === true) abort();
    signal?.addEventListener("abort", abort, { once: true });
    try {
      return await run(within.signal);
    } catch (error) {
      throw within.signal.aborted && within.signal.reason instanceof ApiFailure
        ? within.signal.reason
        : toApiFailure(error);
    } finally {
      cancel();
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Sends, once more where that helps (401 with credentials that can be renewed, a kept connection that had died), and checks the status. */
  private async ask(path: string, query: Query, signal: AbortSignal): Promise<http.IncomingMessage> {
    let transport = await this.access.transport();
    let answer: http.IncomingMessage;
    try {
      answer = await this.send(transport, path, query, signal);
    } catch (error) {
      if (!(error instanceof StaleConnection) || signal.aborted) throw error;
      answer = await this.send(transport, path, query, signal);
    }
    if (answer.statusCode === 401) {
      const renewed = await this.access.transport(transport);
      if (renewed !== transport) {
        answer.resume();
        transport = renewed;
        answer = await this.send(transport, path, query, signal);
      }
    }
    const status = answer.statusCode ?? 0;
    if (status >= 200 && status < 300) return answer;
    const body = await readBody(answer, errorBodyBytes).catch(() => "");
    throw failureOfAnswer(status, body, answer.headers, this.clock.now());
  }

  private send(transport: Transport, path: string, query: Query, signal: AbortSignal): Promise<http.IncomingMessage> {
    if (this.closed) return Promise.reject(ownFailure("NO_ANSWER", "the cluster was closed"));
    this.agents.add(transport.agent);
    const url = new URL(this.server + path);
    for (const [key, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(key, String(value));
    const { request: start } = url.protocol === "http:" ? http : https;
    return new Promise((resolve, reject) => {
      const request = start(url, {
        agent: transport.agent,
        headers: { accept: "application/json", "user-agent": "pulumi-kubespy", ...copyOf(transport.headers) },
      });
      const abort = (): void => void request.destroy(signal.reason instanceof Error ? signal.reason : undefined);
      this.open.add(request);
      request.on("socket", (socket) => {
        guardSocket(socket, this.server, this.clock);
      });
      request.on("response", (answer) => {
        const date = Date.parse(answer.headers.date ?? "");
        if (!Number.isNaN(date)) this.clockOffsetMs = date - this.clock.now();
        resolve(answer);
      });
      request.on("error", (error: NodeJS.ErrnoException) => {
        const stale = request.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
        reject(stale ? new StaleConnection(error.message, { cause: error }) : error);
      });
      request.on("close", () => {
        this.open.delete(request);
        signal.removeEventListener("abort", abort);
        reject(ownFailure("NO_ANSWER", "the connection was closed before an answer came"));
      });
      signal.addEventListener("abort", abort, { once: true });
      if (signal.aborted) abort();
      request.end();
    });
  }
}

class StaleConnection extends Error {
  override readonly name = "StaleConnection";
}

function copyOf(headers: Transport["headers"]): http.OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([key, value]) => [key, typeof value === "string" ? value : [...value]]),
  );
}

function responseOf(status: number, body: string): ApiResponse {
  let parsed: { readonly value: unknown } | undefined;
  return {
    status,
    text: body,
    get json(): unknown {
      parsed ??= { value: parse(body) };
      return parsed.value;
    },
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

async function readBody(answer: http.IncomingMessage, maxBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytesOf(answer)) {
    length += chunk.length;
    if (length > maxBytes) throw ownFailure("TOO_LARGE", `the answer is larger than ${maxBytes} bytes`);
    parts.push(chunk);
  }
  return Buffer.concat(parts, length).toString("utf8");
}

async function* bytesOf(answer: http.IncomingMessage): AsyncGenerator<Buffer, void, undefined> {
  try {
    for await (const chunk of answer) yield chunk as Buffer;
  } catch (error) {
    throw toApiFailure(error);
  }
}
