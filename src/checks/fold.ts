import type { Raised } from "./finding";
import type { Rule } from "./rule";

/** What a rule raised. */
export interface RaisedBy {
  readonly rule: Rule;
  readonly raised: Raised;
}

/**
 * One finding for each thing that broke. Of those that name the same cause the one stays whose rule
 * looks at the object alone (it is where the cause is), else the one of the first rule; `folded` are
 * the others, and those whose cause was told `before`.
 */
export function fold(
  all: readonly RaisedBy[],
  before: ReadonlySet<string> = new Set(),
): {
  readonly told: readonly RaisedBy[];
  readonly folded: readonly RaisedBy[];
} {
  const first = new Map<string, RaisedBy>();
  for (const one of all) {
    const { cause } = one.raised;
    if (cause === undefined) continue;
    const other = first.get(cause);
    if (other === undefined || (other.rule.scope === "stack" && one.rule.scope === "object")) first.set(cause, one);
  }
  const isTold = (one: RaisedBy): boolean => {
    const { cause } = one.raised;
    return cause === undefined || (first.get(cause) === one && !before.has(cause));
  };
  return { told: all.filter(isTold), folded: all.filter((one) => !isTold(one)) };
}
