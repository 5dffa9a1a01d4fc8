/**
 * How many single edits lead from one word to the other: insert, delete, replace, or swap two
 * neighbours (optimal string alignment). Counted in UTF-16 units; 0 for equal words.
 */
export function editDistance(a: string, b: string): number {
  if (a === b) return 0;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const cost = Math.min(
        at(current, column - 1) + 1,
        at(last, column) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY;

/**
 * How unlike two names are: 0 for equal, 1 for nothing in common. Letter case and the separators
 * `- _ . /` count little: who writes "webApi" for "web-api" means the same.
 */
export function dissimilarity(a: string, b: string): number {
  if (a === b) return 0;
  const bareA = bare(a);
  const bareB = bare(b);
  if (bareA === bareB) return 0.05;
  const longer = Math.max(bareA.length, bareB.length);
  return longer === 0 ? 1 : Math.max(0.05, editDistance(bareA, bareB) / longer);
}

/** Labels have at most 63 characters per part; what is longer is no label and is not worth the time. */
const longest = 320;
const bare = (name: string): string =>
  name
    .slice(0, longest)
    .toLowerCase()
    .replace(/[-_./]/g, "");

/**
 * Could one be meant for the other? Yes up to one edit in a word of three, two in six and so on, or
 * when one begins or ends with the other at a separator ("web" and "web-api").
 */
export function isSimilar(a: string, b: string): boolean {
  return dissimilarity(a, b) <= 1 / 3 || isPartOf(a, b) || isPartOf(b, a);
}

const separator = /[-_./]/;

function isPartOf(part: string, whole: string): boolean {
  if (part.length < 2 || part.length >= whole.length) return false;
  if (whole.startsWith(part)) return separator.test(whole.charAt(part.length));
  return whole.endsWith(part) && separator.test(whole.charAt(whole.length - part.length - 1));
}
