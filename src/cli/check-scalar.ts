/*
 * What a plain scalar of YAML means to kubectl: YAML 1.1 as go-yaml 2 reads it, which knows `on` and
 * `y` as booleans and 0755 as octal, but no numbers to base 60.
 * Source: `resolve` of sigs.k8s.io/yaml/goyaml.v2/resolve.go.
 */

const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map((word) => [word, true] as const),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map((word) => [word, false] as const),
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
]);

const mayBeOther = /^[-+.\d~yYnNtTfFoO]/;
const mayBeNumber = /^[-+.\d]/;
const integer = /^([-+]?)(?:0[xX]([\da-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([1-9]\d*|0))$/;
const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

/** The value of a plain scalar: a text, a number, a boolean or null. Dates stay texts, as in the JSON that kubectl makes of them. */
export function plainValue(text: string): string | number | boolean | null {
  if (text !== "" && !mayBeOther.test(text)) return text;
  const word = words.get(text);
  if (word !== undefined) return word;
  if (!mayBeNumber.test(text)) return text;
  const plain = text.startsWith(".") ? text : text.replaceAll("_", "");
  const [whole, sign, hexadecimal, binary, octal, decimal] = integer.exec(plain) ?? [];
  if (whole !== undefined) {
    const digits = decimal ?? octal ?? binary ?? hexadecimal ?? "0";
    const base = decimal !== undefined ? 10 : octal !== undefined ? 8 : binary !== undefined ? 2 : 16;
    const value = base === 10 ? Number(digits) : Number.parseInt(digits, base);
    return sign === "-" ? 0 - value : value;
  }
  return float.test(plain) ? Number(plain) : text;
}

/** A scalar with an explicit tag: `!!str 80` is a text; tags that nobody knows leave a text. */
export function taggedValue(tag: string, text: string): string | number | boolean | null {
  return /^!!(?:int|float|bool|null)$/.test(tag) ? plainValue(text) : text;
}

/** The name of a field that is written as something else than a text, as JSON has it; undefined for null. */
export function keyText(key: string | number | boolean | null): string | undefined {
  return key === null ? undefined : String(key);
}
