import { flag, integer, list, record, stringMap, text, texts, type StringMap } from "./raw";

export interface OwnerReference {
  readonly apiVersion: string | undefined;
  readonly kind: string;
  readonly name: string;
  readonly uid: string | undefined;
  readonly controller: boolean;
}

/** metadata, as far as anything here reads it. managedFields (but for whose they are) and foreign annotations are dropped on arrival. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
  readonly generation: number | undefined;
  readonly creationTimestamp: string | undefined;
  readonly deletionTimestamp: string | undefined;
  readonly deletionGracePeriodSeconds: number | undefined;
  readonly finalizers: readonly string[];
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly ownerReferences: readonly OwnerReference[];
  /** One of its fields was written by Pulumi's Kubernetes provider: it is, or was, a resource of some stack. */
  readonly appliedByPulumi: boolean;
}

/** Annotations worth their memory: the rollout revision, how often a Job's index failed, the Helm release, and what is said to Pulumi and to us. */
const keptAnnotation =
  /^(deployment\.kubernetes\.io\/revision|batch\.kubernetes\.io\/job-index-(ignored-)?failure-count|kubectl\.kubernetes\.io\/restartedAt|meta\.helm\.sh\/|pulumi\.com\/|kubespy\.)/;

function readOwner(raw: unknown): OwnerReference {
  const owner = record(raw);
  return {
    apiVersion: text(owner["apiVersion"]),
    kind: text(owner["kind"]) ?? "",
    name: text(owner["name"]) ?? "",
    uid: text(owner["uid"]),
    controller: flag(owner["controller"]) ?? false,
  };
}

/**
 * By server-side apply the provider is a field manager of its own, otherwise it labels the object.
 * Source: pulumi-kubernetes, provider/pkg/provider/provider.go (`fieldManagerName`), metadata/labels.go.
 */
function isAppliedByPulumi(meta: Readonly<Record<string, unknown>>): boolean {
  const managers = list(meta["managedFields"], (entry) => text(record(entry)["manager"]) ?? "");
  return (
    managers.some((manager) => manager.startsWith("pulumi-kubernetes")) ||
    stringMap(meta["labels"])?.["app.kubernetes.io/managed-by"] === "pulumi"
  );
}

export function readMeta(raw: unknown): ObjectMeta {
  const meta = record(raw);
  const annotations = stringMap(meta["annotations"]) ?? {};
  return {
    name: text(meta["name"]) ?? "",
    namespace: text(meta["namespace"]),
    uid: text(meta["uid"]),
    resourceVersion: text(meta["resourceVersion"]),
    generation: integer(meta["generation"]),
    creationTimestamp: text(meta["creationTimestamp"]),
    deletionTimestamp: text(meta["deletionTimestamp"]),
    deletionGracePeriodSeconds: integer(meta["deletionGracePeriodSeconds"]),
    finalizers: texts(meta["finalizers"]),
    labels: stringMap(meta["labels"]) ?? {},
    annotations: Object.fromEntries(Object.entries(annotations).filter(([key]) => keptAnnotation.test(key))),
    ownerReferences: list(meta["ownerReferences"], readOwner),
    appliedByPulumi: isAppliedByPulumi(meta),
  };
}
