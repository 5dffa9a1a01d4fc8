import { notFound, type Diagnosis } from "../diagnosis";
import { keyOf, type ObjectRef } from "../objects";
import { untold, type StoryState } from "../story";
import { takenAway } from "./taken-away";
import { isRelease } from "./traceable";

/**
 * Where Pulumi stands with the resource: at work on it, done, failed, it had nothing to do (then
 * only a problem is worth a word), or it is deleting it.
 */
export type Phase = "operating" | "done" | "failed" | "unchanged" | "deleting";

/** What tells one state of an object from another: kinds without a generation have the version only. */
export interface Version {
  readonly generation?: number | undefined;
  readonly resourceVersion?: string | undefined;
}

/** What the cluster says of it. */
interface Seen extends Version {
  readonly creationTimestamp?: string | undefined;
}

/** What the state says of an object that is about to be updated; undefined where it is created. */
export function versionIn(outputs: unknown): Version | undefined {
  if (outputs === undefined) return undefined;
  const { metadata } = outputs as { readonly metadata?: unknown };
  // All of it is an output when one of its fields is secret.
  if (typeof metadata !== "object" || metadata === null) return {};
  const { generation, resourceVersion } = metadata as Readonly<Record<string, unknown>>;
  return {
    ...(typeof generation === "number" ? { generation } : {}),
    ...(typeof resourceVersion === "string" ? { resourceVersion } : {}),
  };
}

/** How long a provider usually takes to send an update. */
const patienceMs = 2000;

/** One object that is followed, and what was said of it so far. */
export class TracedObject {
  phase: Phase;
  story: StoryState = untold;
  diagnosis: Diagnosis | undefined;
  /** When it is to be looked at again without a change, in milliseconds since 1970. */
  lookAt: number | undefined;
  /** From the start of the operation until it was first seen ready. */
  readyInMs: number | undefined;
  /** How long its rollout before this operation took. */
  lastTimeMs: number | undefined;
  /** A verdict of it is in the Diagnostics section. */
  reported = false;
  /** Another resource stands for the same object, and what happens to it is told there. */
  isToldElsewhere = false;
  /** It was seen since the operation began. */
  private wasThere = false;
  /** The update has not changed it, as far as is seen: the API server may have refused it. */
  isUntouched = false;
  private isAsBefore: boolean;
  private readonly isUpdate: boolean;

  constructor(
    /** The resource that it belongs to: its own, or the Helm release that brings it. */
    readonly urn: string,
    /** Where its live line goes: its component's row, else its own. */
    readonly row: string,
    readonly component: string | undefined,
    readonly ref: ObjectRef,
    /** The row is not the object's own: its line has to name it. */
    readonly sharesRow: boolean,
    /** When the operation began, by this machine's clock, in milliseconds since 1970. */
    readonly startedAt: number,
    phase: Phase,
    /** What it was before an update, as far as the state tells; undefined for everything but an update. */
    private before?: Version,
  ) {
    this.phase = phase;
    this.isUpdate = before !== undefined;
    this.isAsBefore = this.isUpdate;
  }

  /** What is to be said of it, when this is what its snapshot says. */
  judged(diagnosis: Diagnosis, isThere: boolean): Diagnosis {
    this.wasThere ||= isThere && this.phase === "operating";
    const isAtWork = this.phase === "operating" || this.phase === "failed";
    // Helm takes its objects back by itself, and a Job that is done may have a time to live.
    const isExpected = isRelease(typeOf(this.urn)) || (this.ref.kind === "Job" && this.readyInMs !== undefined);
    if (diagnosis.status === "NotFound" && isAtWork && !isExpected && (this.wasThere || this.isUpdate))
      return takenAway(diagnosis, this.wasThere ? "meanwhile" : "before");
    return this.isReplaced(diagnosis) ? notFound(this.ref) : diagnosis;
  }

  /** Another of the same name has taken the place of what was deleted, and has its own row. */
  private isReplaced({ object }: Diagnosis): boolean {
    const [mine, present] = [this.ref.uid, object.uid];
    return this.phase === "deleting" && mine !== undefined && present !== undefined && mine !== present;
  }

  /**
   * Is what is seen at this moment still what was there before the update? Then it is no news: the
   * provider is about to change it. Only for a moment, since not every update changes the object. A
   * create can find an object too, which it then adopts, or the API server refuses: that such an object
   * is well is no news either, while what is not may be the adoption under way.
   */
  isOld(seen: Seen, now: number, operation: { readonly since: number; readonly isWell: boolean }): boolean {
    if (this.before === undefined) {
      const isAtWork = this.phase === "operating" || this.phase === "failed";
      if (!isAtWork || !(Date.parse(seen.creationTimestamp ?? "") < operation.since)) return false;
      this.isAsBefore = operation.isWell;
      this.before = {};
    }
    this.before = { ...seen, ...this.before };
    const changed =
      seen.generation === undefined
        ? seen.resourceVersion !== this.before.resourceVersion
        : seen.generation !== this.before.generation;
    this.isUntouched = !changed;
    this.isAsBefore &&= !changed && this.phase === "operating" && now < this.startedAt + patienceMs;
    return this.isAsBefore;
  }

  /** Has an update of it only just begun? */
  isBegun(now: number): boolean {
    return this.isUpdate && this.phase === "operating" && now < this.newAt;
  }

  /** When {@link isOld} ends at the latest. */
  get newAt(): number {
    return this.startedAt + patienceMs;
  }

  /** One for each object, however many belong to a resource. */
  get key(): string {
    return `${this.urn} ${keyOf(this.ref)}`;
  }
}

/** The resource's own type, without those of its parents. */
function typeOf(urn: string): string {
  const [, , types = ""] = urn.split("::");
  return types.slice(types.lastIndexOf("$") + 1);
}
