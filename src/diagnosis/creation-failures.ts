import {
  findCondition,
  formatQuantity,
  parseQuantity,
  refOf,
  type CronJob,
  type DaemonSet,
  type Deployment,
  type Job,
  type KubeObject,
  type Pod,
  type ReplicaSet,
  type StatefulSet,
} from "../objects";
import { admissionRefusal } from "./admission";
import type { Diagnosis, Evidence, Outlook } from "./diagnosis";
import { conditionEvidence, eventEvidence, eventsOf, latestEvent, shorten } from "./events";
import { describe, kubectl } from "./kubectl";
import type { Reason } from "./reasons";
import type { Scene } from "./scene";
import { timeOf } from "./time";
import { verdict } from "./verdict";
import { counted, phrase, quoted } from "./wording";

const freshMs = 10_000;

/** What makes Pods, or Jobs. */
type Maker = ReplicaSet | Deployment | StatefulSet | DaemonSet | Job | CronJob;

interface Refusal {
  readonly reason: Reason;
  readonly message: string;
  /** The quota that refused, if one did. */
  readonly quota?: string;
}

/**
 * Why the Pods of a workload (the Jobs of a CronJob) are not created: quota, admission, names that do not exist. From the
 * condition ReplicaFailure, which the controller takes away when creation works again (a Deployment
 * has it too, from its present ReplicaSet), else from the event FailedCreate as long as no Pod was
 * created after it.
 */
export function creationFailure(replicaSet: Maker, scene: Scene): Diagnosis | undefined {
  const conditions = "conditions" in replicaSet.status ? replicaSet.status.conditions : [];
  const condition = findCondition(conditions, "ReplicaFailure");
  const events = eventsOf(scene, replicaSet);
  const event = latestEvent(events, "FailedCreate");
  const created = latestEvent(events, "SuccessfulCreate");
  const failing = condition?.status === "True" && condition.reason === "FailedCreate";
  const recent = event !== undefined && (timeOf(event.lastTime) ?? 0) > (timeOf(created?.lastTime) ?? 0);
  if (!failing && !recent) return undefined;
  const words = shorten((failing ? condition.message : undefined) ?? event?.message ?? "");
  const admission = admissionRefusal(words, scene);
  const { reason, message, quota } =
    admission === undefined ? readRefusal(words, replicaSet) : { ...admission, quota: undefined };
  const evidence: readonly Evidence[] = [
    ...(failing ? [conditionEvidence(replicaSet, condition)] : []),
    ...(event === undefined ? [] : [eventEvidence(replicaSet, event)]),
  ];
  const { namespace, name } = replicaSet.metadata;
  const passing: Outlook | undefined =
    quota !== undefined && willBeFreed(replicaSet, scene)
      ? "may-heal"
      : isFreshNamespace(message, replicaSet, scene)
        ? "waiting"
        : undefined;
  const because = admission?.because ?? [];
  const stays: Outlook | undefined = because.some(({ outlook }) => outlook === "will-not-heal")
    ? "will-not-heal"
    : undefined;
  const outlook = passing ?? stays;
  return verdict(refOf(replicaSet), reason, message, {
    ...(outlook === undefined ? {} : { outlook }),
    because,
    evidence,
    since: timeOf(condition?.lastTransitionTime) ?? timeOf(event?.firstTime),
    actions: [
      ...(admission?.actions ?? []),
      ...(quota === undefined
        ? []
        : [{ text: "see what the quota counts", command: kubectl(namespace, "describe", "quota", quota) }]),
      describe({ kind: replicaSet.kind, ...(namespace === undefined ? {} : { namespace }), name }),
    ],
  });
}

/** Pods that hold quota are ending, or an older revision of the same workload still has Pods that will. */
function willBeFreed(replicaSet: Maker, { objects }: Scene): boolean {
  const { namespace, uid, ownerReferences } = replicaSet.metadata;
  const owner = ownerReferences.find(({ controller }) => controller)?.uid;
  const ending = objects.podsIn(namespace).some((pod: Pod) => pod.metadata.deletionTimestamp !== undefined);
  if (ending || owner === undefined) return ending;
  return objects
    .ownedBy("ReplicaSet", owner)
    .some((other) => other.metadata.uid !== uid && other.status.replicas > other.spec.replicas);
}

