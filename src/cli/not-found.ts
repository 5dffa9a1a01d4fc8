import { groupOf, nameOf, type KnownKind, type ObjectRef, type ObjectView } from "../objects";
import { list, record } from "../objects/raw";
import { clean, pluralOf } from "../render";
import { ApiFailure, pathOf, type Cluster, type WatchTarget } from "../watch";
import { knownKind } from "./kinds";
import type { Root } from "./roots";
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
const mostListed = 500;

/**
 * Says that objects are not there, and what could have been meant: near names of the kind, another
 * kind of the same name, a misspelt namespace. A sentence each, one if the namespace is the mistake;
 * whether it exists is only asked when nothing in it is known.
 */
export async function notFoundSentences(
  roots: readonly Root[],
  objects: ObjectView,
  cluster: Cluster,
): Promise<readonly string[]> {
  const namespace = roots.find(({ ref }) => ref.namespace !== undefined)?.ref.namespace;
  const isEmpty = namespace !== undefined && kinds.every((kind) => objects.all(kind, namespace).length === 0);
  const missing = isEmpty ? await missingNamespace(namespace, cluster) : undefined;
  const others = roots.filter(({ ref }) => missing === undefined || ref.namespace === undefined);
  const sentences = await Promise.all(others.map((root) => sentenceFor(root, objects, cluster)));
  return missing === undefined ? sentences : [missing, ...sentences];
}

/** "…; waiting for it", also after a question. */
export function andThen(sentence: string, what: string): string {
  return sentence.endsWith("?") ? `${sentence} (${what})` : `${sentence}; ${what}`;
}

async function sentenceFor({ ref, targets }: Root, objects: ObjectView, cluster: Cluster): Promise<string> {
  const { kind, namespace } = ref;
  const own = targets.find((target) => target.kind === kind);
  const names = isUsual(ref)
    ? objects.all(ref.kind, namespace ?? "").map(({ metadata }) => metadata.name)
    : await namesOf(own, cluster);
  const place = namespace === undefined ? "" : ` in namespace ${namespace}`;
  const statement = `${nameOf(ref)} does not exist${place}`;
  const similar = similarTo(ref.name, names);
  if (similar.length > 0) return `${statement}: did you mean ${listed(similar, "or")}?`;
  const others = kinds.filter((other) => other !== kind && objects.findKnown(other, namespace, ref.name) !== undefined);
  if (others.length > 0) return `${statement}: there is a ${listed(others, "and a")} of this name`;
  const owner = namespace === undefined ? "the cluster has" : "it has";
  return names.length > 0
    ? `${statement}: ${owner} ${names.length === 1 ? kind : pluralOf(kind)} ${shortList(names)}`
    : `${statement}: ${owner} no ${kind}`;
}

/** One of the kinds that are followed for any workload of the namespace. */
function isUsual(ref: ObjectRef): ref is ObjectRef & { readonly kind: (typeof kinds)[number] } {
  const known = knownKind(ref.kind);
  return kinds.some((kind) => kind === ref.kind) && groupOf(ref.apiVersion) === groupOf(known?.apiVersion ?? "");
}

/** The names of all objects of a kind, asked for; none where that is refused. */
async function namesOf(target: WatchTarget | undefined, cluster: Cluster): Promise<readonly string[]> {
  if (target === undefined) return [];
  try {
    const { json } = await cluster.get(pathOf(target), { limit: mostListed });
    return list(record(json)["items"], (item) => clean(String(record(record(item)["metadata"])["name"])));
  } catch {
    return [];
  }
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
  const target = { apiVersion: "v1", kind: "Namespace", plural: "namespaces", namespace: undefined };
  const similar = similarTo(namespace, await namesOf(target, cluster));
  return similar.length === 0 ? statement : `${statement}: did you mean ${listed(similar, "or")}?`;
}
