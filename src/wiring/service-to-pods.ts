import type { ObjectRef, PodSpec } from "../objects";
import { nameOf } from "../objects";
import { isUnknown, type Answer, type Maybe } from "./answer";
import { nearestSource } from "./near-miss";
import { isRuntimeLabel } from "./runtime-labels";
import { valueOf, type MaybeLabels } from "./selector";

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
export interface NearMiss {
  readonly source: PodSource;
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
export function serviceToPods(
  selector: MaybeSelector,
  sources: readonly PodSource[],
): Answer<readonly PodSource[], NearMiss | undefined> {
  if (selector === undefined) return { answer: "cannot-tell", why: "no selector" };
  if (isUnknown(selector)) return { answer: "cannot-tell", why: "the selector is not known yet" };
  if (Object.keys(selector).length === 0) return { answer: "cannot-tell", why: "no selector" };
  const matches: PodSource[] = [];
  let doubt: string | undefined;
  for (const source of sources) {
    const match = matchSource(selector, source);
    if (match === "yes") matches.push(source);
    else if (match !== "no") doubt ??= match.doubt;
  }
  if (matches.length > 0) return { answer: "yes", value: matches };
  if (doubt !== undefined) return { answer: "cannot-tell", why: doubt };
  return { answer: "no", value: nearestSource(selector, sources) };
}

/** One source against one selector; a doubt says which value decides. */
function matchSource(
  selector: Readonly<Record<string, Maybe<string>>>,
  source: PodSource,
): "yes" | "no" | { readonly doubt: string } {
  if (isUnknown(source.labels)) return { doubt: `the labels of ${podsOf(source)} are not known yet` };
  let doubt: string | undefined;
  for (const [key, wanted] of Object.entries(selector)) {
    const found = valueOf(source.labels, key);
    if (found === undefined) {
      if (!isRuntimeLabel(key, source.ref)) return "no";
      doubt ??= `label ${key} of ${podsOf(source)} is set by a controller at run time`;
    } else if (isUnknown(found)) doubt ??= `label ${key} of ${podsOf(source)} is not known yet`;
    else if (isUnknown(wanted)) doubt ??= `the selector's ${key} is not known yet`;
    else if (found !== wanted) return "no";
  }
  return doubt === undefined ? "yes" : { doubt };
}

function podsOf({ ref }: PodSource): string {
  return ref.kind === "Pod" ? nameOf(ref) : `the Pods of ${nameOf(ref)}`;
}
