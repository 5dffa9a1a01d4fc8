const part = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

const longestPart = 63;
const longestPrefix = 253;

/** Why a text is no key of a label, as a sentence, or undefined. Source: `IsQualifiedName` of apimachinery's util/validation. */
export function labelNameFault(key: string): string | undefined {
  const slash = key.indexOf("/");
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  const why = name.includes("/") ? "it has more than one slash" : (prefixFault(prefix) ?? partFault(name));
  return why === undefined ? undefined : `${JSON.stringify(key)} is no label's key: ${why}`;
}

/** Why a text is no value of a label, as a sentence, or undefined. Source: `IsValidLabelValue` of apimachinery's util/validation. */
export function labelValueFault(value: string): string | undefined {
  const why = value === "" ? undefined : partFault(value);
  return why === undefined ? undefined : `${JSON.stringify(value)} is no label's value: ${why}`;
}

function prefixFault(prefix: string | undefined): string | undefined {
  if (prefix === undefined || (prefix.length <= longestPrefix && subdomain.test(prefix))) return undefined;
  return `${JSON.stringify(prefix)} is no DNS name`;
}

function partFault(text: string): string | undefined {
  if (text.length > longestPart) return `it has ${text.length} characters of at most 63`;
  return part.test(text) ? undefined : "letters, digits, - _ . and at its ends no signs";
}
