import { record } from "../objects/raw";
import { phraseOf, toApiFailure } from "./api-failure";
import type { Cluster } from "./cluster";

export interface SecretValues {
  /** By Secret name; a Secret that does not exist has none. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** Which could not be read, and why: what they hold cannot be masked. */
  readonly unreadable: ReadonlyMap<string, string>;
}

/**
 * The values of Secrets, decoded, so that they can be struck out of log lines. They are for that
 * alone: keep them no longer than one call. Values that are no text come as far as UTF-8 goes.
 */
export async function readSecretValues(
  cluster: Cluster,
  namespace: string,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<SecretValues> {
  const values = new Map<string, readonly string[]>();
  const unreadable = new Map<string, string>();
  const readOne = async (name: string): Promise<void> => {
    try {
      const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(name)}`;
      const answer = await cluster.get(path, {}, signal);
      values.set(name, valuesOf(answer.json));
    } catch (error) {
      if (signal?.aborted === true) throw error;
      const failure = toApiFailure(error);
      if (failure.status === 404) values.set(name, []);
      else unreadable.set(name, phraseOf(failure, cluster));
    }
  };
  await Promise.all([...new Set(names)].map(readOne));
  return { values, unreadable };
}

function valuesOf(secret: unknown): readonly string[] {
  return Object.values(record(record(secret)["data"]))
    .filter((value) => typeof value === "string")
    .map((value) => Buffer.from(value, "base64").toString("utf8"))
    .filter((value) => value !== "");
}
