import { plain, type Style } from "./style";
import { padEnd, widthOf } from "./width";

/** One labelled row of a block: its first line stands beside the label, the others below, indented. */
export interface Row {
  readonly label: string;
  readonly lines: readonly string[];
  /** Columns more that the lines after the first are indented. */
  readonly hang?: number;
  /** Lines that must stay whole: commands are pasted, logs are quoted. */
  readonly whole?: boolean;
}

const margin = 2;
const labelColumns = 9;

/** Breaks at spaces so that no line is wider, unless a single word is. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && widthOf(longer) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  lines.push(line);
  return lines;
}

/** The rows, aligned; rows without lines are left out. Lines must be clean already. */
export function renderRows(rows: readonly Row[], width: number, style: Style = plain): string {
  const indent = " ".repeat(margin + labelColumns);
  const room = Math.max(40, width - margin - labelColumns);
  return rows
    .filter((row) => row.lines.length > 0)
    .map((row) => {
      const hang = " ".repeat(row.hang ?? 0);
      const lines = row.lines.flatMap((line, index) => {
        const pad = index === 0 ? "" : hang;
        return row.whole === true ? [pad + line] : wrap(line, room - pad.length).map((part) => pad + part);
      });
      const label = " ".repeat(margin) + style.faint(padEnd(row.label, labelColumns));
      return lines.map((line, index) => (index === 0 ? label : indent) + line).join("\n");
    })
    .join("\n");
}
