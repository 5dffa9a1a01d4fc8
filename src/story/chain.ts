import type { Diagnosis, Reason } from "../diagnosis";
import { keyOf, nameOf } from "../objects";
import { isSaid, withoutSaid, wordsOf } from "./said";

/** One object of a because-chain and what is left to say of it once the others have spoken. */
export interface Link {
  readonly diagnosis: Diagnosis;
  /** "Service web", or "" for objects that nobody wrote by hand: their names mean little to a reader. */
  readonly name: string;
  readonly message: string;
}

const deepestChain = 12;
/** Made by controllers; named by their owner. */
const generated: ReadonlySet<string> = new Set(["Pod", "ReplicaSet", "EndpointSlice"]);

/** Over in a moment: no explanation of anything. */
const fleeting: ReadonlySet<Reason> = new Set<Reason>(["NotObserved", "Looking"]);

/** The objects from the root to the deepest cause, along the nearest explanation of each. */
export function chainOf(root: Diagnosis): readonly Diagnosis[] {
  const chain: Diagnosis[] = [];
  for (let at: Diagnosis | undefined = root; at !== undefined && chain.length < deepestChain; at = at.because[0]) {
    if (chain.includes(at)) break;
    chain.push(at);
  }
  return chain;
}

/** The object at the end of the chain: what everything else follows from. */
export function deepestCause(root: Diagnosis): Diagnosis {
  return chainOf(root).at(-1) ?? root;
}

/**
 * The chain as text, root first, nothing said twice: a deeper object that only repeats is left out, and
 * what a deeper object says better is left out between it and the root.
 */
export function linksOf(root: Diagnosis): readonly Link[] {
  const links: Link[] = [];
  for (const diagnosis of chainOf(root)) {
    const { message } = diagnosis;
    const said = wordsOf(links.map((link) => `${link.name} ${link.message}`).join(" "));
    if (links.length > 0 && fleeting.has(diagnosis.reason)) break;
    if (links.length > 0 && (isSaid(message, said) || isTheRest(message, root.message))) continue;
    const words = wordsOf(message);
    const above = links
      .map((link, index) => ({ ...link, message: index === 0 ? link.message : withoutSaid(link.message, words) }))
      .filter((link) => link.message !== "");
    const isRoot = keyOf(diagnosis.object) === keyOf(root.object);
    const named = links.length === 0 || !(isRoot || generated.has(diagnosis.object.kind));
    links.splice(0, links.length, ...above, { diagnosis, name: named ? nameOf(diagnosis.object) : "", message });
  }
  return links;
}

/** "2 of 2 Pods not ready" goes without saying after "0 of 2 Pods ready". */
function isTheRest(message: string, above: string): boolean {
  const [, count, total] = /^(\d+) of (\d+) (?:new )?Pods? not ready$/.exec(message) ?? [];
  const [, ready, wanted] = /^(\d+) of (\d+) (?:new )?Pods? ready/.exec(above) ?? [];
  return count !== undefined && total === wanted && Number(count) + Number(ready) === Number(wanted);
}
