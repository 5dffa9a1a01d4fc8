import type { LogExcerpt } from "../diagnosis/snapshot";
import { keyOf, readObject, refOf, type ObjectRef } from "../objects";
import { flag, integer, optionalRecord, record, text } from "../objects/raw";
import type { Change, RecordingHeader } from "./change";

/** One line of a recording. */
export type Entry = Change | { readonly type: "LOG"; readonly log: LogExcerpt; readonly time: string };

export interface Recording {
  readonly header: RecordingHeader;
  readonly entries: readonly Entry[];
  /** The last line was broken off and is left out: whoever wrote it was ended. */
  readonly truncated: boolean;
}

/** The text is no recording; the message begins with the line: "line 3: …". */
export class RecordingUnreadable extends Error {
  override readonly name = "RecordingUnreadable";
}

/**
 * Reads a recording/v1 (newline-delimited JSON; see the formats' documentation), or a plain JSON
 * array of objects, oldest first: the first object is the root, each element is that object's new
 * state, and its time is the latest that the objects up to there mention. Throws {@link RecordingUnreadable}.
 */
export function readRecording(contents: string): Recording {
  const trimmed = contents.replace(/^\uFEFF/, "");
  return /^\s*\[/.test(trimmed) ? readArray(trimmed) : readLines(trimmed);
}

function readLines(contents: string): Recording {
  const lines = contents.split("\n");
  let header: RecordingHeader | undefined;
  let truncated = false;
  const entries: Entry[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const at = `line ${index + 1}`;
    const parsed = parse(line);
    if (header !== undefined && parsed === undefined && index === lines.length - 1) truncated = true;
    else if (parsed === undefined)
      throw new RecordingUnreadable(`${at}: not a JSON object: ${line.trim().slice(0, 60)}`);
    else if (header === undefined) header = readHeader(parsed, at);
    else entries.push(readEntry(parsed, header, at));
  }
  if (header === undefined) throw new RecordingUnreadable("line 1: the recording is empty");
  return { header, entries, truncated };
}

type Fields = Readonly<Record<string, unknown>>;

function parse(line: string): Fields | undefined {
  try {
    return optionalRecord(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function readHeader(source: Fields, at: string): RecordingHeader {
  const version = text(source["kubespy"]);
  if (version !== "recording/v1") {
    const found = version === undefined ? "not a recording" : `${version} is not known here`;
    throw new RecordingUnreadable(
      `${at}: ${found}; a recording begins with {"kubespy":"recording/v1",…} or is an array of objects`,
    );
  }
  const root = record(source["root"]);
  const kind = text(root["kind"]);
  const name = text(root["name"]);
  if (kind === undefined || name === undefined) throw new RecordingUnreadable(`${at}: root has no kind or no name`);
  const namespace = text(root["namespace"]);
  const { rules } = source;
  return {
    kubespy: version,
    root: { apiVersion: text(root["apiVersion"]) ?? "", kind, name, ...(namespace === undefined ? {} : { namespace }) },
    started: readTime(source["started"], "started", at),
    server: text(source["server"]),
    ...(source["since"] === undefined ? {} : { since: readTime(source["since"], "since", at) }),
    ...(rules === undefined ? {} : { rules }),
  };
}

function readEntry(source: Fields, header: RecordingHeader, at: string): Entry {
  const time = readTime(source["time"], "time", at);
  const type = text(source["type"]);
  switch (type) {
    case "ADDED":
    case "MODIFIED":
    case "DELETED": {
      const object = readObject(source["object"]);
      if (object === undefined) throw new RecordingUnreadable(`${at}: object has no kind or no metadata.name`);
      return { type, object, time };
    }
    case "BOOKMARK":
    case "GONE": {
      const about = record(source["object"]);
      const kind = text(about["kind"]);
      if (kind === undefined) throw new RecordingUnreadable(`${at}: object has no kind`);
      const namespace = text(record(about["metadata"])["namespace"]);
      if (type === "BOOKMARK") return { type: "SYNCED", kind, namespace, time };
      return {
        type: "GAP",
        kind,
        namespace,
        cause: text(source["cause"]) ?? "not seen",
        status: integer(source["status"]),
        time,
      };
    }
    case "LOG":
      return { type, log: readLogEntry(source, header, at), time };
    default:
      throw new RecordingUnreadable(`${at}: type ${type === undefined ? "is missing" : `"${type}" is not known`}`);
  }
}

function readLogEntry(source: Fields, header: RecordingHeader, at: string): LogExcerpt {
  const pod = text(source["pod"]);
  const container = text(source["container"]);
  if (pod === undefined || container === undefined)
    throw new RecordingUnreadable(`${at}: a LOG needs pod and container`);
  const said = text(source["text"]) ?? "";
  const withheld = text(source["withheld"]);
  return {
    pod,
    namespace: text(source["namespace"]) ?? header.root.namespace,
    container,
    previous: flag(source["previous"]) ?? false,
    lines: said === "" ? [] : said.split("\n"),
    ...(withheld === undefined ? {} : { withheld }),
  };
}

function readTime(value: unknown, field: string, at: string): string {
  const time = text(value);
  if (time === undefined || Number.isNaN(Date.parse(time)))
    throw new RecordingUnreadable(`${at}: ${field} is no RFC 3339 time`);
  return time;
}

function readArray(contents: string): Recording {
  const known = new Set<string>();
  const entries: Entry[] = [];
  let root: ObjectRef | undefined;
  let time = new Date(0).toISOString();
  for (const { at, text: element } of elementsOf(contents)) {
    const raw = parse(element);
    if (raw === undefined)
      throw new RecordingUnreadable(`${at}: not a JSON object: ${element.trim().slice(0, 60).split("\n")[0]}`);
    const object = readObject(raw);
    if (object === undefined) throw new RecordingUnreadable(`${at}: object has no kind or no metadata.name`);
    const ref = refOf(object);
    const key = keyOf(ref);
    time = latestTime(raw, time);
    entries.push({ type: known.has(key) ? "MODIFIED" : "ADDED", object, time });
    known.add(key);
    root ??= ref;
  }
  if (root === undefined) throw new RecordingUnreadable("line 1: the array is empty");
  const { apiVersion, kind, namespace, name } = root;
  const named = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
  return {
    header: { kubespy: "recording/v1", root: named, started: entries[0]?.time ?? time, server: undefined },
    entries,
    truncated: false,
  };
}

/** Cuts the text of a JSON array into those of its elements, so that what is wrong has a line. */
function elementsOf(contents: string): readonly { readonly at: string; readonly text: string }[] {
  const elements: { at: string; text: string }[] = [];
  let line = 1;
  let depth = 0;
  let quoted = false;
  let start = { index: 0, line: 1 };
  const take = (end: number): void => {
    const text = contents.slice(start.index, end);
    const skipped = /^\s*/.exec(text)?.[0].split("\n").length ?? 1;
    if (text.trim() !== "") elements.push({ at: `line ${start.line + skipped - 1}`, text });
    start = { index: end + 1, line };
  };
  for (let index = 0; index < contents.length; index++) {
    const character = contents[index];
    if (character === "\n") line += 1;
    else if (quoted && character === "\\") index += 1;
    else if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === "[" || character === "{") {
      depth += 1;
      if (depth === 1) start = { index: index + 1, line };
    } else if (character === "]" || character === "}") {
      depth -= 1;
      if (depth === 0) take(index);
    } else if (character === "," && depth === 1) take(index);
  }
  take(contents.length);
  return elements;
}

const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/** The latest time in an object's metadata and status, if it is later than `least`. deletionTimestamp lies ahead and does not count. */
function latestTime(raw: unknown, least: string): string {
  const source = record(raw);
  let latest = least;
  const look = (value: unknown, name: string): void => {
    if (typeof value === "string") {
      if (name !== "deletionTimestamp" && timePattern.test(value) && Date.parse(value) > Date.parse(latest))
        latest = value;
    } else if (typeof value === "object" && value !== null) {
      for (const [field, item] of Object.entries(value)) look(item, field);
    }
  };
  look(source["metadata"], "metadata");
  look(source["status"], "status");
  // Events have their times beside, not in, a status.
  for (const field of ["eventTime", "firstTimestamp", "lastTimestamp", "series"]) look(source[field], field);
  return latest;
}
