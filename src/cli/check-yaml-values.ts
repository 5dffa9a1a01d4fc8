import type * as yaml from "js-yaml";
import type { Event, ScalarEvent } from "js-yaml";
import { keyText, plainValue, taggedValue } from "./check-scalar";

/** The parser; it is loaded when there is something to parse. */
export type YamlParser = Pick<typeof yaml, "parseEvents" | "getScalarValue" | "EVENT_ID" | "SCALAR_STYLE">;

/** Deepest nesting: more than any manifest has, little enough for whoever reads the values. */
export const deepest = 400;
/** Most values that all aliases of a document may stand for. */
const mostAliased = 200_000;

/** What is wrong with the values of a document, and where. */
export class Refused extends Error {
  constructor(
    readonly offset: number,
    message: string,
  ) {
    super(message);
  }
}

interface Frame {
  readonly anchor: string | undefined;
  readonly start: number;
  readonly value: Record<string, unknown> | unknown[];
  key: string | undefined;
  isMerge: boolean;
  /** The fields that stand in the map itself, where a merge has brought others. */
  written: Set<string> | undefined;
  /** How many values stand in it, aliases followed. */
  size: number;
}

interface Anchored {
  readonly value: unknown;
  readonly size: number;
}

/** The value of a document, where it begins, and the fields that stand in it twice. */
export interface ReadValue {
  readonly value: unknown;
  readonly start: number;
  readonly twice: readonly { readonly offset: number; readonly key: string }[];
}

/**
 * The values of the documents in a text, as JSON that kubectl would make of them. An alias gives the very
 * value that it stands for. Throws {@link Refused}, and the parser's own error.
 */
export function valuesOf(text: string, parser: YamlParser): readonly ReadValue[] {
  const { EVENT_ID } = parser;
  const values: ReadValue[] = [];
  const frames: Frame[] = [];
  let anchors = new Map<string, Anchored>();
  let aliased = 0;
  let root: { readonly value: unknown; readonly start: number } | undefined;
  let twice: { readonly offset: number; readonly key: string }[] = [];

  const put = (value: unknown, offset: number, size: number, isPlainMerge = false): void => {
    const frame = frames.at(-1);
    if (frame === undefined) {
      root ??= { value, start: offset };
      return;
    }
    frame.size += size;
    if (Array.isArray(frame.value)) {
      frame.value.push(value);
    } else if (frame.key === undefined && !frame.isMerge) {
      if (isPlainMerge) frame.isMerge = true;
      else frame.key = keyOf(value, offset);
      if (frame.key === undefined) return;
      if (frame.written?.has(frame.key) ?? Object.hasOwn(frame.value, frame.key))
        twice.push({ offset, key: frame.key });
      frame.written?.add(frame.key);
    } else if (frame.isMerge) {
      frame.isMerge = false;
      frame.written ??= new Set(Object.keys(frame.value));
      merge(frame.value, value, offset);
    } else {
      set(frame.value, frame.key ?? "", value);
      frame.key = undefined;
    }
  };
  const open = (event: Extract<Event, { readonly start: number }>, value: Frame["value"]): void => {
    const anchor = event.anchorStart < 0 ? undefined : text.slice(event.anchorStart, event.anchorEnd);
    frames.push({ anchor, start: event.start, value, key: undefined, isMerge: false, written: undefined, size: 1 });
  };

  for (const event of parser.parseEvents(text, { maxDepth: deepest })) {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        anchors = new Map();
        root = undefined;
        twice = [];
        break;
      case EVENT_ID.MAPPING:
        open(event, {});
        break;
      case EVENT_ID.SEQUENCE:
        open(event, []);
        break;
      case EVENT_ID.SCALAR: {
        const value = scalarOf(text, event, parser);
        if (event.anchorStart >= 0) anchors.set(text.slice(event.anchorStart, event.anchorEnd), { value, size: 1 });
        const isMerge = value === "<<" && event.style === parser.SCALAR_STYLE.PLAIN;
        put(value, event.valueStart < 0 ? (frames.at(-1)?.start ?? 0) : event.valueStart, 1, isMerge);
        break;
      }
      case EVENT_ID.ALIAS: {
        const name = text.slice(event.anchorStart, event.anchorEnd);
        const found = anchors.get(name);
        if (found === undefined)
          throw new Refused(event.anchorStart, `the alias *${name} stands for nothing before it, or for itself`);
        aliased += found.size;
        if (aliased > mostAliased)
          throw new Refused(event.anchorStart, `its aliases stand for more than ${mostAliased} values`);
        put(found.value, event.anchorStart, found.size);
        break;
      }
      case EVENT_ID.POP: {
        const frame = frames.pop();
        if (frame === undefined) {
          if (root !== undefined) values.push({ ...root, twice });
          root = undefined;
          break;
        }
        if (frame.anchor !== undefined) anchors.set(frame.anchor, { value: frame.value, size: frame.size });
        put(frame.value, frame.start, frame.size);
      }
    }
  }
  return values;
}

/** The value of a scalar by its tag, or by how it is written. */
export function scalarOf(text: string, event: ScalarEvent, parser: YamlParser): string | number | boolean | null {
  const value = event.valueStart < 0 ? "" : parser.getScalarValue(text, event);
  if (event.tagStart >= 0) return taggedValue(text.slice(event.tagStart, event.tagEnd), value);
  return event.style === parser.SCALAR_STYLE.PLAIN ? plainValue(value) : value;
}

function keyOf(value: unknown, offset: number): string {
  const isScalar = value === null || typeof value !== "object";
  const key = isScalar ? keyText(value as string | number | boolean | null) : undefined;
  if (key === undefined) throw new Refused(offset, `the name of a field is ${isScalar ? "null" : "no text"}`);
  return key;
}

/** A field named `__proto__` is a field as any other. */
function set(fields: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__")
    Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
  else fields[key] = value;
}

/** `<<`: as go-yaml 2 has it the fields replace those that stand before it, and of several maps the first one's count. */
function merge(fields: Record<string, unknown>, value: unknown, offset: number): void {
  for (const one of Array.isArray(value) ? (value as readonly unknown[]).toReversed() : [value]) {
    if (typeof one !== "object" || one === null || Array.isArray(one))
      throw new Refused(offset, "<< takes a map or a list of maps");
    for (const [key, item] of Object.entries(one)) set(fields, key, item);
  }
}
