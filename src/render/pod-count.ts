/** What a message about several Pods begins with: "2 of 3 new Pods". */
const count = /^\d+ of \d+ (?:new )?Pods?/;

/** Is it said of several Pods, or of one of several? */
export const isOfPods = (message: string): boolean => count.test(message) && message.replace(count, "").startsWith(" ");

/** "2 of 3 Pods: starting container web" without the count; "2 of 3 Pods crash" says something with it, and keeps it. */
export function withoutCount(message: string): string {
  const rest = message.replace(count, "");
  return rest !== message && rest.startsWith(": ") ? rest.slice(2) : message;
}
