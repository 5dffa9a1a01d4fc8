/**
 * How many columns text takes in a terminal. Follows East Asian Width (Wide and Fullwidth take two
 * columns) and takes two for what has an emoji presentation; combining marks take none. Terminals
 * differ for ambiguous characters: those count as one.
 */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1aff0, 0x1b2ff],
  [0x1f200, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];
const emoji = /^\p{Emoji_Presentation}$/u;
const combining = /^[\p{Mn}\p{Me}]$/u;
const narrowOnly = /^[ -~\u00a1-\u02ff…←→✓✗·]*$/;

function columnsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (combining.test(character)) return 0;
  if (wideRanges.some(([first, last]) => code >= first && code <= last)) return 2;
  return emoji.test(character) ? 2 : 1;
}

/** Columns of text that is already clean (no control characters, no escapes). */
export function widthOf(text: string): number {
  if (narrowOnly.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += columnsOf(character);
  return columns;
}

/** The longest beginning of the text that fits into so many columns; never half a character. */
export function fitting(text: string, columns: number): string {
  if (text.length <= columns && narrowOnly.test(text)) return text;
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += columnsOf(character);
    if (used > columns) return text.slice(0, end);
    end += character.length;
  }
  return text;
}

/** Fills up with spaces on the right to so many columns. */
export function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - widthOf(text)));
}
