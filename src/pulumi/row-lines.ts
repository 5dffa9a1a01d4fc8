import type { Telling } from "../story";
import { rowLine } from "../render";
import type { TracedObject } from "./traced-object";

/** The newest telling of each object that writes on one row. */
export type RowTellings = ReadonlyMap<string, Telling>;

/**
 * Which of several objects a shared row speaks of: one in trouble, else one on its way, else, when
 * all are ready, the workload (its line names the Services in front of it). Newest first among
 * equals; a map keeps the order in which its keys were set.
 */
export function tellingToShow(tellings: RowTellings): Telling | undefined {
  const newestFirst = [...tellings.values()].reverse();
  const rank = (telling: Telling): number => {
    switch (telling.type) {
      case "problem":
      case "relapse":
        return 0;
      case "still":
      case "progress":
        return 1;
      case "ready":
        return telling.object.kind === "Service" ? 3 : 2;
    }
  };
  return newestFirst.reduce<Telling | undefined>(
    (best, telling) => (best === undefined || rank(telling) < rank(best) ? telling : best),
    undefined,
  );
}

/**
 * Is the update shown as a diff, in which messages stand alone, without the rows they belong to? A
 * program is not told of a flag; what the environment says to the CLI it can read: every flag has a
 * variable there, 1 or true of any case. Source: pulumi/pulumi, declareFlagsAsEnvironmentVariables.
 */
export function showsDiff({ PULUMI_OPTION_DIFF = "" }: Readonly<Record<string, string | undefined>>): boolean {
  return ["1", "true"].includes(PULUMI_OPTION_DIFF.toLowerCase());
}

/**
 * The lines of rows that Pulumi shows: an object's own row names it already, a component's row has
 * to say which of its objects it speaks of. `named`: each line does, as no row is shown.
 */
export class RowLines {
  private readonly rows = new Map<string, Map<string, Telling>>();

  constructor(private readonly named: boolean) {}

  add(
    { row, key, sharesRow }: Pick<TracedObject, "row" | "key" | "sharesRow">,
    telling: Telling,
  ): { readonly line: string; readonly telling: Telling } {
    const tellings = this.rows.get(row) ?? new Map<string, Telling>();
    this.rows.set(row, tellings);
    tellings.delete(key);
    tellings.set(key, telling);
    const shown = tellingToShow(tellings) ?? telling;
    return { line: rowLine(shown, this.named || sharesRow), telling: shown };
  }
}
