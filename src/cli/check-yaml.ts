import { deepest, Refused, valuesOf, type YamlParser } from "./check-yaml-values";

/** One document of a file. */
export interface YamlDocument {
  /** Its own part of the file's text. */
  readonly text: string;
  /** The line of the file on which its text begins, from 1. */
  readonly firstLine: number;
  /** The line of its first value. */
  readonly line: number;
  readonly value: unknown;
}

/** Something about a place of a file, in a sentence without an end. */
export interface Remark {
  readonly line: number;
  readonly message: string;
}

export interface YamlFile {
  readonly documents: readonly YamlDocument[];
  /** Documents that cannot be read. They hide no other. */
  readonly faults: readonly Remark[];
  /** What can be read, but is hardly meant. */
  readonly doubts: readonly Remark[];
}

/**
 * The documents of a file of YAML or JSON, as kubectl reads them: split at the lines that begin with
 * `---`, each read by itself. Nothing throws; what is refused (no text, too deep, aliases that stand
 * for too much) is a fault with its line.
 */
export function readYaml(contents: string, parser: YamlParser): YamlFile {
  const text = contents.startsWith("\ufeff") ? contents.slice(1) : contents;
  if (text.startsWith("\ufffd\ufffd"))
    return { documents: [], faults: [{ line: 1, message: "it is no UTF-8 (UTF-16, perhaps)" }], doubts: [] };
  // eslint-disable-next-line no-control-regex -- no text has these
  const binary = /[\u0000-\u0008\u000b\u000e-\u001f]/.exec(text);
  if (binary !== null) {
    const message = `it is no text: character ${JSON.stringify(binary[0])} stands in it`;
    return { documents: [], faults: [{ line: lineAt(text, binary.index), message }], doubts: [] };
  }
  const json = jsonDocument(text);
  if (json !== undefined) return { documents: [json], faults: [], doubts: [] };
  const documents: YamlDocument[] = [];
  const faults: Remark[] = [];
  const doubts: Remark[] = [];
  let firstLine = 1;
  for (const part of partsOf(text)) {
    const at = (offset: number): number => firstLine + lineAt(part, offset) - 1;
    try {
      for (const { value, start, twice } of valuesOf(part.trimEnd(), parser)) {
        if (value === null) continue;
        documents.push({ text: part, firstLine, line: at(start), value });
        const [first] = twice;
        if (first !== undefined)
          doubts.push({ line: at(first.offset), message: twiceText(first.key, twice.length - 1) });
      }
    } catch (error) {
      faults.push({ line: at(offsetOf(error)), message: reasonOf(error, part) });
    }
    firstLine += lineAt(part, part.length) - 1;
  }
  return { documents, faults, doubts };
}

function twiceText(key: string, more: number): string {
  const others = more === 0 ? "" : `; so it is ${more} times more in this document`;
  return `the field ${key} stands there twice, and kubectl takes the last${others}`;
}

/** The line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

/** JSON is read as JSON, which is a good deal faster. What is not quite JSON may still be YAML. */
function jsonDocument(text: string): YamlDocument | undefined {
  const start = text.search(/\S/);
  if (text[start] !== "{" && text[start] !== "[") return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isDeeper(value, deepest) ? undefined : { text, firstLine: 1, line: lineAt(text, start), value };
  } catch {
    return undefined;
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? (Object.values(one) as unknown[]) : []));
  }
  return false;
}

/** The text in parts, each from one `---` (or after one `...`) up to the next; directives stay with what follows them. */
function* partsOf(text: string): Iterable<string> {
  let from = 0;
  for (const { index, 0: mark } of text.matchAll(/^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm)) {
    const to = mark === "---" ? index : index + mark.length;
    const before = text.slice(from, to);
    if (to === 0 || (before.includes("%") && /^(?:[ \t]*(?:#.*|%.*)?\r?\n)*$/.test(before))) continue;
    yield before;
    from = to;
  }
  yield text.slice(from);
}

function offsetOf(error: unknown): number {
  if (error instanceof Refused) return error.offset;
  const position = (error as { readonly mark?: { readonly position?: unknown } }).mark?.position;
  return typeof position === "number" ? position : 0;
}

function reasonOf(error: unknown, text: string): string {
  const { reason, message } = error as { readonly reason?: unknown; readonly message?: unknown };
  const why = typeof reason === "string" ? reason : String(message);
  const what = error instanceof Refused ? why : `it is no YAML: ${why}`;
  return text.includes("{{") ? `${what}; a template is rendered first: helm template CHART | kubespy check -` : what;
}
