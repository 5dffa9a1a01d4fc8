import type { Pod } from "../objects";
import type { Action } from "./diagnosis";
import { kubectl } from "./kubectl";
import type { Reason } from "./reasons";

/** A ConfigMap, a Secret or a key of one that the kubelet did not find. */
export interface MissingConfig {
  readonly reason: Extract<Reason, "ConfigMapNotFound" | "SecretNotFound" | "ConfigKeyNotFound" | "ClaimNotFound">;
  readonly message: string;
  readonly actions: readonly Action[];
}

const kinds: Readonly<Record<string, "ConfigMap" | "Secret" | "PersistentVolumeClaim">> = {
  configmap: "ConfigMap",
  secret: "Secret",
  persistentvolumeclaim: "PersistentVolumeClaim",
};
const reasonsOf = {
  ConfigMap: "ConfigMapNotFound",
  Secret: "SecretNotFound",
  PersistentVolumeClaim: "ClaimNotFound",
} as const;

/** Reads the kubelet's words (CreateContainerConfigError, FailedMount) and the scheduler's for a claim. */
export function missingConfig(words: string, pod: Pod): MissingConfig | undefined {
  const { namespace } = pod.metadata;
  const place = namespace === undefined ? "" : ` in ${namespace}`;
  const object = /\b(configmap|secret|persistentvolumeclaim) "([^"\s]{1,253})" not found/i.exec(words);
  if (object !== null) {
    const kind = kinds[object[1]?.toLowerCase() ?? ""] ?? "ConfigMap";
    const name = object[2] ?? "";
    return {
      reason: reasonsOf[kind],
      message: `${kind} ${name} does not exist${place}`,
      actions: [{ text: `see which ${kind}s there are`, command: kubectl(namespace, "get", kind.toLowerCase()) }],
    };
  }
  const key = /couldn't find key (\S{1,253}) in (ConfigMap|Secret) (?:\S{1,253}\/)?(\S{1,253})/i.exec(words);
  if (key !== null) {
    const kind = key[2]?.toLowerCase() === "secret" ? "Secret" : "ConfigMap";
    const name = key[3] ?? "";
    return {
      reason: "ConfigKeyNotFound",
      message: `${kind} ${name} has no key ${key[1]}`,
      actions: [{ text: "see its keys", command: kubectl(namespace, "describe", kind.toLowerCase(), name) }],
    };
  }
  const item = /references non-existent (config|secret) key: (\S{1,253})/i.exec(words);
  if (item === null) return undefined;
  const kind = item[1]?.toLowerCase() === "secret" ? "Secret" : "ConfigMap";
  const name = soleName(pod, kind, words);
  return {
    reason: "ConfigKeyNotFound",
    message: `${kind}${name === undefined ? "" : ` ${name}`} has no key ${item[2]}`,
    actions:
      name === undefined
        ? []
        : [{ text: "see its keys", command: kubectl(namespace, "describe", kind.toLowerCase(), name) }],
  };
}

/** The only ConfigMap or Secret of the volume that the words name (of all, if none); undefined when it could be one of several. */
function soleName(pod: Pod, kind: "ConfigMap" | "Secret", words: string): string | undefined {
  const volume = /for volume "([^"]{1,253})"/.exec(words)?.[1];
  const volumes = pod.spec.volumes.filter(({ name }) => volume === undefined || name === volume);
  const names = new Set(
    volumes.flatMap(({ configRefs }) => configRefs.filter((ref) => ref.kind === kind).map(({ name }) => name)),
  );
  return names.size === 1 ? [...names][0] : undefined;
}
