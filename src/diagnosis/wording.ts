/** "1 Pod", "2 Pods". */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** One line of a cluster's text for a sentence: white space collapsed, no full stop at the end, cut at `max` characters. */
export function phrase(text: string, max = 90): string {
  const line = text
    .slice(0, 4096)
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[.:;,\s]+$/, "");
  return line.length <= max ? line : `${line.slice(0, max - 1).trimEnd()}…`;
}

/** As {@link phrase}, in double quotes: somebody else's words. */
export function quoted(text: string, max = 60): string {
  return `"${phrase(text, max).replaceAll('"', "'")}"`;
}

/** Without what gRPC puts around an error: "rpc error: code = NotFound desc = ". */
export function withoutRpc(text: string): string {
  return text.replace(/(?:rpc error: )?code = \w{1,40} desc = /g, "");
}

/** The first few of a list: "a, b and 3 more". */
export function listed(items: readonly string[], max = 3): string {
  if (items.length <= max) return items.join(", ");
  return `${items.slice(0, max).join(", ")} and ${items.length - max} more`;
}
