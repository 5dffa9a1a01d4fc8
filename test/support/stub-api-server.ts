import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { answer, pluralOf, sendBytes, statusOf, type Behaviour, type Verb } from "./stub-api-answers";

export { statusOf, type Behaviour, type Verb };

/** An object as a test writes it; uid, resourceVersion and creationTimestamp are filled in. */
export interface StubObject {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

export interface StubRequest {
  readonly verb: Verb;
  readonly plural: string;
  readonly namespace: string | undefined;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: http.IncomingHttpHeaders;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface StubOptions {
  /** Key and certificates in PEM; without them plain http. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca: string };
  /** Requests without this bearer token get 401; may be changed later by {@link StubApiServer.token}. */
  readonly token?: string;
}

/** What {@link StubApiServer.kubeconfig} writes; everything has a default. */
export interface StubKubeconfig {
  readonly user?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly server?: string;
  /** Fields of the user's entry, in place of the token. */
  readonly credentials?: Readonly<Record<string, unknown>>;
}

interface OpenWatch {
  readonly plural: string;
  readonly namespace: string | undefined;
  readonly response: http.ServerResponse;
  readonly gets: "events" | "bookmarks" | "nothing";
  readonly chunk: number | undefined;
}

interface Logged {
  readonly version: number;
  readonly plural: string;
  readonly namespace: string | undefined;
  readonly event: { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: StubObject };
}

/** An API server on loopback: lists in pages, watches from any resourceVersion it remembers, and misbehaves on command. */
export class StubApiServer {
  /** All requests so far, oldest first. */
  readonly requests: StubRequest[] = [];
  token: string | undefined;
  /** What is answered at paths that are none of an object or a list: those of the discovery API. */
  readonly pages = new Map<string, { readonly status: number; readonly body: unknown }>();
  /** Such paths that were asked for, oldest first. */
  readonly asked: string[] = [];
  private readonly objects = new Map<string, StubObject>();
  private readonly history: Logged[] = [];
  private readonly watches = new Set<OpenWatch>();
  private readonly sockets = new Set<Socket>();
  private readonly rules: {
    readonly verb: Verb;
    readonly plural: string;
    readonly behaviour: Behaviour;
    times: number;
  }[] = [];
  private readonly logs = new Map<string, { readonly status: number; readonly text: string }>();
  private version = 1000;
  private forgotten = 0;

  private constructor(
    private readonly server: http.Server,
    private readonly options: StubOptions,
  ) {
    this.token = options.token;
    server.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
      socket.on("error", () => undefined);
    });
  }

  static async start(options: StubOptions = {}): Promise<StubApiServer> {
    const handle: http.RequestListener = (request, response) => {
      stub.handle(request, response);
    };
    const server =
      options.tls === undefined
        ? http.createServer(handle)
        : https.createServer({ key: options.tls.key, cert: options.tls.cert }, handle);
    const stub = new StubApiServer(server, options);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return stub;
  }

