const part = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

const longestPart = 63;
const longestPrefix = 253;

/** Why a text is no key of a label, as a sentence, or undefined. Source: `IsQualifiedName` of apimachinery's util/validation. */
export function labelNameFault(key: string): string | undefined {
  const parts = key.split("/");
  const name = parts.pop() ?? "";
  const [prefix, ...more] = parts;
  const quoted = JSON.stringify(key);
  if (more.length > 0) return `${quoted} is no label's key: it has more than one slash`;
  if (prefix !== undefined && (prefix.length > longestPrefix || !subdomain.test(prefix)))
    return `${quoted} is no label's key: ${JSON.stringify(prefix)} is no DNS name`;
  if (name.length > longestPart) return `${quoted} is no label's key: it has ${name.length} characters of at most 63`;
  return part.test(name) ? undefined : `${quoted} is no label's key: letters, digits, - _ . and at its ends no signs`;
}

/** Why a text is no value of a label, as a sentence, or undefined. Source: `IsValidLabelValue` of apimachinery's util/validation. */
export function labelValueFault(value: string): string | undefined {
  const quoted = JSON.stringify(value);
  if (value.length > longestPart)
    return `${quoted} is no label's value: it has ${value.length} characters of at most 63`;
  if (value === "" || part.test(value)) return undefined;
  return `${quoted} is no label's value: letters, digits, - _ . and at its ends no signs`;
}
