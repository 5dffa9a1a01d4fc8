const shortest = 4;

/**
 * Is one name the other with a slip of the finger: separators left out, two neighbouring letters
 * swapped, a letter too few inside a word? Names that one gives on purpose (`web-a` and `web-b`,
 * `node-1` and `node-2`, `user` and `users`, `web` and `web-api`) are none.
 */
export function isSlip(a: string, b: string): boolean {
  if (a === b) return false;
  if (bare(a) === bare(b)) return true;
  const [mine, theirs] = [a.split(separator), b.split(separator)];
  if (mine.length !== theirs.length) return false;
  const differing = mine.flatMap((word, index) =>
    word === theirs[index] ? [] : [[word, theirs[index] ?? ""] as const],
  );
  const [only] = differing;
  return only !== undefined && differing.length === 1 && isWordSlip(...only);
}

const separator = /[-_.]/;
const bare = (name: string): string => name.toLowerCase().replace(/[-_.]/g, "");
const letter = /^[a-z]$/i;

function isWordSlip(a: string, b: string): boolean {
  if (a.length === b.length) return a.length >= shortest - 1 && isSwapped(a, b);
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= shortest && long.length === short.length + 1 && lacksOneInside(short, long);
}

function isSwapped(a: string, b: string): boolean {
  const at = firstDifference(a, b);
  const [one = "", other = ""] = [a[at], a[at + 1]];
  return letter.test(one) && letter.test(other) && b === a.slice(0, at) + other + one + a.slice(at + 2);
}

function lacksOneInside(short: string, long: string): boolean {
  const at = firstDifference(short, long);
  return at > 0 && at < short.length && letter.test(long[at] ?? "") && short.slice(at) === long.slice(at + 1);
}

/** Where they begin to differ: the length of the shorter one where that is all the difference. */
function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}
