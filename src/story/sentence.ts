import type { Diagnosis } from "../diagnosis";
import { linksOf, type Link } from "./chain";

/**
 * The state and what holds it up in one sentence for a live row, the object's name left out:
 * `2 of 2 Pods crash: container web exited 3: "panic: no database"`,
 * `1 of 2 Pods ready; container web runs, readiness GET :8080/ not passed yet`.
 */
export function sentenceOf(diagnosis: Diagnosis): string {
  const links = linksOf(diagnosis);
  // "0 of 2 Pods ready: 2 of 2 Pods crash: …" counts twice.
  const isCounted =
    diagnosis.reason === "PodsNotReady" && links.length > 2 && /^\d+ of \d+ /.test(links[1]?.message ?? "");
  return sentenceFrom(diagnosis, links, isCounted ? 1 : 0);
}

/** What holds the object up, without its own state where something explains it: for "Deployment web is not ready: …". */
export function causeSentenceOf(diagnosis: Diagnosis): string {
  const links = linksOf(diagnosis);
  return sentenceFrom(diagnosis, links, links.length > 1 ? 1 : 0);
}

function sentenceFrom(diagnosis: Diagnosis, links: readonly Link[], from: number): string {
  const separator = isUnderWay(diagnosis) && diagnosis.status !== "Terminating" ? "; " : ": ";
  return partsOf(links)
    .slice(from)
    .reduce((sentence, part) => joined(sentence, / new Pods? /.test(sentence) ? notNew(part) : part, separator), "");
}

/** What each link says, by name where somebody wrote it; the root is known. */
export function partsOf(links: readonly Link[]): readonly string[] {
  const [root] = links;
  return links.map((link, index) => {
    if (index === 0) return link.message;
    const message = index === 1 ? withoutCount(link.message, root?.message ?? "") : link.message;
    if (link.name === "") return message;
    // "Job backup-29 gave up", but "Job backup-29: 0 of 1 completion".
    return /^\d/.test(message) ? `${link.name}: ${message}` : `${link.name} ${message}`;
  });
}

/** "0 of 2 new Pods ready" says already of which Pods "1 of 2" are. */
const notNew = (part: string): string => part.replace(/^(\d+ of \d+) new (?=Pods?\b)/, "$1 ");

/**
 * "cannot mount a volume" and "volume tls: it is not there" are "cannot mount volume tls: it is not
 * there"; "cannot pull an image" and "image x does not exist" need no second "image".
 */
export function joined(sentence: string, part: string, separator: string): string {
  if (sentence === "") return part;
  const noun = / an? ([a-z]+)$/.exec(sentence);
  const [named, word] = /^([a-z]+) [^\s"]+(:?) /.exec(part) ?? [];
  if (noun === null || named === undefined || word === undefined || word !== noun[1])
    return sentence + separator + part;
  return named.endsWith(": ")
    ? `${sentence.slice(0, noun.index)} ${part}`
    : sentence + separator + part.slice(word.length + 1);
}

/** "0 of 2 Pods ready" and "2 Pods left" say already that "2 of 2 Pods: " follows. */
function withoutCount(message: string, above: string): string {
  const [counted, count, total] = /^(\d+) of (\d+) (?:new )?Pods?: /.exec(message) ?? [];
  const [, ready, wanted] = /^(\d+) of (\d+) (?:new )?Pods? ready/.exec(above) ?? [];
  const [, left] = /(\d+) Pods? left$/.exec(above) ?? [];
  const isAll = left !== undefined && count === left && total === left;
  const isTheRest = counted !== undefined && total === wanted && Number(count) + Number(ready) === Number(wanted);
  return counted !== undefined && (isAll || isTheRest) ? message.slice(counted.length) : message;
}

/** Nothing is wrong, it only takes time. */
function isUnderWay({ outlook }: Diagnosis): boolean {
  return outlook === "waiting" || outlook === "healthy";
}

const span = /\d+(?:\.\d+)? (?:ms|s|min|h|d)\b(?: \d+ (?:s|min|h)\b)?/g;
const counter = /\b\d+ (?:times|restarts?)\b|\brestart \d+/g;

/** The line without times and repeat counters: lines that are equal in this tell nothing new. */
export function shapeOf(line: string): string {
  return line.replace(span, "#").replace(counter, "#");
}

/** The line without what is free in the cluster: that changes whenever somebody else comes or goes. */
export function withoutRoom(line: string): string {
  return line.replace(/ \([^()]* of [^()]* requested\)| \(\d+ of \d+\)$/g, "");
}

/** The line without any number, or what follows from it: lines that are equal in this differ only in how far things are. */
export function wordsOnly(line: string): string {
  return line
    .replace(/\d+/g, "#")
    .replace(/(?<=# )((?:new |old )?(?:Pod|endpoint|completion|backend|index))e?s\b/g, "$1");
}
