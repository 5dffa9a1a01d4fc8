import { dissimilarity, isSimilar } from "../wiring/edit-distance";

/** The candidates that could have been meant, nearest first. */
export function similarTo(typed: string, candidates: Iterable<string>, most = 3): readonly string[] {
  return [...new Set(candidates)]
    .filter((candidate) => isSimilar(typed, candidate))
    .sort((a, b) => dissimilarity(typed, a) - dissimilarity(typed, b) || (a < b ? -1 : 1))
    .slice(0, most);
}

/** ": did you mean trace?", or nothing. */
export function didYouMean(typed: string, candidates: Iterable<string>): string {
  const [nearest] = similarTo(typed, candidates, 1);
  return nearest === undefined ? "" : `: did you mean ${nearest}?`;
}

/** "a, b and c". */
export function listed(words: readonly string[], last = "and"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1) ?? ""}`;
}
