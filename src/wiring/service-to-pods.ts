import type { ObjectRef, PodSpec } from "../objects";
import { isUnknown, type Answer, type Maybe } from "./answer";
import { matchPods } from "./label-selector-to-pods";
import { nearestSource } from "./near-miss";
import type { MaybeLabels } from "./selector";

/** A Pod, or a workload whose Pods will have these labels. */
export interface PodSource {
  readonly ref: ObjectRef;
  /** The labels of the Pods (of a workload: its template's). */
  readonly labels: MaybeLabels;
  readonly spec?: PodSpec;
  /** Said after the name where the name alone does not tell which it is. */
  readonly detail?: string;
  /** The labels of the workload itself, where they are not its Pods': a Service does not see them. */
  readonly ownLabels?: MaybeLabels;
}

/** The source that a selector that matches nothing comes closest to, and in what they differ. */
export interface NearMiss<Source extends PodSource = PodSource> {
  readonly source: Source;
  /**
   * The keys in which they certainly differ. `found` is the Pods' value under the same key,
   * undefined when they have no such key; `nearKey` is then the key of the Pods that it could have
   * meant (its value stands in the source's labels).
   */
  readonly differs: readonly {
    readonly key: string;
    readonly wanted: string;
    readonly found: string | undefined;
    readonly nearKey?: string;
  }[];
  /** The keys in which both agree. */
  readonly matching: readonly string[];
  /** Keys of the selector whose value, here or there, is not decided yet. Absent when there are none. */
  readonly undecided?: readonly string[];
  /** The selector's labels stand on the workload itself but not on its Pod template. */
  readonly onWorkload?: true;
}

/** What a Service selects by: absent, the whole map or single values may not be decided yet. */
export type MaybeSelector = Maybe<Readonly<Record<string, Maybe<string>>>> | undefined;

/**
 * Which Pods a Service selects. *Yes*: these sources match whatever the unknowns turn out to be.
 * *No*: none of them can match, with the nearest of them (undefined when none is near). *Cannot
 * tell*: no selector (absent or empty: somebody else manages the endpoints), or an unknown value or
 * a label that a controller adds at run time decides.
 *
 * The caller passes only the sources of the Service's own cluster and namespace; an unknown label
 * value stands for some string, never for an absent label.
 */
export function serviceToPods<Source extends PodSource>(
  selector: MaybeSelector,
  sources: readonly Source[],
): Answer<readonly Source[], NearMiss<Source> | undefined> {
  if (selector === undefined) return { answer: "cannot-tell", why: "no selector" };
  if (isUnknown(selector)) return { answer: "cannot-tell", why: "the selector is not known yet" };
  if (Object.keys(selector).length === 0) return { answer: "cannot-tell", why: "no selector" };
  const { matches, doubt } = matchPods({ matchLabels: selector, matchExpressions: [] }, sources);
  if (matches.length > 0) return { answer: "yes", value: matches };
  if (doubt !== undefined) return { answer: "cannot-tell", why: doubt };
  return { answer: "no", value: nearestSource(selector, sources) };
}