/** A new namespace gets its default service account a moment after its first workloads. */
function isFreshNamespace(message: string, { metadata }: KubeObject, { now }: Scene): boolean {
  const created = timeOf(metadata.creationTimestamp);
  return message.startsWith("ServiceAccount default ") && created !== undefined && now - created < freshMs;
}

function readRefusal(words: string, replicaSet: KubeObject): Refusal {
  const { namespace } = replicaSet.metadata;
  const place = namespace === undefined ? "" : ` in ${namespace}`;
  const over =
    /exceeded quota: ([^,\s]{1,253}), requested: (.{1,1000}?), used: (.{1,1000}?), limited: (.{1,1000})/s.exec(words);
  if (over !== null) {
    const [, quota = "", requested = "", used = "", limited = ""] = over;
    return { reason: "QuotaExceeded", message: `quota ${quota} ${arithmetic(requested, used, limited)}`, quota };
  }
  const unstated = /failed quota: ([^:\s]{1,253}): must specify (.{1,200})/s.exec(words);
  if (unstated !== null) {
    const [, quota = "", what = ""] = unstated;
    return {
      reason: "QuotaExceeded",
      message: `quota ${quota} wants every container to state ${phrase(what.replace(/ for: .*/s, ""), 60)}`,
      quota,
    };
  }
  const security = /violates PodSecurity "([^"]{1,80})": (.{1,2000})/s.exec(words);
  if (security !== null)
    return {
      reason: "PodSecurityViolated",
      message: `PodSecurity ${(security[1] ?? "").replace(/:latest$/, "")}: ${violations(security[2] ?? "")}`,
    };
  const range =
    /((?:maximum|minimum) .{1,80}? usage per (?:Container|Pod) is .{1,120}?)(?:[\],]? ?(?:maximum|minimum)|\]|\.?$)/s.exec(
      words,
    );
  if (range !== null) return { reason: "LimitRangeViolated", message: `LimitRange: ${phrase(range[1] ?? "", 90)}` };
  const account = /error looking up service account [^:]{1,300}: serviceaccount "([^"]{1,253})" not found/.exec(words);
  if (account !== null)
    return { reason: "ServiceAccountNotFound", message: `ServiceAccount ${account[1]} does not exist${place}` };
  return {
    reason: "FailedCreate",
    message: `the API server refuses: ${quoted(withoutPreamble(words), 80)}`,
  };
}

/** "leaves 20m CPU (80m of 100m used), the Pod requests 80m", for the resource that does not fit. */
function arithmetic(requested: string, used: string, limited: string): string {
  const [asked, taken, allowed] = [requested, used, limited].map(readList);
  for (const [resource, ask] of asked ?? []) {
    const use = taken?.get(resource);
    const limit = allowed?.get(resource);
    const [a, u, l] = [ask, use, limit].map(parseQuantity);
    if (a === undefined || u === undefined || l === undefined || u + a <= l + 1e-9) continue;
    const show = (value: number): string => formatQuantity(value, resource);
    const name = resource.replace(/^requests\./, "");
    const noun = name === "cpu" ? "CPU" : name;
    if (name === "pods") return `allows ${counted(l, "Pod")}, ${counted(u, "exists", "exist")}`;
    if (name.startsWith("count/"))
      return `allows ${l} ${name.slice("count/".length)}, ${counted(u, "exists", "exist")}`;
    const asks = /(^|\/)storage$/.test(name) ? "the claim" : "the Pod";
    return `leaves ${show(Math.max(0, l - u))} ${noun} (${show(u)} of ${show(l)} used), ${asks} requests ${show(a)}`;
  }
  return phrase(`is exceeded: requested ${requested}, used ${used} of ${limited}`);
}

/** "cpu=80m,memory=1Gi" as a map. */
function readList(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(",").map((pair): [string, string] => {
      const [name = "", value = ""] = pair.trim().split("=");
      return [name, value];
    }),
  );
}

/** The violated fields without the explanations in brackets: "allowPrivilegeEscalation != false, runAsNonRoot != true". */
function violations(text: string): string {
  return phrase(text.replace(/ ?\([^()]{0,400}\)/g, ""), 90);
}

/** "create Pod db-0 in StatefulSet db failed error: ", "Error creating: " and the object's generated name tell nothing. */
const withoutPreamble = (words: string): string =>
  words
    .replace(/^create \w{1,40} [^:]{1,600} failed error: /, "")
    .replace(/^Error creating(?: job)?: /, "")
    .replace(/^[Pp]ods? "[^"]{1,253}" is (forbidden|invalid): /, "");
