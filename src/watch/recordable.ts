import { optionalRecord, record, text } from "../objects/raw";

type Fields = Readonly<Record<string, unknown>>;

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

function without(source: Fields, ...names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(source).filter(([name]) => !names.includes(name)));
}

/**
 * An object as it may stand in a recording: without managedFields and the last-applied annotation (a
 * copy of the whole object), and of a Secret without its values. Everything else stays as the cluster
 * sent it, the values of env variables in Pod specs and of ConfigMaps included: whoever keeps
 * passwords there records them.
 */
export function recordable(raw: unknown): Fields {
  const source = record(raw);
  const metadata = without(record(source["metadata"]), "managedFields");
  const annotations = optionalRecord(metadata["annotations"]);
  const kept = annotations === undefined ? metadata : { ...metadata, annotations: without(annotations, lastApplied) };
  const object: Fields = { ...source, metadata: kept };
  return text(source["kind"]) === "Secret" ? without(object, "data", "stringData") : object;
}
