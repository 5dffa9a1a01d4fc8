/** What a part is doing, and how far it is. */
export interface Step {
  readonly text: string;
  readonly done?: number;
  readonly total?: number;
  /** What is counted: packages, megabytes. */
  readonly unit?: string;
}

interface Part {
  readonly name: string;
  readonly started: number;
  step: Step;
  stepStarted: number;
  state: "working" | "done" | "failed";
  ended?: number;
}

/** Where lines go and what the time is; tests give their own. */
export interface Display {
  readonly terminal: boolean;
  readonly write: (text: string) => void;
  readonly width: () => number;
  readonly now: () => number;
}

const heartbeat = 30_000;
const frame = 250;

/**
 * Shows what several parts are doing at once. On a terminal each part has one line that replaces
 * itself; elsewhere a line appears when a part begins something new, and one every 30 seconds for
 * those that go on with the same.
 */
export class Progress {
  readonly #display: Display;
  readonly #parts = new Map<string, Part>();
  readonly #lastLine = new Map<string, number>();
  #drawn = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(display: Display) {
    this.#display = display;
  }

  /** The part is doing this now. A part appears with its first step. */
  step(name: string, step: Step): void {
    const now = this.#display.now();
    const known = this.#parts.get(name);
    const part = known?.state === "working" ? known : this.#begin(name, step, now);
    const changed = part.step.text !== step.text || part !== known;
    if (changed) part.stepStarted = now;
    part.step = step;
    if (this.#display.terminal) this.#startTimer(frame);
    else {
      if (changed) this.#line(part, now);
      this.#startTimer(1000);
    }
  }

  /** The part is ready; `text` says what there is now. */
  done(name: string, text: string): void {
    this.#end(name, text, "done");
  }

  failed(name: string, text: string): void {
    this.#end(name, text, "failed");
  }

  /** A line that stays, above those that change. */
  say(text: string): void {
    this.#erase();
    this.#display.write(`${text}\n`);
    this.#draw();
  }

  /** Leaves the last state standing. Nothing is shown afterwards. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (this.#display.terminal) this.#redraw();
    this.#parts.clear();
    this.#drawn = 0;
  }

  #begin(name: string, step: Step, now: number): Part {
    const part: Part = { name, started: now, step, stepStarted: now, state: "working" };
    this.#parts.set(name, part);
    return part;
  }

  #end(name: string, text: string, state: "done" | "failed"): void {
    const now = this.#display.now();
    const part = this.#parts.get(name) ?? this.#begin(name, { text }, now);
    part.step = { text };
    part.state = state;
    part.ended = now;
    if (this.#display.terminal) this.#redraw();
    else this.#line(part, now);
    if ([...this.#parts.values()].every((other) => other.state !== "working")) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  #startTimer(interval: number): void {
    this.#timer ??= setInterval(() => {
      this.#tick();
    }, interval).unref();
  }

  #tick(): void {
    if (this.#display.terminal) {
      this.#redraw();
      return;
    }
    const now = this.#display.now();
    for (const part of this.#parts.values()) {
      if (part.state === "working" && now - (this.#lastLine.get(part.name) ?? now) >= heartbeat) this.#line(part, now);
    }
  }

  #line(part: Part, now: number): void {
    this.#lastLine.set(part.name, now);
    this.#display.write(`${describe(part, now)}\n`);
  }

  #redraw(): void {
    this.#erase();
    this.#draw();
  }

  #erase(): void {
    if (this.#drawn > 0) this.#display.write(`\u001b[${this.#drawn}A\u001b[J`);
    this.#drawn = 0;
  }

  #draw(): void {
    if (!this.#display.terminal) return;
    const now = this.#display.now();
    const lines = [...this.#parts.values()].map((part) => describe(part, now).slice(0, this.#display.width() - 1));
    this.#drawn = lines.length;
    if (lines.length > 0) this.#display.write(`${lines.join("\n")}\n`);
  }
}

/** The line of a part: name, what it does, how far it is, for how long. */
function describe(part: Part, now: number): string {
  const name = part.name.padEnd(11);
  if (part.state !== "working") {
    const took = (part.ended ?? now) - part.started;
    return `${name} ${part.state === "failed" ? "failed: " : ""}${part.step.text}${took >= 1000 ? ` (${duration(took)})` : ""}`;
  }
  const { text, done, total, unit } = part.step;
  const elapsed = now - part.stepStarted;
  const counted =
    done === undefined
      ? ""
      : ` ${total === undefined ? count(done) : `${count(done)} of ${count(total)}`}${unit ? ` ${unit}` : ""}`;
  const times = [
    ...(elapsed >= 1000 ? [duration(elapsed)] : []),
    ...(done !== undefined && total !== undefined ? timeLeft(done, total, elapsed) : []),
  ];
  return `${name} ${text}${counted}${times.length > 0 ? `, ${times.join(", ")}` : ""}`;
}

/** A guess that is worth making only after a while: the first packages are the small ones. */
function timeLeft(done: number, total: number, elapsed: number): string[] {
  if (elapsed < 20_000 || done < total / 10 || done >= total) return [];
  const left = (elapsed / done) * (total - done);
  return [`about ${left < 60_000 ? `${Math.ceil(left / 10_000) * 10} s` : `${Math.round(left / 60_000)} min`} left`];
}

const count = (n: number): string => n.toLocaleString("en-US", { maximumFractionDigits: 0 });

/** `4.2 s`, `48 s`, `3 min 5 s`, `2 h 10 min`. */
export function duration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** The display of this process: progress goes to stderr, so that stdout holds results only. */
export function processDisplay(): Display {
  const { stderr } = process;
  return {
    terminal: stderr.isTTY && process.env["TERM"] !== "dumb" && !process.env["CI"],
    write: (text) => void stderr.write(text),
    width: () => stderr.columns || 80,
    now: Date.now,
  };
}
