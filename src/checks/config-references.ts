import { isUnknown, unknown, type Maybe } from "../wiring";
import { containersOf } from "./containers";
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

/**
 * Where a PodSpec needs ConfigMaps or Secrets: variables, whole environments, volumes, projected
 * volumes. What says `optional: true` needs nothing.
 * Source: `EnvVarSource`, `EnvFromSource`, `VolumeSource`, `VolumeProjection` of k8s.io/api/core/v1.
 */
export function configReferences(kind: ConfigKind, at: PodSpecAt): readonly (ConfigReference | OpenRelation)[] {
  const { object, spec, path } = at;
  const names = fields[kind];
  const containers = containersOf(spec);
  const volumes = listField({ spec }, "spec", "volumes");
  if (isUnknown(containers) || isUnknown(volumes)) return [{ object, doubt: "its Pod spec is not known yet" }];
  const found: (ConfigReference | OpenRelation)[] = [];
  const add = (
    source: unknown,
    where: string,
    nameField: string,
    keysOf: (source: unknown) => ConfigReference["keys"],
  ) => {
    if (source === undefined) return;
    const optional = flagField({ source }, "source", "optional");
    if (optional === true) return;
    const name = textField({ source }, "source", nameField);
    if (name === undefined || name === "") return;
    const open = isUnknown(source) || isUnknown(optional);
    found.push(
      open
        ? { object, doubt: `${where} is not known yet` }
        : referenceTo(kind, at, name, `${where}.${nameField}`, keysOf(source)),
    );
  };
  for (const { tree, path: inSpec } of containers) {
    const here = `${path}.${inSpec}`;
    each(tree, "env", (item, index) => {
      const where = `${here}.env[${index}].valueFrom.${names.env}`;
      add(field({ item }, "item", "valueFrom", names.env), where, "name", (source) => [
        { key: textField(source, "key") ?? "", path: `${where}.key` },
      ]);
    });
    each(tree, "envFrom", (item, index) => {
      add(field({ item }, "item", names.envFrom), `${here}.envFrom[${index}].${names.envFrom}`, "name", () => []);
    });
  }
  volumes.forEach((volume, index) => {
    const where = `${path}.volumes[${index}]`;
    const own = `${where}.${names.volume}`;
    add(field({ volume }, "volume", names.volume), own, names.volumeName, (source) => itemKeys(source, own));
    each(field({ volume }, "volume", "projected"), "sources", (item, at) => {
      const projected = `${where}.projected.sources[${at}].${names.volume}`;
      add(field({ item }, "item", names.volume), projected, "name", (source) => itemKeys(source, projected));
    });
  });
  return found;
}

function referenceTo(
  kind: ConfigKind,
  { object }: PodSpecAt,
  name: Maybe<string>,
  path: string,
  keys: ConfigReference["keys"],
): ConfigReference {
  return {
    object,
    kinds: [`/${kind}`],
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
  const items = listField({ tree }, "tree", name);
  if (isUnknown(items)) visit(unknown, 0);
  else items.forEach(visit);
}

function itemKeys(source: unknown, where: string): ConfigReference["keys"] {
  const items = listField(source, "items");
  if (isUnknown(items)) return [{ key: unknown, path: `${where}.items` }];
  return items.map((item, index) => ({
    key: textField({ item }, "item", "key") ?? "",
    path: `${where}.items[${index}].key`,
  }));
}
