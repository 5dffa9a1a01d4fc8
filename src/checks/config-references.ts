import { isUnknown, unknown, type Maybe } from "../wiring";
import type { DeclaredObject } from "./declared";
import type { OpenRelation } from "./judge-each";
import type { PodSpecAt } from "./pod-specs";
import type { Reference } from "./reference";
import { field, flagField, listField, textField } from "./tree";

export type ConfigKind = "ConfigMap" | "Secret";

/** A reference of a Pod to a ConfigMap or a Secret, with the keys that it must have. */
export interface ConfigReference extends Reference {
  readonly keys: readonly KeyReference[];
}

export interface KeyReference {
  readonly key: Maybe<string>;
  readonly path: string;
}

/** What the fields are called that lead to a kind. */
const fields = {
  ConfigMap: { env: "configMapKeyRef", envFrom: "configMapRef", volume: "configMap", volumeName: "name" },
  Secret: { env: "secretKeyRef", envFrom: "secretRef", volume: "secret", volumeName: "secretName" },
} as const satisfies Record<ConfigKind, Record<"env" | "envFrom" | "volume" | "volumeName", string>>;

const kinds = { ConfigMap: ["/ConfigMap"], Secret: ["/Secret"] } as const satisfies Record<ConfigKind, unknown>;

/**
 * Where a PodSpec needs ConfigMaps or Secrets: variables, whole environments, volumes, projected
 * volumes. What says `optional: true` needs nothing.
 * Source: `EnvVarSource`, `EnvFromSource`, `VolumeSource`, `VolumeProjection` of k8s.io/api/core/v1.
 */
export function configReferences(kind: ConfigKind, at: PodSpecAt): readonly (ConfigReference | OpenRelation)[] {
  const { object, spec, source, path } = at;
  const names = fields[kind];
  const { containers } = source.template;
  const volumes = listField(spec, "volumes");
  if (isUnknown(containers) || isUnknown(volumes)) return [{ object, doubt: "its Pod spec is not known yet" }];
  const found: (ConfigReference | OpenRelation)[] = [];
  const add = (source: unknown, where: string, nameField: string, keys: ConfigReference["keys"]): void => {
    const one = referenceAt(kind, object, { source, where, nameField, keys });
    if (one !== undefined) found.push(one);
  };
  for (const { tree, path: inSpec } of containers) {
    each(tree, "env", (item, index) => {
      const source = field(item, "valueFrom", names.env);
      if (source === undefined) return;
      const where = `${path}.${inSpec}.env[${index}].valueFrom.${names.env}`;
      add(source, where, "name", [{ key: textField(source, "key") ?? "", path: `${where}.key` }]);
    });
    each(tree, "envFrom", (item, index) => {
      const source = field(item, names.envFrom);
      if (source !== undefined) add(source, `${path}.${inSpec}.envFrom[${index}].${names.envFrom}`, "name", []);
    });
  }
  volumes.forEach((volume, index) => {
    const source = field(volume, names.volume);
    const own = `${path}.volumes[${index}]`;
    if (source !== undefined)
      add(source, `${own}.${names.volume}`, names.volumeName, itemKeys(source, `${own}.${names.volume}`));
    each(field(volume, "projected"), "sources", (item, at) => {
      const projected = field(item, names.volume);
      const where = `${own}.projected.sources[${at}].${names.volume}`;
      if (projected !== undefined) add(projected, where, "name", itemKeys(projected, where));
    });
  });
  return found;
}

/** A field that leads to a ConfigMap or Secret, and where it stands. */
interface ConfigSource {
  readonly source: unknown;
  readonly where: string;
  readonly nameField: string;
  readonly keys: ConfigReference["keys"];
}

function referenceAt(
  kind: ConfigKind,
  object: DeclaredObject,
  { source, where, nameField, keys }: ConfigSource,
): ConfigReference | OpenRelation | undefined {
  const optional = flagField(source, "optional");
  if (optional === true) return undefined;
  const name = textField(source, nameField);
  if (name === undefined || name === "") return undefined;
  if (isUnknown(source) || isUnknown(optional)) return { object, doubt: `${where} is not known yet` };
  return referenceTo(kind, object, name, `${where}.${nameField}`, keys);
}

function referenceTo(
  kind: ConfigKind,
  object: DeclaredObject,
  name: Maybe<string>,
  path: string,
  keys: ConfigReference["keys"],
): ConfigReference {
  return {
    object,
    kinds: kinds[kind],
    name,
    place: object.place,
    property: "spec",
    path,
    fix: (code) => `${path.endsWith(".secretName") ? "secretName" : "name"}: ${code}`,
    within: `a Pod finds a ${kind} in its own namespace only`,
    keys,
  };
}

/** The items of a list. One that is not known yet counts as one unknown item. */
function each(tree: unknown, name: string, visit: (item: unknown, index: number) => void): void {
  const items = listField(tree, name);
  if (isUnknown(items)) visit(unknown, 0);
  else items.forEach(visit);
}

function itemKeys(source: unknown, where: string): ConfigReference["keys"] {
  const items = listField(source, "items");
  if (isUnknown(items)) return [{ key: unknown, path: `${where}.items` }];
  return items.map((item, index) => ({
    key: textField(item, "key") ?? "",
    path: `${where}.items[${index}].key`,
  }));
}
