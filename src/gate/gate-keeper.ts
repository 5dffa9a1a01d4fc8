import { createServer, type Server, type Socket } from "node:net";
import { EngineLog } from "../pulumi/engine-log";
import type { ProviderSettings } from "../pulumi/cluster-choice";
import { clean } from "../render";
import { Mask } from "../render/mask";
import { systemClock } from "../watch";
import { GateClusters } from "./clusters";
import { hear, say, type Question, type Reply } from "./conversation";
import { readWish, type GateWish } from "./gate-args";
import { openPlace } from "./meeting-place";
import { waitForTraffic, type Passed } from "./wait";

/** A gate as its program knows it. */
export interface KnownGate {
  readonly name: string;
  /** The row it writes on. */
  readonly urn: () => Promise<string | undefined>;
  /** Which cluster; waits until the program knows. */
  readonly settings: () => Promise<ProviderSettings>;
}

type Engine = ConstructorParameters<typeof EngineLog>[0];

const retriedWithinMs = 10_000;
/** After a Ctrl-C so long for the answers to go out. */
const farewellMs = 500;

/**
 * Waits for the gates of one program, when Pulumi's process for dynamic resources asks for it. Here, because here is
 * all that it takes: the provider's settings, secret ones too, never leave the program.
 */
export class GateKeeper {
  private readonly gates = new Map<string, KnownGate>();
  private readonly clusters: GateClusters;
  private readonly log: EngineLog;
  private readonly interrupted = new AbortController();
  private readonly open = new Set<Promise<void>>();
  private server: { readonly server: Server; readonly leave: () => void } | undefined;

  constructor(
    engine: Engine,
    /** Where the engine is: the address that both processes know. */
    private readonly address: string,
    isQuiet: boolean,
    /** What the program knows as secret, where it is traced. */
    private readonly mask = new Mask(),
  ) {
    this.clusters = new GateClusters(mask);
    this.log = new EngineLog(engine, {
      rowIntervalMs: isQuiet ? 5000 : 250,
      linesPerSecond: 8,
      now: Date.now,
      after: (ms, run) => {
        setTimeout(run, ms).unref();
      },
    });
  }

  /** From now on the gate may be asked for, until `registered` is settled. */
  introduce(identity: string, gate: KnownGate, registered: Promise<unknown>): void {
    this.gates.set(identity, gate);
    this.listen();
    const forget = (): void => {
      this.forget(identity, gate);
    };
    registered.then(forget, forget);
  }

  private forget(identity: string, gate: KnownGate): void {
    if (this.gates.get(identity) === gate) this.gates.delete(identity);
    if (this.gates.size === 0) this.leave();
  }

  /** One line that stays, on the gate's own row. */
  report(urn: string, line: string): Promise<void> {
    return this.log.report(urn, line, "info");
  }

  private listen(): void {
    if (this.server !== undefined) return;
    const { address, leave } = openPlace(this.address);
    const server = createServer((socket) => {
      const served = this.serve(socket).catch(() => undefined);
      this.open.add(served);
      void served.then(() => this.open.delete(served));
    });
    server.on("error", () => undefined); // Nobody reaches the gates then, which they say.
    server.listen(address);
    server.unref();
    this.server = { server, leave };
    process.on("SIGINT", this.onSignal);
    process.on("exit", leave);
  }

  private leave(): void {
    if (this.server === undefined) return;
    const { server, leave } = this.server;
    this.server = undefined;
    server.close();
    leave();
    process.removeListener("SIGINT", this.onSignal);
    process.removeListener("exit", leave);
  }

  /** The engine tells the program of a Ctrl-C, and not the provider. */
  private readonly onSignal = (): void => {
    this.interrupted.abort();
    const limit = new Promise((resolve) => setTimeout(resolve, farewellMs));
    void Promise.race([Promise.allSettled(this.open), limit]).then(() => {
      this.leave();
      // Without other listeners the signal ends the program as it would have without us.
      if (process.listenerCount("SIGINT") === 0) process.kill(process.pid, "SIGINT");
    });
  };

  private async serve(socket: Socket): Promise<void> {
    socket.unref();
    socket.on("error", () => undefined);
    const question = (await hear(socket)) as Question | undefined;
    if (question === undefined) {
      socket.destroy();
      return;
    }
    const left = new AbortController();
    socket.once("close", () => {
      left.abort();
    });
    const signal = AbortSignal.any([left.signal, this.interrupted.signal]);
    await say(socket, await this.answer(question, signal));
    socket.end();
  }

  private async answer({ gate: identity, inputs }: Question, signal: AbortSignal): Promise<Reply> {
    const gate = this.gates.get(identity);
    if (gate === undefined) return { type: "unknown" };
    try {
      return { type: "passed", passed: await this.wait(gate, readWish(gate.name, inputs), signal) };
    } catch (error) {
      // Its registration never ends. An error hook of the program may have it tried again, which it does at once.
      setTimeout(() => {
        if (this.open.size === 0) this.forget(identity, gate);
      }, retriedWithinMs).unref();
      const message = error instanceof Error ? error.message : clean(String(error));
      return { type: "closed", message: this.mask.apply(message) };
    } finally {
      await this.log.flush();
    }
  }

  private async wait(gate: KnownGate, wish: GateWish, signal: AbortSignal): Promise<Passed> {
    const startedMs = Date.now();
    const settings = await inTime(gate.settings(), wish.timeoutMs, signal, "the settings of the provider");
    const { renderYamlToDirectory: directory } = settings;
    if (directory !== undefined) {
      throw new Error(
        `the provider renders YAML to ${directory}: there is no Service ${wish.service} that could be ready; leave the gate out where it does`,
      );
    }
    const urn = (await gate.urn()) ?? "";
    return this.clusters.with(settings, ({ cluster, hub, logs }) => {
      const namespace = wish.namespace ?? settings.namespace ?? cluster.defaultNamespace;
      return waitForTraffic({ name: wish.service, namespace }, wish, startedMs, {
        cluster,
        hub,
        logs,
        clock: systemClock,
        signal,
        say: (line, severity) => {
          this.log.status(urn, this.mask.apply(line), severity);
        },
      });
    });
  }
}

/** Waits for something that may never come, as long as the gate may. */
async function inTime<T>(work: Promise<T>, ms: number, signal: AbortSignal, what: string): Promise<T> {
  let stop: (() => void) | undefined;
  const limit = new Promise<never>((_, reject) => {
    const fail = (why: string) => (): void => {
      reject(new Error(`${why} while waiting for ${what}`));
    };
    const timer = setTimeout(fail("gave up"), ms);
    const abort = fail("cancelled");
    timer.unref();
    signal.addEventListener("abort", abort, { once: true });
    stop = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    };
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    stop?.();
  }
}
