import type { Mask } from "../render/mask";
import type { RecordingLine } from "../watch";

/**
 * A line of a recording as text, without the values that are to be hidden. Names are hidden alike
 * wherever they stand, so that what refers to an object still finds it; times and kinds stay, since
 * nothing can be read without them.
 */
export function maskedLine(line: RecordingLine, mask: Mask): string {
  const text = JSON.stringify(line);
  if (isClean(text, mask)) return text;
  const { time, type, ...rest } = line;
  return JSON.stringify({ time, type, ...maskedFields(rest, mask) });
}

/** The same for a line that was masked already, with what was not known to be secret then. */
export function maskedAgain(text: string, mask: Mask): string {
  return isClean(text, mask) ? text : maskedLine(JSON.parse(text) as RecordingLine, mask);
}

/** The fields of an object, every text in them masked. */
export function maskedFields<T extends object>(fields: T, mask: Mask): T {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, kinds.has(name) ? value : masked(value, mask)]),
  ) as T;
}

const kinds: ReadonlySet<string> = new Set(["apiVersion", "kind"]);
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

function masked(value: unknown, mask: Mask): unknown {
  if (typeof value === "string") return time.test(value) ? value : mask.apply(value);
  if (Array.isArray(value)) return value.map((item: unknown) => masked(item, mask));
  return typeof value === "object" && value !== null ? maskedFields(value, mask) : value;
}

/** Holds none of the values: cheaper to see in the whole text than in each of its strings. */
function isClean(json: string, mask: Mask): boolean {
  if (mask.size === 0) return true;
  const text = json.includes("\\") ? json.replace(/\\(?:u([0-9a-f]{4})|(.))/g, unescaped) : json;
  return mask.apply(text) === text;
}

const escapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function unescaped(_: string, code: string | undefined, character = ""): string {
  return code === undefined ? (escapes[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16));
}
