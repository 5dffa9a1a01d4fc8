import * as pulumi from "@pulumi/pulumi";
import { plainValue } from "./cluster-choice";

/**
 * The secret texts among a resource's inputs: every leaf of every secret output, and the whole
 * data of a Kubernetes Secret. Looks at each output by itself, so that one secret annotation does
 * not make a secret of the object's name. `add` is called when a value becomes known.
 */
export function collectSecrets(type: string, inputs: unknown, add: (value: string) => void): void {
  const isSecretObject = type === "kubernetes:core/v1:Secret";
  const seen = new Set<unknown>();

  const visit = (value: unknown, secret: boolean): void => {
    if (typeof value === "string") {
      if (secret) add(value);
    } else if (typeof value === "object" && value !== null && !seen.has(value)) {
      seen.add(value);
      if (pulumi.Output.isInstance(value)) void visitOutput(value, secret);
      else if (value instanceof Promise)
        void value.then((found: unknown) => {
          visit(found, secret);
        }, ignore);
      else if (!pulumi.Resource.isInstance(value)) for (const item of Object.values(value)) visit(item, secret);
    }
  };
  const visitOutput = async (output: pulumi.Output<unknown>, secret: boolean): Promise<void> => {
    try {
      const inner = secret || (await pulumi.isSecret(output));
      visit(await plainValue(output), inner);
    } catch {
      // The output failed: the program fails of it by itself, and there is no value to hide.
    }
  };

  if (isSecretObject && typeof inputs === "object" && inputs !== null) {
    const { data, stringData } = inputs as { data?: unknown; stringData?: unknown };
    void visitAll(data, (value) => {
      add(value);
      add(decoded(value));
    });
    void visitAll(stringData, add);
  }
  visit(inputs, false);
}

const ignore = (): void => undefined;

async function visitAll(input: unknown, add: (value: string) => void): Promise<void> {
  try {
    const value = await plainValue(input);
    if (typeof value !== "object" || value === null) return;
    for (const item of Object.values(value)) if (typeof item === "string") add(item);
  } catch {
    // As above: no value, nothing to hide.
  }
}

function decoded(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}
