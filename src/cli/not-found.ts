import { nameOf, type KnownKind, type ObjectRef, type ObjectView } from "../objects";
import { record } from "../objects/raw";
import { clean, pluralOf } from "../render";
import { ApiFailure, type Cluster } from "../watch";
import { listed, similarTo } from "./suggestion";

const mostNames = 4;
const kinds = [
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "CronJob",
  "Service",
  "ReplicaSet",
  "Pod",
] as const satisfies readonly KnownKind[];

/**
 * Says that objects of one namespace are not there, and what could have been meant: near names of the
 * kind, another kind of the same name, a misspelt namespace. A sentence each, one if the namespace is
 * the mistake; whether it exists is only asked when nothing in it is known.
 */
export async function notFoundSentences(
  roots: readonly ObjectRef[],
  objects: ObjectView,
  cluster: Cluster,
): Promise<readonly string[]> {
  const namespace = roots[0]?.namespace ?? "default";
  const isEmpty = kinds.every((kind) => objects.all(kind, namespace).length === 0);
  const missing = isEmpty ? await missingNamespace(namespace, cluster) : undefined;
  return missing === undefined ? roots.map((root) => sentenceFor(root, objects)) : [missing];
}

/** "…; waiting for it", also after a question. */
export function andThen(sentence: string, what: string): string {
  return sentence.endsWith("?") ? `${sentence} (${what})` : `${sentence}; ${what}`;
}

function sentenceFor(root: ObjectRef, objects: ObjectView): string {
  const kind = root.kind as KnownKind;
  const names = objects.all(kind, root.namespace ?? "").map(({ metadata }) => metadata.name);
  const statement = `${nameOf(root)} does not exist in namespace ${root.namespace ?? "default"}`;
  const similar = similarTo(root.name, names);
  if (similar.length > 0) return `${statement}: did you mean ${listed(similar, "or")}?`;
  const others = kinds.filter(
    (other) => other !== kind && objects.findKnown(other, root.namespace, root.name) !== undefined,
  );
  if (others.length > 0) return `${statement}: there is a ${listed(others, "and a")} of this name`;
  return names.length > 0
    ? `${statement}: it has ${names.length === 1 ? kind : pluralOf(kind)} ${shortList(names)}`
    : `${statement}: it has no ${kind}`;
}

function shortList(names: readonly string[]): string {
  if (names.length <= mostNames) return listed(names);
  return `${names.slice(0, mostNames).join(", ")} and ${String(names.length - mostNames)} more`;
}

/** "namespace prdo does not exist: did you mean prod?"; undefined when it exists, or nobody may say. */
async function missingNamespace(namespace: string, cluster: Cluster): Promise<string | undefined> {
  try {
    await cluster.get(`/api/v1/namespaces/${encodeURIComponent(namespace)}`);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.status !== 404) return undefined;
  }
  const statement = `namespace ${namespace} does not exist`;
  try {
    const { json } = await cluster.get("/api/v1/namespaces", { limit: 500 });
    const { items } = record(json);
    const all = Array.isArray(items)
      ? items.map((item) => clean(String(record(record(item)["metadata"])["name"])))
      : [];
    const similar = similarTo(namespace, all);
    return similar.length === 0 ? statement : `${statement}: did you mean ${listed(similar, "or")}?`;
  } catch {
    return statement;
  }
}
