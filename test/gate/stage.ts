import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { CrashLogs } from "../../src/logs/crash-logs";
import { readWish } from "../../src/gate/gate-args";
import { waitForTraffic, type Passed } from "../../src/gate/wait";
import { Hub, openCluster, type Cluster } from "../../src/watch";
import { fastClock } from "../watch/following";
import type { Raw } from "../support/objects";
import { StubApiServer, type StubObject } from "../support/stub-api-server";

/** How the service proxy answers: a status from the program behind the Service, or the API server's own Status. */
export type ProxyAnswer = number | { readonly code: number; readonly reason: string; readonly message: string };

const factor = 20;

/** An API server with a service proxy, and a gate that waits on a clock that runs twenty times as fast. */
export class Stage {
  readonly said: string[] = [];
  /** What the proxy was asked. */
  readonly asked: string[] = [];
  proxy: (path: string) => ProxyAnswer = () => 200;
  readonly clock = fastClock(factor);
  private readonly controller = new AbortController();

  private constructor(
    readonly stub: StubApiServer,
    private readonly front: http.Server,
    private cluster: Cluster | undefined,
  ) {}

  static async set(): Promise<Stage> {
    const stub = await StubApiServer.start();
    const front = http.createServer((request, response) => {
      const url = request.url ?? "";
      if (/\/services\/[^/]+\/proxy(\/|$)/.test(url)) stage.answer(url, response);
      else stage.passOn(request, response);
    });
    await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
    const server = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
    const stage = new Stage(stub, front, await openCluster({ kubeconfig: stub.kubeconfig({ server }) }));
    return stage;
  }

  /** Puts objects as `support/objects` writes them, as they are by now. */
  put(...objects: readonly Raw[]): void {
    for (const object of objects) this.stub.put(object as unknown as StubObject);
  }

  wait(args: Readonly<Record<string, unknown>> = {}): Promise<Passed> {
    const wish = readWish("live", { service: "web", ...args });
    const cluster = this.cluster!;
    const hub = new Hub(cluster, { clock: this.clock });
    return waitForTraffic({ name: wish.service, namespace: "prod" }, wish, this.clock.now(), {
      cluster,
      hub,
      logs: new CrashLogs(cluster, { lines: 10 }),
      clock: this.clock,
      signal: this.controller.signal,
      say: (line, severity) => this.said.push(severity === "warning" ? `warning: ${line}` : line),
    }).finally(() => {
      hub.close();
    });
  }

  /** What the gate says when it does not open. */
  async refusal(args: Readonly<Record<string, unknown>> = {}): Promise<string> {
    try {
      const passed = await this.wait(args);
      return `it opened: ${JSON.stringify(passed)}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  cancel(): void {
    this.controller.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cluster?.close();
    this.front.closeAllConnections();
    await new Promise<void>((resolve) =>
      this.front.close(() => {
        resolve();
      }),
    );
    await this.stub.close();
  }

  private passOn(request: http.IncomingMessage, response: http.ServerResponse): void {
    const { method, headers, url = "" } = request;
    const onward = http.request(this.stub.url + url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers).flushHeaders();
      answer.pipe(response);
      answer.on("error", () => response.destroy());
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  }

  private answer(url: string, response: http.ServerResponse): void {
    this.asked.push(url);
    const answer = this.proxy(url);
    if (typeof answer === "number") response.writeHead(answer).end("from the program");
    else
      response
        .writeHead(answer.code, { "content-type": "application/json" })
        .end(JSON.stringify({ kind: "Status", apiVersion: "v1", status: "Failure", ...answer }));
  }
}
