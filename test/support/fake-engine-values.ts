import { randomBytes } from "node:crypto";

/** A resource's properties as they travel: plain JSON, with secrets wrapped. */
export type Properties = Readonly<Record<string, unknown>>;

/** The property-value encoding of pulumi (sdk/go/common/resource/sig). */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isSecret = (value: unknown): value is { readonly value: unknown } =>
  isRecord(value) && value[signature] === secretSignature;

export const secretOf = (value: unknown): unknown => ({ [signature]: secretSignature, value });

/** The properties as a provider sees them: secrets in the clear. */
export function inTheClear(value: unknown): unknown {
  if (isSecret(value)) return inTheClear(value.value);
  if (Array.isArray(value)) return value.map(inTheClear);
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inTheClear(item)]))
    : value;
}

/** What the Kubernetes provider's Check does: an object without a name gets one, and the namespace is filled in. */
export function checked(type: string, name: string, inputs: Properties, namespace = "default"): Properties {
  if (!type.startsWith("kubernetes:") || type.startsWith("kubernetes:helm.sh")) return inputs;
  const found = inputs["metadata"];
  const metadata = isSecret(found) ? found.value : found;
  const given = isRecord(metadata) ? metadata : {};
  const clusterScoped = type === "kubernetes:core/v1:Namespace";
  const autonamed = given["name"] === undefined && given["generateName"] === undefined;
  const full = {
    ...given,
    ...(autonamed
      ? { name: `${name}-${randomBytes(4).toString("hex")}`, annotations: { "pulumi.com/autonamed": "true" } }
      : {}),
    ...(clusterScoped ? {} : { namespace: given["namespace"] ?? namespace }),
  };
  return { ...inputs, metadata: isSecret(found) ? secretOf(full) : full };
}

/** The id that the Kubernetes provider gives an object. */
export function idOf(type: string, name: string, inputs: unknown): string {
  const metadata = isRecord(inputs) && isRecord(inputs["metadata"]) ? inputs["metadata"] : {};
  if (!type.startsWith("kubernetes:")) return `${name}-id`;
  const generated = typeof metadata["generateName"] === "string" ? `${metadata["generateName"]}xyz12` : undefined;
  return [metadata["namespace"], metadata["name"] ?? generated].filter((part) => typeof part === "string").join("/");
}
