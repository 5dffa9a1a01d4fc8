import type { Following } from "./following";
import { isBeside } from "./traceable";
import type { TracedObject } from "./traced-object";
import { pause } from "./waiting";

/** The looks that are taken before something is said for good. */
export class LastLook {
  constructor(
    private readonly following: Following,
    private readonly now: () => number,
  ) {}

  /** Waits until every object that Pulumi calls done is seen to be done, as far as that takes a moment only. */
  async untilSeen(until: number): Promise<void> {
    const { objects } = this.following;
    await this.following.started();
    while (this.now() < until) {
      for (const [object, session] of objects.withSessions()) session.look(object);
      if (!objects.all().some(isOpen)) break;
      await pause(50);
    }
    await this.completely(objects.all());
  }

  /** Waits until the clusters have answered: a step can fail before. */
  async untilAnswered(until: number): Promise<void> {
    const all = this.following.objects.all();
    while (this.now() < until && all.some(isUnanswered)) await pause(25);
    await this.completely(all);
  }

  async completely(objects: readonly TracedObject[]): Promise<void> {
    await Promise.all(objects.map(async (object) => this.following.objects.sessionOf(object)?.lookCompletely(object)));
  }
}

const isUnanswered = ({ diagnosis }: TracedObject): boolean =>
  diagnosis === undefined || diagnosis.reason === "Looking";

const isOpen = ({ diagnosis, phase, ref }: TracedObject): boolean =>
  phase !== "failed" &&
  !isBeside(ref.kind) &&
  (diagnosis === undefined || diagnosis.outlook === "waiting") &&
  // Nobody is about to create what had no changes and is gone all the same.
  !(phase === "unchanged" && diagnosis?.status === "NotFound");
