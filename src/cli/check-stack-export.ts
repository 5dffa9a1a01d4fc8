import { declareStack, type Declaration, type PodTemplatePaths, type StackResource, type Tree } from "../checks";
import { record } from "../objects/raw";
import { unknown } from "../wiring";

/** What the engine marks a secret with in a stack's state. Source: pulumi sdk/go/common/resource/sig. */
const signatureKey = "4dabf18193072939515e22adb298388d";

/** Is it what `pulumi stack export` writes? */
export function isStackExport(value: unknown): boolean {
  const { version, deployment } = record(value);
  return typeof version === "number" && typeof deployment === "object" && !("apiVersion" in record(value));
}

/**
 * What the resources of an exported stack declare: their outputs, as the policy pack sees them in
 * `pulumi policy analyze`, or the inputs of what has none. Secrets are unknown, those that are
 * exported in the clear too, so that no finding prints them.
 */
export function declareStackExport(value: unknown, podTemplates: PodTemplatePaths): Declaration {
  const { resources } = record(record(value)["deployment"]);
  const all = (Array.isArray(resources) ? resources : []).map(record).filter((one) => one["delete"] !== true);
  const byUrn = new Map(all.map((one) => [textOf(one["urn"]), one]));
  return declareStack(
    all.filter(({ urn, type }) => typeof urn === "string" && typeof type === "string").map((one) => read(one, byUrn)),
    { podTemplates },
  );
}

type Resource = Readonly<Record<string, unknown>>;

function read(resource: Resource, byUrn: ReadonlyMap<string, Resource>): StackResource {
  const urn = textOf(resource["urn"]);
  const parent = textOf(resource["parent"]);
  // URN::ID, and URNs have `::` of their own.
  const providerUrn = textOf(resource["provider"]).replace(/::[^:]*$/, "");
  const provider = byUrn.get(providerUrn);
  const outputs = treeOf(resource["outputs"]);
  return {
    urn,
    type: textOf(resource["type"]),
    name: nameIn(urn),
    tree: Object.keys(outputs).length > 0 ? outputs : treeOf(resource["inputs"]),
    provider:
      providerUrn === ""
        ? undefined
        : { urn: providerUrn, name: nameIn(providerUrn), tree: treeOf(provider?.["inputs"]) },
    parentUrn: parent === "" ? undefined : parent,
    read: resource["external"] === true,
    dependencies: Object.fromEntries(
      Object.entries(record(resource["propertyDependencies"])).map(([property, urns]) => [
        property,
        Array.isArray(urns) ? urns.filter((one) => typeof one === "string") : [],
      ]),
    ),
  };
}

const nameIn = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

function treeOf(value: unknown): Tree {
  return record(withoutSecrets(value));
}

/** Secrets, and whatever else the engine marks (assets, references to resources), are unknown. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if (Object.hasOwn(value, signatureKey)) return unknown;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item)]));
}
