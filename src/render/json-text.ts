/* What JSON.stringify leaves as it is although it could act on a terminal or break a line there. */
const unprintable = /[\u007f-\u009f\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]/gu;

/**
 * JSON on one line, or indented by `indent` spaces. Control, bidirectional and invisible characters are
 * written as \u escapes: the same value for a parser, harmless on a terminal.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(unprintable, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}
