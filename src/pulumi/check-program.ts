import * as pulumi from "@pulumi/pulumi";
import { check, declareStack, type Finding } from "../checks";
import { clean } from "../render";
import { Mask } from "../render/mask";
import { unknown } from "../wiring";
import { ProgramResources } from "./check-resources";
import type { InTime } from "./check-values";
import { EngineLog } from "./engine-log";
import { resolveOptions, type TraceOptions } from "./options";
import { collectSecrets } from "./secret-inputs";

/** The stack's own row. */
const stackRow = "";
/** Longest wait for properties that resolve no more. */
const patienceMs = 500;

/**
 * With the option `check`, in a preview: looks at all that the program registers from here on, and
 * at its end says what the rules find, as a warning on the resource that it is about. Says nothing
 * in an update, under unit-test mocks and outside Pulumi, and never changes the outcome. Objects that
 * the provider registers by itself for a chart are not seen; what they could put right is then not
 * reported. Under the Automation API an inline program has no end that could be seen, and nothing is
 * said.
 */
export function checkProgram(options: TraceOptions | undefined): void {
  const { check: isWanted } = resolveOptions(options, process.env);
  const engine = pulumi.runtime.getEngine();
  const monitor = pulumi.runtime.getMonitor();
  if (!isWanted || engine === undefined || monitor === undefined || !pulumi.runtime.isDryRun()) return;
  if (current?.monitor === monitor) return;
  if (current === undefined) process.on("beforeExit", onExit);
  const checking = new Checking(engine);
  current = { monitor, checking };
  pulumi.runtime.registerStackTransformation((args) => {
    checking.remember(args);
    return undefined;
  });
}

/** One program runs at a time; a host of inline programs begins the next with another monitor. */
let current: { readonly monitor: object; readonly checking: Checking } | undefined;
const onExit = (): void => {
  void current?.checking.finish();
};

class Checking {
  private readonly resources = new ProgramResources();
  private readonly mask = new Mask();
  private readonly log: EngineLog;
  private isOver = false;

  constructor(engine: ConstructorParameters<typeof EngineLog>[0]) {
    this.log = new EngineLog(engine, {
      rowIntervalMs: 0,
      linesPerSecond: 100,
      now: Date.now,
      after: (ms, run) => {
        setTimeout(run, ms).unref();
      },
    });
  }

  remember(args: pulumi.ResourceTransformationArgs): void {
    try {
      if (args.type.startsWith("kubernetes:"))
        collectSecrets(args.type, args.props, (value) => {
          this.mask.add(value);
        });
      this.resources.remember(args);
    } catch (error) {
      this.faulted(error);
    }
  }

  /** Everything is registered. The program has ended as soon as this leaves nothing to wait for. */
  async finish(): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    const { inTime, end } = patience(patienceMs);
    try {
      const resources = await this.resources.all(inTime);
      const { findings, staleExemptions } = check(declareStack(resources ?? []), { now: new Date() });
      for (const finding of [...findings, ...staleExemptions]) this.tell(finding);
    } catch (error) {
      this.faulted(error);
    } finally {
      end();
    }
    await this.log.flush();
  }

  private tell({ code, severity, message, nearest, remedy, urn = stackRow }: Finding): void {
    const where = nearest?.urn === undefined || isFoundByName(nearest) ? [] : [`Nearest: ${nearest.urn}`];
    const text = [`${code}: ${message}`, ...where, `Fix: ${remedy}`].join("\n");
    void this.log.report(urn, this.mask.apply(text), severity === "note" ? "info" : "warning");
  }

  private faulted(error: unknown): void {
    this.isOver = true;
    const what = clean(error instanceof Error ? error.message : String(error), 160);
    void this.log.report(stackRow, `kubespy: a fault of its own stopped the checks: ${what}`, "info");
  }
}

/** Kind and name find it: it is in no component, and the program calls it as it is called. */
function isFoundByName({ name, urn = "" }: NonNullable<Finding["nearest"]>): boolean {
  return !urn.includes("$") && urn.endsWith(`::${name}`);
}

/** Waits for values, but for all of them together no longer than so long; what comes later, or fails, is unknown. */
function patience(ms: number): { readonly inTime: InTime; readonly end: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<unknown>((done) => {
    timer = setTimeout(() => {
      done(unknown);
    }, ms);
  });
  return {
    inTime: (value) => Promise.race([value.catch(() => unknown), limit]),
    end: () => {
      clearTimeout(timer);
    },
  };
}
