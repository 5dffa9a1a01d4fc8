/**
 * Values that must not be shown, wherever they turn up: in log lines, in Events, in messages.
 * Masks the value itself, its base64 form, its JSON-escaped form and each longer line of a value
 * of several lines (certificates, keys), also where one of them was cut by "…". Values of fewer
 * than three characters are not masked: they would be found in every word.
 */
export class Mask {
  private readonly values = new Set<string>();

  constructor(private readonly replacement = "[secret]") {}

  get size(): number {
    return this.values.size;
  }

  add(value: string): void {
    for (const form of formsOf(value)) if (form.length >= shortest) this.values.add(form);
  }

  addAll(values: Iterable<string>): void {
    for (const value of values) this.add(value);
  }

  /**
   * For texts that were masked when the first `count` values were known ({@link size} then): what was
   * added since, also as those texts show it where it holds one of the first.
   */
  since(count: number): Mask {
    const [known, added] = [new Mask(this.replacement), new Mask(this.replacement)];
    for (const [index, value] of [...this.values].entries()) (index < count ? known : added).values.add(value);
    for (const value of [...added.values]) {
      const shown = known.apply(value);
      if (shown !== this.replacement) added.values.add(shown);
    }
    return added;
  }

  /** The text without the values. Where they overlap or touch, all of it is one replacement. */
  apply(text: string): string {
    const hidden = [...this.values].flatMap((value) => [...occurrences(text, value), ...cutOccurrences(text, value)]);
    if (hidden.length === 0) return text;
    hidden.sort((a, b) => a.from - b.from);
    let masked = "";
    let shown = 0;
    for (const { from, to } of hidden) {
      if (from > shown || shown === 0) masked += text.slice(shown, from) + this.replacement;
      shown = Math.max(shown, to);
    }
    return masked + text.slice(shown);
  }
}

const shortest = 3;
const longestCut = 600;

interface Range {
  readonly from: number;
  readonly to: number;
}

function* occurrences(text: string, value: string): Iterable<Range> {
  for (let from = text.indexOf(value); from >= 0; from = text.indexOf(value, from + 1))
    yield { from, to: from + value.length };
}

/** The beginnings of a value that end where a text was cut. No text is cut to more than `longestCut` characters. */
function* cutOccurrences(text: string, value: string): Iterable<Range> {
  const first = value.charAt(0);
  if (!text.includes(value.slice(0, shortest))) return;
  for (let to = text.indexOf("…"); to >= 0; to = text.indexOf("…", to + 1)) {
    for (let from = Math.max(0, to - Math.min(value.length - 1, longestCut)); from <= to - shortest; from += 1) {
      if (text.charAt(from) !== first || !value.startsWith(text.slice(from, to))) continue;
      yield { from, to };
      break;
    }
  }
}

function formsOf(value: string): readonly string[] {
  const trimmed = value.trim();
  const lines = trimmed.includes("\n")
    ? trimmed
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line.length >= 8)
    : [];
  return [
    value,
    trimmed,
    ...lines,
    JSON.stringify(trimmed).slice(1, -1),
    ...base64Forms(value),
    ...base64Forms(trimmed),
  ];
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Base64 without padding, in both alphabets; by hand, since a pure folder has no Buffer. */
function base64Forms(value: string): readonly string[] {
  const bytes = new TextEncoder().encode(value);
  let encoded = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = [bytes[at], bytes[at + 1], bytes[at + 2]];
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    encoded += alphabet.charAt(bits >> 18) + alphabet.charAt((bits >> 12) & 63);
    if (b !== undefined) encoded += alphabet.charAt((bits >> 6) & 63);
    if (c !== undefined) encoded += alphabet.charAt(bits & 63);
  }
  return [encoded, encoded.replaceAll("+", "-").replaceAll("/", "_")];
}