  get url(): string {
    return `${this.options.tls === undefined ? "http" : "https"}://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Contents of a kubeconfig that leads here. */
  kubeconfig(about: StubKubeconfig = {}): string {
    const { user = "alice", context = "acme", namespace, server = this.url } = about;
    const authority =
      this.options.tls === undefined
        ? {}
        : { "certificate-authority-data": Buffer.from(this.options.tls.ca).toString("base64") };
    return JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": context,
      contexts: [
        { name: context, context: { cluster: "stub", user, ...(namespace === undefined ? {} : { namespace }) } },
      ],
      clusters: [{ name: "stub", cluster: { server, ...authority } }],
      users: [{ name: user, user: about.credentials ?? (this.token === undefined ? {} : { token: this.token }) }],
    });
  }

  /** Creates the object or changes it; open watches hear of it. Gives it back as stored. */
  put(object: StubObject): StubObject {
    const key = this.keyOf(object);
    const before = this.objects.get(key);
    this.version += 1;
    const stored: StubObject = {
      apiVersion: "v1",
      ...object,
      metadata: {
        uid: `uid-${this.version}`,
        creationTimestamp: new Date().toISOString().replace(/\.\d+/, ""),
        ...(before === undefined
          ? {}
          : { uid: before.metadata["uid"], creationTimestamp: before.metadata["creationTimestamp"] }),
        ...object.metadata,
        resourceVersion: String(this.version),
      },
    };
    this.objects.set(key, stored);
    this.record(before === undefined ? "ADDED" : "MODIFIED", stored);
    return stored;
  }

  delete(object: Pick<StubObject, "kind" | "metadata">): void {
    const key = this.keyOf(object);
    const before = this.objects.get(key);
    if (before === undefined) throw new Error(`there is no ${key}`);
    this.objects.delete(key);
    this.version += 1;
    this.record("DELETED", { ...before, metadata: { ...before.metadata, resourceVersion: String(this.version) } });
  }

  /** The next `times` requests of this kind (for ever by default) get this behaviour; rules apply in the order given. */
  misbehave(verb: Verb, plural: string, behaviour: Behaviour, times = Number.POSITIVE_INFINITY): void {
    this.rules.push({ verb, plural, behaviour, times });
  }

  /** Forgets all misbehaviour; watches that are open stay as they are. */
  behave(): void {
    this.rules.length = 0;
  }

  /** Compaction: a watch from an earlier resourceVersion gets 410, as an ERROR event. */
  forgetHistory(): void {
    this.version += 1;
    this.forgotten = this.version;
    this.history.length = 0;
  }

  /** Ends (or breaks) the watches that are open. */
  endWatches(plural?: string, how: "close" | "reset" = "close"): void {
    for (const watch of [...this.watches]) {
      if (plural !== undefined && watch.plural !== plural) continue;
      this.watches.delete(watch);
      if (how === "close") watch.response.end();
      else watch.response.socket?.resetAndDestroy();
    }
  }

  /** Sends a line to the open watches of a kind, as it is. */
  say(plural: string, line: string): void {
    for (const watch of this.watches) if (watch.plural === plural) watch.response.write(`${line}\n`);
  }

  /** How many watches are open now. */
  openWatches(plural?: string): number {
    return [...this.watches].filter((watch) => plural === undefined || watch.plural === plural).length;
  }

  openConnections(): number {
    return this.sockets.size;
  }

  /** What the log of a container is; a status other than 200 makes the text the message of a Status. */
  setLog(pod: string, container: string, previous: boolean, text: string, status = 200): void {
    this.logs.set(`${pod}/${container}/${previous}`, { status, text });
  }

  count(verb: Verb, plural: string): number {
    return this.requests.filter((request) => request.verb === verb && request.plural === plural).length;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) =>
      this.server.close(() => {
        resolve();
      }),
    );
  }

  private keyOf({ kind, metadata }: Pick<StubObject, "kind" | "metadata">): string {
    return `${pluralOf(kind)}/${metadata.namespace ?? ""}/${metadata.name}`;
  }

  private record(type: Logged["event"]["type"], object: StubObject): void {
    const logged = {
      version: this.version,
      plural: pluralOf(object.kind),
      namespace: object.metadata.namespace,
      event: { type, object },
    };
    this.history.push(logged);
    for (const watch of this.watches) this.deliver(watch, logged);
  }

  private deliver(watch: OpenWatch, { plural, namespace, event }: Logged): void {
    if (
      watch.gets === "nothing" ||
      watch.plural !== plural ||
      (watch.namespace !== undefined && watch.namespace !== namespace)
    )
      return;
    const { apiVersion, kind } = event.object;
    const bookmark = {
      type: "BOOKMARK",
      object: { apiVersion, kind, metadata: { resourceVersion: String(this.version) } },
    };
    const line = Buffer.from(`${JSON.stringify(watch.gets === "bookmarks" ? bookmark : event)}\n`);
    if (watch.chunk === undefined) watch.response.write(line);
    else
      for (let at = 0; at < line.length; at += watch.chunk) watch.response.write(line.subarray(at, at + watch.chunk));
  }

  private handle(request: http.IncomingMessage, response: http.ServerResponse): void {
    const url = new URL(request.url ?? "/", this.url);
    const match = /^\/(?:api|apis\/[^/]+)\/[^/]+(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?(\/log)?$/.exec(
      url.pathname,
    );
    if (match === null) {
      const page = this.pages.get(url.pathname);
      this.asked.push(url.pathname);
      if (url.pathname === "/version") answer(response, 200, { gitVersion: "v1.34.4" });
      else if (page !== undefined) answer(response, page.status, page.body);
      else response.writeHead(404).end("404 page not found\n");
      return;
    }
    const [, namespace, plural = "", name, log] = match;
    const verb: Verb =
      log !== undefined ? "log" : name !== undefined ? "get" : url.searchParams.has("watch") ? "watch" : "list";
    this.requests.push({
      verb,
      plural,
      namespace,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      at: Date.now(),
    });
    if (this.token !== undefined && request.headers.authorization !== `Bearer ${this.token}`) {
      answer(response, 401, statusOf(401, "Unauthorized"));
      return;
    }
    const rule = this.rules.find(
      (candidate) => candidate.verb === verb && candidate.plural === plural && candidate.times > 0,
    );
    if (rule !== undefined) rule.times -= 1;
    const proceed = (): void => {
      if (verb === "list") this.list(plural, namespace, url.searchParams, response);
      else if (verb === "watch") this.watch(plural, namespace, url.searchParams, response, rule?.behaviour);
      else if (verb === "log")
        this.log(
          `${name}/${url.searchParams.get("container")}/${url.searchParams.get("previous") === "true"}`,
          response,
        );
      else this.getOne(`${plural}/${namespace ?? ""}/${name}`, response);
    };
    if (rule === undefined || !this.interfere(rule.behaviour, verb, response, proceed)) proceed();
  }

  /** True when the behaviour took the answer over. */
  private interfere(behaviour: Behaviour, verb: Verb, response: http.ServerResponse, proceed: () => void): boolean {
    switch (behaviour.do) {
      case "answer":
        for (const [header, value] of Object.entries(behaviour.headers ?? {})) response.setHeader(header, value);
        answer(response, behaviour.status, statusOf(behaviour.status, behaviour.message));
        return true;
      case "reset":
        response.socket?.resetAndDestroy();
        return true;
      case "close":
        response.writeHead(200).end();
        return true;
      case "silence":
        return verb !== "watch";
      case "slow":
        setTimeout(proceed, behaviour.ms);
        return true;
      case "bytes":
        void sendBytes(response, behaviour.chunks, behaviour.then);
        return true;
      case "bookmarks":
      case "dribble":
        return false;
    }
  }

  private list(
    plural: string,
    namespace: string | undefined,
    query: URLSearchParams,
    response: http.ServerResponse,
  ): void {
    const [version = String(this.version), offset = "0"] = (query.get("continue") ?? "")
      .split(":")
      .filter((part) => part !== "");
    if (Number(version) < this.forgotten) {
      answer(response, 410, statusOf(410, "The provided continue parameter is too old"));
      return;
    }
    const all = [...this.objects.entries()]
      .filter(
        ([key, object]) =>
          key.startsWith(`${plural}/`) && (namespace === undefined || object.metadata.namespace === namespace),
      )
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => ({ ...object, apiVersion: undefined, kind: undefined }));
    const end = Number(offset) + Number(query.get("limit") ?? all.length);
    const rest = end < all.length ? { continue: `${version}:${end}` } : {};
    answer(response, 200, {
      kind: "List",
      apiVersion: "v1",
      metadata: { resourceVersion: version, ...rest },
      items: all.slice(Number(offset), end),
    });
  }

  private watch(
    plural: string,
    namespace: string | undefined,
    query: URLSearchParams,
    response: http.ServerResponse,
    behaviour: Behaviour | undefined,
  ): void {
    const from = Number(query.get("resourceVersion"));
    response.writeHead(200, { "content-type": "application/json" }).flushHeaders();
    if (from < this.forgotten) {
      response.end(`${JSON.stringify({ type: "ERROR", object: statusOf(410, "too old resource version") })}\n`);
      return;
    }
    const gets = behaviour?.do === "bookmarks" ? "bookmarks" : behaviour?.do === "silence" ? "nothing" : "events";
    const watch = {
      plural,
      namespace,
      response,
      gets,
      chunk: behaviour?.do === "dribble" ? behaviour.size : undefined,
    } as const;
    for (const logged of this.history) if (logged.version > from) this.deliver(watch, logged);
    this.watches.add(watch);
    response.on("close", () => this.watches.delete(watch));
  }

  private log(key: string, response: http.ServerResponse): void {
    const found = this.logs.get(key) ?? { status: 404, text: `no log of ${key}` };
    if (found.status === 200) response.writeHead(200, { "content-type": "text/plain" }).end(found.text);
    else answer(response, found.status, statusOf(found.status, found.text));
  }

  private getOne(key: string, response: http.ServerResponse): void {
    const object = this.objects.get(key);
    if (object === undefined) answer(response, 404, statusOf(404, `${key} not found`));
    else answer(response, 200, object);
  }
}
