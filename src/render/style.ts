/** How a word is set off. Words carry the meaning; a style only repeats it, so {@link plain} loses nothing. */
export interface Style {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

const same = (text: string): string => text;
export const plain: Style = { good: same, bad: same, warn: same, strong: same, faint: same };

const sgr =
  (on: number, off: number) =>
  (text: string): string =>
    text === "" ? "" : `\u001b[${String(on)}m${text}\u001b[${String(off)}m`;
/** SGR colours of the terminal's own palette. */
export const ansi: Style = {
  good: sgr(32, 39),
  bad: sgr(31, 39),
  warn: sgr(33, 39),
  strong: sgr(1, 22),
  faint: sgr(2, 22),
};
