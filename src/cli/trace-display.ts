import { nameOf, type ObjectRef } from "../objects";
import {
  clean,
  diagnosisDocument,
  isWarning,
  jsonText,
  pipeLine,
  plain,
  renderBlock,
  verdictSentence,
  verdictStatement,
  widthOf,
  wrap,
  type Style,
} from "../render";
import type { Telling } from "../story";
import { blockExtra } from "./block-extra";
import { LiveBlock } from "./live-block";
import type { Followed } from "./session";
import { widthFor } from "./terminal";
import { treesOf } from "./tree";
import type { World } from "./world";

/** How a trace is shown. Each of the three says the same things. */
export interface Display {
  /** How often the state is repeated when nothing changes; undefined where it can be seen anyway. */
  readonly heartbeatMs?: number;
  told(telling: Telling, followed: Followed): void;
  /** The whole state, after every look and every second. */
  show(all: readonly Followed[]): void;
  /** A note that is not about the rollout: what cannot be seen, what does not exist. */
  note(sentence: string): void;
  /** The whole verdict on one object; one line where another object's verdict (`teller`) tells the same cause. */
  verdict(followed: Followed, teller: ObjectRef | undefined): void;
  /** It ends, and why; undefined when there is nothing to explain. */
  end(all: readonly Followed[], ending: string | undefined): void;
  /** After the end: how an object stands that has had its verdict. */
  remain(followed: Followed): void;
}

type Sink = Pick<World, "stdout" | "stderr" | "now" | "offsetMinutes">;

/** Lines with the time, one per change of mind. */
export class PipeDisplay implements Display {
  readonly heartbeatMs = 30_000;
  private readonly labelWidth: number;
  private isBelowBlock = false;
  private isFirst = true;

  constructor(
    private readonly world: Sink,
    roots: readonly ObjectRef[],
    private readonly style: Style = plain,
  ) {
    this.labelWidth = Math.max(...roots.map((root) => widthOf(clean(nameOf(root)))));
  }

  told(telling: Telling): void {
    // A known problem's new counts wait for the heartbeat.
    if (telling.type === "progress" && isWarning(telling)) return;
    const at = new Date(this.world.now());
    this.line(
      pipeLine(telling, {
        at,
        offsetMinutes: this.world.offsetMinutes(at),
        labelWidth: this.labelWidth,
        style: this.style,
        ...this.wrapping(),
      }),
    );
  }

  show(): void {
    // A log has no state, only lines.
  }

  note(sentence: string): void {
    this.world.stderr.write(`kubespy: ${clean(sentence)}\n`);
  }

  verdict({ diagnosis, snapshot }: Followed, teller: ObjectRef | undefined): void {
    if (teller !== undefined) {
      const state = clean(diagnosis.message, 100);
      const sentence = `${verdictStatement(diagnosis)}: ${state}, for the same cause as ${clean(nameOf(teller))}`;
      this.line(this.style.strong(this.wrapped(sentence)), true);
      return;
    }
    const extra = blockExtra(snapshot, new Date(this.world.now()));
    this.line(renderBlock(diagnosis, extra, { width: widthFor(this.world.stdout), style: this.style }), true);
  }

  end(_: readonly Followed[], ending: string | undefined): void {
    if (ending !== undefined) this.line(clean(ending));
  }

  remain({ diagnosis }: Followed): void {
    this.line(this.wrapped(verdictSentence(diagnosis)));
  }

  /** A terminal breaks lines anywhere, so they are broken between words for it; a log's lines stay whole. */
  private wrapping(): { readonly width?: number } {
    return this.world.stdout.isTerminal ? { width: widthFor(this.world.stdout) } : {};
  }

  private wrapped(text: string): string {
    const { width } = this.wrapping();
    return width === undefined ? text : wrap(text, width).join("\n");
  }

  /** A block stands by itself, with an empty line before and after it. */
  private line(text: string, isBlock = false): void {
    const gap = !this.isFirst && (isBlock || this.isBelowBlock) ? "\n" : "";
    this.world.stdout.write(`${gap}${text}\n`);
    this.isBelowBlock = isBlock;
    this.isFirst = false;
  }
}

/** A block that is drawn anew in place; what is worth keeping scrolls above it. */
export class TerminalDisplay implements Display {
  private readonly block: LiveBlock;
  private readonly lines: PipeDisplay;
  private readonly startedMs: number;

  constructor(
    private readonly world: Sink,
    roots: readonly ObjectRef[],
    private readonly style: Style,
  ) {
    this.block = new LiveBlock(world.stdout);
    this.startedMs = world.now();
    const { stdout } = world;
    const above = {
      write: (text: string): void => {
        this.block.print(text.replace(/\n$/, ""));
      },
      isTerminal: stdout.isTerminal,
      columns: () => stdout.columns(),
      rows: () => stdout.rows(),
    };
    this.lines = new PipeDisplay({ ...world, stdout: above }, roots, style);
  }

  told(telling: Telling): void {
    if (telling.type !== "progress") this.lines.told(telling);
  }

  show(all: readonly Followed[]): void {
    const now = new Date(this.world.now());
    this.block.show(treesOf(all, now, this.startedMs, this.style));
  }

  note(sentence: string): void {
    this.block.print(this.style.warn(`kubespy: ${clean(sentence)}`));
  }

  verdict(followed: Followed, teller: ObjectRef | undefined): void {
    this.lines.verdict(followed, teller);
  }

  /** The last state stays on the screen. */
  end(all: readonly Followed[], ending: string | undefined): void {
    if (this.block.isDrawn) this.show(all);
    this.block.release();
    this.lines.end(all, ending);
  }

  remain(followed: Followed): void {
    this.lines.remain(followed);
  }
}

/** One diagnosis/v1 document per change of mind, and one of every object at the end. */
export class JsonDisplay implements Display {
  private readonly last = new Map<string, string>();

  constructor(private readonly world: Sink) {}

  told(_: Telling, followed: Followed): void {
    this.write(followed);
  }

  show(): void {
    // Every change of mind is a document of its own.
  }

  note(sentence: string): void {
    this.world.stderr.write(`kubespy: ${clean(sentence)}\n`);
  }

  verdict(): void {
    // The documents have everything.
  }

  end(all: readonly Followed[]): void {
    for (const followed of all) this.write(followed);
  }

  remain(): void {
    // The end has it.
  }

  private write({ root, diagnosis, snapshot }: Followed): void {
    const now = new Date(this.world.now());
    const { traffic } = blockExtra(snapshot, now);
    const document = diagnosisDocument(diagnosis, traffic);
    const text = jsonText(document);
    const name = nameOf(root);
    if (this.last.get(name) === text) return;
    this.last.set(name, text);
    this.world.stdout.write(`${jsonText({ ...document, time: now.toISOString() })}\n`);
  }
}
