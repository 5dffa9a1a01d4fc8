import { keyOf } from "../objects/ref";
import { isUnknown, type Maybe } from "./answer";
import { dissimilarity, isSimilar } from "./edit-distance";
import { knownLabels, valueOf } from "./selector";
import type { NearMiss, PodSource } from "./service-to-pods";

type Selector = Readonly<Record<string, Maybe<string>>>;
interface Candidate<Source extends PodSource> {
  readonly nearMiss: NearMiss<Source>;
  readonly keysApart: number;
  readonly cost: number;
}

/**
 * The source that a selector without a match comes closest to: fewest differing keys first, then
 * how unlike the differing keys and values are, then the name. Undefined when no source shares a
 * key or has a similar value. A workload that carries the selector's labels itself, only not on its
 * Pod template, comes before all.
 */
export function nearestSource<Source extends PodSource>(
  selector: Selector,
  sources: readonly Source[],
): NearMiss<Source> | undefined {
  const labelled = sources.find(
    ({ ownLabels }) => ownLabels !== undefined && !isUnknown(ownLabels) && agrees(selector, ownLabels),
  );
  if (labelled !== undefined) return { ...compareWith(selector, labelled).nearMiss, onWorkload: true };
  const apart = sources.map((source) => ({ source, keys: keysApart(selector, source) }));
  const fewest = apart.reduce((least, { keys }) => Math.min(least, keys), Number.POSITIVE_INFINITY);
  let best: Candidate<Source> | undefined;
  for (const { source, keys } of apart) {
    if (keys !== fewest) continue;
    const candidate = compareWith(selector, source);
    if (isNear(candidate.nearMiss) && (best === undefined || isNearer(candidate, best))) best = candidate;
  }
  return best?.nearMiss;
}

/**
 * Is the near miss so close that one can be taken for the other's misspelling? Then the Pods' labels
 * are worth proposing; otherwise they are only the least unlike of what there is.
 */
export function isLikelyMeant({ source, differs, matching, undecided, onWorkload }: NearMiss): boolean {
  if (onWorkload === true || differs.length === 0 || isUnknown(source.labels)) return false;
  const labels = source.labels;
  if ((undecided ?? []).some((key) => valueOf(labels, key) === undefined)) return false;
  return differs.every(({ wanted, found, nearKey }) => {
    if (found !== undefined) return isSimilar(wanted, found);
    return nearKey !== undefined ? isSimilar(wanted, knownLabels(labels)[nearKey] ?? "") : matching.length > 0;
  });
}

function agrees(selector: Selector, labels: Selector): boolean {
  return Object.entries(selector).every(([key, wanted]) => !isUnknown(wanted) && valueOf(labels, key) === wanted);
}

/** The cheap part of the comparison: how many keys are absent or certainly different. */
function keysApart(selector: Selector, { labels }: PodSource): number {
  if (isUnknown(labels)) return Number.POSITIVE_INFINITY;
  let count = 0;
  for (const [key, wanted] of Object.entries(selector)) {
    const found = valueOf(labels, key);
    if (found === undefined || (!isUnknown(found) && !isUnknown(wanted) && found !== wanted)) count++;
  }
  return count;
}

function compareWith<Source extends PodSource>(selector: Selector, source: Source): Candidate<Source> {
  const labels = isUnknown(source.labels) ? {} : source.labels;
  const differs: NearMiss["differs"][number][] = [];
  const matching: string[] = [];
  const undecided: string[] = [];
  let cost = 0;
  for (const [key, wanted] of Object.entries(selector)) {
    const found = valueOf(labels, key);
    if (isUnknown(wanted) || isUnknown(found)) {
      undecided.push(key);
      if (found === undefined) cost += absence;
    } else if (found === wanted) matching.push(key);
    else if (found !== undefined) {
      differs.push({ key, wanted, found });
      cost += contradiction(wanted, found);
    } else {
      const near = nearKeyOf(key, wanted, selector, source);
      differs.push({ key, wanted, found, ...(near === undefined ? {} : { nearKey: near.key }) });
      cost += near?.cost ?? absence;
    }
  }
  return {
    nearMiss: { source, differs, matching, ...(undecided.length === 0 ? {} : { undecided }) },
    keysApart: keysApart(selector, source),
    cost,
  };
}

/** A key that is only missing weighs less than a value that means something else, more than a misspelling. */
const absence = 0.5;
function contradiction(wanted: string, found: string): number {
  const apart = dissimilarity(wanted, found);
  return isSimilar(wanted, found, apart) ? apart / 2 : absence + apart / 2;
}

/** The key of the Pods that an absent key could have meant: the same value elsewhere, or a similar key with a similar value. */
function nearKeyOf(
  key: string,
  wanted: string,
  selector: Selector,
  source: PodSource,
): { readonly key: string; readonly cost: number } | undefined {
  let best: { readonly key: string; readonly cost: number } | undefined;
  for (const [candidate, value] of Object.entries(knownLabels(source.labels))) {
    if (Object.hasOwn(selector, candidate)) continue;
    const similar = value === wanted || (isSimilar(value, wanted) && similarKeys(key, candidate));
    const cost = (dissimilarity(nameOf(key), nameOf(candidate)) + dissimilarity(wanted, value)) / 5;
    if (similar && (best === undefined || cost < best.cost)) best = { key: candidate, cost };
  }
  return best;
}

/** Keys of one prefix differ in their names only: the prefix would make all of them look alike. */
function similarKeys(a: string, b: string): boolean {
  if (prefixOf(a) === prefixOf(b)) return isSimilar(nameOf(a), nameOf(b));
  return isSimilar(a, b) || nameOf(a) === nameOf(b) || isConventional(a, b) || isConventional(b, a);
}

const isConventional = (short: string, long: string): boolean => short === "app" && long === "app.kubernetes.io/name";
const prefixOf = (key: string): string => key.slice(0, Math.max(0, key.indexOf("/")));
const nameOf = (key: string): string => key.slice(key.indexOf("/") + 1);

/** Near: a key in common, or a value that appears under another key. */
function isNear({ source, differs, matching, undecided }: NearMiss): boolean {
  const labels = isUnknown(source.labels) ? {} : source.labels;
  return (
    matching.length > 0 ||
    differs.some(({ found, nearKey }) => found !== undefined || nearKey !== undefined) ||
    (undecided ?? []).some((key) => valueOf(labels, key) !== undefined)
  );
}

function isNearer(a: Candidate<PodSource>, b: Candidate<PodSource>): boolean {
  if (a.keysApart !== b.keysApart) return a.keysApart < b.keysApart;
  if (a.cost !== b.cost) return a.cost < b.cost;
  return keyOf({ namespace: "", ...a.nearMiss.source.ref }) < keyOf({ namespace: "", ...b.nearMiss.source.ref });
}
