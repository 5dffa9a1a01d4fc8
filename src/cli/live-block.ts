import { cut, widthOf } from "../render";
import type { Output } from "./world";

/* eslint-disable no-control-regex -- the codes are our own */
const colours = /\u001b\[\d+m/g;
const colourOrText = /\u001b\[\d+m|[^\u001b]+/g;
/* eslint-enable no-control-regex */
const endOfColours = "\u001b[39m\u001b[22m";

/** Cuts a line with colours by what is seen of it. */
function cutStyled(line: string, columns: number): string {
  const bare = line.replace(colours, "");
  if (widthOf(bare) <= columns) return line;
  let left = cut(bare, columns);
  let result = "";
  for (const [part] of line.matchAll(colourOrText)) {
    if (part.startsWith("\u001b")) {
      result += part;
    } else if (left.startsWith(part)) {
      result += part;
      left = left.slice(part.length);
    } else {
      return result + left + endOfColours;
    }
  }
  return result;
}

/**
 * Some lines at the end of a terminal that are drawn anew in place, and lines above that stay. Counts
 * rows, not lines: after the window was made narrower, what was drawn takes more rows than it has lines.
 */
export class LiveBlock {
  private drawn: readonly string[] = [];

  constructor(private readonly output: Output) {}

  /** Replaces the block; what the window has no room for is left out. */
  show(lines: readonly string[]): void {
    const columns = this.output.columns();
    const room = Math.max(1, this.output.rows() - 1);
    const fitting =
      lines.length <= room ? lines : [...lines.slice(0, room - 1), `  … ${String(lines.length - room + 1)} more lines`];
    const next = fitting.map((line) => cutStyled(line, columns - 1));
    this.output.write(this.erase() + next.map((line) => `${line}\n`).join(""));
    this.drawn = next;
  }

  /** Writes a text that stays, above the block. */
  print(text: string): void {
    const block = this.drawn;
    this.output.write(`${this.erase()}${text}\n${block.map((line) => `${line}\n`).join("")}`);
  }

  /** What is drawn stays; the next text goes below it. */
  release(): void {
    this.drawn = [];
  }

  get isDrawn(): boolean {
    return this.drawn.length > 0;
  }

  /** Goes up to the block's first row, wherever in its row a typed ^C has left the cursor. */
  private erase(): string {
    const columns = Math.max(1, this.output.columns());
    const rows = this.drawn.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(widthOf(line.replace(colours, "")) / columns)),
      0,
    );
    return rows === 0 ? "" : `\r\u001b[${String(rows)}A\u001b[J`;
  }
}
