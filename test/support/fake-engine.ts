import * as grpc from "@grpc/grpc-js";
import { EngineService, type IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { ChildProcess } from "node:child_process";
import { EngineEvents, severities, type Operation } from "./fake-engine-events";
import { ResourceMonitor } from "./fake-engine-monitor";
import { spawnHost, spawnProgram, type ProgramStart } from "./fake-engine-program";
import type { Properties } from "./fake-engine-values";

/** One thing that the engine does to a resource, as a provider gets to see it. */
export interface Step {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly operation: Operation;
  /** Checked (name and namespace are filled in) and in the clear. */
  readonly inputs: Properties;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** What came of it. With an `error` the step fails; `id` then says that the object exists all the same. */
export interface Outcome {
  readonly outputs?: Properties;
  readonly error?: string;
  readonly id?: string;
}

/** The features of the engine that a program may be denied, to play an older CLI. */
export type Feature = "resourceHooks" | "errorHooks";

export interface Script {
  /** A folder of test/programs. */
  readonly program: string;
  /** The program is a host of inline programs, which goes on until it gets a signal. */
  readonly inline?: boolean;
  readonly dryRun?: boolean;
  readonly config?: Readonly<Record<string, string>>;
  readonly secretConfig?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly without?: readonly Feature[];
  /** The version of the CLI, when it is one that the program finds too old. */
  readonly oldCli?: string;
  /** The engine tells its features only one by one, as older CLIs do. */
  readonly legacy?: boolean;
  /** What the engine finds to do; create unless told otherwise. A preview and `same` run no hooks. */
  readonly operation?: (resource: { readonly type: string; readonly name: string }) => Operation;
  /** The provider's part of a step. Outputs are the inputs unless told otherwise. */
  readonly perform?: (step: Step) => Outcome | undefined | Promise<Outcome | undefined>;
  /** A failed step fails its registration and the program goes on, as with --continue-on-error. */
  readonly continueOnError?: boolean;
  /** How long the engine takes after the program is done: the deletions. */
  readonly deletionsMs?: number;
  /** The engine takes logs and never answers. */
  readonly deaf?: boolean;
  /** The namespace that the provider fills in. */
  readonly namespace?: string;
  /** The test fails when the program still runs after so long. */
  readonly limitMs?: number;
}

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The program did not end by itself within five seconds after the signal. */
  readonly killed: boolean;
  /** From the end of the last step (or the signal) to the exit. */
  readonly lingeredMs: number;
  readonly output: string;
}

export const project = "project";
export const stack = "stack";
const patienceMs = 5000;

/**
 * Stands in for the Pulumi engine and the Kubernetes provider: runs a real program through
 * `@pulumi/pulumi/cmd/run`, answers its resource monitor and its log, calls its hooks and ends it
 * the way the engine does. Knows no state, no diff and no cluster.
 */
export class FakeEngine {
  readonly events = new EngineEvents();
  readonly finished: Promise<Finished>;
  private readonly server = new grpc.Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  private readonly monitor: ResourceMonitor;
  private child: ChildProcess | undefined;
  private killed = false;

  constructor(private readonly script: Script) {
    this.monitor = new ResourceMonitor(script, this.events, () => {
      // The process of an inline program is not the engine's to end.
      if (script.inline === true) this.leave();
      else this.interrupt();
    });
    this.finished = this.run();
    this.finished.catch(() => undefined); // Awaited by the test, maybe later than it fails.
  }

  /** Ctrl-C: the provider's work is cancelled, and the program gets its signal a moment later. */
  cancel(): void {
    this.monitor.cancel();
    setTimeout(() => {
      this.interrupt();
    }, 5);
  }

  /** The engine goes, as the CLI does when an inline program is over. */
  leave(): void {
    this.server.forceShutdown();
  }

  /** Ends the program at once, whatever it does. */
  kill(): void {
    if (this.child?.exitCode === null) this.child.kill("SIGKILL");
  }

  /** The exit of the program, and what it printed. */
  private async run(): Promise<Finished> {
    const address = await this.listen();
    const { program, dryRun = false, config = {}, secretConfig = {}, env = {}, limitMs = 40_000 } = this.script;
    const child = this.spawn({ program, address, dryRun, project, stack, config, secretConfig, env });
    this.child = child;
    this.events.start();
    const kill = (): void => {
      child.kill("SIGKILL");
    };
    process.once("exit", kill);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    const limit = { isOver: false };
    const timer = setTimeout(() => {
      limit.isOver = true;
      kill();
    }, limitMs);
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
      child.once("close", (...end) => {
        resolve(end);
      });
    });
    clearTimeout(timer);
    process.removeListener("exit", kill);
    this.events.add({ type: "exit", code, signal });
    this.server.forceShutdown();
    this.monitor.close();
    if (limit.isOver)
      throw new Error(`the program still ran after ${String(limitMs)} ms\n${this.events.told()}\n${output}`);
    return { code, signal, killed: this.killed, lingeredMs: this.lingered(), output };
  }

  private spawn(start: ProgramStart): ChildProcess {
    if (this.script.inline !== true) return spawnProgram(start);
    const { child, ran } = spawnHost(start);
    void ran.then((error) => {
      this.events.add({ type: "ran", ...(error === undefined ? {} : { error }) });
    });
    return child;
  }

  private lingered(): number {
    const last = this.events.all
      .filter(({ type }) => type === "step" || type === "signal" || type === "register")
      .at(-1);
    return (this.events.all.at(-1)?.at ?? 0) - (last?.at ?? 0);
  }

  /** Sends the signal that the engine ends a program with, and kills the program when it does not end. */
  interrupt(): void {
    const child = this.child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    this.events.add({ type: "signal", signal: "SIGINT" });
    child.kill("SIGINT");
    setTimeout(() => {
      this.killed = child.kill("SIGKILL");
    }, patienceMs).unref();
  }

  private listen(): Promise<string> {
    this.server.addService(ResourceMonitorService, this.monitor.service);
    this.server.addService(EngineService, this.service);
    return new Promise((resolve, reject) => {
      this.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
        if (error === null) resolve(`127.0.0.1:${String(port)}`);
        else reject(error);
      });
    });
  }

  private readonly service: IEngineServer = {
    log: ({ request }, reply) => {
      this.events.add({
        type: "log",
        urn: request.getUrn(),
        severity: severities[request.getSeverity()],
        ephemeral: request.getEphemeral(),
        message: request.getMessage(),
      });
      if (this.script.deaf !== true) reply(null, new Empty());
    },
    getRootResource: (_call, reply) => {
      reply(null, new engine.GetRootResourceResponse());
    },
    setRootResource: (_call, reply) => {
      reply(null, new engine.SetRootResourceResponse());
    },
    startDebugging: (_call, reply) => {
      reply(null, new Empty());
    },
    requirePulumiVersion: ({ request }, reply) => {
      const { oldCli } = this.script;
      const details = `Pulumi CLI version ${oldCli ?? ""} does not satisfy the version range "${request.getPulumiVersionRange()}"`;
      if (oldCli === undefined) reply(null, new engine.RequirePulumiVersionResponse());
      else reply({ code: grpc.status.UNKNOWN, details });
    },
  };
}
