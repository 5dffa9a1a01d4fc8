import * as pulumi from "@pulumi/pulumi";

/** Which cluster a resource goes to, in the provider's own words. `renders` is set when it writes YAML instead. */
export interface ProviderSettings {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly cluster?: string;
  readonly namespace?: string;
  readonly renderYamlToDirectory?: string;
  /** The kubeconfig is known as secret: no part of it is to be shown, not even where it lies. */
  readonly isSecret?: boolean;
}

const names = [
  "kubeconfig",
  "context",
  "cluster",
  "namespace",
  "renderYamlToDirectory",
] as const satisfies readonly Exclude<keyof ProviderSettings, "isSecret">[];

/**
 * The settings of the provider that a resource uses: its explicit provider's inputs (they are
 * there at run time although the SDK does not declare them), or the stack's configuration for the
 * default provider. Unknown and empty values are left out. Does not look at the environment:
 * opening the cluster does, by the provider's rules.
 */
export async function providerSettings(
  resource: pulumi.Resource | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ProviderSettings> {
  const provider = resource?.getProvider("kubernetes:core/v1:Pod") as unknown as
    Readonly<Record<string, unknown>> | undefined;
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = provider === undefined ? configured(name) : await plainText(provider[name]);
    if (value !== undefined && value !== "") found[name] = value;
  }
  // The SDK fills a missing kubeconfig of an explicit provider with $KUBECONFIG, which may be a list of paths.
  if (provider !== undefined && found["kubeconfig"] === environment["KUBECONFIG"]) delete found["kubeconfig"];
  return found["kubeconfig"] !== undefined && (await isSecretKubeconfig(provider))
    ? { ...found, isSecret: true }
    : found;
}

async function isSecretKubeconfig(provider: Readonly<Record<string, unknown>> | undefined): Promise<boolean> {
  // Not declared by the SDK. Where it is not there, nobody knows, and nothing is shown.
  const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  if (provider === undefined) return isConfigSecret?.("kubernetes:kubeconfig") ?? true;
  const { kubeconfig } = provider;
  return pulumi.Output.isInstance(kubeconfig) && (await pulumi.isSecret(kubeconfig));
}

/** A setting of the default provider: the stack's configuration. */
export function configured(name: string): string | undefined {
  // Not `Config.get`: it warns when the value is a secret, and a kubeconfig should be one.
  return pulumi.runtime.getConfig(`kubernetes:${name}`);
}

/** The value of an input, once it is known; undefined when it is not a text or will not be known. */
export async function plainText(input: unknown): Promise<string | undefined> {
  const value = await plainValue(input);
  return typeof value === "string" ? value : undefined;
}

interface PromisedOutput {
  promise(withUnknowns?: boolean): Promise<unknown>;
  readonly isKnown: Promise<boolean>;
}

/** The plain value behind an input, outputs and nested outputs resolved; undefined while unknown. */
export async function plainValue(input: unknown): Promise<unknown> {
  const output = pulumi.output(input) as unknown as PromisedOutput;
  if (!(await output.isKnown)) return undefined;
  return await output.promise();
}
