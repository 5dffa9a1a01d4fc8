import { dissimilarity, isSimilar, isUnknown, unknown, type Maybe } from "../wiring";
import type { ConfigReference, KeyReference } from "./config-references";
import type { DeclaredObject } from "./declared";
import type { Declaration } from "./declaration";
import type { Referred } from "./find-named";
import type { Verdict } from "./judge-each";
import { field, isEmpty, isRecord, textField } from "./tree";

const dataFields = ["data", "stringData", "binaryData"] as const;

/**
 * The keys of a ConfigMap or Secret; unknown where its data are, and where somebody else fills it:
 * it has no data at all, it is a patch, or a controller makes them (tokens of service accounts).
 */
export function keysOf({ tree, patch }: DeclaredObject): Maybe<readonly string[]> {
  if (patch || isEmpty(tree)) return unknown;
  const type = textField(tree, "type");
  if (isUnknown(type) || type === "kubernetes.io/service-account-token") return unknown;
  const keys: string[] = [];
  for (const name of dataFields) {
    const data = field(tree, name);
    if (data === undefined) continue;
    if (!isRecord(data)) return unknown;
    keys.push(...Object.keys(data));
  }
  return keys.length === 0 ? unknown : [...new Set(keys)].sort();
}

const most = 5;

/** Has the object the key? Not where the program itself gives it other keys, and nobody patches it. */
export function verdictOnKey(
  declaration: Declaration,
  { object, kinds }: Pick<ConfigReference, "object" | "kinds">,
  { object: config, sure }: Referred,
  { key, path }: KeyReference,
): Verdict {
  const { kind, ref, name } = config;
  const called = `${kind} ${ref.name}`;
  if (isUnknown(key)) return `${path} is not known yet`;
  if (key === "") return undefined;
  const keys = keysOf(config);
  if (isUnknown(keys)) return `the keys of ${called} are not known`;
  if (keys.includes(key)) return undefined;
  const patches = kinds.flatMap((one) => (isUnknown(name) ? [] : declaration.named(one, name)));
  if (patches.some(({ patch }) => patch)) return `a patch may give ${called} the key ${key}`;
  const [near] = keys
    .filter((one) => isSimilar(key, one))
    .sort((one, other) => dissimilarity(key, one) - dissimilarity(key, other));
  const shown = keys.slice(0, most).map((one) => JSON.stringify(one));
  const more = keys.length > most ? `, ${keys.length - most} more` : "";
  return {
    object,
    path,
    certainty: sure && !config.read ? "certain" : "possible",
    message: `${path} is ${JSON.stringify(key)}: ${called} has ${keys.length === 1 ? "the key" : "the keys"} ${shown.join(", ")}${more}`,
    remedy:
      near === undefined
        ? `in ${called}: ${kind === "Secret" ? "stringData" : "data"}: { ${JSON.stringify(key)}: … }`
        : `key: ${JSON.stringify(near)}`,
    nearest: config,
  };
}
