import { flag, integer, list, record, stringMap, text, texts, type StringMap } from "./raw";

export interface OwnerReference {
  readonly apiVersion: string | undefined;
  readonly kind: string;
  readonly name: string;
  readonly uid: string | undefined;
  readonly controller: boolean;
}

/** metadata, as far as anything here reads it. managedFields and foreign annotations are dropped on arrival. */
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
}

/** Annotations worth their memory: the rollout revision, the Helm release, and what is said to Pulumi and to us. */
const keptAnnotation =
  /^(deployment\.kubernetes\.io\/revision|kubectl\.kubernetes\.io\/restartedAt|meta\.helm\.sh\/|pulumi\.com\/|kubespy\.)/;

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
  };
}
