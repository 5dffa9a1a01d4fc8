import type { Clock } from "../watch";

/** A wait that ends at a time, or earlier when something is heard of. */
export class Wake {
  private at = Number.POSITIVE_INFINITY;
  private heardAt: number | undefined;
  private resume: (() => void) | undefined;
  private cancel: (() => void) | undefined;
  private readonly onAbort = (): void => {
    this.resume?.();
  };

  constructor(
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener("abort", this.onAbort);
  }

  /** Something was heard of: the present wait, or else the next one, ends so many milliseconds from now. */
  soon(ms: number): void {
    this.heardAt = Math.min(this.heardAt ?? Number.POSITIVE_INFINITY, this.clock.now() + ms);
    this.plan();
  }

  /** Resolves at a time by the clock, or a moment after something was heard of, or on an abort. */
  async until(at: number): Promise<void> {
    if (this.signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.resume = resolve;
      this.at = at;
      this.plan();
    });
    this.cancel?.();
    this.resume = undefined;
    this.heardAt = undefined;
  }

  stop(): void {
    this.cancel?.();
    this.signal.removeEventListener("abort", this.onAbort);
  }

  private plan(): void {
    const { resume } = this;
    if (resume === undefined) return;
    this.cancel?.();
    const due = Math.min(this.at, this.heardAt ?? Number.POSITIVE_INFINITY);
    this.cancel = this.clock.after(Math.max(0, due - this.clock.now()), resume);
  }
}
