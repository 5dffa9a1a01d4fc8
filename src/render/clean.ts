import { fitting, widthOf } from "./width";

/*
 * Text from a cluster is anybody's text: a container's log, a webhook's message, an image's name.
 * What is printed of it must neither move the cursor nor colour, reorder or hide other text, nor
 * reach the parser of Pulumi's colour directives, which panics at a directive it does not know
 * (pulumi sdk/go/common/diag/colors, `<{%…%}>`).
 */

/* eslint-disable no-control-regex -- control characters are what this is about */
const escapes = [
  // OSC, DCS, SOS, PM, APC: up to their terminator. An unterminated one loses only its introducer.
  /(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u0090\u0098\u009c-\u009f]*(?:\u0007|\u001b\\|\u009c)/g,
  // CSI: parameters, intermediates, final byte.
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]/g,
  // The two- and three-byte escapes; what begins a string or a CSI was unterminated.
  /\u001b[ -/]*[0-~]?/g,
] as const;
const lineBreaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/;
const invisible = /[\p{Cc}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]+/gu;
/* eslint-enable no-control-regex */
const loneSurrogates = /\p{Cs}/gu;
const stackedMarks = /(\p{M}{4})\p{M}+/gu;
const otherSpaces = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
/** A `<` may not end the text, and `<{` may neither end it nor go before a `%`: then no cleaned texts in a row can form a directive. */
const directiveStarts = /<(?:\{(?=%|$)|$)/g;

/** How much of the input is looked at when the result is cut to `max` columns. */
const lookedAt = (max: number): number => max * 8 + 4096;

function strip(text: string): string {
  let stripped = text;
  for (const escape of escapes) stripped = stripped.replace(escape, "");
  return stripped;
}

/** The lines of a text as one line. */
function oneLine(text: string): string {
  return text
    .split(lineBreaks)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
}

function tidy(text: string): string {
  return text
    .replace(invisible, "")
    .replace(loneSurrogates, "\ufffd")
    .replace(stackedMarks, "$1")
    .replace(otherSpaces, " ");
}

function finish(text: string, max: number, dropped: boolean): string {
  const safe = text.replace(directiveStarts, "$& ");
  if (!dropped && (max === Infinity || widthOf(safe) <= max)) return safe;
  return cut(safe, max, true);
}

/**
 * Cuts clean text to `max` columns; what was cut is shown by "…". Prefers the end of a word when one
 * is near. `always` puts the "…" even where the text would fit (more was dropped before).
 */
export function cut(text: string, max: number, always = false): string {
  if (!always && widthOf(text) <= max) return text;
  if (max < 1) return "";
  const room = fitting(text, max - 1);
  const space = room.lastIndexOf(" ");
  const next = text[room.length];
  const inWord = next !== undefined && next !== " " && !room.endsWith(" ");
  const kept = inWord && space > room.length * 0.75 ? room.slice(0, space) : room;
  return `${kept.trimEnd()}…`;
}

/**
 * One line of harmless text: escape sequences, control, bidirectional, zero-width and other invisible
 * characters are gone, line breaks and tabs are single spaces, Pulumi's colour directives are defused
 * (`<{%` → `<{ %`, and no texts cleaned one by one can form one when put together), lone surrogates
 * are U+FFFD. Cut to `max` columns with "…". Linear in the input; with `max`, the cost is bounded.
 */
export function clean(text: string, max = Infinity): string {
  const limit = lookedAt(max);
  const dropped = text.length > limit;
  const looked = dropped ? text.slice(0, limit) : text;
  return finish(tidy(oneLine(strip(looked))).trim(), max, dropped);
}

/** As {@link clean}, for a line of a log: indentation stays (a tab is two spaces), so that a stack trace keeps its shape. */
export function cleanLogLine(text: string, max = Infinity): string {
  const limit = lookedAt(max);
  const dropped = text.length > limit;
  const stripped = strip(dropped ? text.slice(0, limit) : text).replace(/^[\r\n]+/, "");
  const indent = (/^[ \t]*/.exec(stripped)?.[0] ?? "").replaceAll("\t", "  ").slice(0, 16);
  const rest = tidy(oneLine(stripped)).trim();
  return rest === "" ? "" : finish(indent + rest, max, dropped);
}
