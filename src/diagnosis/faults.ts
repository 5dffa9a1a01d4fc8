import type { KubeObject } from "../objects";
import type { Diagnosis } from "./diagnosis";
import type { Scene } from "./scene";
import { latest, timeOf } from "./time";
import { rankOf, verdict, worstOutlook } from "./verdict";
import { counted } from "./wording";

/** What an object refers to is often made a moment after it: so long its absence is no fault. */
const referenceMs = 3000;

/** Since when the object's present spec counts: its creation, or the start of the update that may have changed it. */
export function presentSince({ metadata }: KubeObject, { started }: Scene): number | undefined {
  return latest(timeOf(metadata.creationTimestamp), started);
}

/** A fault of the object itself that is only "waiting" for the first seconds: what is missing may be on its way. */
export function missing(
  object: KubeObject,
  scene: Scene,
  ...[reason, message, details = {}]: Parameters<typeof verdict> extends [unknown, ...infer Rest] ? Rest : never
): Diagnosis {
  const since = presentSince(object, scene);
  const patience = since === undefined ? undefined : since + referenceMs;
  const early = patience !== undefined && scene.now < patience;
  return verdict(object, reason, message, {
    since,
    ...details,
    ...(early ? { outlook: "waiting", until: patience } : {}),
  });
}

/** Several faults of one object as one diagnosis, the worst first. Undefined when there are none. */
export function worstFault(object: KubeObject, faults: readonly Diagnosis[]): Diagnosis | undefined {
  const sorted = [...faults].sort((a, b) => rankOf(b.outlook) - rankOf(a.outlook));
  const [first, ...others] = sorted;
  if (first === undefined || others.length === 0) return first;
  return verdict(object, first.reason, `${first.message}; ${counted(others.length, "more fault")}`, {
    outlook: worstOutlook(
      sorted.map(({ outlook }) => outlook),
      first.outlook,
    ),
    because: sorted,
    actions: first.actions,
    since: timeOf(first.since),
  });
}

/** " in prod", or nothing for what has no namespace. */
export function placeOf(namespace: string | undefined): string {
  return namespace === undefined || namespace === "" ? "" : ` in ${namespace}`;
}
