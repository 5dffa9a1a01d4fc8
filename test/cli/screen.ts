import { widthOf } from "../../src/render";

/** A terminal's screen, as far as the live block uses it: wrapping rows, carriage return, cursor up, erase below, colours. */
export class Screen {
  private cells: string[][] = [[]];
  /** Of each row: does it go on in the next one. */
  private wraps: boolean[] = [false];
  private row = 0;
  private column = 0;
  private active = "";

  constructor(
    public columns: number,
    readonly rows: number,
  ) {}

  write(text: string): void {
    // eslint-disable-next-line no-control-regex -- a terminal is about control characters
    for (const [part] of text.matchAll(/\u001b\[(\d*)([A-Za-z])|[^]/gu)) {
      if (part.startsWith("\u001b")) this.control(part);
      else if (part === "\n") this.newLine(false);
      else if (part === "\r") this.column = 0;
      else this.put(part);
    }
  }

  /** What is to be seen, without empty rows at the end. */
  lines(): readonly string[] {
    const lines = this.cells.map((row) => row.join("").trimEnd());
    return lines.join("\n").trimEnd().split("\n");
  }

  /** The colour that the next character would have. */
  colour(): string {
    return this.active;
  }

  /** What was wider wraps, as terminals do; the cursor stays at the end. */
  resize(columns: number): void {
    this.columns = columns;
    const rows = this.cells.flatMap((row) => {
      if (row.length === 0) return [[]];
      const parts: string[][] = [];
      for (let at = 0; at < row.length; at += columns) parts.push(row.slice(at, at + columns));
      return parts;
    });
    this.cells = rows;
    this.wraps = rows.map(() => false);
    this.row = rows.length - 1;
  }

  private put(character: string): void {
    const width = widthOf(character);
    if (width === 0) {
      const row = this.rowAt(this.row);
      const before = Math.max(0, this.column - 1);
      row[before] = `${row[before] ?? ""}${character}`;
      return;
    }
    if (this.column + width > this.columns) this.newLine(true);
    const row = this.rowAt(this.row);
    while (row.length < this.column) row.push(" ");
    row[this.column] = character;
    if (width === 2) row[this.column + 1] = "";
    this.column += width;
  }

  private newLine(isWrap: boolean): void {
    this.wraps[this.row] = isWrap;
    this.row += 1;
    this.column = 0;
    this.rowAt(this.row);
  }

  private rowAt(index: number): string[] {
    while (this.cells.length <= index) this.cells.push([]);
    const row = this.cells[index];
    if (row === undefined) throw new Error("no such row");
    return row;
  }

  private control(code: string): void {
    const amount = Number(code.slice(2, -1) || "1");
    switch (code.at(-1)) {
      case "A":
        this.row = Math.max(0, this.row - amount);
        return;
      case "J":
        this.rowAt(this.row).splice(this.column);
        this.cells.splice(this.row + 1);
        return;
      case "m":
        this.active = [39, 22].includes(amount) ? "" : code;
        return;
      default:
        throw new Error(`the screen does not know ${JSON.stringify(code)}`);
    }
  }
}
