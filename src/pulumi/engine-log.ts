import type * as pulumi from "@pulumi/pulumi";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

type Engine = NonNullable<ReturnType<typeof pulumi.runtime.getEngine>>;

export type Severity = "info" | "warning" | "error";

const severities = {
  info: LogSeverity.INFO,
  warning: LogSeverity.WARNING,
  error: LogSeverity.ERROR,
} as const satisfies Record<Severity, LogSeverity>;

/** A malformed URN makes the CLI panic; "" is the stack's own row. */
const urnShape = /^urn:pulumi:[^:]+::[^:]+::[^:]+(:[^:]+)*::.+$/s;

export interface EngineLogOptions {
  /** Least time between two live lines of one row, in milliseconds. */
  readonly rowIntervalMs: number;
  /** Live lines a second over all rows: a console upload that falls behind stalls the display. */
  readonly linesPerSecond: number;
  readonly now: () => number;
  readonly after: (ms: number, run: () => void) => void;
}

/**
 * The one place that writes to Pulumi. It calls `Engine.Log` with the URN as text: `pulumi.log`
 * would wait for the URN of a resource that is still being created, and hold up every other line
 * of the program meanwhile. Nothing here throws or keeps the program alive.
 *
 * Live lines (`status`) replace one another: the newest wins, equal ones are dropped, a first line
 * goes out at once. Reports are kept by Pulumi and appear in the Diagnostics section.
 */
export class EngineLog {
  private tail: Promise<void> = Promise.resolve();
  private readonly pending = new Map<string, { readonly severity: Severity; readonly line: string }>();
  private readonly shown = new Map<
    string,
    { readonly severity: Severity; readonly line: string; readonly at: number }
  >();
  private tokens: number;
  private refilled: number;
  private nextPump = Infinity;

  constructor(
    private readonly engine: Engine,
    private readonly options: EngineLogOptions,
  ) {
    this.tokens = options.linesPerSecond;
    this.refilled = options.now();
  }

  /** A live line on a row. `urgent` lines (a problem, the end) do not wait for the row's interval. */
  status(urn: string, line: string, severity: "info" | "warning" = "info", urgent = false): void {
    const shown = this.shown.get(urn);
    if (shown?.line === line && shown.severity === severity) {
      this.pending.delete(urn);
      return;
    }
    this.pending.set(urn, { severity, line });
    if (urgent) this.sendPending(urn);
    else this.pump();
  }

  /** Something that stays: shown in the Diagnostics section, kept in the history of the stack. */
  report(urn: string, text: string, severity: Severity): Promise<void> {
    return this.send(urn, text, severity, false);
  }

  /** Sends what is pending and resolves when the engine has taken everything. */
  flush(): Promise<void> {
    for (const urn of [...this.pending.keys()]) this.sendPending(urn);
    return this.tail;
  }

  private pump(): void {
    const now = this.options.now();
    const { rowIntervalMs, linesPerSecond } = this.options;
    this.tokens = Math.min(linesPerSecond, this.tokens + ((now - this.refilled) / 1000) * linesPerSecond);
    this.refilled = now;
    let wait = Infinity;
    for (const urn of [...this.pending.keys()]) {
      const due = (this.shown.get(urn)?.at ?? -Infinity) + rowIntervalMs - now;
      if (due > 0) wait = Math.min(wait, due);
      else if (this.tokens >= 1) this.sendPending(urn);
      else wait = Math.min(wait, ((1 - this.tokens) / linesPerSecond) * 1000);
    }
    const at = now + Math.max(10, wait);
    if (wait === Infinity || at >= this.nextPump) return;
    this.nextPump = at;
    this.options.after(at - now, () => {
      if (this.nextPump === at) this.nextPump = Infinity;
      this.pump();
    });
  }

  private sendPending(urn: string): void {
    const next = this.pending.get(urn);
    if (next === undefined) return;
    this.pending.delete(urn);
    this.tokens -= 1; // An urgent line goes below zero: the others make room for it.
    this.shown.set(urn, { ...next, at: this.options.now() });
    void this.send(urn, next.line, next.severity, true);
  }

  private send(urn: string, text: string, severity: Severity, ephemeral: boolean): Promise<void> {
    const request = new LogRequest();
    request.setSeverity(severities[severity]);
    request.setMessage(text);
    request.setUrn(urnShape.test(urn) ? urn : "");
    request.setEphemeral(ephemeral);
    this.tail = this.tail.then(
      () =>
        new Promise<void>((done) => {
          try {
            this.engine.log(request, () => {
              done();
            });
          } catch {
            done(); // The engine is gone: the deployment is over, and nobody is left to tell.
          }
        }),
    );
    return this.tail;
  }
}
