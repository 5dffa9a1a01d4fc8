import { gapLine } from "../render";
import type { Change } from "../watch";

type Gap = Extract<Change, { type: "GAP" }>;

interface Cause {
  /** The first gap of this namespace and cause. */
  readonly gap: Gap;
  /** Kinds that were not told yet, and whether their gap is still there. */
  readonly untold: Map<string, () => boolean>;
  readonly told: Set<string>;
}

/** The kinds of a namespace are refused one after the other. */
const gatherMs = 400;

/**
 * Collects what cannot be watched and says it in one line per namespace and cause, a moment later;
 * without a connection to the cluster, in one line for everything.
 * The watch itself gives a broken connection a few seconds to come back before it speaks of a gap.
 */
export class Gaps {
  private readonly causes = new Map<string, Cause>();

  constructor(
    private readonly say: (line: string) => void,
    private readonly after: (ms: number, run: () => void) => void,
  ) {}

  add(gap: Gap, isStillThere: () => boolean): void {
    const isConnection = gap.status === undefined;
    const key = isConnection ? gap.cause : `${gap.namespace ?? ""}\n${gap.cause}`;
    const cause = this.causes.get(key) ?? { gap, untold: new Map<string, () => boolean>(), told: new Set<string>() };
    this.causes.set(key, cause);
    if (cause.told.has(gap.kind) || (isConnection && cause.told.size > 0)) return;
    const isFirst = cause.untold.size === 0;
    cause.untold.set(gap.kind, isStillThere);
    if (isFirst)
      this.after(gatherMs, () => {
        this.tell(cause);
      });
  }

  /** Says what would be said in a moment: the program is about to end. */
  flush(): void {
    for (const cause of this.causes.values()) this.tell(cause);
  }

  private tell({ gap, untold, told }: Cause): void {
    const kinds = [...untold].filter(([, isThere]) => isThere()).map(([kind]) => kind);
    untold.clear();
    for (const kind of kinds) told.add(kind);
    if (kinds.length > 0) this.say(gap.status === undefined ? connectionLine(gap) : `kubespy ${gapLine(gap, kinds)}`);
  }
}

function connectionLine({ cause }: Pick<Gap, "cause">): string {
  return `kubespy shows nothing live for now: ${cause}; the deployment itself goes on`;
}
