import type { Diagnosis } from "../diagnosis";
import { clausesOf, linksOf, type Link } from "../story";
import { clean, cut } from "./clean";
import { widthOf } from "./width";

const shortestQuote = 24;

/** "Service web: no ready endpoints", or what there is of the two. */
function textOfLink({ name, message }: Link): string {
  return name === "" || message === "" ? name + message : `${name}: ${message}`;
}

/** The chain with harmless texts. */
export function cleanLinks(diagnosis: Diagnosis): readonly Link[] {
  return linksOf(diagnosis).map((link) => ({ ...link, name: clean(link.name), message: clean(link.message) }));
}

/** "Service web: no ready endpoints ← container web exited 3". */
export function joinLinks(links: readonly Link[]): string {
  return links.map(textOfLink).join(" ← ");
}

/**
 * Makes a sentence with somebody's words in quotes fit: first what follows the quote goes, then the
 * quote is cut. It stays as it is where that cannot be enough.
 */
export function cutQuote(text: string, max: number): string {
  if (widthOf(text) <= max) return text;
  const close = text.lastIndexOf('"');
  const open = text.lastIndexOf('"', close - 1);
  if (close < 1 || open < 0) return text;
  const upToQuote = text.slice(0, close + 1);
  const quoted = text.slice(open + 1, close);
  const room = max - (widthOf(upToQuote) - widthOf(quoted));
  if (room < shortestQuote) return text;
  return (
    text.slice(0, open + 1) + (widthOf(quoted) <= room ? quoted : cut(quoted, room)) + text.slice(close, close + 1)
  );
}

/** Leaves out the last clauses, but never the first, until it fits. */
export function dropLastClauses(text: string, max: number): string {
  const clauses = [...clausesOf(text)];
  while (clauses.length > 1 && widthOf(clauses.join("")) > max) clauses.pop();
  return clauses.join("");
}

/**
 * The whole because-chain in one sentence that stands alone in `max` columns:
 * `Service web: no ready endpoint ← 2 of 2 Pods crash ← container web exits 3: "panic: no database"`.
 * Where it is too long, first the links between root and deepest cause go, then the quoted text is cut,
 * then what follows the root's first words, then what follows the cause's; the last resort is a "…".
 */
export function headline(diagnosis: Diagnosis, max = 120): string {
  let links = [...cleanLinks(diagnosis)];
  const fits = (): boolean => widthOf(joinLinks(links)) <= max;
  while (!fits() && links.length > 2) links.splice(1, 1);
  if (fits()) return joinLinks(links);
  const quoted = cutQuote(joinLinks(links), max);
  if (widthOf(quoted) <= max) return quoted;
  links = links.map((link, index) =>
    index === 0 && links.length > 1 ? { ...link, message: clausesOf(link.message)[0] ?? "" } : link,
  );
  const cause = cutQuote(joinLinks(links), max);
  if (widthOf(cause) <= max) return cause;
  return cut(dropLastClauses(joinLinks(links), max), max);
}
