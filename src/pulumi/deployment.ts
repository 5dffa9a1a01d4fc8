import * as pulumi from "@pulumi/pulumi";
import { atEndOfProgram } from "./end-of-program";
import { isEngineGone, keepFromReporting } from "./engine-gone";
import { supportsHooks } from "./hooks";
import { failureOf, isInlineProgram } from "./inline-program";
import { resolveOptions, type TraceOptions } from "./options";
import { Tracing } from "./tracing";
import { isOldSdk, oldCli, versionsNeeded } from "./versions";

/** Two copies of this package in one program share their deployments: hooks of one name can be registered once only. */
const key = Symbol.for("pulumi-kubespy/deployments/v1");
type Deployments = WeakMap<object, Tracing>;

function deployments(): Deployments {
  const shared = globalThis as unknown as Record<symbol, Deployments | undefined>;
  return (shared[key] ??= new WeakMap());
}

/** Is this a preview of an update that will be traced? */
export function isPreview(): boolean {
  return pulumi.runtime.getEngine() !== undefined && pulumi.runtime.isDryRun() && supportsHooks();
}

/** The tracing of this deployment, if there is one. */
export function knownTracing(): Tracing | undefined {
  const monitor = pulumi.runtime.getMonitor();
  return monitor === undefined ? undefined : deployments().get(monitor);
}

/**
 * The tracing of the deployment that runs this program; undefined where there is nothing to trace:
 * in a preview, under unit-test mocks, outside Pulumi, and with a CLI or SDK without the hooks
 * that it takes (which is said in one line). Options count for the first caller.
 */
export function currentTracing(options: TraceOptions | undefined): Tracing | undefined {
  const resolved = resolveOptions(options, process.env);
  const engine = pulumi.runtime.getEngine();
  const monitor = pulumi.runtime.getMonitor();
  if (engine === undefined || monitor === undefined || pulumi.runtime.isDryRun()) return undefined;
  const known = deployments().get(monitor);
  if (known !== undefined) return known;
  if (isOldSdk() || !supportsHooks()) {
    void oldCli(engine).then(warnOfVersions);
    return undefined;
  }
  const tracing = new Tracing(resolved, {
    engine,
    ending: () => {
      keepFromReporting(process, isEngineGone);
    },
    fail: failureOf(process),
    isInline: isInlineProgram(),
    environment: process.env,
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
    now: Date.now,
    after: (ms, run) => {
      setTimeout(run, ms).unref();
    },
  });
  deployments().set(monitor, tracing);
  endWithProgram(tracing, engine);
  atEndOfProgram(monitor, () => tracing.finish());
  void oldCli(engine).then((cli) => {
    if (cli === undefined) return;
    tracing.abandon();
    warnOfVersions(cli);
  });
  return tracing;
}

function warnOfVersions(cli: string | undefined): void {
  void pulumi.log.warn(`kubespy shows nothing live: ${versionsNeeded(cli)}; the deployment itself goes on`);
}

/**
 * The program ends in one of two ways. Either nothing is left to do (`beforeExit`: Pulumi's own
 * handler, which waits for the engine, always runs after ours), or the engine sends SIGINT, after
 * a failed step and on Ctrl-C, and kills the program five seconds later. Without a handler the
 * open error hooks would die with the program and their answers, "connection reset", would stand
 * in the place of the real errors.
 */
function endWithProgram(tracing: Tracing, engine: unknown): void {
  const onExit = (): void => {
    void tracing.finish();
  };
  const onSignal = (): void => {
    void tracing.interrupted().finally(() => {
      process.removeListener("SIGINT", onSignal);
      // Without other listeners the signal ends the program as it would have without us.
      if (process.listenerCount("SIGINT") === 0) process.kill(process.pid, "SIGINT");
    });
  };
  process.on("beforeExit", onExit);
  process.on("SIGINT", onSignal);
  endWithEngine(engine as Channelled, () => {
    process.removeListener("beforeExit", onExit);
    process.removeListener("SIGINT", onSignal);
    tracing.abandon();
  });
}

/** The parts of a gRPC client that the SDK's declaration leaves out. */
interface Channelled {
  getChannel(): { getConnectivityState(connect: boolean): number };
  waitForReady(deadline: number, done: (error?: Error) => void): void;
}

const ready = 2;
const lookEveryMs = 2000;

/**
 * A host of inline programs (the Automation API) goes on when a deployment is over, and nothing
 * tells us but that its engine does not answer any more.
 */
function endWithEngine(engine: Channelled, over: () => void): void {
  let asking = false;
  const timer = setInterval(() => {
    if (asking || engine.getChannel().getConnectivityState(false) === ready) return;
    asking = true;
    engine.waitForReady(Date.now() + lookEveryMs, (error) => {
      asking = false;
      if (error === undefined) return;
      clearInterval(timer);
      over();
    });
  }, lookEveryMs);
  timer.unref();
}
