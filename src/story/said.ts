/*
 * Nothing is said twice: two texts that come from different objects often tell the same fact
 * ("container web exits 3", "container web exited 3, 4 times"). They are compared word by word, by
 * their stems, so that endings don't count.
 */

const word = /[\p{L}\p{N}][\p{L}\p{N}._/-]*/gu;
const fillers: ReadonlySet<string> = new Set([
  "a",
  "an",
  "the",
  "of",
  "to",
  "is",
  "are",
  "in",
  "on",
  "at",
  "and",
  "it",
  "its",
  "has",
  "have",
]);
const stem = (text: string): string =>
  (/^\p{L}{4,}$/u.test(text) ? text.replace(/(?:ing|ed|es|s)$/, "") : text).toLowerCase();

/** The words of a text as they are compared. */
export function wordsOf(text: string): ReadonlySet<string> {
  return new Set(
    Array.from(text.matchAll(word), ([found]) => found)
      .filter((found) => !fillers.has(found))
      .map(stem),
  );
}

/** The part of the words (0 to 1) that are in `said` already; 1 for a text without words. */
export function shareSaid(text: string, said: ReadonlySet<string>): number {
  const words = wordsOf(text);
  if (words.size === 0) return 1;
  let known = 0;
  for (const one of words) if (said.has(one)) known += 1;
  return known / words.size;
}

/** Is every word of it said already? */
export function isSaid(text: string, said: ReadonlySet<string>): boolean {
  return shareSaid(text, said) === 1;
}

/**
 * The clauses of a sentence, cut before ": ", "; " and ", " and at " (" outside quotes and brackets;
 * joined again they give the sentence.
 */
export function clausesOf(sentence: string): readonly string[] {
  const clauses: string[] = [];
  let start = 0;
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < sentence.length; index++) {
    const character = sentence[index];
    if (character === '"') quoted = !quoted;
    if (quoted) continue;
    if (character === "(" && depth === 0 && sentence[index - 1] === " " && index > start + 1) {
      clauses.push(sentence.slice(start, index - 1));
      start = index - 1;
    }
    if (character === "(" || character === "{" || character === "[") depth += 1;
    if (character === ")" || character === "}" || character === "]") depth = Math.max(0, depth - 1);
    if (
      depth === 0 &&
      index > start &&
      sentence[index + 1] === " " &&
      (character === ":" || character === ";" || character === ",")
    ) {
      clauses.push(sentence.slice(start, index));
      start = index;
    }
  }
  clauses.push(sentence.slice(start));
  return clauses;
}

/** The sentence without the clauses that are said already; "" when nothing is left. */
export function withoutSaid(sentence: string, said: ReadonlySet<string>): string {
  const kept = clausesOf(sentence).filter((clause) => !isSaid(clause, said));
  return kept
    .join("")
    .replace(/^[:;,]\s*/, "")
    .trim();
}
