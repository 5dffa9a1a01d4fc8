import { formatQuantity, parseQuantity, type ResourceQuota } from "../objects";
import type { Diagnosis } from "./diagnosis";
import { presentSince } from "./faults";
import { diagnoseDeletion } from "./generic";
import { describe, kubectl } from "./kubectl";
import type { Scene } from "./scene";
import { verdict } from "./verdict";
import { listed } from "./wording";

/** So long the quota controller may take to count what there is. */
const controllerMs = 30_000;

/** How much of one resource is taken. */
export interface QuotaUse {
  readonly resource: string;
  readonly used: number;
  readonly hard: number;
}

/** What a quota counts, the fullest first; what cannot be read as a quantity is left out. */
export function usesOf({ status }: ResourceQuota): readonly QuotaUse[] {
  const uses = Object.entries(status.hard ?? {}).flatMap(([resource, limit]) => {
    const [used, hard] = [parseQuantity(status.used[resource] ?? "0"), parseQuantity(limit)];
    return used === undefined || hard === undefined ? [] : [{ resource, used, hard }];
  });
  const share = ({ used, hard }: QuotaUse): number => (hard <= 0 ? Number.POSITIVE_INFINITY : used / hard);
  return uses.sort((a, b) => {
    const [first, second] = [share(a), share(b)];
    return first === second ? (a.resource < b.resource ? -1 : 1) : second - first;
  });
}

/** "requests.cpu 80m of 100m". */
function inWords({ resource, used, hard }: QuotaUse): string {
  return `${resource} ${formatQuantity(used, resource)} of ${formatQuantity(hard, resource)}`;
}

/**
 * A ResourceQuota: what is used up, by the controller's own count. A quota that is used up does its
 * work: it is Current, and what it keeps from being created tells so itself.
 * Source: kubernetes/pkg/controller/resourcequota.
 */
export function diagnoseResourceQuota(quota: ResourceQuota, scene: Scene): Diagnosis {
  const deletion = diagnoseDeletion(quota, scene);
  if (deletion !== undefined) return deletion;
  const { spec, status, metadata } = quota;
  const counted =
    status.hard !== undefined && Object.entries(spec.hard).every(([key, value]) => isSame(value, status.hard?.[key]));
  if (!counted) return diagnoseUncounted(quota, scene);
  const uses = usesOf(quota);
  const full = uses.filter(({ used, hard }) => used >= hard - 1e-9);
  if (full.length === 0)
    return verdict(quota, "Ready", uses.length === 0 ? "counts nothing" : listed(uses.map(inWords), 4));
  return verdict(quota, "QuotaUsedUp", `used up: ${listed(full.map(inWords), 4)}`, {
    actions: [{ text: "see what it counts", command: kubectl(metadata.namespace, "describe", "quota", metadata.name) }],
  });
}

/** "1" and "1000m" are the same. */
function isSame(a: string, b: string | undefined): boolean {
  return a === b || (parseQuantity(a) !== undefined && parseQuantity(a) === parseQuantity(b));
}

function diagnoseUncounted(quota: ResourceQuota, scene: Scene): Diagnosis {
  const since = presentSince(quota, scene);
  const patience = since === undefined ? undefined : since + controllerMs;
  if (patience === undefined || scene.now < patience)
    return verdict(quota, "NotObserved", "the quota controller has not counted yet", { since, until: patience });
  return verdict(quota, "ControllerSilent", "the quota controller has not counted for over 30 s", {
    since,
    actions: [
      describe({ kind: "ResourceQuota", namespace: quota.metadata.namespace ?? "", name: quota.metadata.name }),
    ],
  });
}
