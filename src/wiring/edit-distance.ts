/**
 * How many single edits lead from one word to the other: insert, delete, replace, or swap two
 * neighbours (optimal string alignment). Counted in UTF-16 units; 0 for equal words.
 */
export function editDistance(a: string, b: string): number {
  if (a === b) return 0;
  const width = b.length + 1;
  let beforeLast = new Uint32Array(width);
  let last = Uint32Array.from({ length: width }, (_, column) => column);
  let current = new Uint32Array(width);
  for (let row = 1; row <= a.length; row++) {
    const unit = a.charCodeAt(row - 1);
    const unitBefore = row > 1 ? a.charCodeAt(row - 2) : -1;
    current[0] = row;
    for (let column = 1; column < width; column++) {
      const other = b.charCodeAt(column - 1);
      let cost = at(last, column - 1) + (unit === other ? 0 : 1);
      cost = Math.min(cost, at(current, column - 1) + 1, at(last, column) + 1);
      if (column > 1 && other === unitBefore && unit === b.charCodeAt(column - 2))
        cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      current[column] = cost;
    }
    [beforeLast, last, current] = [last, current, beforeLast];
  }
  return at(last, b.length);
}

const at = (row: Uint32Array, index: number): number => row[index] ?? 0;

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
 * when one begins or ends with the other at a separator ("web" and "web-api"). `apart`: their
 * dissimilarity, where it is known already.
 */
export function isSimilar(a: string, b: string, apart = dissimilarity(a, b)): boolean {
  return apart <= 1 / 3 || isPartOf(a, b) || isPartOf(b, a);
}

const separator = /[-_./]/;

function isPartOf(part: string, whole: string): boolean {
  if (part.length < 2 || part.length >= whole.length) return false;
  if (whole.startsWith(part)) return separator.test(whole.charAt(part.length));
  return whole.endsWith(part) && separator.test(whole.charAt(whole.length - part.length - 1));
}
